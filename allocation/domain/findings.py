"""What was read of a table, and the issues that were found in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from allocation.domain.cells import Value, letters, number
from allocation.domain.methods import HEADER_WORDS, is_plain, speaks_of
from allocation.domain.rows import Entry, Table, Wanted, years_in

ERROR_VALUES = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Issue(NamedTuple):
    """One problem. `cell` is like `C4`, or empty; `params` is what it takes to word the remedy."""

    code: str
    sheet: str
    cell: str
    value: Value
    params: Mapping[str, object] = {}
    severity: Severity = Severity.ERROR


class ReadRow(NamedTuple):
    """One recipient's value and the cell it stands in."""

    code: str
    name: str
    value: int | Decimal
    cell: str


@dataclass(frozen=True)
class Reading:
    """A table as it was read: columns as letters, the rows' sum, and the sum that the table itself prints."""

    issues: tuple[Issue, ...]
    sheet: str = ""
    level: str = ""
    key_column: str = ""
    value_column: str = ""
    header: str = ""
    rows: tuple[ReadRow, ...] = ()
    total: int | Decimal = 0
    printed_total: int | Decimal | None = None

    @property
    def is_right(self) -> bool:
        """Whether it may be stored: there may be warnings, but no error."""
        return all(issue.severity is Severity.WARNING for issue in self.issues)


@dataclass(frozen=True)
class Found:
    """A table, what was wanted of it, and the columns that could hold the values: one when it is clear.

    `years` are those to choose between when the one asked for is not there.
    """

    table: Table
    wanted: Wanted
    columns: tuple[int, ...]
    years: tuple[int, ...]

    @property
    def column(self) -> int | None:
        return self.columns[0] if len(self.columns) == 1 and not self.years else None

    @cached_property
    def numbers(self) -> Sequence[tuple[Entry, int | Decimal | None]]:
        """Each entry and its value, if that is a number; nothing while the column is unclear."""
        entries = self.table.entries if self.column else ()
        return [(entry, number(self.value(entry.row))) for entry in entries]

    @property
    def printed_total(self) -> int | Decimal | None:
        return number(self.value(self.table.sum_row)) if self.table.sum_row else None

    def value(self, row: int) -> Value:
        return self.table.sheet.value(row, self.column) if self.column else None

    def cell(self, row: int) -> str:
        return f"{letters(self.column or self.table.key_column)}{row}"

    def key_cell(self, entry: Entry) -> str:
        return f"{letters(self.table.key_column)}{entry.row}"

    def issue(
        self, code: str, cell: str, value: Value, severity: Severity = Severity.ERROR, /, **params: object
    ) -> Issue:
        return Issue(code, self.table.sheet.name, cell, value, params, severity)

    def unread(self, code: str) -> Iterator[Issue]:
        """The cells without a number for which that is the reason."""
        for row in [entry.row for entry, value in self.numbers if value is None]:
            reason, value = self._reason(row)
            if reason == code:
                yield self.issue(code, self.cell(row), value)

    def _reason(self, row: int) -> tuple[str, Value]:
        formula, value = self.table.sheet.uncached.get((row, self.column or 0)), self.value(row)
        if formula:
            return "no_cached_value", formula
        if value is None or not str(value).strip():
            return "empty", None
        return ("error_value" if value in ERROR_VALUES else "not_a_number"), value


def look_for_values(table: Table, wanted: Wanted) -> Found:
    """The asked column, else those whose heading speaks of the indicator, else those with a plain heading."""
    asked = wanted.value_column.strip()
    if asked:
        named = [column for column, header in table.headers.items() if header.casefold() == asked.casefold()]
        lettered = [column for column in table.headers if letters(column) == asked.upper()]
        return Found(table, wanted, tuple(named or lettered), table.years)
    words = [wanted.indicator, *(wanted.words or HEADER_WORDS.get(wanted.indicator, ()))]
    speaking = [column for column, header in table.headers.items() if speaks_of(header, words)]
    columns, years = _of_year(table, speaking or _plain_columns(table), wanted.year)
    return Found(table, wanted, tuple(columns), table.years or years)


def _plain_columns(table: Table) -> list[int]:
    plain = {column for column, header in table.headers.items() if is_plain(header)}
    rows = [enumerate(table.sheet.rows[entry.row - 1], start=1) for entry in table.entries]
    return sorted(
        {column for row in rows for column, it in row if column in plain and number(it) is not None}
    )


def _of_year(table: Table, columns: list[int], year: int | None) -> tuple[list[int], tuple[int, ...]]:
    """The columns of the year or without any; if there are none, all of them and the years they have."""
    dated = {column: years_in(table.headers[column]) for column in columns}
    of_year = [column for column in columns if year in dated[column]]
    undated = [column for column in columns if not dated[column]]
    if of_year or undated or (year is None and len(columns) == 1):
        return of_year or undated or columns, ()
    return columns, tuple(sorted({year for years in dated.values() for year in years}))
