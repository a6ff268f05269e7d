"""Rows to files that spreadsheet programs open safely."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import tablib

EXPORTS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# Characters with which a spreadsheet program starts a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(headings: Iterable[Any], rows: Iterable[Iterable[Any]], file_format: str, title: str) -> bytes:
    """The rows under their headings as ``xlsx`` (one sheet, named ``title``) or ``csv`` (UTF-8)."""
    sheet = _sheet(title, headings, rows)
    # The mark in front tells spreadsheet programs that the text is UTF-8.
    content = sheet.export("csv").encode("utf-8-sig") if file_format == "csv" else sheet.export(file_format)
    return bytes(content)


def write_book(sheets: Iterable[tuple[str, Iterable[Any], Iterable[Iterable[Any]]]]) -> bytes:
    """Several (title, headings, rows) as the sheets of one ``xlsx``."""
    return bytes(tablib.Databook([_sheet(*sheet) for sheet in sheets]).export("xlsx"))


def _sheet(title: str, headings: Iterable[Any], rows: Iterable[Iterable[Any]]) -> tablib.Dataset:
    sheet = tablib.Dataset(
        *[[cell(value) for value in row] for row in rows], headers=list(map(cell, headings))
    )
    sheet.title = title[:31]
    return sheet


def cell(value: Any) -> Any:
    """What may stand in a file: numbers and days as such, all else as text that is never a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal | date) and not isinstance(value, bool | datetime):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
