"""What a financial report lacks before it is certified, and its life: which act leads from which state.

draft → prepared → certified → signed → sent. A municipality's report ends when it is certified. Source:
agreement 2021, section 10.1 and Bilaga 2, column *Ekonomisk redovisning*.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

# What one A4 page has room for.
NAMED_AT_MOST: Final = 8


class Place(StrEnum):
    """Where a missing fact is filled in."""

    AGREEMENT = "agreement"
    REPORT = "report"
    PAYMENTS = "payments"
    SPLITS = "splits"
    COSTS = "costs"


@dataclass(frozen=True)
class ReportFacts:
    """What is known of a report: texts, empty when unknown; whole kronor; how many costs are ``named``."""

    registration_number: str
    payment_registration_number: str
    organisation_number: str
    contact_person: str
    postal_address: str
    postcode: str
    city: str
    phone: str
    email: str
    period: tuple[date, date]
    agreement_period: tuple[date, date]
    paid: int
    named: int
    is_part: bool = False
    is_decided: bool = True


@dataclass(frozen=True)
class Problem:
    """``code`` says what is wrong; ``field`` and ``place`` where it is put right."""

    code: str
    field: str
    place: Place


Check: TypeAlias = Callable[[ReportFacts], Problem | None]


def _filled(field: str, place: Place = Place.REPORT) -> Check:
    """A check that ``field`` is not empty."""

    def check(facts: ReportFacts) -> Problem | None:
        return None if getattr(facts, field).strip() else Problem(f"{field}_missing", field, place)

    return check


def something_paid(facts: ReportFacts) -> Problem | None:
    """There is money to report; a municipality's is what its county has split to it."""
    if facts.paid and facts.is_decided:
        return None
    if facts.is_part:
        return Problem("nothing_split", "", Place.SPLITS)
    return Problem("nothing_paid", "", Place.PAYMENTS)


def period_within_agreement(facts: ReportFacts) -> Problem | None:
    """The period lies within the agreement's."""
    (start, end), (first, last) = facts.period, facts.agreement_period
    if first <= start <= end <= last:
        return None
    return Problem("period_outside_agreement", "period_start", Place.REPORT)


def named_costs_fit(facts: ReportFacts) -> Problem | None:
    """The form is one page: the bigger costs are named, the others summed."""
    return Problem("too_many_named", "", Place.COSTS) if facts.named > NAMED_AT_MOST else None


# In the order of the form.
CHECKS: tuple[Check, ...] = (
    something_paid,
    _filled("organisation_number"),
    _filled("contact_person"),
    _filled("postal_address"),
    _filled("postcode"),
    _filled("city"),
    _filled("phone"),
    _filled("email"),
    _filled("registration_number", Place.AGREEMENT),
    _filled("payment_registration_number", Place.AGREEMENT),
    period_within_agreement,
    named_costs_fit,
)


def problems(facts: ReportFacts) -> list[Problem]:
    """Everything that stops the report from being prepared; empty when it is complete."""
    return [found for check in CHECKS if (found := check(facts))]


class Act(StrEnum):
    PREPARE = "prepare"
    CERTIFY = "certify"
    SEND_BACK = "send-back"
    SEND = "send"
    SIGN = "sign"


# Act: the states it may start from, and the state it leads to. The likely one stands first in every state;
# another signed paper replaces the first.
ACTS: dict[Act, tuple[frozenset[str], str]] = {
    Act.PREPARE: (frozenset({"draft"}), "prepared"),
    Act.CERTIFY: (frozenset({"prepared"}), "certified"),
    Act.SEND_BACK: (frozenset({"prepared"}), "draft"),
    Act.SEND: (frozenset({"signed"}), "sent"),
    Act.SIGN: (frozenset({"certified", "signed"}), "signed"),
}
OF_THE_PAPER = frozenset({Act.SIGN, Act.SEND})


def acts_in(status: str, *, is_part: bool) -> list[Act]:
    """The acts that may be done in ``status``, the likely one first; a part is neither signed nor sent."""
    found = [act for act, (before, _after) in ACTS.items() if status in before]
    return [act for act in found if not (is_part and act in OF_THE_PAPER)]


def after(act: Act, status: str, *, is_part: bool) -> str:
    """The state that ``act`` leads to. Raises ValueError when it cannot be done in ``status``."""
    if act not in acts_in(status, is_part=is_part):
        raise ValueError(f"{act} in {status}")
    return ACTS[act][1]
