"""Why costs that were typed and costs in an accounting file differ on a funding line. Amounts are öre."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

KRONA: Final = 100


class Why(StrEnum):
    """What explains a difference; the first that fits is told."""

    EQUAL = "equal"
    ROUNDING = "rounding"  # less than a krona: what is typed is whole kronor
    ONLY_FILE = "only_file"
    ONLY_TYPED = "only_typed"
    NOT_TYPED = "not_typed"  # a cost of the file that nobody typed
    NOT_IN_FILE = "not_in_file"  # a typed cost that the file lacks
    NO_RULE = "no_rule"  # a cost of the file that no rule takes
    COUNTED = "counted"  # vouchers that an earlier file has counted
    UNEXPLAINED = "unexplained"


class Part(NamedTuple):
    """A cost by the name that people know it by."""

    name: str
    ore: int


class Comparison(NamedTuple):
    """``part`` names the cost that is the difference, where one is."""

    typed: int
    filed: int
    why: Why
    part: str = ""

    @property
    def difference(self) -> int:
        """File less typed."""
        return self.filed - self.typed


def compare(
    typed: Iterable[Part], filed: Iterable[Part], left: Iterable[Part] = (), counted: Iterable[Part] = ()
) -> Comparison:
    """Compare a line's typed costs with the file's; ``left`` and ``counted`` are costs that it has beside."""
    typed, filed = [*typed], [*filed]
    sums = sum(part.ore for part in typed), sum(part.ore for part in filed)
    difference = sums[1] - sums[0]
    simple = _simple(difference, bool(typed), bool(filed))
    if simple:
        return Comparison(*sums, simple)
    for parts, amount, why in (
        (filed, difference, Why.NOT_TYPED),
        (typed, -difference, Why.NOT_IN_FILE),
        (left, -difference, Why.NO_RULE),
        (counted, -difference, Why.COUNTED),
    ):
        name = next((part.name for part in parts if abs(part.ore - amount) < KRONA), None)
        if name is not None:
            return Comparison(*sums, why, name)
    return Comparison(*sums, Why.UNEXPLAINED)


def _simple(difference: int, has_typed: bool, has_filed: bool) -> Why | None:
    if not has_typed:
        return Why.ONLY_FILE
    if not has_filed:
        return Why.ONLY_TYPED
    if abs(difference) < KRONA:
        return Why.ROUNDING if difference else Why.EQUAL
    return None


def parts_too_far(forecast: int, outcome: int, percent: int) -> bool:
    """Whether forecast and outcome part by more than ``percent`` of the forecast."""
    return abs(outcome - forecast) * 100 > abs(forecast) * percent
