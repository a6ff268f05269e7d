"""What a row of text means: cells as people type or paste them, read against what the plan can name.

The reverse of ``selectors/measures``: docs/adr/0055. Nothing is written, and all problems come at once.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from overenskommelse.choices import MeasureStatus
from overenskommelse.domain.amounts import whole_kronor
from overenskommelse.domain.schedules import parse
from overenskommelse.models import (
    ActionPlan,
    FundingLine,
    Measure,
    MeasureResponsible,
    Organisation,
    PlanNode,
    Requirement,
)
from overenskommelse.selectors.measures import LONG, PLAIN, Column, Lists, columns_of, folded

N = TypeVar("N")

# What people also write in the status column of their Word tables.
STATUS_WORDS = {
    "ej påbörjad": MeasureStatus.PLANNED, "ej påbörjat": MeasureStatus.PLANNED,
    "påbörjad": MeasureStatus.UNDER_WAY, "påbörjat": MeasureStatus.UNDER_WAY,
    "delvis": MeasureStatus.UNDER_WAY, "pågående": MeasureStatus.UNDER_WAY,
    "klart": MeasureStatus.DONE, "klar": MeasureStatus.DONE, "genomförd": MeasureStatus.DONE,
    "genomfört": MeasureStatus.DONE, "avslutad": MeasureStatus.DONE, "avslutat": MeasureStatus.DONE,
    "vilande": MeasureStatus.PAUSED, "avbruten": MeasureStatus.DROPPED, "utgår": MeasureStatus.DROPPED,
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, and what to do about it."""

    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


@dataclass
class Understood:
    """Cells as values for the models: only those that were given. ``problems`` are those of all cells.

    ``responsible`` is (organisation, function) in order; ``amounts`` is line → {"planned": …, "used": …}.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    requirements: list[Requirement] | None = None
    responsible: list[tuple[Organisation | None, str]] | None = None
    amounts: dict[FundingLine, dict[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def understand(
    plan: ActionPlan, values: Mapping[str, str], *, measure: Measure | None = None, lists: Lists | None = None
) -> Understood:
    """What ``values`` (column code → text, some or all) mean; unknown columns are a problem too.

    ``measure`` is the stored row that they change: its other cells decide with them. A new row needs a title.
    """
    return _Reading(plan, values, measure, lists or Lists(plan)).result()


def cleaned(text: str, kind: str) -> str:
    """As stored: no control characters, one kind of line break, and none at all in a cell of one line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return text.strip() if kind == LONG else re.sub(r"\s*[\n\t]\s*", " ", text).strip()


