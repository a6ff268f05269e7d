"""What a recipient has left to requisition. Whole kronor."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Balance:
    """A recipient's money under one agreement: what is decided, and what issued requisitions ask for."""

    decided: int
    requisitioned: int = 0

    @property
    def left(self) -> int:
        """Decided − requisitioned; negative when a later decision gave less than was requisitioned."""
        return self.decided - self.requisitioned

    @property
    def at_most(self) -> int:
        """The largest amount that the next requisition may ask for; 0 when nothing is left."""
        return max(self.left, 0)

    def allows(self, amount: int) -> bool:
        """Whether a requisition of ``amount`` keeps within what is decided."""
        return 0 < amount <= self.at_most

    def after(self, amount: int) -> "Balance":
        """The balance once ``amount`` has been requisitioned too."""
        return Balance(self.decided, self.requisitioned + amount)
