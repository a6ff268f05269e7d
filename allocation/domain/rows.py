"""Understanding a table that came from a spreadsheet: where its codes, years and values stand.

Nothing is judged here: `checks` says what is wrong. Rows and columns are counted from 1, as in a spreadsheet.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from allocation.domain import breakdowns
from allocation.domain.breakdowns import Breakdown
from allocation.domain.cells import Sheet, Value, column_of, number
from allocation.domain.register import (
    COUNTY,
    MUNICIPALITY,
    NOBODY,
    Entry,
    Key,
    Keys,
    Register,
    level_of,
    name_keys,
)

YEAR_WORDS = {"år", "year", "tid", "time"}
SUM_WORDS = {
    "totalsumma", "totaltsumma", "summa", "total", "totalt", "sum", "riket", "hela riket", "riket totalt",
    "totalt riket", "sverige", "sverige totalt", "hela sverige", "hela landet", "whole country", "samtliga",
    "samtliga kommuner", "samtliga län", "samtliga regioner", "alla kommuner", "alla län", "alla regioner",
}  # fmt: skip
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ZERO = re.compile(r"00(\s|$)")
HEADER_ROWS = 4
LIKE_A_CODE = re.compile(r"\d{1,4}(?:\s+\D.*)?$")
HIGHEST_IN_HEADINGS = 150  # an age, or the number of a column


@dataclass(frozen=True)
class Decision:
    """What a person decided that a cell without a count shall count as, and why."""

    value: int | Decimal
    reason: str


@dataclass(frozen=True)
class Wanted:
    """What is to be read: an indicator, which `words` in a heading speak of, for everybody in the register.

    Of several years `year` is read. `key_column` and `name_column` are letters. An empty choice leaves it to
    the table.
    """

    indicator: str
    register: Register
    words: Sequence[str] = ()
    sheet: str = ""
    year: int | None = None
    key_column: str = ""
    name_column: str = ""
    value_column: str = ""
    level: str = ""
    whole: bool = True
    decisions: Mapping[str, Decision] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """What was understood of a sheet.

    `entries` are the rows of the level and the year read, `relatives` those of the other level, `others` the
    rows whose key is not in the register, `headers` the headings by column. `year` is the one read of a long
    table, `years` are those that it has if it lacks the one asked for. `breakdowns` divide the recipients, by
    sex or age; `divided` are the rows of their groups where a row of the whole is read. `first_row` is the
    first below the headings.
    """

    sheet: Sheet
    level: str
    key_column: int
    entries: tuple[Entry, ...]
    others: tuple[Entry, ...]
    sum_rows: tuple[int, ...]
    headers: Mapping[int, str]
    years: tuple[int, ...]
    relatives: tuple[Entry, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    name_column: int | None = None
    year: int | None = None
    divided: tuple[Entry, ...] = ()
    first_row: int = 1

    @property
    def sum_row(self) -> int | None:
        return self.sum_rows[0] if self.sum_rows else None

    @property
    def summed(self) -> tuple[Breakdown, ...]:
        """The breakdowns whose rows are added up."""
        return tuple(it for it in self.breakdowns if it.is_summed)


def find_table(sheets: Sequence[Sheet], wanted: Wanted) -> Table | None:
    """The table with the most recipients among the sheets that may be read, or nothing."""
    asked = wanted.sheet.strip().casefold()
    best: tuple[Sheet | None, int, Keys] = (None, 0, {})
    for sheet in sheets:
        column, keys = _find_keys(sheet, wanted)
        if asked in ("", sheet.name.casefold()) and _recipients(keys) > max(1, _recipients(best[2])):
            best = (sheet, column, keys)
    sheet_found, column, keys = best
    return _table(sheet_found, column, keys, wanted) if sheet_found else None


def _find_keys(sheet: Sheet, wanted: Wanted) -> tuple[int, Keys]:
    """The column of codes or, where there are none, of names; with its rows."""
    best: tuple[int, Keys] = (0, {})
    register = wanted.register
    for read in (register.read_code, register.read_county, register.read_municipality):
        columns = _columns_of_keys(sheet, read, column_of(wanted.key_column))
        best = max(best, *columns.items(), key=lambda found: _recipients(found[1])) if columns else best
        if 2 * len(best[1]) >= len(sheet.rows):
            break
    return best


def _columns_of_keys(
    sheet: Sheet, read: Callable[[Value], Key | None], asked: int
) -> Mapping[int, dict[int, Key]]:
    """The keys by column and row, only of the column `asked` if that is not 0. The same text is read once."""
    columns: dict[int, dict[int, Key]] = defaultdict(dict)
    known: dict[tuple[type, Value], Key | None] = {}
    for row, cells in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell is None or asked not in (0, column):
                continue
            what = (type(cell), cell)
            if what not in known:
                known[what] = read(cell)
            key = known[what]
            if key:
                columns[column][row] = key
    return columns


def _recipients(keys: Keys) -> int:
    return len({key.code for key in keys.values()})


def _table(sheet: Sheet, key_column: int, keys: Keys, wanted: Wanted) -> Table:
    level = _level(keys, wanted)
    own = [row for row, key in keys.items() if level_of(key.code) == level]
    others = [row for row in range(1, len(sheet.rows) + 1) if row not in keys]
    sums = [row for row in others if _is_sum(sheet, row, key_column)]
    first = _first_row(sheet, key_column, min([*keys, *sums]))
    headers = _headers(sheet, key_column, first)
    in_year, year, years, year_column = _of_year(sheet, headers, own, wanted.year)
    name_column, names = _names_beside(sheet, key_column, own, keys, wanted)
    entries = _reader(sheet, key_column, keys, names, in_year)
    every, relatives = entries(own), entries(row for row in keys if level_of(keys[row].code) != level)
    parts = breakdowns.find(sheet, headers, every, {it for it in (name_column, year_column) if it})
    read = breakdowns.whole(sheet, every, parts)
    return Table(
        sheet=sheet,
        level=level,
        key_column=key_column,
        entries=read,
        others=entries(sorted({*others} - {*sums})),
        sum_rows=tuple(it.row for it in breakdowns.whole(sheet, entries(sums), parts)),
        headers=headers,
        years=years,
        relatives=breakdowns.whole(sheet, relatives, parts),
        breakdowns=parts,
        name_column=name_column,
        year=year,
        divided=_without(every, read),
        first_row=first,
    )


def _reader(
    sheet: Sheet,
    key_column: int,
    keys: Keys,
    names: Mapping[int, str],
    in_year: Callable[[int], bool],
) -> Callable[[Iterable[int]], tuple[Entry, ...]]:
    """Makes entries of the rows of the year, with the names that stand beside their codes."""

    def entries(rows: Iterable[int]) -> tuple[Entry, ...]:
        read = ((row, keys.get(row, NOBODY)) for row in rows if in_year(row))
        named = ((row, key._replace(name=names[row]) if row in names else key) for row, key in read)
        return tuple(Entry(row, sheet.value(row, key_column), key) for row, key in named)

    return entries


def _without(every: Sequence[Entry], read: Sequence[Entry]) -> tuple[Entry, ...]:
    rows = {entry.row for entry in read}
    return tuple(entry for entry in every if entry.row not in rows)


def _level(keys: Keys, wanted: Wanted) -> str:
    """The level asked for if it is there, otherwise the more complete one; ties: municipalities."""
    codes = {key.code for key in keys.values()}
    found = {level: sum(level_of(code) == level for code in codes) for level in (MUNICIPALITY, COUNTY)}
    if found.get(wanted.level):
        return wanted.level
    return max(found, key=lambda level: Fraction(found[level], len(wanted.register.codes(level)) or 1))


def _is_sum(sheet: Sheet, row: int, key_column: int) -> bool:
    labels = (sheet.value(row, column) for column in (key_column, key_column + 1))
    said = any(isinstance(it, str) and (name_keys(it)[0] in SUM_WORDS or ZERO.match(it)) for it in labels)
    return said and any(number(it) is not None for it in sheet.rows[row - 1][key_column:])


def _first_row(sheet: Sheet, key_column: int, known: int) -> int:
    """The first row below the headings: the first `known` one, or a stranger's right above it."""
    first = known
    while first > 1 and _is_strangers(sheet.rows[first - 2], sheet.rows[first - 1], key_column):
        first -= 1
    return first


