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
