"""A plan as a workbook, there and back: text is text whatever it begins with, kronor are numbers."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final, TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from overenskommelse.workbooks import exact
from overenskommelse.workbooks.archives import check_archive
from overenskommelse.workbooks.limits import (
    EMPTY_ROWS_AT_END,
    MAX_BETWEEN_ROWS,
    MAX_CELLS,
    ROWS_A_LOOK,
    Deadline,
    UnreadableError,
)
from overenskommelse.workbooks.lists import FORMULA_STARTS

Value: TypeAlias = str | int | None
MAX_COLUMNS: Final = 200
LONGEST_NUMBER: Final = 15  # digits that a spreadsheet program keeps


@dataclass(frozen=True)
class PlanSheet:
    """A sheet to write: rows below headings; ``widths`` in characters, 0 hides the column."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as read: rows of text from the first. By row and column: formulas without a result, and marks
    of texts that are not whole.
    """

    title: str
    rows: list[list[str]]
    unanswered: dict[tuple[int, int], str] = field(default_factory=dict)
    cut: dict[tuple[int, int], str] = field(default_factory=dict)


def write_plan(sheets: Sequence[PlanSheet]) -> bytes:
    """The sheets as xlsx. No cell is a formula, and every text comes back as it was (``exact``)."""
    book, whole = Workbook(), exact.Whole()
    book.remove(book.active)
    for sheet in sheets:
        _write(book.create_sheet(sheet.title[:31]), sheet, whole)
    if rows := list(whole.rows()):
        page = book.create_sheet(exact.TITLE)
        _write(page, PlanSheet(exact.TITLE, exact.HEADINGS, rows, (60, 8, 100)), exact.Whole())
        page.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(page: Any, sheet: PlanSheet, whole: exact.Whole) -> None:
    for number, row in enumerate([sheet.headings, *sheet.rows], start=1):
        for column, value in enumerate(row, start=1):
            _write_cell(page.cell(number, column), value, whole)
    for cell in page[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(sheet.widths, start=1):
        dimension = page.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = width or 8, not width
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions


def _write_cell(cell: Any, value: Value, whole: exact.Whole) -> None:
    if isinstance(value, int) and len(str(abs(value))) <= LONGEST_NUMBER:
        cell.value, cell.number_format = value, "#,##0"
        return
    cell.number_format, cell.alignment = "@", Alignment(vertical="top", wrap_text=True)
    if value in (None, ""):
        return
    text = value if cell.parent.title == exact.TITLE else whole.shown(str(value))
    cell._value, cell.data_type = str(text), "s"  # as it is: no guess at formulas, dates or errors
    cell.quotePrefix = str(text).startswith((*FORMULA_STARTS, "'"))


def read_plan(content: bytes, name: str, *, max_bytes: int, seconds: float = 30) -> list[ReadSheet]:
    """All sheets of an xlsx, hidden ones too, with whole texts where the cells lead to them.

    Raises UnreadableError.
    """
    if name.lower().endswith((".xlsm", ".xltm")):
        raise UnreadableError("macros")
    if not name.lower().endswith(".xlsx"):
        raise UnreadableError("wrong_type")
    if len(content) > max_bytes:
        raise UnreadableError("too_large", size=len(content), limit_bytes=max_bytes)
    try:
        check_archive(content)
        sheets = _sheets(content, Deadline(seconds))
    except UnreadableError:
        raise
    except Exception as error:
        # A foreign file can break the parser in any way; each of them means the same to the person.
        raise UnreadableError("not_a_spreadsheet") from error
    return _with_whole_texts(sheets)


def _with_whole_texts(sheets: list[ReadSheet]) -> list[ReadSheet]:
    whole = exact.whole_texts(row for it in sheets if it.title == exact.TITLE for row in it.rows)
    return [_restored(it, whole) for it in sheets if it.title != exact.TITLE]


def _restored(sheet: ReadSheet, whole: dict[str, str]) -> ReadSheet:
    cut = {
        (row, column): mark[0].strip()
        for row, cells in enumerate(sheet.rows, start=1)
        for column, text in enumerate(cells, start=1)
        if text not in whole and (mark := exact.MARK.search(text))
    }
    rows = [[whole.get(text, text) for text in row] for row in sheet.rows]
    return ReadSheet(sheet.title, rows, sheet.unanswered, cut)


def _sheets(content: bytes, deadline: Deadline) -> list[ReadSheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of page headers and other things that are not data
        typed = _read(content, deadline, data_only=False)
        formulas = {
            (title, at): str(cell[1])
            for title, cells in typed.items()
            for at, cell in cells.items()
            if cell[0] == "f"
        }
        values = _read(content, deadline, data_only=True) if formulas else typed
    return [
        ReadSheet(title, _rows(values[title]), _unanswered(title, formulas, values[title])) for title in typed
    ]


Cells: TypeAlias = dict[tuple[int, int], tuple[str, Any]]  # row and column, from 1 → type and value


def _unanswered(
    title: str, formulas: dict[tuple[str, tuple[int, int]], str], values: Cells
) -> dict[tuple[int, int], str]:
    return {at: text for (sheet, at), text in formulas.items() if sheet == title and at not in values}


def _rows(cells: Cells) -> list[list[str]]:
    height = max((row for row, _column in cells), default=0)
    rows: list[list[str]] = [[] for _row in range(height)]
    for (row, column), (_type, value) in sorted(cells.items()):
        rows[row - 1] += [""] * (column - 1 - len(rows[row - 1])) + [text_of(value)]
    return rows


def _read(content: bytes, deadline: Deadline, *, data_only: bool) -> dict[str, Cells]:
    """Sheet title → its cells that hold something."""
    opened = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    with closing(opened) as book:
        return {page.title: dict(_cells(page, deadline)) for page in book.worksheets}


def _cells(page: Any, deadline: Deadline) -> Iterator[tuple[tuple[int, int], tuple[str, Any]]]:
    source = _Source(page._get_source(), deadline)
    page._get_source = lambda: source
    page.reset_dimensions()
    count = last = 0
    for number, row in enumerate(page.iter_rows(), start=1):
        source.since_row = 0
        held = [cell for cell in row[:MAX_COLUMNS] if cell.value not in (None, "")]
        count, last = count + len(held), number if held else last
        if count > MAX_CELLS:
            raise UnreadableError("too_many_cells", limit=MAX_CELLS)
        if number - last > EMPTY_ROWS_AT_END:
            return
        if number % ROWS_A_LOOK == 1:
            deadline.check()
        yield from (((number, cell.column), (cell.data_type, cell.value)) for cell in held)


class _Source:
    """A sheet's XML on its way: stops a row that never ends."""

    def __init__(self, source: IO[bytes], deadline: Deadline) -> None:
        self.source, self.deadline, self.since_row = source, deadline, 0

    def read(self, size: int = -1) -> bytes:
        self.deadline.check()
        data = self.source.read(size)
        self.since_row += len(data)
        if self.since_row > MAX_BETWEEN_ROWS:
            raise UnreadableError("too_large_inside")
        return data

    def __enter__(self) -> "_Source":
        return self

    def __exit__(self, *exception: object) -> None:
        self.source.close()


def cell_name(row: int, column: int) -> str:
    """``D7`` for row 7, column 4."""
    return f"{get_column_letter(column)}{row}"


def text_of(value: Any) -> str:
    """A cell's value as people write it: whole numbers without decimals, days as 2021-12-01."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value!r}".replace(".", ",")
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)
