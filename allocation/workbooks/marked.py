"""The administrator's own workbook back, with what is wrong in it coloured, commented and listed."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from allocation.domain.cells import Sheet
from allocation.workbooks.limits import MEBIBYTE

# Larger ones are written anew from what was read: openpyxl holds a workbook that it changes in memory.
MAX_CHANGED: Final = 16 * MEBIBYTE
FILLS: Final = {True: PatternFill("solid", fgColor="F4B6AE"), False: PatternFill("solid", fgColor="FCE3A6")}
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
FONT: Final = "Calibri"  # that of new workbooks
NOT_IN_TITLES: Final = str.maketrans("[]:*?/\\", "       ")
WIDTHS: Final = (24, 10, 20, 60, 60)
LINE: Final = 15  # points
LONGEST_TITLE: Final = 31


class Mark(NamedTuple):
    """A problem in words; without ``cell`` it concerns the whole sheet."""

    sheet: str
    cell: str
    value: str
    what: str
    remedy: str
    is_error: bool


def marked(
    content: bytes, sheets: Sequence[Sheet], marks: Sequence[Mark], *, title: str, headings: Sequence[str]
) -> bytes:
    """An xlsx: ``content`` itself where it is one, else the sheets that were read, with the marks.

    The first sheet, ``title``, lists them under five ``headings`` with links to the cells.
    """
    book = load_workbook(io.BytesIO(content), keep_links=False) if _can_change(content) else _anew(sheets)
    pages = {page.title.casefold(): page for page in book.worksheets}
    for mark in marks:
        if mark.cell and (page := pages.get(_title(mark.sheet).casefold())):
            _mark(page, mark)
    _list(book, title, headings, marks, pages)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _can_change(content: bytes) -> bool:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except BadZipFile:
        return False
    is_workbook = any(part.filename == "xl/workbook.xml" for part in parts)
    return is_workbook and sum(part.file_size for part in parts) <= MAX_CHANGED


def _anew(sheets: Iterable[Sheet]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(_title(sheet.name))
        for place, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    _write(page.cell(place, column), value)
    return book


def _title(name: str) -> str:
    return name.translate(NOT_IN_TITLES)[:LONGEST_TITLE].strip("'") or "-"


def _write(cell: Any, value: Any) -> None:
    """Text stays text: what begins like a formula is none."""
    if isinstance(value, int | float | Decimal | date):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell.data_type = "s"


def _mark(page: Any, mark: Mark) -> None:
    cell = page[mark.cell]
    if isinstance(cell, MergedCell):
        merged = next(it for it in page.merged_cells.ranges if mark.cell in it)
        cell = page.cell(merged.min_row, merged.min_col)
    before = f"{cell.comment.text}\n\n" if cell.comment else ""
    cell.comment = Comment(f"{before}{mark.what}. {mark.remedy}", "-", height=140, width=320)
    cell.fill = FILLS[mark.is_error]


def _list(
    book: Workbook, title: str, headings: Sequence[str], marks: Iterable[Mark], pages: dict[str, Any]
) -> None:
    listed = book.create_sheet(_title(title), 0)
    listed.append(list(headings))
    for row, mark in enumerate(marks, start=2):
        for column, text in enumerate(mark[:5], start=1):
            _write(listed.cell(row, column), text)
            listed.cell(row, column).alignment = WRAPPED
        lines = (1 + len(text) // width for text, width in zip(mark[:5], WIDTHS, strict=True))
        listed.row_dimensions[row].height = LINE * max(lines)
        listed.cell(row, 4).fill = FILLS[mark.is_error]
        page = pages.get(_title(mark.sheet).casefold())
        if page and mark.cell:
            place = f"'{page.title.replace(chr(39), chr(39) * 2)}'!{mark.cell}"
            listed.cell(row, 2).hyperlink = Hyperlink(ref=f"B{row}", location=place, display=mark.cell)
            listed.cell(row, 2).font = Font(FONT, 11, color="0A5560", underline="single")
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        listed.column_dimensions[letter].width = width
        listed[f"{letter}1"].font = Font(FONT, 11, bold=True)
    listed.freeze_panes = "A2"
    book.active = 0
    _fit_to_width(listed)


def _fit_to_width(page: Any) -> None:
    """On paper all columns stand beside each other, with the headings on every page."""
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
