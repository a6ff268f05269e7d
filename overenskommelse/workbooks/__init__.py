"""Rows to files, and files to rows: openpyxl stands here only. This is the only door."""

from overenskommelse.workbooks.archives import LINKS, check_archive
from overenskommelse.workbooks.limits import Deadline, UnreadableError
from overenskommelse.workbooks.lists import EXPORTS, FORMULA_STARTS, cell, write, write_book

__all__ = [
    "EXPORTS",
    "FORMULA_STARTS",
    "LINKS",
    "Deadline",
    "UnreadableError",
    "cell",
    "check_archive",
    "write",
    "write_book",
]
