"""Rows to files, and files to rows: openpyxl stands here only. This is the only door."""

from overenskommelse.workbooks.archives import LINKS, check_archive
from overenskommelse.workbooks.limits import Deadline, UnreadableError
from overenskommelse.workbooks.lists import EXPORTS, FORMULA_STARTS, cell, write, write_book
from overenskommelse.workbooks.plans import PlanSheet, ReadSheet, cell_name, read_plan, write_plan

__all__ = [
    "EXPORTS",
    "FORMULA_STARTS",
    "LINKS",
    "Deadline",
    "PlanSheet",
    "ReadSheet",
    "UnreadableError",
    "cell",
    "cell_name",
    "check_archive",
    "read_plan",
    "write",
    "write_book",
    "write_plan",
]
