"""Files to sheets. The only module that knows openpyxl.

A file is looked at before any parser sees it, and no more of a sheet is read than its data: there are limits
on bytes, on the parts of the zip archive, on cells and on the distance between two rows. A file that cannot
be read is an ``UnreadableError`` with a code; nothing else leaves this module.
"""

import codecs
import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import time, timedelta
from pathlib import PurePath
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook

from allocation.domain.rows import Sheet, Value, letters

MEBIBYTE: Final = 1024 * 1024
TYPES: Final = (".xlsx", ".csv")
COMPOUND_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")  # old .xls, and any workbook with a password
MAX_PARTS: Final = 500
MAX_UNPACKED: Final = 200 * MEBIBYTE
MAX_SMALL_PART: Final = MEBIBYTE  # styles, names and settings are built as objects: a second per mebibyte
MAX_STRINGS: Final = 4 * MEBIBYTE
MAX_UNSIZED_SHEET: Final = 4 * MEBIBYTE  # openpyxl reads a sheet that does not state its size twice
MAX_RATIO: Final = 200
MAX_BETWEEN_ROWS: Final = MEBIBYTE
MAX_CELLS: Final = 500_000
EMPTY_ROWS_AT_END: Final = 200
ENCODINGS: Final = ("utf-8-sig", "cp1252")
DELIMITERS: Final = "\t;,"
FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")


class UnreadableError(Exception):
    """A file that is not a spreadsheet, or not one that may be opened. ``code`` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read(content: bytes, name: str, *, max_bytes: int, sheet: str = "") -> list[Sheet]:
    """The visible sheets of an xlsx or csv file, in order; of another sheet than ``sheet`` only the name.

    A hidden sheet is read when it is asked for. Raises UnreadableError.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in (".xlsm", ".xltm"):
        raise UnreadableError("macros")
    if suffix not in TYPES:
        raise UnreadableError("wrong_type", types=TYPES)
    if len(content) > max_bytes:
        raise UnreadableError("too_large", size=len(content), limit_bytes=max_bytes)
    if suffix == ".csv":
        return [_trimmed(PurePath(name).name, _csv_rows(content))]
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of page headers and other things that are not data
            return _read_workbook(content, sheet.strip().casefold())
    except UnreadableError:
        raise
    except Exception as error:
        # A foreign file can break the parser in any way; each of them means the same to the person.
        raise UnreadableError("not_a_spreadsheet") from error


# ---- the archive, before any parser


def _check_archive(content: bytes) -> None:
    """Raise UnreadableError for an archive that would cost too much, hides something, or is none."""
    if content.startswith(COMPOUND_FILE):
        raise UnreadableError("encrypted")
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            for part in parts:
                if _is_sheet(part) and part.file_size > MAX_UNSIZED_SHEET:
                    _check_sized(archive, part)
    except (BadZipFile, ValueError, OSError, EOFError) as error:
        raise UnreadableError("not_a_spreadsheet") from error


