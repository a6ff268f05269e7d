"""Reads that span models: what a recipient may requisition, how far it has come, what its form says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from allocation.choices import LineStatus
from allocation.models import Decision, RunAmount, RunLine
from allocation.selectors import decided_amounts, decision_in_force
from overenskommelse.choices import NumberStatus
from overenskommelse.models import Agreement, Organisation
from reporting.choices import RequisitionStatus
from reporting.domain.balances import Balance
from reporting.domain.checks import Problem, RequisitionFacts, problems
from reporting.models import Requisition

ADDRESSEE = "Kammarkollegiet"
# Printed as given; the register says whether they are examples.
CONTACT = ("contact_person", "postal_address", "postcode", "city", "phone", "fax", "email")
PAYMENT = ("giro", "payment_reference")


@dataclass(frozen=True)
class Position:
    """How far a recipient has come with one agreement's money. ``problems`` are those of its draft."""

    recipient: Organisation
    decision: Decision | None
    balance: Balance
    draft: Requisition | None
    issued: list[Requisition]
    problems: list[Problem]

    @property
    def done(self) -> bool:
        """Whether everything that is decided has been requisitioned."""
        return bool(self.issued) and not self.balance.at_most


def positions(agreement: Agreement, recipients: Iterable[Organisation]) -> list[Position]:
    """The position of each of ``recipients``, in four queries however many they are."""
    decision = decision_in_force(agreement)
    chosen = list(recipients)
    decided = _sums(RunAmount.objects.filter(run_line__run__decision=decision, recipient__in=chosen))
    requisitions = _requisitions(agreement, chosen)
    return [_position(org, decision, decided.get(org.pk, 0), requisitions.get(org.pk, [])) for org in chosen]


def position(agreement: Agreement, recipient: Organisation) -> Position:
    """As ``positions`` for one recipient."""
    return positions(agreement, [recipient])[0]


def _position(
    recipient: Organisation, decision: Decision | None, decided: int, requisitions: list[Requisition]
) -> Position:
    issued = [r for r in requisitions if r.status == RequisitionStatus.ISSUED]
    money = Balance(decided, sum(r.amount for r in issued))
    draft = next((r for r in requisitions if r.status == RequisitionStatus.DRAFT), None)
    found = problems(facts_of(draft, money, decision)) if draft else []
    return Position(recipient, decision, money, draft, issued, found)


def _sums(amounts: QuerySet[RunAmount]) -> dict[int, int]:
    """Recipient id → kronor."""
    return dict(amounts.order_by().values_list("recipient").annotate(sum=Sum("amount")))


def _requisitions(agreement: Agreement, recipients: list[Organisation]) -> dict[int, list[Requisition]]:
    """Recipient id → its requisitions, without the printed forms."""
    found: dict[int, list[Requisition]] = {}
    rows = Requisition.objects.filter(agreement=agreement, recipient__in=recipients)
    for row in rows.select_related("agreement", "recipient", "document").defer(*LARGE):
        found.setdefault(row.recipient_id, []).append(row)
    return found


# What no list needs to fetch.
LARGE = ("document__pdf", "document__content")


def balance(agreement: Agreement, recipient: Organisation) -> Balance:
    """What is decided for the recipient now, and what its issued requisitions ask for."""
    decided = decided_amounts(agreement, recipient).aggregate(sum=Sum("amount"))["sum"]
    issued = Requisition.objects.issued().filter(agreement=agreement, recipient=recipient)
    return Balance(decided or 0, issued.aggregate(sum=Sum("amount"))["sum"] or 0)


def waiting_lines(agreement: Agreement, recipient: Organisation) -> QuerySet[RunLine]:
    """Lines for the recipient's kind that the decision in force could not divide yet."""
    return RunLine.objects.filter(
        run__decision__in=Decision.objects.in_force().filter(agreement=agreement),
        recipient_kind=recipient.kind,
        status=LineStatus.WAITING,
    )


