"""Drawdown requests: which act leads where, which quarters an agreement has, and what is left of a pot.

Source: a region's own rules for 2019 (decided areas, paid quarterly upon request). Whole kronor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

QUARTERS: Final = (1, 2, 3, 4)


class Deed(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    PAY = "pay"
    UNDO = "undo"


# Deed: the states it may start from, and the state it leads to. The likely one stands first in every state.
# What is approved and never paid may still be refused; a payment that was booked wrongly is undone.
DEEDS: Final[dict[Deed, tuple[frozenset[str], str]]] = {
    Deed.APPROVE: (frozenset({"asked"}), "approved"),
    Deed.PAY: (frozenset({"approved"}), "paid"),
    Deed.REFUSE: (frozenset({"asked", "approved"}), "refused"),
    Deed.UNDO: (frozenset({"paid"}), "approved"),
}


def deeds_in(status: str) -> list[Deed]:
    """What may be done in ``status``, the likely one first."""
    return [deed for deed, (before, _after) in DEEDS.items() if status in before]


def state_after(deed: Deed, status: str) -> str:
    """The state that ``deed`` leads to. Raises ValueError when it cannot be done in ``status``."""
    before, then = DEEDS[deed]
    if status not in before:
        raise ValueError(f"{deed} in {status}")
    return then


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """The first and last day of a quarter."""
    following = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return date(year, quarter * 3 - 2, 1), following - timedelta(days=1)


def quarters_within(year: int, first: date, last: date) -> list[int]:
    """The quarters of ``year`` that have a day in the period from ``first`` to ``last``."""
    return [
        quarter
        for quarter in QUARTERS
        if quarter_days(year, quarter)[0] <= last and first <= quarter_days(year, quarter)[1]
    ]


@dataclass(frozen=True)
class Pot:
    """What is set aside of a line, and what providers ask for, by state; what is refused is free again.

    ``decided`` is what the region itself has been given for the line: a later decision may give less.
    """

    set_aside: int
    decided: int
    asked: int = 0
    approved: int = 0
    paid: int = 0

    @classmethod
    def of(cls, set_aside: int, decided: int, sums: Mapping[str, int]) -> "Pot":
        """The pot with ``sums``: state → kronor."""
        states = {name: sums.get(name, 0) for name in ("asked", "approved", "paid")}
        return cls(set_aside, decided, **states)

    @property
    def claimed(self) -> int:
        return self.asked + self.approved + self.paid

    @property
    def left(self) -> int:
        """What may still be asked for; below zero when less was decided afterwards."""
        return min(self.set_aside, self.decided) - self.claimed

    def allows(self, amount: int) -> bool:
        return 0 < amount <= self.left
