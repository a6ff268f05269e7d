"""Reads that span models: what a recipient may requisition, and what its requisition says."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, Sum

from allocation.choices import LineStatus
from allocation.models import Decision, RunAmount, RunLine
from overenskommelse.choices import NumberStatus, RecipientKind
from overenskommelse.models import Agreement, Organisation
from reporting.domain.balances import Balance
from reporting.domain.checks import Problem, RequisitionFacts, problems
from reporting.models import Requisition

ADDRESSEE = "Kammarkollegiet"
# Printed as given; the register says whether they are examples.
CONTACT = ("contact_person", "postal_address", "postcode", "city", "phone", "fax", "email")
PAYMENT = ("giro", "payment_reference")


def decision_in_force(agreement: Agreement) -> Decision | None:
    """The decision that no later one has replaced."""
    return Decision.objects.in_force().filter(agreement=agreement).first()


def decided_lines(decision: Decision | None, recipient: Organisation) -> QuerySet[RunAmount]:
    """The recipient's amount on each line of a decision, in the order of the agreement."""
    if decision is None:
        return RunAmount.objects.none()
    amounts = RunAmount.objects.filter(run_line__run=decision.run_id, recipient=recipient)
    return amounts.select_related("run_line__line__pass_through_to").order_by("run_line__position")


def waiting_lines(decision: Decision | None, recipient: Organisation) -> QuerySet[RunLine]:
    """Lines for the recipient's kind that the decision could not divide yet."""
    if decision is None or recipient.kind not in RecipientKind.values:
        return RunLine.objects.none()
    return RunLine.objects.filter(
        run=decision.run_id, recipient_kind=recipient.kind, status=LineStatus.WAITING
    )


def balance(agreement: Agreement, recipient: Organisation) -> Balance:
    """What is decided for the recipient now, and what its issued requisitions ask for."""
    decided = decided_lines(decision_in_force(agreement), recipient).aggregate(sum=Sum("amount"))["sum"]
    issued = Requisition.objects.issued().filter(agreement=agreement, recipient=recipient)
    return Balance(decided or 0, issued.aggregate(sum=Sum("amount"))["sum"] or 0)


def problems_of(draft: Requisition) -> list[Problem]:
    """What stops the draft from being issued, in the order of the form."""
    agreement = draft.agreement
    given = {field: getattr(draft, field) for field in ("organisation_number", *CONTACT[:-2], "email", *PAYMENT)}
    return problems(
        RequisitionFacts(
            registration_number=agreement.registration_number,
            payment_registration_number=agreement.payment_registration_number,
            amount=draft.amount,
            balance=balance(agreement, draft.recipient),
            period=(draft.period_start, draft.period_end),
            agreement_period=(agreement.period_start, agreement.period_end),
            decision_in_force=decision_in_force(agreement) == draft.decision,
            **given,
        )
    )


def content_of(draft: Requisition) -> dict[str, Any]:
    """Everything that the form says, as JSON values (docs/schemas/requisition.schema.json).

    Amounts are whole kronor. ``number``, ``code`` and ``issued_on`` are null until it is issued.
    """
    agreement, recipient, decision = draft.agreement, draft.recipient, draft.decision
    money = balance(agreement, recipient)
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
        "amounts": {
            "decided": money.decided,
            "requisitioned_before": money.requisitioned,
            "requisitioned": draft.amount,
            "left": money.after(draft.amount).left,
        },
        "lines": [line_content(amount) for amount in decided_lines(decision, recipient)],
        "waiting": [{"code": line.code, "name": line.name} for line in waiting_lines(decision, recipient)],
        "examples": sorted(examples(draft)),
        "unconfirmed": unconfirmed(draft),
    }


def line_content(amount: RunAmount) -> dict[str, Any]:
    """One decided line: its amount, and to whom the recipient pays it onward."""
    onward = amount.run_line.line.pass_through_to
    return {
        "code": amount.run_line.code,
        "name": amount.run_line.name,
        "amount": amount.amount,
        "paid_onward_to": onward.name if onward else None,
    }


def examples(draft: Requisition) -> Iterator[str]:
    """Paths within the content of values that are made up to show the program."""
    agreement, recipient = draft.agreement, draft.recipient
    if agreement.numbers_are_examples:
        yield from ("agreement.registration_number", "agreement.payment_registration_number")
    if recipient.is_example:
        yield from (f"recipient.{field}" for field in CONTACT if _as_registered(draft, field))
        yield from (f"payment.{field}" for field in PAYMENT if _as_registered(draft, field))
    if _number_status(draft) == NumberStatus.EXAMPLE:
        yield "recipient.organisation_number"


def unconfirmed(draft: Requisition) -> list[str]:
    """Paths within the content of values that nobody has held against the official register."""
    is_unofficial = _number_status(draft) == NumberStatus.UNOFFICIAL
    return ["recipient.organisation_number"] if is_unofficial else []


def _as_registered(draft: Requisition, field: str) -> bool:
    value = getattr(draft, field)
    return bool(value) and value == getattr(draft.recipient, field)


def _number_status(draft: Requisition) -> str | None:
    """What the register says of the organisation number; None for one that the recipient has stated itself."""
    if not _as_registered(draft, "organisation_number"):
        return None
    return draft.recipient.organisation_number_status
