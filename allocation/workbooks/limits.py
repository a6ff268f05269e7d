"""How much of a sheet is kept: to its last row that holds something, and no more cells than can be searched.

The limits themselves are shared with every upload: ``overenskommelse/workbooks/limits.py``.
"""

from collections.abc import Iterable

from allocation.domain.cells import Sheet, Traits, Value, letters
from overenskommelse.workbooks.limits import (
    EMPTY_ROWS_AT_END,
    MAX_BETWEEN_ROWS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_SECONDS,
    MEBIBYTE,
    ROWS_A_LOOK,
    Deadline,
    UnreadableError,
)

__all__ = [
    "EMPTY_ROWS_AT_END",
    "MAX_BETWEEN_ROWS",
    "MAX_CELLS",
    "MAX_COLUMNS",
    "MAX_SECONDS",
    "MEBIBYTE",
    "Deadline",
    "UnreadableError",
    "hidden_sheet",
    "trimmed",
]


def trimmed(name: str, rows: Iterable[tuple[Value, ...]], deadline: Deadline) -> Sheet:
    """The rows to the last that holds something; a long empty stretch ends the sheet."""
    kept: list[tuple[Value, ...]] = []
    cells = last = 0
    for number, row in enumerate(rows, start=1):
        kept.append(_without_tail(row))
        cells += len(kept[-1])
        last = number if kept[-1] else last
        if cells > MAX_CELLS:
            raise UnreadableError("too_many_cells", limit=MAX_CELLS, cell=f"{letters(len(kept[-1]))}{number}")
        if number - last > EMPTY_ROWS_AT_END:
            break
        if number % ROWS_A_LOOK == 1:
            deadline.check()
    return Sheet(name, kept[:last])


def _without_tail(row: tuple[Value, ...]) -> tuple[Value, ...]:
    width = len(row)
    while width and row[width - 1] in (None, ""):
        width -= 1
    return row[:width]


def hidden_sheet(name: str) -> Sheet:
    """A sheet that is not looked into because it is hidden."""
    return Sheet(name, (), traits=Traits(hidden=True))
