"""The life of an action plan: which act leads from which state to which, and whose act it is (docs/adr/0053).

States are those of ``choices.PlanStatus``. The keeper writes the plan, the approver judges it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    FOLLOW_UP = "mark_followed_up"
    CLOSE = "close"
    BEGIN_VERSION = "begin_version"


class Party(StrEnum):
    KEEPER = "keeper"
    APPROVER = "approver"


@dataclass(frozen=True)
class Transition:
    """An act from one of ``sources`` to ``target``, by ``party``. ``onward`` ones need a faultless plan."""

    act: Act
    sources: tuple[str, ...]
    target: str
    party: Party
    onward: bool = True


TRANSITIONS = {
    transition.act: transition
    for transition in (
        Transition(Act.SUBMIT, ("draft", "returned"), "submitted", Party.KEEPER),
        Transition(Act.SEND_BACK, ("submitted",), "returned", Party.APPROVER, onward=False),
        Transition(Act.APPROVE, ("submitted",), "approved", Party.APPROVER),
        Transition(Act.FOLLOW_UP, ("approved",), "followed_up", Party.KEEPER),
        Transition(Act.CLOSE, ("followed_up",), "closed", Party.APPROVER),
        Transition(Act.BEGIN_VERSION, ("approved", "followed_up"), "draft", Party.KEEPER, onward=False),
    )
}

# The way that a plan takes when nothing is sent back and nothing is begun anew.
PATH = ("draft", "submitted", "approved", "followed_up", "closed")


def acts_from(status: str) -> tuple[Act, ...]:
    """The acts that a plan in ``status`` is open to, the one that leads onward first."""
    found = [transition for transition in TRANSITIONS.values() if status in transition.sources]
    return tuple(transition.act for transition in sorted(found, key=lambda one: not one.onward))


def place(status: str) -> int:
    """How far a plan has come, as a place in ``PATH``. One that was sent back is where a draft is."""
    return 0 if status == "returned" else PATH.index(status)


@dataclass(frozen=True)
class Hindrance:
    """Why an act cannot be done; ``code`` is worded in choices.HINDRANCES. ``amount`` is kronor too much."""

    code: str
    line: str = ""
    amount: int = 0


def hindrances(act: Act, measures: int, over_used: Iterable[tuple[str, int]]) -> list[Hindrance]:
    """What stops ``act`` on a plan with so many measures; ``over_used``: line, and kronor too much on it."""
    if not TRANSITIONS[act].onward:
        return []
    found = [Hindrance("no_measures")] if act == Act.SUBMIT and not measures else []
    return found + [Hindrance("over_used", line, amount) for line, amount in over_used]
