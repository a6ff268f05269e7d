"""Files to sheets. The only package that knows openpyxl and the formats that statistics come in.

A file is looked at before any parser sees it, and no more of a sheet is read than its data: there are limits
on bytes, on the parts of the zip archive, on cells, on the distance between two rows and on time. A file that
cannot be read is an ``UnreadableError`` with a code; nothing else leaves this package.
"""

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from allocation.domain.cells import Sheet
from allocation.workbooks.cubes import read_jsonstat, read_px
from allocation.workbooks.limits import MAX_CELLS, MAX_SECONDS, Deadline, UnreadableError, trimmed
from allocation.workbooks.ods import read_ods
from allocation.workbooks.text import read_text
from allocation.workbooks.xlsx import read_xlsx

__all__ = ["MAX_CELLS", "PASTED", "TYPES", "UnreadableError", "read"]

PASTED: Final = "inklistrat.tsv"  # the file name of cells that were pasted
WITH_MACROS: Final = (".xlsm", ".xltm")


def _read_text(content: bytes, name: str, asked: str, deadline: Deadline) -> list[Sheet]:
    return [trimmed(name, read_text(content), deadline)]


def _read_xlsx(content: bytes, name: str, asked: str, deadline: Deadline) -> list[Sheet]:
    return read_xlsx(content, asked, deadline)


def _read_ods(content: bytes, name: str, asked: str, deadline: Deadline) -> list[Sheet]:
    return read_ods(content, asked, deadline)


def _read_px(content: bytes, name: str, asked: str, deadline: Deadline) -> list[Sheet]:
    return read_px(content, name, deadline)


def _read_jsonstat(content: bytes, name: str, asked: str, deadline: Deadline) -> list[Sheet]:
    return read_jsonstat(content, name, deadline)


READERS: Final[Mapping[str, Callable[[bytes, str, str, Deadline], list[Sheet]]]] = {
    ".xlsx": _read_xlsx,
    ".ods": _read_ods,
    ".csv": _read_text,
    ".tsv": _read_text,
    ".txt": _read_text,
    ".px": _read_px,
    ".json": _read_jsonstat,
}
TYPES: Final = tuple(READERS)


def read(
    content: bytes, name: str, *, max_bytes: int, sheet: str = "", seconds: float = MAX_SECONDS
) -> list[Sheet]:
    """The visible sheets of a file, in order; of another sheet than ``sheet`` only the name.

    A hidden sheet is read when it is asked for. Raises UnreadableError.
    """
    file = PurePath(name)
    if file.suffix.lower() in WITH_MACROS:
        raise UnreadableError("macros")
    if file.suffix.lower() not in TYPES:
        raise UnreadableError("wrong_type", types=TYPES)
    if len(content) > max_bytes:
        raise UnreadableError("too_large", size=len(content), limit_bytes=max_bytes)
    try:
        return READERS[file.suffix.lower()](content, file.name, sheet.strip().casefold(), Deadline(seconds))
    except UnreadableError:
        raise
    except Exception as error:
        # A foreign file can break the parser in any way; each of them means the same to the person.
        raise UnreadableError("not_a_spreadsheet") from error
