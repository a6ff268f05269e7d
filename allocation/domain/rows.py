"""Understanding a table that came from a spreadsheet: where its codes, years and values stand.

Nothing is judged here: `checks` says what is wrong. Rows and columns are counted from 1, as in a spreadsheet.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import NamedTuple

Value = str | int | float | Decimal | date | None
COUNTY, MUNICIPALITY = "county", "municipality"
YEAR_WORDS = {"år", "year", "tid", "time"}
SUM_WORDS = {"totalsumma", "totaltsumma", "summa", "total", "totalt", "riket", "hela riket", "sverige", "sum"}
AFFIXES = {"region", "regionen", "landstinget", "landsting", "i", "län", "läns", "kommun", "kommuns"}
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CODE = re.compile(r"(\d{1,4})$|(\d\d(?:\d\d)?)\s+(\D.*)$")
NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?$")
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
ZERO = re.compile(r"00(\s|$)")
HEADER_ROWS = 4
LAST_CODE = 9999
LONGEST = 60
LIMIT = 10**12  # no count is that large


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells row by row; `uncached` holds the formulas without a stored value by (row, column)."""

    name: str
    rows: Sequence[Sequence[Value]]
    uncached: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def value(self, row: int, column: int) -> Value:
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else None


def letters(column: int) -> str:
    """`C` for 3."""
    above, last = divmod(column - 1, 26)
    return (letters(above) if above else "") + chr(ord("A") + last)


def number(value: Value) -> int | Decimal | None:
    """The cell as an exact number, or nothing; a float counts as the decimals that a spreadsheet shows."""
    if isinstance(value, bool | date) or value is None:
        return None
    if isinstance(value, int):
        return value if abs(value) < LIMIT else None
    text = SPACES.sub(" ", str(value)).strip().replace("−", "-")
    if isinstance(value, str) and not NUMBER.match(text):
        return None
    exact = Decimal(text.replace(" ", "").replace(",", "."))
    if not exact.is_finite() or abs(exact) >= LIMIT:
        return None
    return int(exact) if exact == exact.to_integral_value() else exact


def name_keys(name: str) -> list[str]:
    """Spellings under which a name is looked up, from the exact to the loosest (`Örebro läns landsting`)."""
    exact = SPACES.sub(" ", name).strip(" *:.").casefold()
    bare = " ".join(word for word in exact.split() if word not in AFFIXES)
    return [exact, bare, bare.removesuffix("s")]


class Key(NamedTuple):
    """Whom a row is about: the code, the name that stands with it, and whether the code had lost its zero."""

    code: str
    name: str
    lost_zero: bool = False


Keys = Mapping[int, Key]
NOBODY = Key("", "")


class Register:
    """Codes and names of counties (two digits) and municipalities (four); the official name first."""

    def __init__(self, entries: Iterable[tuple[str, Sequence[str]]]) -> None:
        self.names: dict[str, str] = {}
        self._codes: dict[str, dict[str, str]] = {COUNTY: {}, MUNICIPALITY: {}}
        for code, names in entries:
            self.names[code] = names[0]
            for key in (key for name in names for key in name_keys(name)):
                self._codes[level_of(code)].setdefault(key, code)

    def codes(self, level: str) -> list[str]:
        return [code for code in self.names if level_of(code) == level]

    def find(self, name: str, level: str) -> str | None:
        known = self._codes[level]
        return next((known[key] for key in name_keys(name) if key in known), None)

    def nearest(self, written: str, level: str) -> tuple[str, ...]:
        """The codes with names that look most like what was written."""
        known = {code: f"{code} {self.names[code]}" for code in self.codes(level)}
        near = [known[code] for code in get_close_matches(written[:LONGEST], known, cutoff=0.5)]
        return tuple(near or get_close_matches(written[:LONGEST], known.values(), cutoff=0.3))

    def is_named(self, code: str, name: str) -> bool:
        return name == self.names[code] or self.find(name, level_of(code)) == code

    def read_code(self, cell: Value) -> Key | None:
        """`0114`, `0114 Upplands Väsby`, or a code that became a number and lost its zero."""
        if isinstance(cell, float):
            cell = number(cell)
        if not isinstance(cell, str | int) or (isinstance(cell, int) and not 0 < cell <= LAST_CODE):
            return None
        match = CODE.match(str(cell).strip())
        if not match:
            return None
        digits, name = match[1] or match[2], match[3] or ""
        code = digits.zfill(2 if len(digits) < 3 else 4)
        return Key(code, name, lost_zero=code != digits) if code in self.names else None

    def read_county(self, cell: Value) -> Key | None:
        return self._read_name(cell, COUNTY)

    def read_municipality(self, cell: Value) -> Key | None:
        return self._read_name(cell, MUNICIPALITY)

    def _read_name(self, cell: Value, level: str) -> Key | None:
        code = self.find(cell, level) if isinstance(cell, str) else None
        return Key(code, str(cell)) if code else None


def level_of(code: str) -> str:
    return COUNTY if len(code) == 2 else MUNICIPALITY


@dataclass(frozen=True)
class Wanted:
    """What is to be read: an indicator, which `words` in a heading speak of, for everybody in the register.

    Of several years `year` is read. An empty choice leaves it to the table.
    """

    indicator: str
    register: Register
    words: Sequence[str] = ()
    sheet: str = ""
    year: int | None = None
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
        column, keys = _find_keys(sheet, wanted.register)
        if asked in ("", sheet.name.casefold()) and _recipients(keys) > max(1, _recipients(best[2])):
            best = (sheet, column, keys)
    sheet_found, column, keys = best
    return _table(sheet_found, column, keys, wanted) if sheet_found else None


def _find_keys(sheet: Sheet, register: Register) -> tuple[int, Keys]:
    """The column of codes or, where there are none, of names; with its rows."""
    best: tuple[int, Keys] = (0, {})
    for read in (register.read_code, register.read_county, register.read_municipality):
        columns: dict[int, dict[int, Key]] = defaultdict(dict)
        for row, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                key = None if cell is None else read(cell)
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
    names = _names_beside(sheet, key_column, own, keys, wanted.register)
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
    sheet: Sheet, key_column: int, rows: Sequence[int], keys: Keys, register: Register
) -> Mapping[int, str]:
    """The column right of the codes, if at least half of it are the codes' names."""
    beside = {row: sheet.value(row, key_column + 1) for row in rows if not keys[row].name}
    texts = {row: value for row, value in beside.items() if isinstance(value, str)}
    right = sum(register.is_named(keys[row].code, text) for row, text in texts.items())
    return texts if 2 * right >= len(rows) else {}
