"""What is wrong with a table that is to become a dataset: one check, one function, all problems at once."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from allocation.domain.cells import Sheet, letters, number
from allocation.domain.findings import Found, Issue, Reading, ReadRow, Severity, look_for_values
from allocation.domain.rows import Entry, Wanted, find_table

SUGGESTED = 20  # looking for the nearest takes time, and nobody reads thousands


def read(sheets: Sequence[Sheet], wanted: Wanted) -> Reading:
    """Read the wanted table and check all of it. Values are whole numbers where they can be."""
    table = find_table(sheets, wanted)
    if table is None:
        no_table = Issue(
            "no_table", wanted.sheet, "", None, {"sheets": tuple(sheet.name for sheet in sheets)}
        )
        return Reading(tuple(check_sheet(sheets, wanted)) or (no_table,))
    found = look_for_values(table, wanted)
    rows = tuple(
        ReadRow(entry.key.code, entry.key.name, value, found.cell(entry.row))
        for entry, value in found.numbers
        if value is not None
    )
    return Reading(
        issues=tuple(issue for check in CHECKS for issue in check(found)),
        sheet=table.sheet.name,
        level=table.level,
        key_column=letters(table.key_column),
        value_column=letters(found.column) if found.column else "",
        header=table.headers.get(found.column or 0, ""),
        rows=rows,
        total=sum(row.value for row in rows),
        printed_total=found.printed_total,
    )


def check_sheet(sheets: Sequence[Sheet], wanted: Wanted) -> Iterator[Issue]:
    names, asked = tuple(sheet.name for sheet in sheets), wanted.sheet.strip()
    if asked and asked.casefold() not in [name.casefold() for name in names]:
        yield Issue("unknown_sheet", asked, "", asked, {"sheets": names})


def check_value_column(found: Found) -> Iterator[Issue]:
    if len(found.columns) != 1 and not found.years:
        code, columns = (
            ("several_columns", found.columns) if found.columns else ("no_value_column", found.table.headers)
        )
        headers = {letters(column): found.table.headers[column] for column in columns}
        yield found.issue(code, "", found.wanted.value_column or None, headers=headers)


def check_year(found: Found) -> Iterator[Issue]:
    if found.years:
        code = "several_years" if len(found.years) > 1 else "other_year"
        yield found.issue(code, "", found.wanted.year, years=found.years)


def check_unknown_code(found: Found) -> Iterator[Issue]:
    register, level = found.wanted.register, found.table.level
    for place, entry in enumerate(_strangers(found)):
        if entry.written is not None:
            nearest = register.nearest(str(entry.written), level) if place < SUGGESTED else ()
            yield found.issue("unknown_code", found.key_cell(entry), entry.written, nearest=nearest)


def check_no_code(found: Found) -> Iterator[Issue]:
    for entry in _strangers(found):
        if entry.written is None:
            yield found.issue("no_code", found.key_cell(entry), None, number=found.value(entry.row))


def check_double_code(found: Found) -> Iterator[Issue]:
    first: dict[str, Entry] = {}
    for entry in found.table.entries:
        earlier = first.setdefault(entry.key.code, entry)
        if earlier is not entry:
            cell, other = found.key_cell(entry), found.key_cell(earlier)
            yield found.issue("double_code", cell, entry.written, code=entry.key.code, other_cell=other)


def check_missing(found: Found) -> Iterator[Issue]:
    names = found.wanted.register.names
    there = {entry.key.code for entry in found.table.entries}
    missing = [code for code in found.wanted.register.codes(found.table.level) if code not in there]
    if missing:
        recipients = tuple((code, names[code]) for code in missing)
        yield found.issue("missing", "", ", ".join(missing), recipients=recipients)


def check_empty(found: Found) -> Iterator[Issue]:
    return found.unread("empty")


def check_no_cached_value(found: Found) -> Iterator[Issue]:
    return found.unread("no_cached_value")


def check_error_value(found: Found) -> Iterator[Issue]:
    return found.unread("error_value")


def check_not_a_number(found: Found) -> Iterator[Issue]:
    return found.unread("not_a_number")


def check_negative(found: Found) -> Iterator[Issue]:
    for (row, *_), value in found.numbers:
        if value is not None and value < 0:
            yield found.issue("negative", found.cell(row), found.value(row))


def check_fractional(found: Found) -> Iterator[Issue]:
    for (row, *_), value in found.numbers:
        if found.wanted.whole and isinstance(value, Decimal):
            yield found.issue("fractional", found.cell(row), found.value(row))


def check_sum(found: Found) -> Iterator[Issue]:
    """The table's own sum row agrees; where a value could not be read, that is the fault to tell."""
    printed = found.printed_total
    values = [value for _, value in found.numbers if value is not None]
    summed, all_read = sum(values), len(values) == len(found.table.entries)
    if printed is not None and all_read and summed != printed:
        cell = found.cell(found.table.sum_row or 0)
        yield found.issue("sum_differs", cell, printed, summed=summed, difference=printed - summed)


def check_names(found: Found) -> Iterator[Issue]:
    register = found.wanted.register
    for entry in found.table.entries:
        code, name, _ = entry.key
        if name and not register.is_named(code, name):
            cell, expected = found.key_cell(entry), register.names[code]
            yield found.issue("name_differs", cell, name, Severity.WARNING, code=code, expected=expected)


def check_lost_zero(found: Found) -> Iterator[Issue]:
    """One warning for all: codes that became numbers lose their zero everywhere."""
    lost = [entry for entry in found.table.entries if entry.key.lost_zero]
    for entry in lost[:1]:
        cell, code = found.key_cell(entry), entry.key.code
        yield found.issue("lost_zero", cell, entry.written, Severity.WARNING, code=code, count=len(lost))


def _strangers(found: Found) -> Iterator[Entry]:
    """Rows without a known key that belong to the table: the key looks like a code, or there is a number."""
    first, last = found.table.entries[0].row, found.table.entries[-1].row
    for entry in found.table.others:
        text = "" if entry.written is None else str(entry.written).strip()
        counted, after = number(found.value(entry.row)) is not None, entry.row > first
        in_table = after and not text.startswith("#") and (text or entry.row < last)
        if (counted or after) if text.isdigit() else (counted and in_table):
            yield entry


CHECKS: Sequence[Callable[[Found], Iterator[Issue]]] = (
    check_value_column, check_year, check_unknown_code, check_no_code, check_double_code, check_missing,
    check_empty, check_no_cached_value, check_error_value, check_not_a_number, check_negative,
    check_fractional, check_sum, check_names, check_lost_zero,
)  # fmt: skip