def _is_strangers(cells: Sequence[Value], below: Sequence[Value], key_column: int) -> bool:
    """Whether a row is of somebody, though not of one in the register: a code or a name, and a count.

    Headings have figures too (ages, years, the numbers of columns), or words where the row below has figures.
    """
    key = cells[key_column - 1] if len(cells) >= key_column else None
    figures = [it for it in map(number, cells[key_column:]) if it is not None]
    beside = zip(cells[key_column:], below[key_column:], strict=False)
    if key is None or any(_is_word(it) and number(lower) is not None for it, lower in beside):
        return False
    counts = [it for it in figures if it > HIGHEST_IN_HEADINGS and not YEAR.fullmatch(str(it))]
    return bool(counts or (figures and LIKE_A_CODE.match(str(key).strip())))


def _is_word(value: Value) -> bool:
    return isinstance(value, str) and len(value.strip()) > 1 and any(letter.isalpha() for letter in value)


def _headers(sheet: Sheet, key_column: int, first: int) -> Mapping[int, str]:
    """The heading of every column beside the keys: the filled rows right above the first row, joined."""
    lines: list[Sequence[Value]] = []
    for cells in reversed(sheet.rows[max(0, first - 1 - HEADER_ROWS) : first - 1]):
        filled = [column for column, value in enumerate(cells, start=1) if value not in (None, "")]
        if filled in ([], [key_column]) or str(cells[filled[0] - 1]).startswith("#"):
            break
        lines.insert(0, cells)
    width = max(len(cells) for cells in [*lines, sheet.rows[first - 1]])
    return {
        column: " ".join(
            str(it).strip() for line in lines for it in line[column - 1 : column] if it is not None
        )
        for column in range(1, width + 1)
        if column != key_column
    }


