"""Understanding a table that came from a spreadsheet: where its codes, years and values stand.

Nothing is judged here: `checks` says what is wrong. Rows and columns are counted from 1, as in a spreadsheet.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from allocation.domain.cells import Sheet, Value, column_of, number
from allocation.domain.register import COUNTY, MUNICIPALITY, NOBODY, Key, Keys, Register, level_of, name_keys

YEAR_WORDS = {"år", "year", "tid", "time"}
SUM_WORDS = {"totalsumma", "totaltsumma", "summa", "total", "totalt", "riket", "hela riket", "sverige", "sum"}
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ZERO = re.compile(r"00(\s|$)")
HEADER_ROWS = 4


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


class Entry(NamedTuple):
    """A row of the table and its key cell as it stands there; an empty key where nobody is recognised."""

    row: int
    written: Value
    key: Key


@dataclass(frozen=True)
class Table:
    """What was understood of a sheet.

    `entries` are the rows of the level and the year read, `others` the rows whose key is not in the register,
    `headers` the headings by column. `years` are those that a long table has if it lacks the one asked for.
    """

    sheet: Sheet
    level: str
    key_column: int
    entries: tuple[Entry, ...]
    others: tuple[Entry, ...]
    sum_row: int | None
    headers: Mapping[int, str]
    years: tuple[int, ...]


def find_table(sheets: Sequence[Sheet], wanted: Wanted) -> Table | None:
    """The table with the most recipients among the sheets that may be read, or nothing."""
    asked = wanted.sheet.strip().casefold()
    best: tuple[Sheet | None, int, Keys] = (None, 0, {})
    for sheet in sheets:
        column, keys = _find_keys(sheet, wanted.register, column_of(wanted.key_column))
        if asked in ("", sheet.name.casefold()) and _recipients(keys) > max(1, _recipients(best[2])):
            best = (sheet, column, keys)
    sheet_found, column, keys = best
    return _table(sheet_found, column, keys, wanted) if sheet_found else None


def _find_keys(sheet: Sheet, register: Register, asked: int) -> tuple[int, Keys]:
    """The column of codes or, where there are none, of names; with its rows. Only `asked` if that is not 0."""
    best: tuple[int, Keys] = (0, {})
    for read in (register.read_code, register.read_county, register.read_municipality):
        columns: dict[int, dict[int, Key]] = defaultdict(dict)
        for row, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                key = None if cell is None or asked not in (0, column) else read(cell)
                if key:
                    columns[column][row] = key
        best = max(best, *columns.items(), key=lambda found: _recipients(found[1])) if columns else best
        if 2 * len(best[1]) >= len(sheet.rows):
            break
    return best


def _recipients(keys: Keys) -> int:
    return len({key.code for key in keys.values()})


def _table(sheet: Sheet, key_column: int, keys: Keys, wanted: Wanted) -> Table:
    level = _level(keys, wanted)
    own = [row for row, key in keys.items() if level_of(key.code) == level]
    others = [row for row in range(1, len(sheet.rows) + 1) if row not in keys]
    sums = [row for row in others if _is_sum(sheet, row, key_column)]
    headers = _headers(sheet, key_column, min([*keys, *sums]))
    in_year, years = _of_year(sheet, headers, own, wanted.year)
    names = _names_beside(sheet, column_of(wanted.name_column) or key_column + 1, own, keys, wanted.register)
    return Table(
        sheet=sheet,
        level=level,
        key_column=key_column,
        entries=tuple(
            Entry(row, sheet.value(row, key_column), keys[row]._replace(name=names.get(row, keys[row].name)))
            for row in own
            if in_year(row)
        ),
        others=tuple(
            Entry(row, sheet.value(row, key_column), NOBODY)
            for row in others
            if row not in sums and in_year(row)
        ),
        sum_row=next(filter(in_year, sums), None),
        headers=headers,
        years=years,
    )


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
) -> tuple[Callable[[int], bool], tuple[int, ...]]:
    """Of a long table: which rows are of the year, and the years to choose between when it is not there."""
    column = next((column for column, header in headers.items() if header.casefold() in YEAR_WORDS), None)
    years = sorted({found for row in rows if column for found in years_in(sheet.value(row, column))})
    if column is None or not years:
        return lambda row: True, ()
    chosen = year if year in years else years[0]
    clear = year in years or (year is None and len(years) == 1)
    return lambda row: chosen in years_in(sheet.value(row, column)), () if clear else tuple(years)


def years_in(value: Value) -> list[int]:
    return [int(year) for year in YEAR.findall(str(value))]


def _names_beside(
    sheet: Sheet, column: int, rows: Sequence[int], keys: Keys, register: Register
) -> Mapping[int, str]:
    """The column beside the codes, if at least half of it are the codes' names."""
    beside = {row: sheet.value(row, column) for row in rows if not keys[row].name}
    texts = {row: value for row, value in beside.items() if isinstance(value, str)}
    right = sum(register.is_named(keys[row].code, text) for row, text in texts.items())
    return texts if 2 * right >= len(rows) else {}
