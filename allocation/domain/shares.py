"""Exact shares: every recipient's part of the whole, composed of weighted indicators.

Shares are kept as integers over one common denominator; they add up to it exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from allocation.domain import (
    InvalidValueError,
    MissingValuesError,
    MixedLevelsError,
    NegativeValueError,
    NoRecipientsError,
    ZeroWeightError,
)
from allocation.domain.methods import Component

Number = int | Decimal | Fraction
COUNTY_DIGITS = 2


@dataclass(frozen=True)
class Shares:
    """Recipient `codes[i]` has the share `weights[i] / denominator`; the weights add up to it."""

    codes: tuple[str, ...]
    weights: list[int]
    denominator: int


def compose(
    components: Sequence[Component], values: Mapping[str, Mapping[str, Number]], recipients: Mapping[str, str]
) -> Shares:
    """Shares in code order: the sum over components of weight × own value / everybody's values.

    `values` is indicator → data code → count, `recipients` recipient code → data code (R12 → 12).
    Raises NoRecipientsError, MissingValuesError, NegativeValueError, InvalidValueError, ZeroWeightError.
    """
    if not recipients:
        raise NoRecipientsError()
    codes = tuple(sorted(recipients))
    data_codes = [recipients[code] for code in codes]
    columns = [_column(component.indicator, values, data_codes) for component in components]
    parts = [component.weight / sum(column) for component, column in zip(components, columns, strict=True)]
    denominator = lcm(*(part.denominator for part in parts))
    factors = [part.numerator * (denominator // part.denominator) for part in parts]
    return Shares(codes, _weighted_sum(columns, factors), denominator)


def whole(recipients: Mapping[str, str]) -> Shares:
    """Everything to the one recipient. Raises NoRecipientsError."""
    if not recipients:
        raise NoRecipientsError()
    return Shares(tuple(recipients), [1], 1)


def by_county(values: Mapping[str, Number], indicator: str = "") -> Mapping[str, Number]:
    """Municipal values summed by county, the first two digits of the code.

    `indicator` only names the values in an error. Raises MixedLevelsError, InvalidValueError.
    """
    others = [code for code in values if len(code) <= COUNTY_DIGITS]
    if others:
        raise MixedLevelsError(codes=tuple(sorted(others)))
    sums: dict[str, int | Fraction] = {}
    for code, value in values.items():
        county = code[:COUNTY_DIGITS]
        sums[county] = sums.get(county, 0) + _exact(indicator, code, value)
    return sums


def _column(
    indicator: str, values: Mapping[str, Mapping[str, Number]], data_codes: Sequence[str]
) -> list[int]:
    """The indicator's values in the order of `data_codes`, scaled to whole numbers without loss."""
    table = values.get(indicator, {})
    column = [table[code] for code in data_codes if code in table]
    if len(column) < len(data_codes):
        missing = sorted(set(data_codes) - set(table))
        raise MissingValuesError(indicator=indicator, codes=tuple(missing))
    scaled = _whole_numbers(indicator, column, data_codes)
    if min(scaled) < 0:
        place = next(place for place, value in enumerate(scaled) if value < 0)
        raise NegativeValueError(indicator=indicator, data_code=data_codes[place], value=column[place])
    if not any(scaled):
        raise ZeroWeightError(indicator=indicator)
    return scaled


def _whole_numbers(indicator: str, column: Sequence[Number], data_codes: Sequence[str]) -> list[int]:
    exact = [_exact(indicator, code, value) for code, value in zip(data_codes, column, strict=True)]
    scale = lcm(*{value.denominator for value in exact})
    return [value.numerator * (scale // value.denominator) for value in exact]


def _exact(indicator: str, code: str, value: Number) -> int | Fraction:
    """The value without loss; a float has already lost something, so it is refused."""
    if isinstance(value, int):
        return value
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, Decimal) or not value.is_finite():
        raise InvalidValueError(indicator=indicator, data_code=code, value=value)
    return Fraction(value)


def _weighted_sum(columns: Sequence[Sequence[int]], factors: Sequence[int]) -> list[int]:
    sums = [0] * len(columns[0])
    for column, factor in zip(columns, factors, strict=True):
        sums = [already + factor * value for already, value in zip(sums, column, strict=True)]
    return sums