def _of_year(
    sheet: Sheet, headers: Mapping[int, str], rows: Sequence[int], year: int | None
) -> tuple[Callable[[int], bool], int | None, tuple[int, ...], int | None]:
    """Of a long table: which rows are of the year, the year, those there are without it, and their column."""
    column = next((column for column, header in headers.items() if header.casefold() in YEAR_WORDS), None)
    years = sorted({found for row in rows if column for found in years_in(sheet.value(row, column))})
    if column is None or not years:
        return lambda row: True, None, (), column
    chosen = year if year in years else years[0]
    clear = year in years or (year is None and len(years) == 1)
    of_year = {row: chosen in years_in(sheet.value(row, column)) for row in range(1, len(sheet.rows) + 1)}
    return of_year.__getitem__, chosen if clear else None, () if clear else tuple(years), column


def years_in(value: Value) -> list[int]:
    return [int(year) for year in YEAR.findall(str(value))]


def _names_beside(
    sheet: Sheet, key_column: int, rows: Sequence[int], keys: Keys, wanted: Wanted
) -> tuple[int | None, Mapping[int, str]]:
    """The column asked for, or right of the codes if at least half of it are the codes' names."""
    asked = column_of(wanted.name_column)
    column = asked or key_column + 1
    beside = {row: sheet.value(row, column) for row in rows if not keys[row].name}
    texts = {row: value for row, value in beside.items() if isinstance(value, str)}
    right = sum(wanted.register.is_named(keys[row].code, text) for row, text in texts.items())
    return (column, texts) if texts and (asked or 2 * right >= len(rows)) else (None, {})
