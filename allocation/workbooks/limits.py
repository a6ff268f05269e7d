"""How much of a file is read at all, and the one error that says why it is not."""

from collections.abc import Iterable
from time import monotonic
from typing import Any, Final

from allocation.domain.cells import Sheet, Traits, Value, letters

MEBIBYTE: Final = 1024 * 1024
MAX_PARTS: Final = 500
MAX_UNPACKED: Final = 200 * MEBIBYTE
MAX_SMALL_PART: Final = MEBIBYTE  # styles, names and settings are built as objects: a second per mebibyte
MAX_STRINGS: Final = 4 * MEBIBYTE
MAX_UNSIZED_SHEET: Final = 4 * MEBIBYTE  # openpyxl reads a sheet that does not state its size twice
MAX_RATIO: Final = 100
MAX_BETWEEN_ROWS: Final = MEBIBYTE
MAX_CELLS: Final = 1_000_000
MAX_COLUMNS: Final = 16_384
EMPTY_ROWS_AT_END: Final = 200
MAX_SECONDS: Final = 30
ROWS_A_LOOK: Final = 500


class UnreadableError(Exception):
    """A file that is not a spreadsheet, or not one that may be opened. ``code`` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Deadline:
    """The moment when reading stops. Every reader looks at it as often as it asks for more of the file."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self.seconds, self._end = seconds, monotonic() + seconds

    def check(self) -> None:
        """Raise UnreadableError when the time is up."""
        if monotonic() > self._end:
            raise UnreadableError("too_slow", seconds=f"{self.seconds:g}")


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
