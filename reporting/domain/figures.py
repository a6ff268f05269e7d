"""Point 3 of a financial report: what was paid, what it cost and what is left, line by line.

Whole kronor. Source: agreement 2021, Bilaga 2, column *Ekonomisk redovisning*.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from allocation.domain.rounding import Rounding, round_amounts

ORE: Final = 100


def kronor(ore: int) -> int:
    """Öre rounded once to whole kronor, half away from zero."""
    whole = (abs(ore) + ORE // 2) // ORE
    return whole if ore >= 0 else -whole


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` whole kronor over ``weights`` by largest remainder, in their order; all zero without weights.

    None gets more than its weight as long as the total is at most their sum.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight for weight in weights]
    return round_amounts(exact, weights, whole, Rounding.LARGEST_REMAINDER).amounts


@dataclass(frozen=True)
class LineFigures:
    """A line of point 3. ``cost`` is rounded from öre once; costs below zero use nothing."""

    line: str
    paid: int
    cost: int

    @property
    def used(self) -> int:
        """The part of the payment that costs answer to."""
        return max(min(self.cost, self.paid), 0)

    @property
    def own_funding(self) -> int:
        """Costs above what was paid: the recipient's own money."""
        return max(self.cost - self.paid, 0)

    @property
    def unused(self) -> int:
        """Bidrag − kostnader; money of one line does not pay for another."""
        return self.paid - self.used


@dataclass(frozen=True)
class Figures:
    """Point 3: its lines in the order of the agreement, and their sums."""

    lines: tuple[LineFigures, ...]

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def cost(self) -> int:
        return sum(line.cost for line in self.lines)

    @property
    def used(self) -> int:
        return sum(line.used for line in self.lines)

    @property
    def own_funding(self) -> int:
        return sum(line.own_funding for line in self.lines)

    @property
    def unused(self) -> int:
        return sum(line.unused for line in self.lines)


def figures(decided: Mapping[str, int], paid: int, costs: Iterable[tuple[str, int]]) -> Figures:
    """Point 3 from ``decided`` kronor per line, ``paid`` kronor in all and (line, öre) of ``costs``.

    What was paid falls on the lines as it was decided. Costs of one line are summed before they are rounded.
    """
    ore: dict[str, int] = {}
    for line, amount in costs:
        ore[line] = ore.get(line, 0) + amount
    codes = [*decided, *(line for line in ore if line not in decided)]
    shares = spread(paid, [decided.get(code, 0) for code in codes])
    return Figures(
        tuple(
            LineFigures(code, share, kronor(ore.get(code, 0)))
            for code, share in zip(codes, shares, strict=True)
        )
    )


def as_data(counted: Figures) -> list[dict[str, Any]]:
    """The lines as JSON values, with what is derived from them."""
    return [
        {
            "code": line.line,
            "paid": line.paid,
            "cost": line.cost,
            "own_funding": line.own_funding,
            "unused": line.unused,
        }
        for line in counted.lines
    ]


def from_data(lines: Iterable[Mapping[str, Any]]) -> Figures:
    """The figures of ``as_data``."""
    return Figures(tuple(LineFigures(line["code"], line["paid"], line["cost"]) for line in lines))
