"""Rows of a plan as they are typed in the table itself.

A table has hundreds of controls, and a form field each would cost too much: cells are plain values.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overenskommelse.choices import MeasureStatus
from overenskommelse.forms.measure_cells import (
    SUGGESTED,
    Cell,
    Control,
    Dispute,
    GridRow,
    Head,
    Part,
    control_of,
)
from overenskommelse.models import ActionPlan, FundingLine, Measure
from overenskommelse.selectors.measures import (
    CHOICE,
    KRONOR,
    LABELS,
    PLANNED,
    USED,
    Column,
    Lists,
    Row,
    columns_of,
    row_of,
)
from overenskommelse.selectors.understanding import Problem
from overenskommelse.services.measures import RowSavedByOther

SHORT = {"area": gettext_lazy("Area")}  # where the head of a narrow column says enough
MONEY = {PLANNED: gettext_lazy("Planned, kr"), USED: gettext_lazy("Used, kr")}
# The columns of the table, in order: a status has its note in the same cell, money an amount for each line.
TABLE = (*(code for code in LABELS if code != "status_note"), *MONEY)
FIRST_SHOWN = ("area", "responsible", "schedule", "status", PLANNED, USED)
FEW = 3  # funding lines that a cell may ask about at once

SELECTED = SafeString(" selected")


class Grid:
    """A plan's table as one person sees it: its columns, what may be typed, and rows of it."""

    def __init__(
        self, plan: ActionPlan, *, may_edit: bool, chosen: Iterable[str] = (), lists: Lists | None = None
    ) -> None:
        self.plan, self.may_edit = plan, may_edit
        self.lists = lists or Lists(plan)
        # Where no line pays, there are no kronor to enter.
        self.table = [code for code in TABLE if code not in MONEY or self.lists.lines]
        wanted = {*chosen} & {*self.table} or {*FIRST_SHOWN}
        self.shown = [code for code in self.table if code == "title" or code in wanted]
        self._options: dict[tuple[str, str], SafeString] = {}
        self._controls: dict[tuple[str, bool], Control] = {}

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.code: column for column in columns_of(self.plan, self.lists)}

    @cached_property
    def all_heads(self) -> list[Head]:
        """Every column that the table could have."""
        known = {code: (label, kind) for code, (label, kind) in LABELS.items()}
        known |= {code: (label, KRONOR) for code, label in MONEY.items()}
        return [
            Head(code, str(SHORT.get(code, known[code][0])), known[code][1], code in self.shown)
            for code in self.table
        ]

    @property
    def codes(self) -> list[str]:
        """The columns whose cells are needed."""
        return [*self.shown, "status_note"]

    @cached_property
    def heads(self) -> list[Head]:
        return [head for head in self.all_heads if head.is_shown]

    @cached_property
    def words(self) -> dict[str, SafeString]:
        """What every row says, looked up once."""
        said = {
            "await": _("Choose an area first"),
            "save": _("Save"),
            "more": _("More about"),
            "open": _("Open"),
            "all": _("All details"),
            "up": _("Move up"),
            "down": _("Move down"),
            "remove": _("Remove"),
            "late": _("late"),
            "no_day": _("no day"),
        }
        return {name: conditional_escape(word) for name, word in said.items()}

    @cached_property
    def is_typed(self) -> bool:
        """Whether this person may change anything in the table as the plan now stands."""
        return self.may_edit and (self.plan.is_open or self.plan.takes_follow_up)

    @cached_property
    def takes_rows(self) -> bool:
        """Whether rows may come, go and move."""
        return self.may_edit and self.plan.is_open

    def opened(self, column: Column) -> bool:
        """Whether the column's cells may be typed in."""
        return self.may_edit and (self.plan.is_open or (self.plan.takes_follow_up and column.is_follow_up))

    @property
    def suggestions(self) -> dict[str, tuple[str, ...]]:
        """Column → what is suggested while one types, for the columns that are shown.

        Who may be responsible is many names; the page fetches them when somebody begins to type.
        """
        shown = (code for code in SUGGESTED if code in self.shown)
        return {code: self.columns[code].choices if code != "responsible" else () for code in shown}

    def row(self, measure: Measure, *, typed: Row | None = None, **more: Any) -> GridRow:
        """``measure``, from ``with_cells``, as a row; ``typed`` and ``problems`` come from a failed save."""
        texts = row_of(measure, self.lists, self.codes) | (typed or {})
        return self._made(measure.uid, measure, texts, **more)

    def blank(self, uid: UUID | None = None, *, typed: Row | None = None, **more: Any) -> GridRow:
        """A row to begin a measure in."""
        texts = {"status": str(MeasureStatus.PLANNED.label)} | (typed or {})
        return self._made(uid or uuid4(), None, texts, **more)

    def _made(
        self,
        uid: UUID,
        measure: Measure | None,
        texts: Row,
        *,
        problems: Sequence[Problem] = (),
        clash: RowSavedByOther | None = None,
        **more: Any,
    ) -> GridRow:
        wrong = {problem.column: problem for problem in problems}
        cells = [self._cell(uid, head, texts, measure, wrong) for head in self.heads]
        shown = {part.control.code for cell in cells for part in cell.parts}
        elsewhere = [f"{self.label(p.column)}: {p}" for p in problems if p.column not in shown]
        return GridRow(uid, measure, cells, elsewhere, self._disputes(clash), clash, **more)

    def label(self, code: str) -> str:
        """What the column is called; a column that is not known, as it came."""
        return self.columns[code].label if code in self.columns else code

    def _disputes(self, clash: RowSavedByOther | None) -> list[Dispute]:
        return [
            Dispute(row.column, self.label(row.column), row.typed, row.stored)
            for row in (clash.clashes if clash else [])
        ]

    def _cell(
        self, uid: UUID, head: Head, texts: Row, measure: Measure | None, wrong: Mapping[str, Problem]
    ) -> Cell:
        columns = [self.columns[code] for code in self._codes(head.code, texts, measure)]
        parts = [
            Part(
                self.control(column, len(columns) > 1),
                text := texts.get(column.code, ""),
                uid,
                wrong.get(column.code),
                self.options(column, text) if column.kind == CHOICE else "",
            )
            for column in columns
        ]
        return Cell(head, parts, not parts and self.takes_rows and not (measure and measure.area_id))

    def control(self, column: Column, is_one_of_many: bool) -> Control:
        """How the column is typed in, made once."""
        key = (column.code, is_one_of_many)
        if key not in self._controls:
            is_open = self.opened(column)
            self._controls[key] = control_of(column, is_open=is_open, is_one_of_many=is_one_of_many)
        return self._controls[key]

    def _codes(self, code: str, texts: Row, measure: Measure | None) -> list[str]:
        if code == "status":
            return ["status", "status_note"]
        if code in MONEY:
            return [f"{code}:{line.code}" for line in self._lines(texts, measure)]
        return [code]

    def _lines(self, texts: Row, measure: Measure | None) -> list[FundingLine]:
        """The lines that pay the measure's area, and those it has kronor on.

        Without an area that may be all of them, if they are few: a column of empty fields helps nobody.
        """
        lines, area = self.lists.lines, measure.area_id if measure else None
        paid = [row for row in lines if any(texts.get(f"{kind}:{row.code}") for kind in MONEY)]
        if area is None:
            return paid or (lines if len(lines) <= (FEW if measure else 1) else [])
        return [row for row in lines if row in paid or row.area_id in (None, area)]

    def options(self, column: Column, text: str) -> SafeString:
        """The options of a choice, made once for each text that is chosen."""
        key = (column.code, text)
        if key not in self._options:
            names = [*([] if column.code == "status" else [""]), *column.choices]
            rows = ((name, SELECTED if name == text else "", name or "–") for name in names)
            self._options[key] = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return self._options[key]
