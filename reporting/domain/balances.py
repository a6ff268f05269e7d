"""What a recipient has left to requisition. Whole kronor."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction


def free_share(parts: Iterable[tuple[Fraction, bool]]) -> Fraction:
    """The part of the whole that is free now. Parts are (per cent, is free); without parts all is free."""
    stated = list(parts)
    return sum((percent for percent, free in stated if free), Fraction()) / 100 if stated else Fraction(1)


@dataclass(frozen=True)
class Balance:
    """A recipient's money under one agreement: what is decided, and what issued requisitions ask for.

    ``share`` is the part of the decided money that is free: the rest waits for its condition.
    """

    decided: int
    requisitioned: int = 0
    share: Fraction = Fraction(1)

    @property
    def left(self) -> int:
        """Decided − requisitioned; negative when a later decision gave less than was requisitioned."""
        return self.decided - self.requisitioned

    @property
    def at_most(self) -> int:
        """The largest amount that the next requisition may ask for; 0 when nothing is left or free."""
        return max(self.free - self.requisitioned, 0)

    @property
    def free(self) -> int:
        """The free part of the decided money, rounded down."""
        return int(self.decided * self.share)

    @property
    def waiting(self) -> int:
        """What no requisition can ask for before a condition is met."""
        return self.decided - self.free

    def allows(self, amount: int) -> bool:
        """Whether a requisition of ``amount`` keeps within what is decided."""
        return 0 < amount <= self.at_most

    def after(self, amount: int) -> "Balance":
        """The balance once ``amount`` has been requisitioned too."""
        return replace(self, requisitioned=self.requisitioned + amount)
