"""What is wrong with a table that is to become a dataset: one check, one function, all problems at once."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from allocation.domain.cells import Sheet, in_thousands, is_ambiguous, letters, number
from allocation.domain.columns import are_everybody, check_columns_beside, check_pair_unclear, look_for_values
from allocation.domain.findings import Found, Issue, Reading, Severity
from allocation.domain.register import FORMED, MOVED, MUNICIPALITY, Entry
from allocation.domain.rows import Wanted, find_table
from allocation.domain.surroundings import (
    check_external_links,
    check_hidden_columns,
    check_hidden_rows,
    check_hidden_sheets,
    check_merged_cells,
)  # fmt: skip
from allocation.domain.wholes import (
    check_breakdown,
    check_breakdown_complete,
    check_breakdown_hidden_total,
    check_whole_of_columns,
    check_whole_of_rows,
)

SUGGESTED = 20  # looking for the nearest takes time, and nobody reads thousands


def read(sheets: Sequence[Sheet], wanted: Wanted) -> Reading:
    """Read the wanted table and check all of it. Values are whole numbers where they can be."""
    table = find_table(sheets, wanted)
    if table is None:
        names = {"sheets": tuple(sheet.name for sheet in sheets)}
        return Reading((*check_sheet(sheets, wanted),) or (Issue("no_table", wanted.sheet, "", None, names),))
    found = look_for_values(table, wanted)
    return Reading(
        issues=(*(issue for check in CHECKS for issue in check(found)), *check_hidden_sheets(sheets)),
        sheet=table.sheet.name,
        level=table.level,
        key_column=letters(table.key_column),
        value_column=letters(found.column) if found.column else "",
        header=found.header,
        first_row=table.first_row,
        year=found.year,
        nearest_year=found.nearest_year,
        rows=found.rows,
        total=sum(row.value for row in found.rows),
        printed_total=found.printed_total,
        decided=found.decided,
    )


def check_sheet(sheets: Sequence[Sheet], wanted: Wanted) -> Iterator[Issue]:
    names, asked = tuple(sheet.name for sheet in sheets), wanted.sheet.strip()
    if asked and asked.casefold() not in [name.casefold() for name in names]:
        yield Issue("unknown_sheet", asked, "", asked, {"sheets": names})


def check_value_column(found: Found) -> Iterator[Issue]:
    if len(found.columns) != 1 and not found.years and not are_everybody(found):
        code, columns = (
            ("several_columns", found.columns) if found.columns else ("no_value_column", found.table.headers)
        )
        headers = {letters(column): found.table.headers[column] for column in columns}
        yield found.issue(code, "", found.wanted.value_column or None, headers=headers)


def check_year(found: Found) -> Iterator[Issue]:
    if found.years:
        code = "several_years" if len(found.years) > 1 else "other_year"
        yield found.issue(code, "", found.wanted.year, years=found.years, nearest=found.nearest_year)


def check_unknown_code(found: Found) -> Iterator[Issue]:
    register, level = found.wanted.register, found.table.level
    for place, entry in enumerate(_strangers(found)):
        if entry.written is not None and not register.former(entry.written, level):
            nearest = register.nearest(str(entry.written), level) if place < SUGGESTED else ()
            yield found.issue("unknown_code", found.key_cell(entry), entry.written, nearest=nearest)


def check_merged_area(found: Found) -> Iterator[Issue]:
    """Areas that are now a part of another: their figures must be added up by whoever knows them."""
    register, level = found.wanted.register, found.table.level
    entries = (entry for entry in found.table.entries if entry.key.name)
    named = ((it, it.key.name) for it in entries if not register.is_named(it.key.code, it.key.name))
    for entry, text in (*((entry, entry.written) for entry in _strangers(found)), *named):
        former = None if text is None else register.former(text, level)
        if former and not former.whole:
            now = f"{former.now} {register.names[former.now]}"
            yield found.issue("merged_area", found.key_cell(entry), text, now=now, since=former.since)


def check_former_name(found: Found) -> Iterator[Issue]:
    """Old codes and names of the same area are read as the present one."""
    register = found.wanted.register
    for entry in found.table.entries:
        code, name, _lost, written = entry.key
        text = written or ("" if register.is_named(code, name) else name)
        former = register.former(text, found.table.level) if text else None
        if former and former.whole and former.now == code:
            now = f"{former.now} {register.names[former.now]}"
            cell = found.key_cell(entry)
            yield found.issue("former_name", cell, text, Severity.WARNING, now=now, since=former.since)


def check_no_code(found: Found) -> Iterator[Issue]:
    for entry in _strangers(found):
        if entry.written is None:
            yield found.issue("no_code", found.key_cell(entry), None, number=found.value(entry.row))


def check_double_code(found: Found) -> Iterator[Issue]:
    first: dict[str, Entry] = {}
    for entry in () if found.table.summed else found.table.entries:
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


def check_suppressed(found: Found) -> Iterator[Issue]:
    """A count that is left out must be decided; what was decided is told and kept."""
    yield from found.unread("suppressed")
    for it in found.decided:
        yield found.issue("decided", it.cell, it.written, Severity.NOTE, number=it.value, reason=it.reason)


def check_decisions(found: Found) -> Iterator[Issue]:
    """A decision for a cell that does not need one is not used, and that is said."""
    used = {it.cell for it in found.decided}
    for cell in found.wanted.decisions:
        if cell not in used:
            yield found.issue("decision_unused", cell, None, Severity.NOTE)


def check_ambiguous_number(found: Found) -> Iterator[Issue]:
    return found.unread("ambiguous_number")


def check_thousands(found: Found) -> Iterator[Issue]:
    """One warning for all: points that were taken as standing between thousands."""
    rows = [it.row for it, value in found.numbers if value is not None and is_ambiguous(found.value(it.row))]
    if rows and found.wanted.whole:
        cell, value = found.cell(rows[0]), found.value(rows[0])
        number_read = in_thousands(value)
        yield found.issue("thousands", cell, value, Severity.WARNING, number=number_read, count=len(rows))


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
    """The table's own sum row agrees; where a value could not be read, that is the fault to tell.

    Where a person decided counts the sum cannot agree, so that it differs is a warning.
    """
    printed = found.printed_total
    values = [value for _, value in found.numbers if value is not None]
    summed, all_read = sum(values), len(values) == len(found.table.entries)
    if printed is not None and all_read and summed != printed:
        cell = found.cell(found.table.sum_rows[0])
        severity = Severity.WARNING if found.decided else Severity.ERROR
        yield found.issue("sum_differs", cell, printed, severity, summed=summed, difference=printed - summed)


def check_county_sums(found: Found) -> Iterator[Issue]:
    """Where a table has counties and municipalities, each county is the sum of its own."""
    if not found.column or not found.table.relatives or found.table.summed:
        return
    municipalities = dict.fromkeys(found.wanted.register.codes(MUNICIPALITY))
    both = (*found.table.entries, *found.table.relatives)
    values = {it.key.code: found.number(it.row) for it in both}
    for entry in (it for it in both if it.key.code not in municipalities):
        own = [code for code in municipalities if code.startswith(entry.key.code)]
        parts, printed = [values.get(code) for code in own], values[entry.key.code]
        summed = sum(it for it in parts if it is not None)
        if parts and None not in parts and printed not in (None, summed):
            severity = Severity.WARNING if found.decided or _has_moved(found, own) else Severity.ERROR
            words = {"summed": summed, "difference": Decimal(printed or 0) - summed}
            yield found.issue("county_sum_differs", found.cell(entry.row), printed, severity, **words)


def _has_moved(found: Found, codes: Sequence[str]) -> bool:
    """Whether the county had another extent in the year that is read."""
    year, county = found.wanted.year, codes[0][:2]
    return any(
        county in (code[:2], before) and year is not None and year < since
        for code, (before, since) in MOVED.items()
    )


def check_names(found: Found) -> Iterator[Issue]:
    register = found.wanted.register
    for entry in found.table.entries:
        code, name = entry.key.code, entry.key.name
        if name and not register.is_named(code, name) and not register.former(name, found.table.level):
            cell, expected = found.key_cell(entry), register.names[code]
            yield found.issue("name_differs", cell, name, Severity.WARNING, code=code, expected=expected)


def check_not_yet_formed(found: Found) -> Iterator[Issue]:
    """A municipality that is missing because it was not formed yet: its figure is in another's."""
    names, year = found.wanted.register.names, found.wanted.year
    there = {entry.key.code for entry in found.table.entries}
    for code, (of, since) in FORMED.items():
        if year and year < since and code in names and code not in there and of in there:
            words = {"code": f"{code} {names[code]}", "of": f"{of} {names.get(of, '')}", "since": since}
            yield found.issue("not_yet_formed", "", f"{code} {names[code]}", Severity.WARNING, **words)


