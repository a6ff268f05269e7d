"""Whom a row is about: codes and names of counties and municipalities, as they are written in print."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from allocation.domain.cells import SPACES, Value, number

COUNTY, MUNICIPALITY = "county", "municipality"
AFFIXES = {"region", "regionen", "landstinget", "landsting", "i", "län", "läns", "kommun", "kommuns"}
CODE = re.compile(r"(\d{1,4})$|(\d\d(?:\d\d)?)\s+(\D.*)$")
LAST_CODE = 9999
LONGEST = 60


def name_keys(name: str) -> list[str]:
    """Spellings under which a name is looked up, from the exact to the loosest (`Örebro läns landsting`)."""
    exact = SPACES.sub(" ", name).strip(" *:.").casefold()
    bare = " ".join(word for word in exact.split() if word not in AFFIXES)
    return [exact, bare, bare.removesuffix("s")]


class Former(NamedTuple):
    """A code or name that is no longer used, what it is `now` and since which year.

    `whole`: it is the same area. Otherwise it is now a part, and its figure is not that of what it became.
    """

    code: str
    name: str
    now: str
    since: int
    whole: bool = True


# Statistics Sweden, changes of the division into counties and municipalities.
FORMER = (
    Former("1917", "Heby", "0331", 2007),
    Former("", "Malung", "2023", 2008),
    Former("", "Kopparbergs län", "20", 1997),
    Former("11", "Kristianstads län", "12", 1997, whole=False),
    Former("", "Malmöhus län", "12", 1997, whole=False),
    Former("", "Göteborgs och Bohus län", "14", 1998, whole=False),
    Former("15", "Älvsborgs län", "14", 1998, whole=False),
    Former("16", "Skaraborgs län", "14", 1998, whole=False),
)
# Municipalities that were formed out of another: code, that other, first year.
FORMED = {
    "0330": ("0380", 2003),
    "0140": ("0181", 1999),
    "1443": ("1490", 1995),
    "1814": ("1880", 1995),
    "0461": ("0480", 1992),
    "0488": ("0480", 1992),
}
# Municipalities that changed county: code, the county before, first year in the present one.
MOVED = {"0331": ("19", 2007)}


class Key(NamedTuple):
    """Whom a row is about: the code, the name with it, whether it lost its zero, and the `former` text."""

    code: str
    name: str
    lost_zero: bool = False
    former: str = ""


Keys = Mapping[int, Key]
NOBODY = Key("", "")


class Entry(NamedTuple):
    """A row of the table and its key cell as it stands there; an empty key where nobody is recognised."""

    row: int
    written: Value
    key: Key


class Register:
    """Codes and names of counties (two digits) and municipalities (four); the official name first."""

    def __init__(self, entries: Iterable[tuple[str, Sequence[str]]]) -> None:
        self.names: dict[str, str] = {}
        self._codes: dict[str, dict[str, str]] = {COUNTY: {}, MUNICIPALITY: {}}
        for code, names in entries:
            self.names[code] = names[0]
            for key in (key for name in names for key in name_keys(name)):
                self._codes[level_of(code)].setdefault(key, code)
        self._former: dict[str, dict[str, Former]] = {COUNTY: {}, MUNICIPALITY: {}}
        for former in FORMER:
            if former.now in self.names:
                keys = (former.code, *name_keys(former.name)[:2])
                self._former[level_of(former.now)].update((key, former) for key in keys if key)

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
        if code in self.names:
            return Key(code, name, lost_zero=code != digits)
        former = next((it for it in FORMER if it.code == code and it.whole and it.now in self.names), None)
        return Key(former.now, name, former=str(cell).strip()) if former else None

    def read_county(self, cell: Value) -> Key | None:
        return self._read_name(cell, COUNTY)

    def read_municipality(self, cell: Value) -> Key | None:
        return self._read_name(cell, MUNICIPALITY)

    def _read_name(self, cell: Value, level: str) -> Key | None:
        if not isinstance(cell, str):
            return None
        code = self.find(cell, level)
        former = None if code else self.former(cell, level)
        if former and former.whole:
            return Key(former.now, cell, former=cell)
        return Key(code, cell) if code else None

    def former(self, written: Value, level: str) -> Former | None:
        """The area that `written`, a code or a name or both, meant before it was changed."""
        text = str(written).strip()
        name = text.lstrip("0123456789 ")
        known = self._former[level]
        if not name:
            return known.get(text)
        return next((known[key] for key in name_keys(name)[:2] if key in known), None)


def level_of(code: str) -> str:
    return COUNTY if len(code) == 2 else MUNICIPALITY
