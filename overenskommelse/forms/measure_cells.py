"""What a row of the table is made of. A column's control is made once, and filled in row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Measure
from overenskommelse.selectors.measures import CHOICE, KRONOR, LONG, Column
from overenskommelse.selectors.understanding import Problem
from overenskommelse.services.measures import RowSavedByOther

# What is named while one types, with what stands between several names.
SUGGESTED = {"focus_area": "", "node": "", "requirements": ", ", "responsible": "; ", "accounting_object": ""}
# How a part is typed: as text, chosen, named with suggestions, as kronor; or only read.
TYPED, CHOSEN, TAGGED, NAMED, COUNTED, READ = "typed", "chosen", "tagged", "named", "counted", "read"
PLACEHOLDERS = {"title": _("New measure …"), "status_note": _("Note, or the reason")}
SHAPES = {CHOICE: CHOSEN, KRONOR: COUNTED}


@dataclass(frozen=True)
class Head:
    """A column of the table, or one that could be."""

    code: str
    label: str
    kind: str
    is_shown: bool

    @cached_property
    def attributes(self) -> SafeString:
        """Those of each cell below it. Where rows are cards, the label stands beside all but the title."""
        number = " num" if self.kind == KRONOR else ""
        label = {} if self.code == "title" else {"data-label": self.label}
        return flatatt({"class": f"c-{self.code}{number}"} | label)


@dataclass(frozen=True)
class Control:
    """How a column is typed in, the same in every row.

    ``is_one_of_many``: the cell has several controls, so that each needs a label of its own.
    """

    column: Column
    code: str
    shape: str
    line: str
    attributes: SafeString
    is_one_of_many: bool


def control_of(column: Column, *, is_open: bool, is_one_of_many: bool) -> Control:
    """The control of ``column``, which may be typed in if it ``is_open``."""
    label = {"aria-label": column.label} if is_one_of_many else {"aria-labelledby": _head_of(column)}
    attributes = flatatt({"name": column.code} | label | _helped(column, is_one_of_many))
    # The funding line's name without whom it pays, which is the same all through a plan.
    line = str(column.line or "")
    short = line.rpartition(",")[0] or line
    return Control(column, column.code, _shape(column, is_open), short, attributes, is_one_of_many)


def _head_of(column: Column) -> str:
    return f"h-{column.code.partition(':')[0]}"


def _shape(column: Column, is_open: bool) -> str:
    if not is_open:
        return READ
    if column.code == "status":
        return TAGGED
    return NAMED if column.code in SUGGESTED else SHAPES.get(column.kind, TYPED)


def _helped(column: Column, is_one_of_many: bool) -> dict[str, Any]:
    """What helps to fill the control in."""
    if column.code in SUGGESTED:
        separator = SUGGESTED[column.code]
        return {"list": f"list-{column.code}"} | ({"data-separator": separator} if separator else {})
    if column.line and is_one_of_many:
        return {"title": str(column.line)}
    if column.code in PLACEHOLDERS:
        return {"placeholder": str(PLACEHOLDERS[column.code])}
    return {"data-long": column.kind == LONG}


class Part(NamedTuple):
    """One control of a row's cell, the text in it, and what is wrong with that."""

    control: Control
    text: str
    uid: UUID
    problem: Problem | None
    options: SafeString | str = ""

    @property
    def why_id(self) -> str:
        return f"why-{self.uid}-{self.control.code}"

    @property
    def attributes(self) -> SafeString:
        """What the control is called, what helps to fill it in, and what is wrong with it."""
        wrong = f' aria-invalid="true" aria-describedby="{self.why_id}"' if self.problem else ""
        return mark_safe(f'{self.control.attributes} form="f-{self.uid}"{wrong}')  # noqa: S308 - escaped, and ids


class Cell(NamedTuple):
    """What stands under a head: one part, several, or none, perhaps until the row has an area."""

    head: Head
    parts: Sequence[Part]
    awaits_area: bool


@dataclass(frozen=True)
class Dispute:
    """A cell that two people changed, for choosing between them."""

    column: str
    label: str
    typed: str
    stored: str


@dataclass
class GridRow:
    """A row of the table; a new one has no measure yet. ``elsewhere``: problems of cells not shown.

    ``undoes``: the texts that an undo would put back, where somebody else has changed some of them since.
    """

    uid: UUID
    measure: Measure | None
    cells: Sequence[Cell]
    elsewhere: Sequence[str] = ()
    disputes: Sequence[Dispute] = ()
    clash: RowSavedByOther | None = None
    says: str = ""
    state: str = ""  # saved, or wrong
    undoes: Mapping[str, str] | None = None

    @property
    def area(self) -> str:
        """Code of the development area, whose help stands beside the row."""
        return self.measure.area.code if self.measure and self.measure.area else ""
