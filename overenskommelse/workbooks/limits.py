"""How much of an uploaded file is read at all, and the one error that says why it is not."""

from time import monotonic
from typing import Any, Final

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
