"""Requisitions: opened with what is known, filled in, checked and issued."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import record
from reporting.choices import DocumentKind, RequisitionStatus
from reporting.documents import pdf_of
from reporting.domain.checks import Problem
from reporting.models import Document, Requisition
from reporting.selectors import balance, content_of, decision_in_force, problems_of
from reporting.services.documents import issue_document

# Copied from the register when a draft is opened (Bilaga 2, points 1 and 3).
CONTACT_FIELDS = (
    "organisation_number",
    "contact_person",
    "postal_address",
    "postcode",
    "city",
    "phone",
    "fax",
    "email",
    "giro",
    "payment_reference",
)
FIELDS = (*CONTACT_FIELDS, "amount", "period_start", "period_end")


class NothingToRequisition(Exception):  # noqa: N818 - it says what is the case
    """Nothing is decided for the recipient, or all of it is requisitioned."""


class AlreadyIssued(Exception):  # noqa: N818
    """The requisition has been issued and cannot be changed."""


class ChangedMeanwhile(Exception):  # noqa: N818
    """Somebody saved the draft first; ``current`` is what is stored now."""

    def __init__(self, current: Requisition) -> None:
        self.current = current
        super().__init__(str(current))


class Incomplete(Exception):  # noqa: N818
    """``problems`` stop the requisition from being issued."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(", ".join(problem.code for problem in problems))


@transaction.atomic
def open_draft(*, agreement: Agreement, recipient: Organisation, by: User | None) -> Requisition:
    """The recipient's draft; a new one, for all that is left, if there is none. Raises NothingToRequisition."""
    _lock(recipient)
    draft = Requisition.objects.filter(
        agreement=agreement, recipient=recipient, status=RequisitionStatus.DRAFT
    ).first()
    return draft or _create_draft(agreement, recipient, by)


def _create_draft(agreement: Agreement, recipient: Organisation, by: User | None) -> Requisition:
    decision = decision_in_force(agreement)
    at_most = balance(agreement, recipient).at_most
    if decision is None or not at_most:
        raise NothingToRequisition
    draft = Requisition.objects.create(
        agreement=agreement,
        recipient=recipient,
        decision=decision,
        amount=at_most,
        period_start=agreement.period_start,
        period_end=agreement.period_end,
        created_by=by,
        updated_by=by,
        **{field: getattr(recipient, field) for field in CONTACT_FIELDS},
    )
    _record("requisition.opened", draft, by=by, amount=at_most)
    return draft


@transaction.atomic
def save_draft(
    *, requisition: Requisition, revision: int, values: Mapping[str, Any], by: User | None
) -> Requisition:
    """Store ``values`` and take over the decision in force. Raises AlreadyIssued or ChangedMeanwhile."""
    draft = _locked_draft(requisition, revision)
    changed = {
        field: [str(getattr(draft, field)), str(values[field])]
        for field in FIELDS
        if field in values and getattr(draft, field) != values[field]
    }
    for field in changed:
        setattr(draft, field, values[field])
    draft.decision = decision_in_force(draft.agreement) or draft.decision
    draft.revision += 1
    draft.updated_by = by
    draft.save()
    _record("requisition.saved", draft, by=by, changed=changed)
    return draft


@transaction.atomic
def issue(*, requisition: Requisition, revision: int, by: User | None) -> Document:
    """Freeze and print the draft. Raises AlreadyIssued, ChangedMeanwhile or Incomplete; then nothing is stored."""
    draft = _locked_draft(requisition, revision)
    if problems := problems_of(draft):
        raise Incomplete(problems)
    document = issue_document(
        kind=DocumentKind.REQUISITION,
        recipient=draft.recipient,
        decision=draft.decision,
        content=content_of(draft),
        by=by,
    )
    draft.status, draft.document, draft.updated_by = RequisitionStatus.ISSUED, document, by
    draft.revision += 1
    draft.save()
    _record("requisition.issued", draft, by=by, amount=draft.amount, code=document.code, digest=document.digest)
    return document


def preview(requisition: Requisition) -> bytes:
    """The draft as a PDF that carries the word UTKAST and no code. Nothing is stored."""
    return pdf_of(DocumentKind.REQUISITION, content_of(requisition))


def _lock(recipient: Organisation) -> None:
    """Let one at a time act on the recipient's requisitions (SQLite's immediate transactions do so by themselves)."""
    Organisation.objects.select_for_update(no_key=True).get(pk=recipient.pk)


def _locked_draft(requisition: Requisition, revision: int) -> Requisition:
    """The draft as it is stored now, which nobody else can change before this transaction ends."""
    _lock(requisition.recipient)
    stored = Requisition.objects.select_related("agreement", "recipient", "decision").get(pk=requisition.pk)
    if stored.status != RequisitionStatus.DRAFT:
        raise AlreadyIssued
    if stored.revision != revision:
        raise ChangedMeanwhile(stored)
    return stored


def _record(verb: str, requisition: Requisition, *, by: User | None, **data: Any) -> None:
    record(
        verb, requisition, by=by, agreement=requisition.agreement, organisation=requisition.recipient, **data
    )