def facts_of(draft: Requisition, money: Balance, decision: Decision | None) -> RequisitionFacts:
    """The draft as its checks see it; ``money`` and ``decision`` are those in force."""
    agreement = draft.agreement
    return RequisitionFacts(
        registration_number=agreement.registration_number,
        payment_registration_number=agreement.payment_registration_number,
        organisation_number=draft.organisation_number,
        contact_person=draft.contact_person,
        postal_address=draft.postal_address,
        postcode=draft.postcode,
        city=draft.city,
        phone=draft.phone,
        email=draft.email,
        giro=draft.giro,
        payment_reference=draft.payment_reference,
        amount=draft.amount,
        balance=money,
        period=(draft.period_start, draft.period_end),
        agreement_period=(agreement.period_start, agreement.period_end),
        decision_in_force=decision is not None and decision.pk == draft.decision_id,
    )


def problems_of(draft: Requisition) -> list[Problem]:
    """What stops the draft from being issued, in the order of the form."""
    money = balance(draft.agreement, draft.recipient)
    return problems(facts_of(draft, money, decision_in_force(draft.agreement)))


def content_of(draft: Requisition) -> dict[str, Any]:
    """Everything that the form says, as JSON values (docs/schemas/requisition.schema.json).

    Amounts are whole kronor. ``number``, ``code`` and ``issued_on`` are null until it is issued.
    """
    agreement, recipient = draft.agreement, draft.recipient
    decision = decision_in_force(agreement) or draft.decision
    lines = decided_amounts(agreement, recipient)
    return {
        "schema": "requisition@1",
        "number": None,
        "code": None,
        "issued_on": None,
        "addressee": ADDRESSEE,
        "agreement": {
            "code": agreement.code,
            "name": agreement.name,
            "registration_number": agreement.registration_number,
            "payment_registration_number": agreement.payment_registration_number,
        },
        "decision": {"number": decision.number, "digest": decision.digest},
        "recipient": {
            "code": recipient.code,
            "name": recipient.name,
            "organisation_number": draft.organisation_number,
            **{field: getattr(draft, field) for field in CONTACT},
        },
        "payment": {field: getattr(draft, field) for field in PAYMENT},
        "period": {"start": draft.period_start.isoformat(), "end": draft.period_end.isoformat()},
        "amounts": _amounts(balance(agreement, recipient), draft.amount),
        "lines": [_line(amount) for amount in lines],
        "waiting": [{"code": line.code, "name": line.name} for line in waiting_lines(agreement, recipient)],
        "examples": sorted(_examples(draft)),
        "unconfirmed": _unconfirmed(draft),
    }


def _amounts(money: Balance, amount: int) -> dict[str, int]:
    return {
        "decided": money.decided,
        "requisitioned_before": money.requisitioned,
        "requisitioned": amount,
        "left": money.after(amount).left,
    }


def _line(amount: RunAmount) -> dict[str, Any]:
    """One decided line: its amount, and to whom the recipient pays it onward."""
    onward = amount.run_line.line.pass_through_to
    return {
        "code": amount.run_line.code,
        "name": amount.run_line.name,
        "amount": amount.amount,
        "paid_onward_to": onward.name if onward else None,
    }


def _examples(draft: Requisition) -> Iterator[str]:
    """Paths within the content of values that are made up to show the program."""
    if draft.agreement.numbers_are_examples:
        yield from ("agreement.registration_number", "agreement.payment_registration_number")
    if draft.recipient.is_example:
        yield from (f"recipient.{field}" for field in CONTACT if _as_registered(draft, field))
        yield from (f"payment.{field}" for field in PAYMENT if _as_registered(draft, field))
    if _number_status(draft) == NumberStatus.EXAMPLE:
        yield "recipient.organisation_number"


def _unconfirmed(draft: Requisition) -> list[str]:
    """Paths within the content of values that nobody has held against the official register."""
    return ["recipient.organisation_number"] if _number_status(draft) == NumberStatus.UNOFFICIAL else []


def _as_registered(draft: Requisition, field: str) -> bool:
    value = getattr(draft, field)
    return bool(value) and value == getattr(draft.recipient, field)


def _number_status(draft: Requisition) -> str | None:
    """What the register says of the organisation number; None for one that the recipient stated itself."""
    if not _as_registered(draft, "organisation_number"):
        return None
    return draft.recipient.organisation_number_status