def check_lost_zero(found: Found) -> Iterator[Issue]:
    """One warning for all: codes that became numbers lose their zero everywhere."""
    lost = [entry for entry in found.table.entries if entry.key.lost_zero]
    for entry in lost[:1]:
        cell, code = found.key_cell(entry), entry.key.code
        yield found.issue("lost_zero", cell, entry.written, Severity.NOTE, code=code, count=len(lost))


def _strangers(found: Found) -> Iterator[Entry]:
    """Rows without a known key that belong to the table: the key looks like a code, or there is a number."""
    first, last = found.table.first_row, found.table.entries[-1].row
    for entry in found.table.others:
        text = "" if entry.written is None else str(entry.written).strip()
        counted, after = number(found.value(entry.row)) is not None, entry.row >= first
        in_table = after and not text.startswith("#") and (text or entry.row < last)
        if (counted or after) if text.isdigit() else (counted and in_table):
            yield entry


CHECKS: Sequence[Callable[[Found], Iterator[Issue]]] = (
    check_value_column, check_columns_beside, check_pair_unclear, check_year, check_unknown_code,
    check_merged_area, check_no_code, check_double_code, check_breakdown, check_breakdown_complete,
    check_breakdown_hidden_total, check_whole_of_rows, check_whole_of_columns, check_missing,
    check_not_yet_formed, check_empty, check_no_cached_value, check_error_value, check_suppressed,
    check_decisions, check_ambiguous_number, check_not_a_number, check_negative, check_fractional, check_sum,
    check_county_sums, check_names, check_former_name, check_lost_zero, check_thousands, check_hidden_rows,
    check_hidden_columns, check_merged_cells, check_external_links,
)  # fmt: skip
