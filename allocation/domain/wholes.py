"""Checks of tables divided by sex or age: what is added up, and whether whole and parts agree."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocation.domain.breakdowns import Breakdown, group, missing_groups
from allocation.domain.cells import is_ambiguous, letters, number
from allocation.domain.columns import groups_beside, is_all
from allocation.domain.findings import Found, Issue, Severity
from allocation.domain.register import Entry

Figure = int | Decimal | None


def check_breakdown(found: Found) -> Iterator[Issue]:
    """Rows by sex or age are added up only where they are the whole; what was done is told."""
    for it in found.table.breakdowns:
        cell = letters(it.column)
        if it.total is not None and len(it.values) > 1:
            yield found.issue("breakdown_total", cell, it.total, Severity.NOTE, heading=it.heading)
        elif it.is_part:
            yield found.issue("breakdown_part", cell, it.values[0], Severity.WARNING, heading=it.heading)
        elif it.is_summed and not it.is_clear:
            yield found.issue("breakdown_unclear", cell, None, heading=it.heading, groups=it.values)
        elif it.is_summed:
            yield found.issue(
                "breakdown_summed", cell, None, Severity.NOTE, heading=it.heading, groups=it.values
            )


def check_breakdown_complete(found: Found) -> Iterator[Issue]:
    """Every recipient has every group exactly once."""
    for rows in found.by_code.values() if found.table.summed else ():
        entry = rows[0][0]
        groups = missing_groups(found.table.sheet, [it.row for it, _ in rows], found.table.summed)
        if groups:
            yield found.issue("breakdown_incomplete", found.key_cell(entry), entry.written, groups=groups)


def check_breakdown_hidden_total(found: Found) -> Iterator[Issue]:
    """A group that is the sum of the others is the whole under another name; adding it would count twice."""
    for it in found.table.summed:
        sums = dict.fromkeys(it.values, Decimal(0))
        for entry, value in found.numbers:
            sums[group(found.table.sheet.value(entry.row, it.column))] += value or 0
        for name, value in sums.items():
            if len(sums) > 2 and value and 2 * value == sum(sums.values()):
                yield found.issue("breakdown_double", letters(it.column), name, heading=it.heading)


def check_whole_of_rows(found: Found) -> Iterator[Issue]:
    """The row of everybody is the sum of the rows of its groups, where these are everybody."""
    for it in found.table.breakdowns if not found.table.summed else ():
        if it.total is None or not it.is_everybody:
            continue
        figures = _of_groups(found, it)
        for entry, whole in found.numbers:
            parts = figures.get(entry.key.code, [])
            if len(parts) == len(it.parts):
                yield from _differing(found, entry, whole, parts, it.parts)


def _of_groups(found: Found, divided: Breakdown) -> dict[str, list[Figure]]:
    """The figures of each recipient's groups, everybody in every other respect."""
    others = [it for it in found.table.breakdowns if it is not divided]
    figures: dict[str, list[Figure]] = {}
    for entry in found.table.divided:
        beside = [group(found.table.sheet.value(entry.row, it.column)) == it.total for it in others]
        if all(beside):
            figures.setdefault(entry.key.code, []).append(found.number(entry.row))
    return figures


def check_whole_of_columns(found: Found) -> Iterator[Issue]:
    """The column of everybody is the sum of women and men, or of all ages, beside it.

    Where the heading does not say that it is of everybody, most rows must.
    """
    for columns in groups_beside(found):
        names = [found.table.headers[column] for column in columns]
        differing = [
            issue
            for entry, whole in found.numbers
            for issue in _differing(found, entry, whole, _figures(found, entry, columns), names)
        ]
        if is_all(found.header) or 2 * len(differing) < len(found.numbers):
            yield from differing


def _figures(found: Found, entry: Entry, columns: Sequence[int]) -> list[Figure]:
    cells = [found.table.sheet.value(entry.row, column) for column in columns]
    return [None if is_ambiguous(it) else number(it) for it in cells]


def _differing(
    found: Found, entry: Entry, whole: Figure, parts: Sequence[Figure], names: Sequence[str]
) -> Iterator[Issue]:
    """The whole is read, so a difference is a warning. Parts that are no numbers cannot be compared."""
    if whole is None or None in parts or sum(it for it in parts if it is not None) == whole:
        return
    summed = sum(it for it in parts if it is not None)
    words = {"summed": summed, "difference": whole - summed, "parts": tuple(names), "name": found.name(entry)}
    cell, value = found.cell(entry.row), found.value(entry.row)
    yield found.issue("whole_differs", cell, value, Severity.WARNING, **words)
