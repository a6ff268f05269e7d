"""What a plan's money adds up to and what is wrong with it; when a measure is late. See docs/methods.md.

All amounts are whole kronor. An amount that nobody knows yet is None, which is not the same as 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

# Funding line and development area; None where money has no line, or belongs to no area.
Pot: TypeAlias = tuple[int | None, int | None]

# Statuses (choices.MeasureStatus) of a measure still to be carried out. A paused one waits on purpose.
OUTSTANDING = ("planned", "under_way")


@dataclass(frozen=True)
class Money:
    """What there is of a line, an area or a whole plan, and what the measures plan to use and have used."""

    allocated: int | None = None
    planned: int = 0
    used: int = 0

    def __add__(self, other: "Money") -> "Money":
        known = [amount for amount in (self.allocated, other.allocated) if amount is not None]
        return Money(sum(known) if known else None, self.planned + other.planned, self.used + other.used)

    @property
    def left_to_plan(self) -> int | None:
        """Allocated and not planned; negative when too much is planned; None when nothing is allocated."""
        return None if self.allocated is None else self.allocated - self.planned

    @property
    def left_to_use(self) -> int | None:
        """Allocated and not used: what goes back if nothing more is used."""
        return None if self.allocated is None else self.allocated - self.used

    @property
    def over_planned(self) -> int:
        """Kronor planned beyond what is allocated; 0 while nothing is known to be allocated."""
        return max(0, -(self.left_to_plan or 0))

    @property
    def over_used(self) -> int:
        """Kronor used beyond what is allocated; 0 while nothing is known to be allocated."""
        return max(0, -(self.left_to_use or 0))

    @property
    def parts(self) -> tuple[int, int, int]:
        """Allocated, planned and used in thousandths of the largest of them, for a bar of 1000."""
        amounts = (self.allocated or 0, self.planned, self.used)
        largest = max(*amounts, 1)
        return amounts[0] * 1000 // largest, amounts[1] * 1000 // largest, amounts[2] * 1000 // largest

    @property
    def is_unfounded(self) -> bool:
        """Whether kronor are planned or used though nobody knows of any amount."""
        return self.allocated is None and bool(self.planned or self.used)


def total(amounts: Iterable[Money]) -> Money:
    """The sum; nothing of nothing."""
    return sum(amounts, Money())


def pots(granted: Mapping[Pot, int], measured: Mapping[Pot, tuple[int, int]]) -> dict[Pot, Money]:
    """``granted`` kronor beside (planned, used) kronor of the measures, pot by pot."""
    return {pot: Money(granted.get(pot), *measured.get(pot, (0, 0))) for pot in [*granted, *measured]}


class FindingCode(StrEnum):
    """What may be wrong with a plan's money, the worst first."""

    OVER_USED = "over_used"
    OVER_PLANNED = "over_planned"
    NO_AMOUNT = "no_amount"


@dataclass(frozen=True)
class Finding:
    """Kronor too much in a pot. The pot's area is None when the whole line is meant."""

    code: FindingCode
    pot: Pot
    amount: int

    @property
    def is_error(self) -> bool:
        """Over-use is an error; all else is a warning."""
        return self.code is FindingCode.OVER_USED


def findings(found: Mapping[Pot, Money]) -> list[Finding]:
    """Everything wrong, the worst first: each line as a whole, then areas with an amount of their own."""
    lines: dict[int | None, Money] = {}
    for (line, _area), money in found.items():
        lines[line] = lines.get(line, Money()) + money
    places: dict[Pot, Money] = {(line, None): money for line, money in lines.items()}
    # A line in one pot has been looked at already.
    places |= {pot: money for pot, money in found.items() if pot[1] and money != lines[pot[0]]}
    wrong = [finding for pot, money in places.items() for finding in _wrong(pot, money)]
    return sorted(wrong, key=lambda finding: list(FindingCode).index(finding.code))


def _wrong(pot: Pot, money: Money) -> list[Finding]:
    """What is wrong in one place; an area without an amount of its own is judged with its line."""
    unfounded = max(money.planned, money.used) if money.is_unfounded and pot[1] is None else 0
    # What is used beyond the amount is planned beyond it too, as a rule: the worse is said alone.
    over_planned = 0 if money.over_used else money.over_planned
    amounts = (money.over_used, over_planned, unfounded)
    return [Finding(code, pot, kronor) for code, kronor in zip(FindingCode, amounts, strict=True) if kronor]


def is_late(status: str, ends_on: date | None, today: date) -> bool:
    """Whether the last day has passed and the measure is still to be done. The last day itself is in time."""
    return status in OUTSTANDING and ends_on is not None and ends_on < today


@dataclass(frozen=True)
class Progress:
    """How many measures a plan has in each status, and how many of them are late."""

    statuses: Mapping[str, int]
    late: int = 0

    @property
    def measures(self) -> int:
        """All but the dropped ones."""
        return sum(count for status, count in self.statuses.items() if status != "dropped")

    @property
    def done(self) -> int:
        return self.statuses.get("done", 0)


def states_costs(money: Money, progress: Progress) -> bool:
    """Whether the measures say what they are to cost. Where none does, 0 kronor would be a false answer."""
    return bool(money.planned or not progress.measures)
