"""What a form says; and its issuing: frozen, numbered, given a code, printed once and kept."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from allocation.domain.run import canonical_json, digest
from allocation.models import Decision, RunAmount
from overenskommelse.choices import NumberStatus
from overenskommelse.models import Organisation, User
from reporting.choices import DocumentKind
from reporting.documents import pdf_of
from reporting.domain.balances import Balance
from reporting.domain.checks import CODE_LENGTH, SIGNS, written
from reporting.models import Document, FinancialReport, Requisition
from reporting.selectors import Position, position, waiting_lines

ADDRESSEE = "Kammarkollegiet"
# Printed as given; the register says whether they are examples.
CONTACT = ("contact_person", "postal_address", "postcode", "city", "phone", "fax", "email")
PAYMENT = ("giro", "payment_reference")
AGREEMENT = ("code", "name", "registration_number", "payment_registration_number")

# A form with the recipient's contact details.
Form: TypeAlias = Requisition | FinancialReport


@dataclass(frozen=True)
class Printed:
    """A form as it would be issued, and the PDF made of it before it was."""

    content: Mapping[str, Any]
    pdf: bytes


def freeze(content: Mapping[str, Any], decision: Decision, recipient: Organisation) -> dict[str, Any]:
    """``content`` with the number, the code and the day that it would be issued with now."""
    number, code = _number(decision, recipient), _unused_code()
    return {**content, "issued_on": _day(timezone.now()), "number": number, "code": code}


@transaction.atomic
def issue_document(
    *,
    kind: DocumentKind,
    recipient: Organisation,
    decision: Decision,
    content: Mapping[str, Any],
    by: User | None,
    printed: Printed | None = None,
) -> Document:
    """Freeze ``content`` with its number, code and day. The caller holds the lock on the agreement.

    What was ``printed`` before is kept if it says the same; otherwise it is printed anew.
    """
    frozen = freeze(content, decision, recipient)
    if printed and printed.content == {**frozen, "code": printed.content["code"]}:
        frozen, pdf = dict(printed.content), printed.pdf
    else:
        pdf = pdf_of(kind, frozen)
    return Document.objects.create(
        kind=kind,
        number=frozen["number"],
        code=frozen["code"],
        agreement=decision.agreement,
        decision=decision,
        recipient=recipient,
        content=canonical_json(frozen),
        digest=digest(frozen),
        pdf=pdf,
        pdf_digest=sha256(pdf).hexdigest(),
        issued_at=timezone.now(),
        issued_by=by,
    )


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()


def _number(decision: Decision, recipient: Organisation) -> str:
    """``2021-R12-1``: the agreement's year, the recipient, and its how many-th document that year."""
    prefix = f"{decision.agreement.year}-{recipient.code}-"
    return f"{prefix}{Document.objects.filter(number__startswith=prefix).count() + 1}"


def _unused_code() -> str:
    """A random code with its check sign that no document has."""
    while True:
        code = written("".join(secrets.choice(SIGNS) for _place in range(CODE_LENGTH - 1)))
        if not Document.objects.filter(code=code).exists():
            return code


def content_of(requisition: Requisition, known: Position | None = None) -> dict[str, Any]:
    """Everything that the form says, as JSON values (docs/schemas/requisition.schema.json).

    As frozen, or for a draft as it stands now; ``known`` is its recipient's position, if it has been counted.
    Amounts are whole kronor. ``number``, ``code`` and ``issued_on`` are null until it is issued.
    """
    if requisition.document:
        return json.loads(requisition.document.content)  # type: ignore[no-any-return]
    return _draft_content(requisition, known or position(requisition.agreement, requisition.recipient))


def _draft_content(draft: Requisition, known: Position) -> dict[str, Any]:
    agreement, recipient = draft.agreement, draft.recipient
    decision = known.decision or draft.decision
    return {
        "schema": "requisition@1",
        "number": None,
        "code": None,
        "issued_on": None,
        "addressee": ADDRESSEE,
        "agreement": {field: getattr(agreement, field) for field in AGREEMENT},
        "decision": {"number": decision.number, "digest": decision.digest},
        "recipient": contact(draft),
        "payment": {field: getattr(draft, field) for field in PAYMENT},
        "period": {"start": draft.period_start.isoformat(), "end": draft.period_end.isoformat()},
        "amounts": _amounts(known.balance, draft.amount),
        "lines": [_line(amount) for amount in known.lines],
        "waiting": [{"code": line.code, "name": line.name} for line in waiting_lines(agreement, recipient)],
        "examples": sorted(_examples(draft)),
        "unconfirmed": unconfirmed(draft),
    }


def contact(draft: Form) -> dict[str, str]:
    """The recipient as the form names it."""
    return {
        "code": draft.recipient.code,
        "name": draft.recipient.name,
        "organisation_number": draft.organisation_number,
        **{field: getattr(draft, field) for field in CONTACT},
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
    if draft.recipient.is_example:
        yield from (f"payment.{field}" for field in PAYMENT if _as_registered(draft, field))
    yield from contact_examples(draft)


def contact_examples(draft: Form) -> Iterator[str]:
    """The same, of the contact details and the registration numbers."""
    if draft.agreement.numbers_are_examples:
        yield from ("agreement.registration_number", "agreement.payment_registration_number")
    if draft.recipient.is_example:
        yield from (f"recipient.{field}" for field in CONTACT if _as_registered(draft, field))
    if _number_status(draft) == NumberStatus.EXAMPLE:
        yield "recipient.organisation_number"


def unconfirmed(draft: Form) -> list[str]:
    """Paths within the content of values that nobody has held against the official register."""
    return ["recipient.organisation_number"] if _number_status(draft) == NumberStatus.UNOFFICIAL else []


def _as_registered(draft: Form, field: str) -> bool:
    value = getattr(draft, field)
    return bool(value) and value == getattr(draft.recipient, field)


def _number_status(draft: Form) -> str | None:
    """What the register says of the organisation number; None for one that the recipient stated itself."""
    if not _as_registered(draft, "organisation_number"):
        return None
    return draft.recipient.organisation_number_status
