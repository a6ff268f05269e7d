"""Requisitions: opened with what is known, filled in, checked and issued."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import transaction

from allocation.selectors import decision_in_force
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import SavedByOther, changes, fingerprint, record
from reporting.choices import ENDED, DocumentKind, RequisitionStatus
from reporting.documents import pdf_of
from reporting.domain.checks import Problem
from reporting.models import Document, Requisition
from reporting.selectors import balance, problems_of
from reporting.services.documents import Printed, content_of, issue_document
from reporting.services.locks import open_year

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


class Incomplete(Exception):  # noqa: N818
    """``problems`` stop the requisition from being issued."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(", ".join(problem.code for problem in problems))


@transaction.atomic
def open_draft(*, agreement: Agreement, recipient: Organisation, by: User | None) -> Requisition:
    """The recipient's draft; or a new one for all that is left. Raises NothingToRequisition, YearClosed."""
    open_year(agreement, recipient)
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
        replaces=_withdrawn(agreement, recipient),
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
    _record("requisitions.opened", draft, by=by, amount=at_most)
    return draft


def _withdrawn(agreement: Agreement, recipient: Organisation) -> Requisition | None:
    """The latest rejected or withdrawn requisition that nothing has replaced."""
    rows = Requisition.objects.filter(agreement=agreement, recipient=recipient, status__in=ENDED)
    return rows.filter(replaced_by=None).order_by("-pk").first()


@transaction.atomic
def save_draft(
    *, requisition: Requisition, seen: str, values: Mapping[str, Any], by: User | None
) -> Requisition:
    """Store ``values`` and take over the decision in force. ``seen``: the fingerprint that was opened.

    Raises AlreadyIssued, SavedByOther or YearClosed.
    """
    draft = _locked_draft(requisition, seen)
    before = copy(draft)
    for field in FIELDS:
        setattr(draft, field, values.get(field, getattr(draft, field)))
    changed = changes(before, draft)
    draft.decision = decision_in_force(draft.agreement) or draft.decision
    draft.updated_by = by
    draft.save()
    _record("requisitions.saved", draft, by=by, changes=changed)
    return draft


@transaction.atomic
def issue(
    *, requisition: Requisition, seen: str, by: User | None, printed: Printed | None = None
) -> Document:
    """Freeze and print the draft; all or nothing. ``seen``: the fingerprint that was checked.

    ``printed``: the form as it was printed before, if it was (a batch prints on all cores).

    Raises AlreadyIssued, SavedByOther, Incomplete or YearClosed.
    """
    draft = _locked_draft(requisition, seen)
    if problems := problems_of(draft):
        raise Incomplete(problems)
    document = issue_document(
        kind=DocumentKind.REQUISITION,
        recipient=draft.recipient,
        decision=draft.decision,
        content=content_of(draft),
        by=by,
        printed=printed,
    )
    draft.status, draft.document, draft.updated_by = RequisitionStatus.ISSUED, document, by
    draft.save()
    _record(
        "requisitions.issued", draft, by=by, amount=draft.amount, code=document.code, digest=document.digest
    )
    return document


def preview(requisition: Requisition) -> bytes:
    """The draft as a PDF that carries the word UTKAST and no code. Nothing is stored."""
    return pdf_of(DocumentKind.REQUISITION, content_of(requisition))


def _locked_draft(requisition: Requisition, seen: str) -> Requisition:
    """The draft as it is stored now, which nobody else can change before this transaction ends."""
    open_year(requisition.agreement, requisition.recipient)
    stored = Requisition.objects.select_related("agreement", "recipient", "decision").get(pk=requisition.pk)
    if stored.status != RequisitionStatus.DRAFT:
        raise AlreadyIssued
    if fingerprint(stored) != seen:
        raise SavedByOther(stored)
    return stored


def _record(verb: str, requisition: Requisition, *, by: User | None, **data: Any) -> None:
    record(
        verb, requisition, by=by, agreement=requisition.agreement, organisation=requisition.recipient, **data
    )
