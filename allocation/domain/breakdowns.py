"""Tables by sex, age and the like: which rows stand for the whole recipient, and when rows may be summed."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from allocation.domain.cells import Sheet, Value, number
from allocation.domain.register import Entry

HEADINGS = {
    "kön", "sex", "gender", "ålder", "age", "åldersgrupp", "åldersgrupper", "åldersklass", "age group",
    "civilstånd", "marital status", "födelseregion", "region of birth", "utbildningsnivå", "boendeform",
}  # fmt: skip
TOTALS = re.compile(
    r"(?:totalt?|summa|samtliga|alla|båda könen|bägge könen|(?:kvinnor och män|män och kvinnor|båda)"
    r"|both sexes|men and women|women and men|all)(?:\s.*)?$"
)
AGES = re.compile(
    r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?\s*(\+|-|–)?\s*(?:år|years?)?(\s*(?:och äldre|or older|and over))?$"
)
OLDEST = 999
TWO_SEXES = 2


class Breakdown(NamedTuple):
    """A column that divides each recipient's figure, and its values; `total` is that of the whole."""

    column: int
    heading: str
    values: tuple[str, ...]
    total: str | None

    @property
    def is_summed(self) -> bool:
        return self.total is None and len(self.values) > 1

    @property
    def is_part(self) -> bool:
        """Whether the table holds one group only, for example women."""
        return self.total is None and len(self.values) == 1

    @property
    def parts(self) -> tuple[str, ...]:
        """The groups without that of the whole."""
        return tuple(value for value in self.values if value != self.total)

    @property
    def is_clear(self) -> bool:
        """Whether the groups together are the whole as far as their names tell."""
        spans = [_ages(value) for value in self.parts]
        if any(spans):
            return all(spans) and _follow_each_other([span for span in spans if span])
        return len(self.parts) <= TWO_SEXES or self.heading.casefold() in HEADINGS

    @property
    def is_everybody(self) -> bool:
        """Whether the groups are also the whole of a printed total: both sexes, every age."""
        spans = sorted(span for span in map(_ages, self.parts) if span)
        every_age = not spans or (spans[0][0] == 0 and spans[-1][1] == OLDEST)
        return len(self.parts) > 1 and self.is_clear and every_age


def find(
    sheet: Sheet, headers: Mapping[int, str], entries: Sequence[Entry], taken: set[int]
) -> tuple[Breakdown, ...]:
    """The columns beside the `taken` ones that divide the recipients."""
    known = [column for column, header in headers.items() if header.casefold() in HEADINGS]
    columns = known or _dividing(sheet, headers, entries)
    found = []
    for column in (column for column in columns if column not in taken):
        values = tuple(dict.fromkeys(group(sheet.value(entry.row, column)) for entry in entries))
        total = next((value for value in values if TOTALS.match(value)), None)
        if any(values):
            found.append(Breakdown(column, headers[column], values, total))
    return tuple(found)


def whole(sheet: Sheet, entries: Sequence[Entry], breakdowns: Sequence[Breakdown]) -> tuple[Entry, ...]:
    """The rows that stand for the whole, where the table has such."""
    totals = [(it.column, it.total) for it in breakdowns if it.total is not None]
    if not totals:
        return tuple(entries)
    return tuple(
        entry
        for entry in entries
        if all(group(sheet.value(entry.row, column)) == total for column, total in totals)
    )


def missing_groups(sheet: Sheet, rows: Sequence[int], summed: Sequence[Breakdown]) -> list[str]:
    """The groups that one recipient's rows lack or have twice."""
    there = [tuple(group(sheet.value(row, it.column)) for it in summed) for row in rows]
    wanted = set(product(*(it.values for it in summed)))
    if len(there) == len(wanted) and set(there) == wanted:
        return []
    return sorted(" ".join(it) for it in wanted.symmetric_difference(there)) or [" ".join(there[-1])]


def group(value: Value) -> str:
    return "" if value is None else str(value).strip().casefold()


def _dividing(sheet: Sheet, headers: Mapping[int, str], entries: Sequence[Entry]) -> list[int]:
    """The text columns that differ between the rows of the first recipient that has several."""
    first = entries[0].key.code if entries else ""
    rows = [entry.row for entry in entries if entry.key.code == first]
    codes = {entry.key.code for entry in entries}
    if len(rows) < 2 or len(entries) < 2 * len(codes):
        return []
    return [
        column
        for column in headers
        if len({group(sheet.value(row, column)) for row in rows}) > 1
        and all(number(sheet.value(row, column)) is None for row in rows)
    ]


def _ages(value: str) -> tuple[int, int] | None:
    match = AGES.match(value)
    if not match:
        return None
    first = int(match[1])
    if match[2]:
        return first, int(match[2])
    return first, OLDEST if match[3] or match[4] else first


def _follow_each_other(spans: list[tuple[int, int]]) -> bool:
    ordered = sorted(spans)
    return all(before[1] + 1 == after[0] for before, after in pairwise(ordered))
