"""What a requisition lacks before it may be issued, and the code by which its paper is found again.

A check is one function and gives at most one problem. Source: agreement 2021, Bilaga 2, column *Rekvisition*.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from reporting.domain.balances import Balance


class Place(StrEnum):
    """Where a missing fact is filled in."""

    AGREEMENT = "agreement"
    REQUISITION = "requisition"
    PAYMENTS = "payments"


@dataclass(frozen=True)
class RequisitionFacts:
    """What is known when a requisition is to be issued: texts, empty when unknown, and whole kronor."""

    registration_number: str
    payment_registration_number: str
    organisation_number: str
    contact_person: str
    postal_address: str
    postcode: str
    city: str
    phone: str
    email: str
    giro: str
    payment_reference: str
    amount: int
    balance: Balance
    period: tuple[date, date]
    agreement_period: tuple[date, date]
    decision_in_force: bool
    pays_once: bool = True
    has_lapsed: bool = False


@dataclass(frozen=True)
class Problem:
    """``code`` says what is wrong; ``field`` and ``place`` where it is put right."""

    code: str
    field: str
    place: Place


Check: TypeAlias = Callable[[RequisitionFacts], Problem | None]


def _filled(field: str, place: Place = Place.REQUISITION) -> Check:
    """A check that ``field`` is not empty."""

    def check(facts: RequisitionFacts) -> Problem | None:
        return None if getattr(facts, field).strip() else Problem(f"{field}_missing", field, place)

    return check


def amount_within_balance(facts: RequisitionFacts) -> Problem | None:
    """At most what is decided and not yet requisitioned."""
    if facts.balance.allows(facts.amount):
        return None
    return Problem("amount_exceeds_balance", "amount", Place.REQUISITION)


def whole_amount(facts: RequisitionFacts) -> Problem | None:
    """The whole of what is left, where the agreement pays once (agreement 2021, section 10.1)."""
    if not facts.pays_once or facts.amount >= facts.balance.at_most:
        return None
    return Problem("amount_not_whole", "amount", Place.REQUISITION)


def right_has_not_lapsed(facts: RequisitionFacts) -> Problem | None:
    """The last day has not passed, or an administrator has made an exception."""
    return Problem("deadline_passed", "amount", Place.PAYMENTS) if facts.has_lapsed else None


def period_within_agreement(facts: RequisitionFacts) -> Problem | None:
    """The period lies within the agreement's."""
    (start, end), (first, last) = facts.period, facts.agreement_period
    if first <= start <= end <= last:
        return None
    return Problem("period_outside_agreement", "period_start", Place.REQUISITION)


def decision_in_force(facts: RequisitionFacts) -> Problem | None:
    """The decision that the draft was filled in from has not been replaced."""
    if facts.decision_in_force:
        return None
    return Problem("decision_replaced", "amount", Place.REQUISITION)


# In the order of the form.
CHECKS: tuple[Check, ...] = (
    right_has_not_lapsed,
    _filled("organisation_number"),
    _filled("contact_person"),
    _filled("postal_address"),
    _filled("postcode"),
    _filled("city"),
    _filled("phone"),
    _filled("email"),
    _filled("registration_number", Place.AGREEMENT),
    _filled("payment_registration_number", Place.AGREEMENT),
    decision_in_force,
    amount_within_balance,
    whole_amount,
    period_within_agreement,
    _filled("giro"),
    _filled("payment_reference"),
)


def problems(facts: RequisitionFacts) -> list[Problem]:
    """Everything that stops the requisition from being issued; empty when it is complete."""
    return [found for check in CHECKS if (found := check(facts))]


# Without I, L, O, U, 0 and 1, which a reader or a scanner mistakes for another sign. 30 signs.
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


def check_sign(body: str) -> str:
    """The last sign of a code (Luhn mod 30): finds every wrong sign and nearly every swap of neighbours."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        quotient, rest = divmod(SIGNS.index(sign) * (2 - place % 2), len(SIGNS))
        total += quotient + rest
    return SIGNS[-total % len(SIGNS)]


def written(body: str) -> str:
    """``body`` (seven signs) with its check sign as it is printed: ``7F3K-9Q2M``."""
    code = body + check_sign(body)
    return f"{code[:4]}-{code[4:]}"


def read_code(typed: str) -> str | None:
    """A typed code as it is printed; case, spaces and dashes do not matter. None when it cannot be a code."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) != CODE_LENGTH or set(signs) - set(SIGNS) or check_sign(signs[:-1]) != signs[-1]:
        return None
    return f"{signs[:4]}-{signs[4:]}"
