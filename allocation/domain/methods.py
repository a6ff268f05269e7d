"""The allocation methods (beräkningsmodeller), each with an identifier and a version.

A formula never changes under its version: a changed one is a new entry, also in `docs/methods.md`.
Source of version 1: *God och nära vård 2021*, section 9.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from allocation.domain import InvalidWeightsError, UnknownMethodError
from allocation.domain.rounding import Rounding

POPULATION = "population"
CARE_RECIPIENTS = "care_recipients"
NURSES = "nurses"

# How a column's heading speaks of an indicator, of a share, or only of figures and their day.
HEADER_WORDS: Mapping[str, Sequence[str]] = {
    POPULATION: ("befolkning", "folkmängd", "invånare", "population"),
    CARE_RECIPIENTS: ("mottagare", "kommunal hälso", "care recipients"),
    NURSES: ("sjukskötersk", "nurses"),
}
SHARE_WORDS = ("andel", "procent", "share", "%")
PLAIN_WORDS = frozenset(
    ("antal", "värde", "value", "count", "number", "år", "den", "per", "december", "november")
)


@dataclass(frozen=True)
class Component:
    """One indicator and the part of the money, between 0 and 1, that follows it."""

    indicator: str
    weight: Fraction


@dataclass(frozen=True)
class Method:
    """How a funding line is divided.

    Without components the whole amount goes to one recipient. With `has_base` every recipient first gets
    the same base amount (grundbelopp), which the line states. Raises InvalidWeightsError.
    """

    identifier: str
    version: int
    components: tuple[Component, ...]
    has_base: bool = False
    rounding: Rounding = Rounding.LARGEST_REMAINDER

    def __post_init__(self) -> None:
        weights = [component.weight for component in self.components]
        if weights and (min(weights) <= 0 or sum(weights) != 1):
            raise InvalidWeightsError(weights=tuple(map(str, weights)))

    def __str__(self) -> str:
        return f"{self.identifier}@{self.version}"

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(component.indicator for component in self.components)


_ALL, _HALF = Fraction(1), Fraction(1, 2)

METHODS: Mapping[tuple[str, int], Method] = {
    (known.identifier, known.version): known
    for known in (
        Method("population", 1, (Component(POPULATION, _ALL),)),
        Method("population-care", 1, (Component(POPULATION, _HALF), Component(CARE_RECIPIENTS, _HALF))),
        Method("nurses", 1, (Component(NURSES, _ALL),)),
        Method("base-population", 1, (Component(POPULATION, _ALL),), has_base=True),
        Method("fixed", 1, ()),
    )
}


def method(identifier: str, version: int = 1) -> Method:
    """The method of that identifier and version. Raises UnknownMethodError, which names the nearest."""
    try:
        return METHODS[identifier, version]
    except KeyError:
        known = [str(candidate) for candidate in METHODS.values()]
        nearest = get_close_matches(f"{identifier}@{version}", known, cutoff=0) or known
        raise UnknownMethodError(identifier=identifier, version=version, nearest=tuple(nearest)) from None


def relative_method(shares: Sequence[tuple[str, int | Decimal | Fraction]], rounding: Rounding) -> Method:
    """A method of one's own, outside the register: weights are relative and are divided by their sum.

    Raises InvalidWeightsError.
    """
    weights = [Fraction(weight) for _, weight in shares]
    if not weights or min(weights) <= 0:
        raise InvalidWeightsError(weights=tuple(map(str, weights)))
    components = tuple(
        Component(indicator, weight / sum(weights))
        for (indicator, _), weight in zip(shares, weights, strict=True)
    )
    return Method("calculate", 1, components, has_base=True, rounding=rounding)


def speaks_of(heading: str, words: Iterable[str]) -> bool:
    """Whether a column's heading names one of the words, and not a share of it."""
    text = heading.casefold()
    return any(word.casefold() in text for word in words) and not any(word in text for word in SHARE_WORDS)


def is_plain(heading: str) -> bool:
    """Whether a column's heading names nothing in particular: it is empty, a year, or like "Antal"."""
    return PLAIN_WORDS.issuperset(re.findall(r"[^\W\d_]+|%", heading.casefold()))
