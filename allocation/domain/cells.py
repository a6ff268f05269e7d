"""Cells as they come from a file: their place, their numbers, and what the sheet around them hides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Value = str | int | float | Decimal | date | None
NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?$")
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
LIMIT = 10**12  # no count is that large


@dataclass(frozen=True)
class Traits:
    """What a spreadsheet program does not show, or shows otherwise than the cells say.

    Rows and columns count from 1; `merged` are ranges like `A1:C1`; `linked` means that the workbook takes
    values from other files.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[str, ...] = ()
    hidden: bool = False
    linked: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells row by row; `uncached` holds the formulas without a stored value by (row, column)."""

    name: str
    rows: Sequence[Sequence[Value]]
    uncached: Mapping[tuple[int, int], str] = field(default_factory=dict)
    traits: Traits = Traits()

    def value(self, row: int, column: int) -> Value:
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else None


def letters(column: int) -> str:
    """`C` for 3."""
    above, last = divmod(column - 1, 26)
    return (letters(above) if above else "") + chr(ord("A") + last)


def column_of(text: str) -> int:
    """3 for `C`; 0 for nothing."""
    place = 0
    for letter in text.strip().upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def number(value: Value) -> int | Decimal | None:
    """The cell as an exact number, or nothing; a float counts as the decimals that a spreadsheet shows."""
    if isinstance(value, bool | date) or value is None:
        return None
    if isinstance(value, int):
        return value if abs(value) < LIMIT else None
    text = SPACES.sub(" ", str(value)).strip().replace("−", "-")
    if isinstance(value, str) and not NUMBER.match(text):
        return None
    exact = Decimal(text.replace(" ", "").replace(",", "."))
    if not exact.is_finite() or abs(exact) >= LIMIT:
        return None
    return int(exact) if exact == exact.to_integral_value() else exact
