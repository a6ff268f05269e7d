"""A measure as a row of text: the cells that people see, type, paste, and move by spreadsheet.

``row_of`` writes what ``selectors/understanding`` reads back: docs/adr/0055.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overenskommelse.choices import MeasureStatus
from overenskommelse.domain.references import Node, places
from overenskommelse.models import (
    ActionPlan,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    Measure,
    MeasureAmount,
    MeasureResponsible,
    Organisation,
    PlanNode,
    Requirement,
)
from overenskommelse.selectors.plans import binding, late_on, lines_for
from overenskommelse.templatetags.formats import number

Row: TypeAlias = dict[str, str]  # column code → the text of its cell

TEXT, LONG, CHOICE, NAME, NAMES, KRONOR = "text", "long", "choice", "name", "names", "kronor"
PLANNED, USED = "planned", "used"

# Code → label and kind. What people choose from is a choice, what they name (one or several) a name.
LABELS = {
    "title": (gettext_lazy("Measure"), TEXT),
    "description": (gettext_lazy("Description"), LONG),
    "area": (gettext_lazy("Development area"), CHOICE),
    "focus_area": (gettext_lazy("Focus area"), NAME),
    "node": (gettext_lazy("Place in the own structure"), NAME),
    "requirements": (gettext_lazy("Requirements met"), NAMES),
    "target_group": (gettext_lazy("Target group"), TEXT),
    "responsible": (gettext_lazy("Responsible"), NAMES),
    "schedule": (gettext_lazy("Schedule"), TEXT),
    "status": (gettext_lazy("Status"), CHOICE),
    "status_note": (gettext_lazy("Note on the status"), TEXT),
    "accounting_object": (gettext_lazy("Accounting object"), TEXT),
}
COLUMNS = tuple(LABELS)  # then planned:<line> and used:<line> for each line
ALL = (*COLUMNS, PLANNED, USED)
FOLLOW_UP = ("status", "status_note")  # and used:<line>
LONGEST = 20_000  # characters of a description; a spreadsheet's cell holds 32 767
# What stays text as typed.
PLAIN = ("title", "description", "target_group", "schedule", "status_note", "accounting_object")


def folded(text: str) -> str:
    """For comparing names: neither case nor spacing counts."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Column:
    """``limit`` is the most characters (0: any); ``line`` whose kronor the cell holds."""

    code: str
    label: str
    kind: str
    lists: "Lists" = field(repr=False, compare=False)
    limit: int = 0
    line: FundingLine | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts to choose from; in a cell with names those that are suggested."""
        return _choices(self.code, self.lists)

    @property
    def is_follow_up(self) -> bool:
        """Whether the cell may be changed in an approved plan."""
        return self.code in FOLLOW_UP or self.code.startswith(f"{USED}:")


class Lists:
    """What a plan's cells may name. Each list is read once, when it is first needed, or set by who has it."""

    def __init__(self, plan: ActionPlan) -> None:
        self.plan = plan

    @cached_property
    def lines(self) -> list[FundingLine]:
        """The lines that can pay the plan's measures."""
        return list(lines_for(self.plan))

    @cached_property
    def areas(self) -> list[DevelopmentArea]:
        return list(self.plan.agreement.areas.all())

    @cached_property
    def focus_areas(self) -> list[FocusArea]:
        rows = FocusArea.objects.filter(area__agreement=self.plan.agreement_id).select_related("area")
        return list(rows.order_by("area__position", "position", "code"))

    @cached_property
    def nodes(self) -> dict[str, PlanNode]:
        """The own tree as it is read: number → part."""
        found = {node.pk: node for node in self.plan.nodes.all()}
        bare = [Node(node.pk, node.parent_id, node.first_number) for node in found.values()]
        return {place.number: found[place.pk] for place in places(bare)}

    @cached_property
    def node_texts(self) -> dict[int, str]:
        """Part → *2.1.3 Name*."""
        return {node.pk: f"{number} {node.name}" for number, node in self.nodes.items()}

    @cached_property
    def requirements(self) -> list[Requirement]:
        """Those of the agreement; a measure may also meet what binds another."""
        return list(self.plan.agreement.requirements.all())

    @cached_property
    def binding(self) -> list[Requirement]:
        """Those that bind the plan's organisation, with ``is_met``."""
        return list(binding(self.plan))

    @cached_property
    def organisations(self) -> list[Organisation]:
        """All in the register, those of the plan's county first."""
        own = self.plan.organisation.county_id
        rows = Organisation.objects.by_county().only("code", "name", "county")
        return sorted(rows, key=lambda row: row.county_id != own)

    @cached_property
    def organisation_named(self) -> dict[str, Organisation]:
        """By name and by code, as ``folded``."""
        rows = reversed(self.organisations)  # where two share a name, the county's own counts
        return {folded(name): row for row in rows for name in (row.name, row.code)}

    @property
    def neighbours(self) -> list[Organisation]:
        """The organisations of the plan's county."""
        own = self.plan.organisation.county_id
        return [row for row in self.organisations if row.county_id == own]


