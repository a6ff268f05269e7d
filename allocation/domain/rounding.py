"""From exact amounts to whole kronor.

Exact amounts arrive as integers over one common denominator, so that 100 000 of them are rounded without a
single fraction being built.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from allocation.domain import InvalidUnitError, TotalNotInUnitsError


class Rounding(StrEnum):
    """The three ways to reach whole units; `docs/methods.md` gives their formulas."""

    LARGEST_REMAINDER = "largest-remainder"
    HALF_UP = "half-up"
    FLOOR = "floor"


@dataclass(frozen=True)
class Rounded:
    """Parallel lists in the order of the amounts, in kronor; remainders are over the common denominator.

    `left_over` is the whole units that rounding down leaves undistributed, `awarded` the recipients that got
    one more unit, `smallest_awarded` the smallest remainder among those.
    """

    floors: list[int]
    corrections: list[int]
    ranks: list[int]
    amounts: list[int]
    left_over: int
    awarded: int
    smallest_awarded: int | None


def round_amounts(
    exact: Sequence[int], weights: Sequence[int], denominator: int, rounding: Rounding, unit: int = 1
) -> Rounded:
    """Round the amounts `exact[i] / denominator` kronor to whole `unit`s.

    The amounts stand in code order, which settles ties between equal remainders of equal `weights`.
    Largest remainder is how the columns of Bilaga 4 in *God och nära vård 2021* come out to the krona.
    Raises InvalidUnitError, TotalNotInUnitsError.
    """
    if unit < 1:
        raise InvalidUnitError(unit=unit)
    size = denominator * unit
    pairs = [divmod(amount, size) for amount in exact]
    remainders = [remainder for _, remainder in pairs]
    order = _by_remainder(remainders, weights)
    left_over = sum(remainders) // size
    awarded = _awarded(rounding, order, remainders, size)
    if rounding is Rounding.LARGEST_REMAINDER and sum(remainders) % size:
        raise TotalNotInUnitsError(total=sum(exact) // denominator, unit=unit)
    floors = [units * unit for units, _ in pairs]
    corrections = [0] * len(floors)
    for index in order[:awarded]:
        corrections[index] = unit
    return Rounded(
        floors=floors,
        corrections=corrections,
        ranks=_places(order),
        amounts=[floor + correction for floor, correction in zip(floors, corrections, strict=True)],
        left_over=left_over,
        awarded=awarded,
        smallest_awarded=remainders[order[awarded - 1]] if awarded else None,
    )


def _by_remainder(remainders: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Indexes from the largest remainder to the smallest; ties: larger weight, then the order given.

    Remainder and weight are packed into one integer: it compares faster than a pair.
    """
    step = max(weights, default=0) + 1
    keys = [remainder * step + weight for remainder, weight in zip(remainders, weights, strict=True)]
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=True)


def _awarded(rounding: Rounding, order: Sequence[int], remainders: Sequence[int], size: int) -> int:
    """How many of the first in `order` get one more unit."""
    match rounding:
        case Rounding.LARGEST_REMAINDER:
            return sum(remainders) // size
        case Rounding.HALF_UP:
            return sum(2 * remainder >= size for remainder in remainders)
        case Rounding.FLOOR:
            return 0


def _places(order: Sequence[int]) -> list[int]:
    places = [0] * len(order)
    for place, index in enumerate(order, start=1):
        places[index] = place
    return places
