"""Cells as they come from a file: their place, their numbers, and what the sheet around them hides."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

Value = str | int | float | Decimal | date | None
NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?$")
# Points or commas between thousands where nothing else can be meant: two of them, or decimals after it.
GROUPED = re.compile(
    r"-?\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d+)?|\.\d{3},\d+|(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d+)$"
)
AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}([.,])\d{3}$")  # 1.234 may be 1234 or a little more than one
MINUS = str.maketrans("\u2212\u2011", "--")
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


def places(cells: str, most: int = 10_000) -> Iterator[tuple[int, int]]:
    """Row and column of the cells in a range like `A1:C2`, of the first `most`."""
    corners = [re.match(r"([A-Z]+)(\d+)$", corner) for corner in cells.split(":")]
    (first, top), (last, bottom) = [(column_of(it[1]), int(it[2])) for it in corners if it] or [
        (1, 1),
        (0, 0),
    ]
    inside = ((row, column) for row in range(top, bottom + 1) for column in range(first, last + 1))
    return islice(inside, most)


def number(value: Value) -> int | Decimal | None:
    """The cell as an exact number, or nothing; a float counts as the decimals that a spreadsheet shows."""
    if isinstance(value, bool | date) or value is None:
        return None
    if isinstance(value, int):
        return value if abs(value) < LIMIT else None
    text = written(value)
    if isinstance(value, str) and not NUMBER.match(text):
        if not GROUPED.match(text):
            return None
        text = _without_groups(text)
    exact = Decimal(text.replace(" ", "").replace(",", "."))
    if not exact.is_finite() or abs(exact) >= LIMIT:
        return None
    return int(exact) if exact == exact.to_integral_value() else exact


def written(value: Value) -> str:
    """The cell as plain text: one kind of space and one kind of minus."""
    return SPACES.sub(" ", str(value)).strip().translate(MINUS)


def is_ambiguous(value: Value) -> bool:
    """Whether a point or comma may stand for thousands as well as for decimals."""
    return isinstance(value, str) and bool(AMBIGUOUS.match(written(value)))


def in_thousands(value: Value) -> int:
    """An ambiguous number, its point or comma taken as standing between thousands."""
    return int(re.sub("[.,]", "", written(value)))


def is_long_or_decimal(text: str) -> bool:
    """Whether a number in text shows that thousands stand together, or that decimals are used."""
    return bool(re.search(r"\d{4}|[.,]\d{1,2}$|^-?0[.,]", text))


def _without_groups(text: str) -> str:
    first = "." if "." in text and ("," not in text or text.index(".") < text.index(",")) else ","
    return text.replace(first, "")