def _check_parts(parts: list[ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("encrypted")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableError("macros")
    if any(name.endswith((".zip", ".xlsx", ".xlsm", ".7z", ".gz", ".rar")) for name in names):
        raise UnreadableError("nested_archive")
    too_much = len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED
    if too_much or any(_is_too_large(part) for part in parts):
        raise UnreadableError("too_large_inside")


def _is_sheet(part: ZipInfo) -> bool:
    return part.filename.startswith("xl/worksheets/")


def _is_too_large(part: ZipInfo) -> bool:
    """By ratio, and by size for the parts that are read whole (a picture never is)."""
    if part.file_size <= MAX_SMALL_PART:
        return False
    limit = MAX_STRINGS if "sharedStrings" in part.filename else MAX_SMALL_PART
    whole = not _is_sheet(part) and part.filename.endswith((".xml", ".rels"))
    return part.file_size > MAX_RATIO * part.compress_size or (whole and part.file_size > limit)


def _check_sized(archive: ZipFile, part: ZipInfo) -> None:
    with archive.open(part) as source:
        if b"dimension" not in source.read(64 * 1024):
            raise UnreadableError("too_large_inside")


# ---- xlsx


class _Source:
    """A sheet's XML on its way: stops a row that never ends, and notes whether there are formulas."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.since_row, self.formulas, self._tail = source, 0, False, b""

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.since_row += len(data)
        if self.since_row > MAX_BETWEEN_ROWS:
            raise UnreadableError("too_large_inside")
        self.formulas = self.formulas or bool(FORMULA.search(self._tail + data))
        self._tail = data[-20:]
        return data

    def __enter__(self) -> "_Source":
        return self

    def __exit__(self, *exception: object) -> None:
        self.source.close()


def _read_workbook(content: bytes, asked: str) -> list[Sheet]:
    """Every visible sheet; a second look where there are formulas, for those without a value."""
    sheets = []
    with closing(_opened(content, data_only=True)) as book:
        for page in book.worksheets:
            wanted = page.title.casefold() == asked
            if not wanted and (asked or page.sheet_state != "visible"):
                sheets.append(Sheet(page.title, ()))
                continue
            read_sheet, formulas = _read_sheet(page)
            if formulas:
                read_sheet = Sheet(page.title, read_sheet.rows, _uncached(content, read_sheet))
            sheets.append(read_sheet)
    return sheets


def _opened(content: bytes, *, data_only: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _read_sheet(page: Any) -> tuple[Sheet, bool]:
    """A sheet's data, and whether any cell is a formula."""
    source = _bound(page)
    rows = _noting(source, page.iter_rows(values_only=True))
    return _trimmed(page.title, map(_plain, rows)), source.formulas


def _bound(page: Any) -> _Source:
    """Let openpyxl read the sheet through a ``_Source``, to the last row that is there."""
    source = _Source(page._get_source())
    page._get_source = lambda: source
    page.reset_dimensions()
    return source


def _noting(source: _Source, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        source.since_row = 0
        yield row


def _plain(row: tuple[Any, ...]) -> tuple[Value, ...]:
    """Times and durations, which are no figures here, become text."""
    return tuple([str(value) if isinstance(value, time | timedelta) else value for value in row])


def _uncached(content: bytes, seen: Sheet) -> Mapping[tuple[int, int], str]:
    """The formulas whose value the file does not hold, by row and column."""
    with closing(_opened(content, data_only=False)) as book:
        page = book[seen.name]
        source = _bound(page)
        rows = _noting(source, page.iter_rows(max_row=len(seen.rows)))
        return {
            (number, column): _formula(cell.value)
            for number, row in enumerate(rows, start=1)
            for column, cell in enumerate(row, start=1)
            if cell.data_type == "f" and seen.value(number, column) is None
        }


def _formula(value: Any) -> str:
    return value if isinstance(value, str) else str(getattr(value, "text", None) or "=")


# ---- csv


def _csv_rows(content: bytes) -> Iterator[tuple[Value, ...]]:
    """Rows of text. The encoding is told by a mark or by trying; the delimiter is the one on most lines."""
    text = _decoded(content)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            yield tuple(value.strip() or None for value in row)
    except csv.Error as error:
        raise UnreadableError("not_a_spreadsheet") from error


def _decoded(content: bytes) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableError("not_a_spreadsheet")


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:1000] if not line.startswith("#")]
    return max(DELIMITERS, key=lambda delimiter: sum(delimiter in line for line in lines))


# ---- both


def _trimmed(name: str, rows: Iterable[tuple[Value, ...]]) -> Sheet:
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
    return Sheet(name, kept[:last])


def _without_tail(row: tuple[Value, ...]) -> tuple[Value, ...]:
    width = len(row)
    while width and row[width - 1] in (None, ""):
        width -= 1
    return row[:width]
