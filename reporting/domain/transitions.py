"""The life of a requisition once it is issued: which act leads from which state to which.

issued → signed → sent → paid, or rejected. Before it is paid it may be withdrawn and replaced by another.
"""

from enum import StrEnum


class Act(StrEnum):
    SIGN = "sign"
    SEND = "send"
    PAY = "pay"
    REJECT = "reject"
    WITHDRAW = "withdraw"


# Act: the states it may start from, and the state it leads to. The likely one stands first in every state;
# another signed paper replaces the first.
ACTS: dict[Act, tuple[frozenset[str], str]] = {
    Act.SEND: (frozenset({"signed"}), "sent"),
    Act.PAY: (frozenset({"sent"}), "paid"),
    Act.REJECT: (frozenset({"sent"}), "rejected"),
    Act.SIGN: (frozenset({"issued", "signed"}), "signed"),
    Act.WITHDRAW: (frozenset({"issued", "signed", "sent"}), "withdrawn"),
}


def acts_in(status: str) -> list[Act]:
    """The acts that may be done in ``status``, the likely one first."""
    return [act for act, (before, _after) in ACTS.items() if status in before]


def after(act: Act, status: str) -> str:
    """The state that ``act`` leads to. Raises ValueError when it cannot be done in ``status``."""
    before, then = ACTS[act]
    if status not in before:
        raise ValueError(f"{act} in {status}")
    return then
