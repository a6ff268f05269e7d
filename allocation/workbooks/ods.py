"""OpenDocument spreadsheets (.ods) to sheets, row by row from their one large XML part."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse

from allocation.domain.cells import Sheet, Traits, Value, letters
from allocation.workbooks.limits import (
    EMPTY_ROWS_AT_END,
    MAX_BETWEEN_ROWS,
    MAX_COLUMNS,
    Deadline,
    UnreadableError,
    hidden_sheet,
    trimmed,
)
from overenskommelse.workbooks.archives import check_archive

OASIS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT, STYLE = (OASIS % name for name in ("table", "office", "text", "style"))
CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
PARAGRAPH: Final = f"{TEXT}p"
UNSEEN: Final = ("collapse", "filter")
NUMBERS: Final = ("float", "currency", "percentage")
MEDIA_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def read_ods(content: bytes, asked: str, deadline: Deadline) -> list[Sheet]:
    """Every visible sheet, or the one asked for. Raises UnreadableError, and whatever a broken file gives."""
    check_archive(content)
    with ZipFile(io.BytesIO(content)) as archive:
        if not archive.read("mimetype").startswith(MEDIA_TYPE):
            raise UnreadableError("not_a_spreadsheet")
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise UnreadableError("encrypted")
        with archive.open("content.xml") as source:
            return list(_sheets(_Document(_Source(source, deadline)), asked, deadline))


class _Source:
    """The XML on its way: stops a row that never ends."""

    def __init__(self, source: IO[bytes], deadline: Deadline) -> None:
        self.source, self.deadline, self.since_row = source, deadline, 0

    def read(self, size: int = -1) -> bytes:
        self.deadline.check()
        data = self.source.read(size)
        self.since_row += len(data)
        if self.since_row > MAX_BETWEEN_ROWS:
            raise UnreadableError("too_large_inside")
        return data


class _Document:
    """The elements in order; what has been read is thrown away."""

    def __init__(self, source: _Source) -> None:
        self.source, self.hidden_styles = source, set[str]()
        self._events = iterparse(source, events=("start", "end"), forbid_dtd=True)

    def tables(self) -> Iterator[Any]:
        """The start of each table, once the styles before them are known."""
        style = ""
        for event, element in self._events:
            if event == "start" and element.tag == f"{TABLE}table":
                yield element
            elif event == "start" and element.tag == f"{STYLE}style":
                style = element.get(f"{STYLE}name", "")
            elif element.tag == f"{STYLE}table-properties" and element.get(f"{TABLE}display") == "false":
                self.hidden_styles.add(style)

    def inside(self, table: Any) -> Iterator[Any]:
        """Whole columns and rows of the ``table`` that has begun."""
        open_parts: list[Any] = []
        for event, element in self._events:
            if event == "start":
                open_parts.append(element)
                continue
            if element.tag == f"{TABLE}table" and not open_parts:
                return
            open_parts.pop()
            if element.tag in (f"{TABLE}table-row", f"{TABLE}table-column"):
                self.source.since_row = 0
                yield element
                (open_parts[-1] if open_parts else table).clear()


def _sheets(document: _Document, asked: str, deadline: Deadline) -> Iterator[Sheet]:
    for table in document.tables():
        name, style = table.get(f"{TABLE}name", ""), table.get(f"{TABLE}style-name")
        hidden, rows = style in document.hidden_styles, _Rows(document.inside(table))
        if name.casefold() != asked and (asked or hidden):
            for _row in rows.elements:
                deadline.check()
            yield hidden_sheet(name) if hidden else Sheet(name, ())
            continue
        read = trimmed(name, rows.values(), deadline)
        for _row in rows.elements:  # what stands far below the data
            deadline.check()
        yield Sheet(name, read.rows, rows.uncached, rows.traits(hidden))


@dataclass
class _Rows:
    """The rows of a table, and what is noted on the way."""

    elements: Iterator[Any]
    number: int = 0
    columns: int = 0
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)

    def values(self) -> Iterator[tuple[Value, ...]]:
        for element in self.elements:
            if element.tag == f"{TABLE}table-column":
                self._note_column(element)
                continue
            times = _count(element, "rows")
            row = self._row(element)
            if element.get(f"{TABLE}visibility") in UNSEEN:
                self.hidden_rows.update(range(self.number + 1, self.number + 1 + min(times, MAX_COLUMNS)))
            for _time in range(times if row else min(times, EMPTY_ROWS_AT_END + 1)):
                self.number += 1
                yield row

    def traits(self, hidden: bool) -> Traits:
        return Traits(frozenset(self.hidden_rows), frozenset(self.hidden_columns), tuple(self.merged), hidden)

    def _note_column(self, element: Any) -> None:
        first, count = self.columns + 1, min(_count(element, "columns"), MAX_COLUMNS)
        self.columns += count
        if element.get(f"{TABLE}visibility") in UNSEEN:
            self.hidden_columns.update(range(first, first + count))

    def _row(self, element: Any) -> tuple[Value, ...]:
        row: list[Value] = []
        empty = 0
        for cell in element:
            if cell.tag not in CELLS:
                continue
            value, times = _value(cell), _count(cell, "columns")
            self._note_cell(cell, value, len(row) + empty + 1)
            if value is None:
                empty += times
                continue
            if len(row) + empty + times > MAX_COLUMNS:
                raise UnreadableError("too_large_inside")
            row += [None] * empty + [value] * times
            empty = 0
        return tuple(row)

    def _note_cell(self, cell: Any, value: Value, column: int) -> None:
        formula = cell.get(f"{TABLE}formula")
        if formula and value is None:
            self.uncached[self.number + 1, column] = formula.removeprefix("of:")
        wide, high = _count(cell, "columns", "spanned"), _count(cell, "rows", "spanned")
        if wide * high > 1:
            last = f"{letters(column + wide - 1)}{self.number + high}"
            self.merged.append(f"{letters(column)}{self.number + 1}:{last}")


def _count(element: Any, of: str, how: str = "repeated") -> int:
    return max(1, int(element.get(f"{TABLE}number-{of}-{how}", "1")))


def _value(cell: Any) -> Value:
    """A number as it is stored; everything else as the text that the program shows."""
    kind = cell.get(f"{OFFICE}value-type")
    if kind in NUMBERS:
        written = cell.get(f"{OFFICE}value", "")
        return int(written) if written.isdecimal() and len(written) < 16 else float(written)
    paragraphs = ["".join(part.itertext()) for part in cell if part.tag == PARAGRAPH]
    return "\n".join(paragraphs) or cell.get(f"{OFFICE}date-value") or None