class _Reading:
    """One row being read, cell by cell."""

    def __init__(
        self, plan: ActionPlan, values: Mapping[str, str], measure: Measure | None, lists: Lists
    ) -> None:
        self.plan, self.measure, self.lists = plan, measure, lists
        self.columns = {column.code: column for column in columns_of(plan, lists)}
        self.values = {
            code: cleaned(text, self.columns[code].kind if code in self.columns else "")
            for code, text in values.items()
        }
        self.out = Understood()

    def result(self) -> Understood:
        for code, text in self.values.items():
            if code in self.columns:
                self._cell(self.columns[code], text)
            else:
                self._problem(code, _("There is no column “%(code)s”.") % {"code": code}, "")
        self._title()
        self._areas_agree()
        self._dropped_says_why()
        return self.out

    def _cell(self, column: Column, text: str) -> None:
        if column.limit and len(text) > column.limit:
            counts = {"length": len(text), "limit": column.limit}
            message = _("The text is %(length)s characters; at most %(limit)s fit.") % counts
            self._problem(column.code, message, _("Shorten it, or put the rest in the description."))
        elif column.line is not None:
            self._kronor(column, text)
        elif column.code in PLAIN:
            self.out.fields[column.code] = text
            if column.code == "schedule":
                self._schedule(text)
        else:
            getattr(self, f"_{column.code}")(text)

    def _problem(self, column: str, message: str, remedy: str) -> None:
        self.out.problems.append(Problem(column, message, remedy))

    def _unknown(self, column: str, text: str, known: Iterable[str]) -> None:
        """``text`` names nothing; the nearest names are the remedy."""
        names = list(known)
        near = get_close_matches(folded(text), [folded(name) for name in names], 3, 0.5)
        shown = [name for name in names if folded(name) in near] or names[:3]
        remedy = _("Perhaps: %(names)s.") % {"names": "; ".join(shown)} if shown else ""
        self._problem(column, _("“%(text)s” is not known here.") % {"text": text[:80]}, remedy)

    def _kronor(self, column: Column, text: str) -> None:
        assert column.line is not None  # noqa: S101 - for the type checker; the caller saw it
        kronor = whole_kronor(text)
        if kronor is None:
            message = _("“%(text)s” is not an amount in whole kronor.") % {"text": text[:40]}
            self._problem(column.code, message, _("Write for example 250 000, 250 tkr or 1,5 mkr."))
        else:
            self.out.amounts.setdefault(column.line, {})[column.code.partition(":")[0]] = kronor

    def _schedule(self, text: str) -> None:
        found = parse(text, self.plan.agreement.year)
        self.out.fields |= {
            "schedule_kind": found.kind, "starts_on": found.starts_on, "ends_on": found.ends_on
        }  # fmt: skip

    def _named(
        self, column: str, text: str, rows: Iterable[N], names: Callable[[N], Iterable[str]]
    ) -> list[N]:
        """The rows that ``text`` names; a problem when it names none."""
        chosen = list(rows)
        found = [row for row in chosen if folded(text) in {folded(name) for name in names(row)}]
        if not found:
            self._unknown(column, text, [next(iter(names(row))) for row in chosen])
        return found

    def _area(self, text: str) -> None:
        found = text and self._named("area", text, self.lists.areas, lambda a: (a.name, a.code, a.section))
        if found or not text:
            self.out.fields["area"] = found[0] if found else None

    def _focus_area(self, text: str) -> None:
        rows = self.lists.focus_areas
        found = text and self._named("focus_area", text, rows, lambda f: (f.name, f.code))
        if not text:
            self.out.fields["focus_area"] = None
        elif found:
            within = [focus for focus in found if focus.area == self._chosen_area()]
            self.out.fields["focus_area"] = (within or found)[0]

    def _node(self, text: str) -> None:
        found = self._nodes(text) if text else []
        if found or not text:
            self.out.fields["node"] = found[0] if len(found) == 1 else None
        if len(found) > 1:
            message = _("Several parts of the own structure are called “%(name)s”.") % {"name": text[:80]}
            self._problem("node", message, _("Write its number."))

    def _nodes(self, text: str) -> list[PlanNode]:
        """By *2.1.3 Name*, number or name; after a move, what still has the name."""
        head, _space, rest = text.partition(" ")
        for wanted in (
            text,
            head.rstrip(".") if not rest else "",
            rest if head.rstrip(".")[:1].isdigit() else "",
        ):
            if found := self._nodes_called(wanted):
                return found
        self._unknown("node", text, self.lists.node_texts.values())
        return []

    def _nodes_called(self, wanted: str) -> list[PlanNode]:
        texts = self.lists.node_texts
        exact = [
            node
            for number, node in self.lists.nodes.items()
            if folded(wanted) in (number, folded(texts[node.pk]))
        ]
        return exact or [n for n in self.lists.nodes.values() if wanted and folded(n.name) == folded(wanted)]

    def _requirements(self, text: str) -> None:
        codes = [code for part in re.split(r"[,;]", text) if (code := part.strip())]
        known = {folded(row.code): row for row in self.lists.requirements}
        for code in codes:
            if folded(code) not in known:
                self._unknown("requirements", code, (row.code for row in self.lists.requirements))
        self.out.requirements = list({row: row for code in codes if (row := known.get(folded(code)))})

    def _responsible(self, text: str) -> None:
        parts = [name for part in text.split(";") if (name := part.strip())]
        people = [self._somebody(part) for part in parts]
        longest = MeasureResponsible._meta.get_field("function").max_length or 0
        if any(len(function) > longest for _organisation, function in people):
            message = _("A function may have at most %(limit)s characters.") % {"limit": longest}
            self._problem("responsible", message, _("Put a semicolon between those responsible."))
        self.out.responsible = list(dict.fromkeys(people))

    def _somebody(self, text: str) -> tuple[Organisation | None, str]:
        """*Region Uppsala: närvårdsstrateg*; what names no organisation is a function or a group."""
        name, _colon, function = text.partition(":")
        known = self.lists.organisation_named
        if whole := known.get(folded(text)):
            return whole, ""
        organisation = known.get(folded(name))
        return (organisation, function.strip()) if organisation else (None, text)

    def _status(self, text: str) -> None:
        labels = {folded(str(status.label)): status for status in MeasureStatus}
        known = STATUS_WORDS | labels | {status.value: status for status in MeasureStatus}
        found = known.get(folded(text)) if text else MeasureStatus.PLANNED
        if found is None:
            self._unknown("status", text, map(str, MeasureStatus.labels))
        else:
            self.out.fields["status"] = found

    def _chosen_area(self) -> Any:
        return self.out.fields.get("area", self.measure and self.measure.area)

    def _stored(self, name: str) -> Any:
        """What the row will have: as given now, else as stored."""
        return self.out.fields.get(name, getattr(self.measure, name, None))

    def _title(self) -> None:
        wrong = any(problem.column == "title" for problem in self.out.problems)
        if not self._stored("title") and not wrong:
            self._problem("title", _("The measure has no name."), _("Write what is to be done."))

    def _areas_agree(self) -> None:
        """A focus area brings its area along; a changed area lets go of a focus area that is not its own."""
        focus, area = self._stored("focus_area"), self._stored("area")
        if focus is None or focus.area_id == getattr(area, "pk", None):
            return
        if "focus_area" in self.out.fields and not self.out.fields.get("area"):
            self.out.fields["area"] = focus.area
        elif "focus_area" not in self.out.fields:
            self.out.fields["focus_area"] = None
        else:
            names = {"focus": focus.name, "area": focus.area.name}
            message = _("The focus area “%(focus)s” belongs to “%(area)s”.") % names
            self._problem("focus_area", message, _("Change the focus area or the development area."))

    def _dropped_says_why(self) -> None:
        if self._stored("status") == MeasureStatus.DROPPED and not self._stored("status_note"):
            message = _("The measure is dropped without a reason.")
            self._problem("status_note", message, _("Say why the measure is dropped."))
