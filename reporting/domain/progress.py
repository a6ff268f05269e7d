"""How far a recipient's requisitioning has come."""

from enum import StrEnum

from reporting.domain.balances import Balance


class Stage(StrEnum):
    """Where the next thing is to be done. Part may be requisitioned already in every stage but the first."""

    UNDECIDED = "undecided"
    OPEN = "open"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    LAPSED = "lapsed"
    DONE = "done"


def stage(balance: Balance, *, problems: int | None, has_lapsed: bool = False) -> Stage:
    """The stage; ``problems`` is how many the draft has, None without a draft."""
    if has_lapsed and balance.at_most:
        return Stage.LAPSED
    if problems is not None:
        return Stage.INCOMPLETE if problems else Stage.COMPLETE
    if balance.at_most:
        return Stage.OPEN
    return Stage.DONE if balance.requisitioned else Stage.UNDECIDED