def columns_of(plan: ActionPlan, lists: Lists | None = None) -> list[Column]:
    """The columns of ``plan``'s rows, in order: those of LABELS, then each line's planned, then used."""
    lists = lists or Lists(plan)
    fixed = [_fixed(code, lists) for code in LABELS]
    planned = [
        Column(f"{PLANNED}:{line.code}", _("Planned: %(line)s") % {"line": line}, KRONOR, lists, line=line)
        for line in lists.lines
    ]
    used = [
        Column(f"{USED}:{line.code}", _("Used: %(line)s") % {"line": line}, KRONOR, lists, line=line)
        for line in lists.lines
    ]
    return [*fixed, *planned, *used]


def _fixed(code: str, lists: Lists) -> Column:
    label, kind = LABELS[code]
    field = Measure._meta.get_field(code) if code in PLAIN else None
    limit = LONGEST if kind == LONG else getattr(field, "max_length", None) or 0
    return Column(code, str(label), kind, lists, limit)


def _choices(code: str, lists: Lists) -> tuple[str, ...]:
    named: dict[str, Callable[[], Iterable[str]]] = {
        "area": lambda: (area.name for area in lists.areas),
        "focus_area": lambda: (focus.name for focus in lists.focus_areas),
        "node": lambda: lists.node_texts.values(),
        "requirements": lambda: (requirement.code for requirement in lists.binding),
        "responsible": lambda: (organisation.name for organisation in lists.neighbours),
        "status": lambda: map(str, MeasureStatus.labels),
        "accounting_object": lambda: filter(None, [lists.plan.accounting_object]),
    }
    return tuple(named[code]()) if code in named else ()


def with_cells(measures: "QuerySet[Measure]", codes: Collection[str] = ALL) -> "QuerySet[Measure]":
    """``measures`` with what their cells under ``codes`` need, and ``is_late``; a few queries in all."""
    is_late = ExpressionWrapper(late_on(timezone.localdate()), output_field=BooleanField())
    parts = {
        "requirements": Prefetch("requirements"),
        "responsible": Prefetch("responsible", MeasureResponsible.objects.select_related("organisation")),
        PLANNED: Prefetch("amounts", MeasureAmount.objects.select_related("line")),
    }
    needed = {*codes} | ({PLANNED} if USED in codes else set())
    found = measures.annotate(is_late=is_late).select_related("area", "focus_area")
    return found.prefetch_related(*[part for code, part in parts.items() if code in needed])


def row_of(measure: Measure, lists: Lists | None = None, codes: Collection[str] = ALL) -> Row:
    """The text of each cell, or of those under ``codes`` (columns; planned and used for those of all lines).

    Give ``lists`` for several rows, which then come from ``with_cells``.
    """
    lists = lists or Lists(measure.plan)
    cells = {code: CELLS[code](measure, lists) for code in COLUMNS if code in codes}
    return cells | _money(measure, lists) if PLANNED in codes or USED in codes else cells


def shown_responsible(row: MeasureResponsible) -> str:
    """*Region Uppsala: närvårdsstrateg*, or either alone."""
    return ": ".join(str(part) for part in (row.organisation, row.function) if part)


def _plain(code: str) -> Callable[[Measure, Lists], str]:
    return lambda measure, _lists: str(getattr(measure, code))


def _node(measure: Measure, lists: Lists) -> str:
    return lists.node_texts.get(measure.node_id, "") if measure.node_id else ""


# Column → the text of its cell in a measure.
CELLS: dict[str, Callable[[Measure, Lists], str]] = {code: _plain(code) for code in PLAIN} | {
    "area": lambda measure, _lists: measure.area.name if measure.area else "",
    "focus_area": lambda measure, _lists: measure.focus_area.name if measure.focus_area else "",
    "node": _node,
    "requirements": lambda measure, _lists: ", ".join(row.code for row in measure.requirements.all()),
    "responsible": lambda measure, _lists: "; ".join(map(shown_responsible, measure.responsible.all())),
    "status": lambda measure, _lists: str(measure.get_status_display()),
}


def rows_of(plan: ActionPlan, measures: Iterable[Measure] | None = None) -> list[tuple[Measure, Row]]:
    """Each measure (those kept, if none are given) with its row, in equally many queries however many."""
    lists = Lists(plan)
    chosen = with_cells(plan.measures.kept()) if measures is None else measures
    return [(measure, row_of(measure, lists)) for measure in chosen]


def _money(measure: Measure, lists: Lists) -> Row:
    amounts = {amount.line_id: amount for amount in measure.amounts.all()}
    cells = {}
    for kind in (PLANNED, USED):
        for line in lists.lines:
            kronor = getattr(amounts.get(line.pk), kind, 0)
            cells[f"{kind}:{line.code}"] = number(kronor) if kronor else ""
    return cells
