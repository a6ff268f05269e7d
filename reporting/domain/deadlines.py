"""Where a deadline stands on a given day. The deadlines themselves belong to an agreement."""

from datetime import date
from enum import StrEnum

from overenskommelse.domain.periods import days_left

SOON = 30  # days


class Standing(StrEnum):
    """Done comes first: what has been done is neither near nor late."""

    DONE = "done"
    PASSED = "passed"
    SOON = "soon"
    AHEAD = "ahead"


def standing(due: date, today: date, *, done: bool = False) -> Standing:
    """Where it stands: the last day itself is still in time, ``SOON`` is 30 days or fewer."""
    left = days_left(due, today)
    if done:
        return Standing.DONE
    if left < 0:
        return Standing.PASSED
    return Standing.SOON if left <= SOON else Standing.AHEAD
