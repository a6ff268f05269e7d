"""What was read of a table, and the issues that were found in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from allocation.domain.cells import (
    Value,
    in_thousands,
    is_ambiguous,
    is_long_or_decimal,
    letters,
    number,
    written,
)
from allocation.domain.register import Entry
from allocation.domain.rows import Decision, Table, Wanted, years_in

ERROR_VALUES = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}


# Signs that tables of statistics print where a count is left out, because it is small or not known.
SIGNS = {"x", "..", "...", "…", "-", "–", "—", ".", "*", "x)", "c", "n/a", "na"}


class Severity(StrEnum):
    """An error blocks, a warning wants a reason, a note only tells what was done."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


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


class Decided(NamedTuple):
    """A cell without a count, and what a person decided that it shall count as."""

    code: str
    name: str
    cell: str
    written: Value
    value: int | Decimal
    reason: str


@dataclass(frozen=True)
class Reading:
    """A table as it was read: columns as letters, the rows' sum, and the sum that the table itself prints.

    `first_row` is the first below the headings, 0 where no table was found.
    `year` is the one read if the table names it, `nearest_year` the one to offer if it lacks the one wanted.
    """

    issues: tuple[Issue, ...]
    sheet: str = ""
    level: str = ""
    key_column: str = ""
    value_column: str = ""
    header: str = ""
    first_row: int = 0
    year: int | None = None
    nearest_year: int | None = None
    rows: tuple[ReadRow, ...] = ()
    total: int | Decimal = 0
    printed_total: int | Decimal | None = None
    decided: tuple[Decided, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it may be stored: there may be warnings and notes, but no error."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)


@dataclass(frozen=True)
class Found:
    """A table, what was wanted of it, and the columns that could hold the values: one when it is clear.

    `years` are those to choose between when the one asked for is not there. `beside` are the columns that
    came in question, `parts` those that are added up.
    """

    table: Table
    wanted: Wanted
    columns: tuple[int, ...]
    years: tuple[int, ...]
    beside: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()

    @property
    def column(self) -> int | None:
        return self.columns[0] if len(self.columns) == 1 and not self.years else None

    @property
    def header(self) -> str:
        """The heading of the values; of several columns all of them."""
        columns = self.parts or self.columns if self.column else ()
        return " + ".join(self.table.headers.get(column, "") for column in columns)

    @property
    def year(self) -> int | None:
        """The year that was read, where the column or the row names one."""
        named = years_in(self.header)
        of_column = self.wanted.year if self.wanted.year in named else next(iter(named), None)
        return None if self.years else of_column or self.table.year

    @property
    def nearest_year(self) -> int | None:
        """Of the years to choose between the one nearest the wanted; of two the earlier."""
        return min(self.years, key=lambda it: abs(it - (self.wanted.year or it)), default=None)

    @cached_property
    def numbers(self) -> Sequence[tuple[Entry, int | Decimal | None]]:
        """Each entry and its value, if that is a number; nothing while the column is unclear."""
        entries = self.table.entries if self.column else ()
        return [(entry, self.number(entry.row)) for entry in entries]

    @cached_property
    def by_code(self) -> Mapping[str, Sequence[tuple[Entry, int | Decimal | None]]]:
        """The same, gathered by recipient."""
        found: dict[str, list[tuple[Entry, int | Decimal | None]]] = {}
        for entry, value in self.numbers:
            found.setdefault(entry.key.code, []).append((entry, value))
        return found

    @cached_property
    def rows(self) -> tuple[ReadRow, ...]:
        """What is read: a row of the table each, or the sum of a recipient's rows where they divide it."""
        if not self.table.summed:
            read = ((entry, value) for entry, value in self.numbers if value is not None)
            return tuple(ReadRow(it.key.code, it.key.name, value, self.cells(it.row)) for it, value in read)
        return tuple(
            ReadRow(code, group[0][0].key.name, sum(value for _, value in group if value is not None), cells)
            for code, group in self.by_code.items()
            if all(value is not None for _, value in group)
            for cells in [self.cells(group[0][0].row, group[-1][0].row)]
        )

    @cached_property
    def printed_total(self) -> int | Decimal | None:
        """The table's own sum, itself added up where the rows are."""
        rows = self.table.sum_rows if self.table.summed else self.table.sum_rows[:1]
        values = [self.number(row) for row in rows]
        return sum(it for it in values if it is not None) if values and None not in values else None

    def number(self, row: int) -> int | Decimal | None:
        """The row's value: as written, in thousands where that is clear, or as decided."""
        if self.parts:
            return self._sum(row)
        value = self.value(row)
        if self.wanted.whole and is_ambiguous(value):
            return in_thousands(value) if self.has_thousands else None
        exact = number(value)
        decision = self.decision(row) if exact is None else None
        return decision.value if decision else exact

    def _sum(self, row: int) -> int | Decimal | None:
        values = [number(self.table.sheet.value(row, column)) for column in self.parts]
        return None if None in values else sum(it for it in values if it is not None)

    @cached_property
    def has_thousands(self) -> bool:
        """Whether points or commas in the column stand between thousands: no text there says otherwise."""
        texts = [written(it) for it in map(self.value, self._rows) if isinstance(it, str)]
        marks = {text.strip("-0123456789 ")[:1] for text in texts if is_ambiguous(text)}
        plain = [text for text in texts if number(text) is not None and not is_ambiguous(text)]
        return len(marks) == 1 and not any(is_long_or_decimal(text) for text in plain)

    @property
    def _rows(self) -> Iterator[int]:
        return (entry.row for entry in self.table.entries)

    def decision(self, row: int) -> Decision | None:
        """What a person decided for the row's cell, with a reason, if it holds a sign for a count."""
        if not self.wanted.decisions or not is_sign(self.value(row)):
            return None
        decision = self.wanted.decisions.get(self.cell(row))
        return decision if decision and decision.reason.strip() else None

    @cached_property
    def decided(self) -> tuple[Decided, ...]:
        found = ((entry, self.decision(entry.row)) for entry, _ in self.numbers)
        return tuple(
            Decided(
                it.key.code,
                self.name(it),
                self.cell(it.row),
                self.value(it.row),
                decision.value,
                decision.reason,
            )
            for it, decision in found
            if decision
        )

    def value(self, row: int) -> Value:
        return self.table.sheet.value(row, self.column) if self.column else None

    def cell(self, row: int) -> str:
        return f"{letters(self.column or self.table.key_column)}{row}"

    def cells(self, row: int, last: int | None = None) -> str:
        """Where a value stands: `C4`, `C4:C6` of several rows, `C4:D4` or `C4+E4` of several columns."""
        first, end = self.cell(row), f"{letters((self.parts or self.columns)[-1])}{last or row}"
        is_gap = bool(self.parts) and self.parts[-1] - self.parts[0] >= len(self.parts)
        return first if first == end else f"{first}{'+' if is_gap else ':'}{end}"

    def name(self, entry: Entry) -> str:
        """The recipient's name in the register."""
        return self.wanted.register.names[entry.key.code]

    def key_cell(self, entry: Entry) -> str:
        return f"{letters(self.table.key_column)}{entry.row}"

    def issue(
        self, code: str, cell: str, value: Value, severity: Severity = Severity.ERROR, /, **params: object
    ) -> Issue:
        return Issue(code, self.table.sheet.name, cell, value, params, severity)

    def unread(self, code: str) -> Iterator[Issue]:
        """The cells without a number for which that is the reason."""
        for entry in [entry for entry, value in self.numbers if value is None]:
            reason, value = self._reason(entry.row)
            if reason == code:
                yield self.issue(code, self.cell(entry.row), value, name=self.name(entry))

    def _reason(self, row: int) -> tuple[str, Value]:
        formula, value = self.table.sheet.uncached.get((row, self.column or 0)), self.value(row)
        if formula:
            return "no_cached_value", formula
        if value is None or not str(value).strip():
            return "empty", None
        if is_sign(value):
            return "suppressed", value
        if is_ambiguous(value):
            return "ambiguous_number", value
        return ("error_value" if value in ERROR_VALUES else "not_a_number"), value


def is_sign(value: Value) -> bool:
    """Whether the cell holds a sign for a count that is left out."""
    return isinstance(value, str) and written(value).casefold() in SIGNS
