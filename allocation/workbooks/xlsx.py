"""xlsx to sheets, through openpyxl in its read-only way."""

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from typing import IO, Any, Final

from openpyxl import load_workbook

from allocation.domain.cells import Sheet, Traits, Value
from allocation.workbooks.limits import MAX_BETWEEN_ROWS, Deadline, UnreadableError, hidden_sheet, trimmed
from overenskommelse.workbooks.archives import LINKS, check_archive

FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
HIDDEN_ROW: Final = re.compile(rb'<(?:\w+:)?row(?=\s)[^>]*?\sr="(\d{1,7})"[^>]*?\shidden="(?:1|true)"')
COLUMN: Final = re.compile(rb"<(?:\w+:)?col(?=\s)[^>]*>")
SPAN: Final = re.compile(rb'\s(min|max)="(\d{1,5})"')
MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell(?=\s)[^>]*?\sref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
HIDDEN: Final = (b'hidden="1"', b'hidden="true"')
MOST_NOTED: Final = 1000


def read_xlsx(content: bytes, asked: str, deadline: Deadline) -> list[Sheet]:
    """Every visible sheet, or the one asked for. Raises UnreadableError, and whatever a broken file gives."""
    linked = any(name.startswith(LINKS) for name in check_archive(content))
    with warnings.catch_warnings():
        # openpyxl warns of page headers and other things that are not data
        warnings.simplefilter("ignore")
        sheets = list(_sheets(content, asked, deadline))
    return [replace(it, traits=replace(it.traits, linked=linked)) for it in sheets]


def _sheets(content: bytes, asked: str, deadline: Deadline) -> Iterator[Sheet]:
    """A second look where there are formulas, for those without a value."""
    with closing(_opened(content, data_only=True)) as book:
        for page in book.worksheets:
            hidden = page.sheet_state != "visible"
            if page.title.casefold() != asked and (asked or hidden):
                yield hidden_sheet(page.title) if hidden else Sheet(page.title, ())
                continue
            source = _Source(page._get_source(), deadline)
            sheet = _read_sheet(page, source)
            uncached = _uncached(content, sheet, deadline) if source.formulas else {}
            yield replace(sheet, uncached=uncached, traits=replace(source.traits(), hidden=hidden))


def _opened(content: bytes, *, data_only: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


class _Source:
    """A sheet's XML on its way: stops a row that never ends, and notes what the parser does not tell."""

    def __init__(self, source: IO[bytes], deadline: Deadline) -> None:
        self.source, self.deadline = source, deadline
        self.since_row, self.formulas, self._tail = 0, False, b""
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._merged: list[str] = []

    def read(self, size: int = -1) -> bytes:
        self.deadline.check()
        data = self.source.read(size)
        self.since_row += len(data)
        if self.since_row > MAX_BETWEEN_ROWS:
            raise UnreadableError("too_large_inside")
        whole = self._tail + data
        cut = whole.rfind(b"<") if data else len(whole)
        self._note(whole[:cut])
        self._tail = whole[cut:][:1000]
        return data

    def _note(self, data: bytes) -> None:
        self.formulas = self.formulas or bool(FORMULA.search(data))
        if any(word in data for word in HIDDEN) and len(self._rows) < MOST_NOTED:
            self._rows += [int(found[1]) for found in HIDDEN_ROW.finditer(data)]
            for found in COLUMN.finditer(data):
                if any(word in found[0] for word in HIDDEN):
                    span = {name: int(value) for name, value in SPAN.findall(found[0])}
                    self._columns += range(span.get(b"min", 1), min(span.get(b"max", 0), MOST_NOTED) + 1)
        if b"mergeCell" in data and len(self._merged) < MOST_NOTED:
            self._merged += [found[1].decode("ascii") for found in MERGED.finditer(data)]

    def traits(self) -> Traits:
        """What is hidden and merged, as far as the sheet was read."""
        return Traits(frozenset(self._rows), frozenset(self._columns), tuple(self._merged))

    def __enter__(self) -> "_Source":
        return self

    def __exit__(self, *exception: object) -> None:
        self.source.close()


def _read_sheet(page: Any, source: _Source) -> Sheet:
    """A sheet's data, read through ``source`` to the last row that is there."""
    rows = _noting(source, _bound(page, source).iter_rows(values_only=True))
    return trimmed(page.title, map(_plain, rows), source.deadline)


def _bound(page: Any, source: _Source) -> Any:
    page._get_source = lambda: source
    page.reset_dimensions()
    return page


def _noting(source: _Source, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        source.since_row = 0
        yield row


def _plain(row: tuple[Any, ...]) -> tuple[Value, ...]:
    """Times and durations, which are no figures here, become text."""
    return tuple([str(value) if isinstance(value, time | timedelta) else value for value in row])


def _uncached(content: bytes, seen: Sheet, deadline: Deadline) -> Mapping[tuple[int, int], str]:
    """The formulas whose value the file does not hold, by row and column."""
    with closing(_opened(content, data_only=False)) as book:
        page = book[seen.name]
        source = _Source(page._get_source(), deadline)
        rows = _noting(source, _bound(page, source).iter_rows(max_row=len(seen.rows)))
        return {
            (number, column): _formula(cell.value)
            for number, row in enumerate(rows, start=1)
            for column, cell in enumerate(row, start=1)
            if cell.data_type == "f" and seen.value(number, column) is None
        }


def _formula(value: Any) -> str:
    return value if isinstance(value, str) else str(getattr(value, "text", None) or "=")
