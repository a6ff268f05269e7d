"""Stage 1: a sheet as it looked to its maker, with what was read of it marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from allocation.domain.cells import Sheet, Value, column_of, letters, number, places
from allocation.domain.findings import Reading, Severity
from allocation.domain.rows import YEAR_WORDS, years_in

TOP, AROUND, BOTTOM = 12, 2, 4
WRONG_ROWS: Final = 12
COLUMNS: Final = 8
LONGEST: Final = 40
CELL: Final = re.compile(r"([A-Z]+)(\d+)$")


class Cell(NamedTuple):
    """A cell's text, and how it was taken: ``read``, ``key``, ``wrong`` or nothing."""

    text: str
    kind: str = ""


class Row(NamedTuple):
    """A row of the sheet, after ``left_out`` that are not shown."""

    number: int
    cells: list[Cell]
    left_out: int = 0


class Heading(NamedTuple):
    letters: str
    role: str


@dataclass(frozen=True)
class SheetLook:
    """The first rows, those around the first that was read and around what is wrong, and the last."""

    sheet: Sheet
    reading: Reading
    name_column: str = ""

    @cached_property
    def headings(self) -> list[Heading]:
        roles = self._roles
        return [Heading(letters(column), roles.get(column, "")) for column in self._columns]

    @cached_property
    def rows(self) -> list[Row]:
        shown, before = [], 0
        for place in self._places:
            cells = [self._cell(place, column) for column in self._columns]
            shown.append(Row(place, cells, place - before - 1))
            before = place
        return shown

    @property
    def after(self) -> int:
        """Rows below the last that is shown."""
        return len(self.sheet.rows) - (self._places[-1] if self._places else 0)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Every column to choose from: its letters, and letters with heading."""
        first = self.reading.first_row
        heads = self.sheet.rows[max(0, first - 2) : first - 1] if first else self._most_words
        return [
            (letters(column), f"{letters(column)} {_texts(heads, column)}".strip())
            for column in range(1, self._width + 1)
        ]

    @property
    def years(self) -> list[int]:
        """The years that headings name, or that the rows of a long table are of."""
        first = self.reading.first_row or TOP
        heads, body = self.sheet.rows[: first - 1], self.sheet.rows[first - 1 :]
        told = {year for row in heads for it in row if not isinstance(it, date) for year in years_in(it)}
        long = {
            place for row in heads for place, it in enumerate(row) if str(it).strip().casefold() in YEAR_WORDS
        }
        cells = [it for row in body for place in long for it in row[place : place + 1]]
        return sorted(told | {year for it in cells for year in years_in(it)})

    @property
    def _most_words(self) -> Sequence[Sequence[Value]]:
        """Where no table was found: what looks most like headings among the first rows."""
        top = self.sheet.rows[:TOP]
        return [max(top, key=lambda row: sum(isinstance(it, str) and bool(it) for it in row))]

    @cached_property
    def _read(self) -> dict[tuple[int, int], str]:
        """(row, column) → how the cell was taken."""
        taken = {place: "read" for row in self.reading.rows for place in _places(row.cell)}
        key = column_of(self.reading.key_column)
        taken |= {(row, key): "key" for row, _column in list(taken) if key}
        told = [it for it in self.reading.issues if it.severity != Severity.NOTE]
        wrong = [it.cell for it in told if it.cell and it.sheet == self.sheet.name]
        return taken | {_place(cell): "wrong" for cell in wrong}

    @property
    def _first(self) -> int:
        """The first row that was read; 0 where none was."""
        return min((row for (row, _column), kind in self._read.items() if kind != "wrong"), default=0)

    @cached_property
    def _places(self) -> list[int]:
        last = len(self.sheet.rows)
        wrong = sorted({row for (row, _column), kind in self._read.items() if kind == "wrong"})[:WRONG_ROWS]
        near = {place + by for place in [self._first, *wrong] if place for by in range(-AROUND, AROUND + 1)}
        ends = {*range(1, TOP + 1), *range(last - BOTTOM + 1, last + 1)}
        return sorted(place for place in near | ends if 0 < place <= last)

    @cached_property
    def _width(self) -> int:
        return max((len(row) for row in self.sheet.rows[: self._first + TOP]), default=0)

    @cached_property
    def _columns(self) -> list[int]:
        return sorted({*range(1, min(self._width, COLUMNS) + 1), *self._roles})

    @property
    def _roles(self) -> dict[int, str]:
        named = {
            column_of(self.name_column): _("Name"),
            column_of(self.reading.key_column): _("Code"),
            column_of(self.reading.value_column): _("Value"),
        }
        return {column: role for column, role in named.items() if column}

    def _cell(self, row: int, column: int) -> Cell:
        return Cell(_text(self.sheet.value(row, column)), self._read.get((row, column), ""))


def _place(cell: str) -> tuple[int, int]:
    found = CELL.match(cell)
    return (int(found[2]), column_of(found[1])) if found else (0, 0)


def _places(cells: str) -> list[tuple[int, int]]:
    """Those of ``C4``, ``C4:D4`` or ``C4+E4``."""
    return [place for part in cells.split("+") for place in places(part if ":" in part else f"{part}:{part}")]


def _text(value: Value) -> str:
    if isinstance(value, float) and number(value) is not None:
        value = number(value)
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _texts(rows: Sequence[Sequence[Value]], column: int) -> str:
    cells = [row[column - 1] for row in rows if column <= len(row)]
    return " ".join(text for text in map(_text, cells) if text)
