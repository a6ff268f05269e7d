"""Kronor as people write them in a plan: *1 000 000*, *500 tkr*, *1,5 mkr*. Exact, never a float."""

import re
from fractions import Fraction

KRONOR, THOUSANDS, MILLIONS = ("kr", "kronor", "sek"), ("tkr", "tusen"), ("mkr", "mnkr", "miljoner")
UNITS = dict.fromkeys(["", *KRONOR], 1) | dict.fromkeys(THOUSANDS, 1_000) | dict.fromkeys(MILLIONS, 1_000_000)
LARGEST = 10**15  # more than any state budget; a slip of the hand above it
EMPTY = {"", "-", "–", "—"}  # an empty cell, as tables print it

_AMOUNT = re.compile(r"(?P<digits>[0-9]+)(?:[.,](?P<decimals>[0-9]+))?(?P<unit>[a-z]*)(?:[.,:]?-)?")
_MANY_THREES = re.compile(r"\d{1,3}(?:[.,]\d{3}){2,}(?!\d)")
_ONE_THREE = re.compile(r"\d{1,3}[.,]\d{3}")


def whole_kronor(text: str) -> int | None:
    """Whole kronor, 0 or more; 0 for an empty cell. None for what is no such amount (öre, a minus, words).

    A comma or a full stop is the decimal sign; several between threes separate thousands. *1.000* alone
    could be either, so it is none.
    """
    plain = "".join(text.split()).casefold()
    if plain in EMPTY:
        return 0
    plain = _MANY_THREES.sub(lambda found: re.sub("[.,]", "", found[0]), plain)
    found = _AMOUNT.fullmatch(plain)
    if found is None or found["unit"] not in UNITS or _ONE_THREE.fullmatch(plain):
        return None
    exact = Fraction(f"{found['digits']}.{found['decimals'] or 0}") * UNITS[found["unit"]]
    return exact.numerator if exact.denominator == 1 and exact <= LARGEST else None
