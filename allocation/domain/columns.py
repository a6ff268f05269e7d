"""Which column holds the values, also where sex or age is laid out as columns side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from allocation.domain.breakdowns import AGES, Breakdown
from allocation.domain.cells import is_ambiguous, letters, number
from allocation.domain.findings import Found, Issue, Severity
from allocation.domain.methods import HEADER_WORDS, SHARE_WORDS, is_plain, speaks_of
from allocation.domain.rows import YEAR, YEAR_WORDS, Table, Wanted, years_in

ALL = re.compile(r"\b(?:totalt?|summa|samtliga|alla|båda könen|both sexes)\b", re.IGNORECASE)
WOMEN = re.compile(r"\b(?:kvinnor|women|females?)\b", re.IGNORECASE)
MEN = re.compile(r"\b(?:män|men|males?)\b", re.IGNORECASE)
PAIR = 2


def look_for_values(table: Table, wanted: Wanted) -> Found:
    """The asked column, else those whose heading speaks of the indicator, else those with a plain heading.

    Where none does, columns of groups and of their whole come in question.
    """
    asked = wanted.value_column.strip()
    if asked:
        named = [column for column, header in table.headers.items() if header.casefold() == asked.casefold()]
        lettered = [column for column in table.headers if letters(column) == asked.upper()]
        return Found(table, wanted, tuple(named or lettered), table.years)
    taken = {table.name_column, *(it.column for it in table.breakdowns)}
    found = _speaking(table, wanted) or _plain(table) or _of_groups(table, taken)
    possible = [column for column in found if column not in taken]
    columns, years = _of_year(table, possible, wanted.year)
    return _added(Found(table, wanted, tuple(_of_all(table, columns)), table.years or years, tuple(columns)))


def check_columns_beside(found: Found) -> Iterator[Issue]:
    """Columns of groups are read only as a whole or added up to one; what was done is told."""
    headings = tuple(found.table.headers[column] for column in found.beside)
    if found.parts:
        places = "+".join(letters(column) for column in found.parts)
        words = {"columns": places, "headings": headings}
        yield found.issue("columns_added", letters(found.parts[0]), None, Severity.NOTE, **words)
    elif found.column and len(headings) > 1:
        heading, cell = found.table.headers[found.column], letters(found.column)
        yield found.issue("columns_total", cell, heading, Severity.NOTE, headings=headings)
    elif _is_of_one_sex(found.header) and not any(map(_is_of_one_sex, _words(found.wanted))):
        place = letters(found.column or 0)
        yield found.issue("breakdown_part", place, found.header, Severity.WARNING, heading=found.header)


def check_pair_unclear(found: Found) -> Iterator[Issue]:
    """Women and men, or all ages, are added up only where every cell of them is a number."""
    unclear = are_everybody(found) and not found.parts and not found.years
    headings = tuple(found.table.headers[column] for column in found.columns)
    for column, row in _unclear(found) if unclear else ():
        value = found.table.sheet.value(row, column)
        yield found.issue("pair_unclear", f"{letters(column)}{row}", value, headings=headings)


def _speaking(table: Table, wanted: Wanted) -> list[int]:
    return [column for column, header in table.headers.items() if speaks_of(header, _words(wanted))]


def _words(wanted: Wanted) -> Sequence[str]:
    return [wanted.indicator, *(wanted.words or HEADER_WORDS.get(wanted.indicator, ()))]


def _plain(table: Table) -> list[int]:
    plain = {column for column, header in table.headers.items() if is_plain(header) and not _is_group(header)}
    return [column for column in _counted(table) if column in plain]


def _of_groups(table: Table, taken: set[int | None]) -> list[int]:
    """The columns of numbers if each is of a sex, an age or everybody."""
    headers = table.headers
    columns = [
        column
        for column in _counted(table)
        if column not in taken and headers[column].casefold() not in YEAR_WORDS
        if not any(word in headers[column].casefold() for word in SHARE_WORDS)
    ]
    groups = [column for column in columns if _is_group(headers[column])]
    return columns if groups and all(it in groups or is_all(headers[it]) for it in columns) else []


def _counted(table: Table) -> list[int]:
    """The columns that hold a number for anyone."""
    rows = [enumerate(table.sheet.rows[entry.row - 1], start=1) for entry in table.entries]
    return sorted(
        {column for row in rows for column, it in row if it is not None and number(it) is not None}
        & set(table.headers)
    )


def groups_beside(found: Found) -> list[tuple[int, ...]]:
    """Columns of women and men, and of all ages, that the column read must be the sum of.

    Those of another year than the one read are left out.
    """
    headers, column = found.table.headers, found.column
    if column is None or found.parts or found.table.summed or _is_group(found.header):
        return []
    of_year = [it for it in headers if it != column and years_in(headers[it]) in ([], [found.year])]
    sexes = tuple(it for it in of_year if _is_of_one_sex(headers[it]))
    ages = tuple(it for it in of_year if it not in sexes and _is_group(headers[it]))
    pair, every_age = is_pair(replace(found, columns=sexes)), _is_every_age(found, ages)
    return [columns for columns, is_whole in ((sexes, pair), (ages, every_age)) if is_whole]


def is_all(heading: str) -> bool:
    """Whether the heading is of everybody; all women are not."""
    return bool(ALL.search(heading)) and bool(WOMEN.search(heading)) == bool(MEN.search(heading))


def _is_group(heading: str) -> bool:
    return _is_of_one_sex(heading) or bool(AGES.match(YEAR.sub("", heading).strip(" ,").casefold()))


def _is_of_one_sex(heading: str) -> bool:
    return bool(WOMEN.search(heading)) != bool(MEN.search(heading))


def _of_all(table: Table, columns: list[int]) -> list[int]:
    """The one column that is of everybody, where others are of women, men or ages; otherwise all of them."""
    total = [column for column in columns if is_all(table.headers[column])]
    return total if len(total) == 1 else columns


def _of_year(table: Table, columns: list[int], year: int | None) -> tuple[list[int], tuple[int, ...]]:
    """The columns of the year or without any; if there are none, all of them and the years they have."""
    dated = {column: years_in(table.headers[column]) for column in columns}
    of_year = [column for column in columns if year in dated[column]]
    undated = [column for column in columns if not dated[column]]
    if of_year or undated or (year is None and len(columns) == 1):
        return of_year or undated or columns, ()
    return columns, tuple(sorted({year for years in dated.values() for year in years}))


def _added(found: Found) -> Found:
    """Women and men, or all ages, added up where nothing speaks against it."""
    if found.years or not are_everybody(found) or any(_unclear(found)):
        return found
    return replace(found, columns=found.columns[:1], parts=found.columns)


def are_everybody(found: Found) -> bool:
    """Whether the columns together are everybody: women and men, or all ages right beside each other."""
    columns = found.columns
    beside = bool(columns) and columns[-1] - columns[0] == len(columns) - 1
    return is_pair(found) or (beside and _is_every_age(found, columns))


def _is_every_age(found: Found, columns: Sequence[int]) -> bool:
    headings = [found.table.headers[column] for column in columns]
    names = tuple(YEAR.sub("", it).strip(" ,").casefold() for it in headings)
    return all(map(AGES.match, names)) and Breakdown(0, "", names, None).is_everybody


def is_pair(found: Found) -> bool:
    """Whether the columns are women and men of the same, with headings that differ in that word only."""
    headings = [found.table.headers[column] for column in found.columns]
    women = [WOMEN.sub("", it) for it in headings if WOMEN.search(it) and not MEN.search(it)]
    men = [MEN.sub("", it) for it in headings if MEN.search(it) and not WOMEN.search(it)]
    return len(headings) == PAIR and len(women) == len(men) == 1 and _bare(women[0]) == _bare(men[0])


def _bare(heading: str) -> Sequence[str]:
    return re.findall(r"\w+", heading.casefold())


def _unclear(found: Found) -> Iterator[tuple[int, int]]:
    """Column and row of the cells that cannot be a part of a sum."""
    for entry in found.table.entries:
        for column in found.columns:
            value = found.table.sheet.value(entry.row, column)
            exact = number(value)
            whole = isinstance(exact, int) or not found.wanted.whole
            if exact is None or exact < 0 or not whole or is_ambiguous(value):
                yield column, entry.row
