"""What goes back to the state: told, reclaimed, booked, or withdrawn."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from allocation.selectors import decision_in_force
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import record
from reporting.choices import DocumentKind
from reporting.models import Certification, Document, FinancialReport, Repayment
from reporting.selectors.settlements import Year, year_of
from reporting.services.documents import (
    ADDRESSEE,
    AGREEMENT,
    CONTACT,
    contact,
    contact_examples,
    issue_document,
    unconfirmed,
)
from reporting.services.locks import open_year

SCHEMA = "repayment@1"


class NothingToReturn(Exception):  # noqa: N818 - it says what is the case
    """Nothing is left to repay or reclaim, or somebody has been told already."""


class NotReady(Exception):  # noqa: N818
    """The agreement lacks a registration number or a last day, which every notice states."""


class TooMuch(Exception):  # noqa: N818
    """More would go back than is unused; ``left`` is what may, whole kronor."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(str(left))


class TooEarly(Exception):  # noqa: N818
    """The day lies before ``first``, on which the amount became known."""

    def __init__(self, first: date) -> None:
        self.first = first
        super().__init__(first.isoformat())


@transaction.atomic
def issue_notice(*, agreement: Agreement, recipient: Organisation, by: User | None) -> Repayment:
    """Tell the recipient to repay what is certified as unused. Raises NothingToReturn, NotReady."""
    year = _open_year(agreement, recipient)
    if not year.proposal:
        raise NothingToReturn
    if agreement.missing_numbers or year.repay_by is None:
        raise NotReady
    withdraw_unpaid(agreement=agreement, recipient=recipient, reason="", by=by)
    told = Repayment(
        agreement=agreement, recipient=recipient, amount=_left_of(year), last_day=year.repay_by.date
    )
    return _tell(year, told, by)


@transaction.atomic
def reclaim(
    *, agreement: Agreement, recipient: Organisation, reason: str, last_day: date, by: User | None
) -> Repayment:
    """Reclaim all that is left, once the last day to report or repay has passed; an unpaid notice is void.

    Raises NothingToReturn, NotReady.
    """
    year = _open_year(agreement, recipient)
    if not year.reclaimable:
        raise NothingToReturn
    if agreement.missing_numbers:
        raise NotReady
    withdraw_unpaid(agreement=agreement, recipient=recipient, reason=reason, by=by)
    told = Repayment(
        agreement=agreement, recipient=recipient, is_reclaim=True, amount=year.reclaimable,
        last_day=last_day, reason=reason,
    )  # fmt: skip
    return _tell(year, told, by)


@transaction.atomic
def book(*, repayment: Repayment, paid_on: date, by: User | None) -> Repayment:
    """Book that the money has reached the state; booked already is left as it is.

    Raises TooEarly, and TooMuch when less is unused by now.
    """
    year = _open_year(repayment.agreement, repayment.recipient)
    row = Repayment.objects.select_related("agreement", "recipient").get(pk=repayment.pk)
    if row.paid_on:
        return row
    left = year.settled.sum("to_be_settled")
    if row.amount > left:
        raise TooMuch(left)
    if paid_on < (first := first_day(row)):
        raise TooEarly(first)
    row.paid_on = paid_on
    row.save()
    _record("settlements.reclaim_paid" if row.is_reclaim else "settlements.repaid", row, by)
    return row


def first_day(repayment: Repayment) -> date:
    """The first day on which it can have been paid: that of the report, or of the reclaim."""
    told = timezone.localdate(repayment.created_at)
    held = Certification.objects.filter(
        report__agreement=repayment.agreement, report__recipient=repayment.recipient, voided_at=None
    )
    certified = None if repayment.is_reclaim else held.values_list("at", flat=True).first()
    return min(timezone.localdate(certified), told) if certified else told


@transaction.atomic
def withdraw_unpaid(*, agreement: Agreement, recipient: Organisation, reason: str, by: User | None) -> int:
    """Take back a notice that nobody has paid, as when its report is void; how many there were.

    What is paid stays, and the next notice is for the rest. The document stays in the archive.
    """
    rows = Repayment.objects.filter(agreement=agreement, recipient=recipient, paid_on=None, is_reclaim=False)
    return _withdraw(rows, reason, by)


@transaction.atomic
def withdraw_reclaim(*, repayment: Repayment, reason: str, by: User | None) -> int:
    """Take back a reclaim that nobody has paid; 0 when it is paid or gone."""
    _open_year(repayment.agreement, repayment.recipient)
    rows = Repayment.objects.filter(pk=repayment.pk, paid_on=None, is_reclaim=True)
    return _withdraw(rows, reason, by)


def _withdraw(rows: QuerySet[Repayment], reason: str, by: User | None) -> int:
    found = list(rows.select_related("agreement", "recipient", "document"))
    for row in found:
        _record("settlements.withdrawn", row, by, why=reason)
        row.delete()
    return len(found)


def _open_year(agreement: Agreement, recipient: Organisation) -> Year:
    """The year as it stands, which nobody else can change before this transaction ends. Raises YearClosed."""
    open_year(agreement, recipient)
    return year_of(agreement, recipient)


def _left_of(year: Year) -> int:
    """All that is unused, less what a reclaim under way asks for."""
    reclaims = [row.amount for row in year.repayments if row.is_reclaim and row.paid_on is None]
    return year.settled.sum("to_be_settled") - sum(reclaims)


def _tell(year: Year, told: Repayment, by: User | None) -> Repayment:
    """Print the notice, and store what it tells."""
    told.created_by, told.document = by, _document(year, told, by)
    told.reference = told.document.number
    told.save()
    _record("settlements.reclaimed" if told.is_reclaim else "settlements.notified", told, by)
    return told


def _document(year: Year, told: Repayment, by: User | None) -> Document:
    decision = decision_in_force(year.agreement)
    if decision is None:
        raise NotReady
    return issue_document(
        kind=DocumentKind.REPAYMENT, recipient=year.recipient, decision=decision, by=by,
        content=content_of(year, told),
    )  # fmt: skip


def content_of(year: Year, told: Repayment) -> dict[str, Any]:
    """What the notice says, as JSON values (docs/schemas/repayment.schema.json). Whole kronor."""
    agreement, recipient = year.agreement, year.recipient
    report = FinancialReport.objects.filter(agreement=agreement, recipient=recipient).first()
    form, decision = report or _registered(year), decision_in_force(agreement)
    names = dict(agreement.lines.values_list("code", "name"))
    return {
        "schema": SCHEMA,
        "number": None,
        "code": None,
        "issued_on": None,
        "addressee": (year.repay_by.addressee if year.repay_by else "") or ADDRESSEE,
        "agreement": {field: getattr(agreement, field) for field in AGREEMENT},
        "decision": {"number": decision.number, "digest": decision.digest} if decision else None,
        "recipient": contact(form),
        "is_reclaim": told.is_reclaim,
        "reason": told.reason,
        "report": report.document.number if report and report.document and year.money.certified else None,
        "amount": told.amount,
        "last_day": told.last_day.isoformat(),
        "section": year.repay_by.section if year.repay_by else "",
        "amounts": _amounts(year.sums, told.amount),
        "lines": [
            {"code": it.line, "name": names.get(it.line, it.line), "paid": it.paid, "used": it.used,
             "unused": it.paid - it.used}
            for it in year.settled.lines
        ],
        "examples": sorted(contact_examples(form)),
        "unconfirmed": unconfirmed(form),
    }  # fmt: skip


def _amounts(sums: dict[str, int], amount: int) -> dict[str, int]:
    """From what was received to what is to be repaid; ``under_way``: asked for by another notice."""
    unused, returned = sums["paid"] - sums["used"], sums["repaid"] + sums["reclaimed"]
    return {
        "paid": sums["paid"],
        "used": sums["used"],
        "unused": unused,
        "returned": returned,
        "under_way": unused - returned - amount,
    }


def _registered(year: Year) -> FinancialReport:
    """Contact details from the register, where no report has them."""
    fields = ("organisation_number", *CONTACT)
    known = {field: getattr(year.recipient, field) for field in fields}
    return FinancialReport(agreement=year.agreement, recipient=year.recipient, **known)


def _record(verb: str, row: Repayment, by: User | None, **data: Any) -> None:
    about = {"amount": row.amount, "last_day": row.last_day.isoformat(), "reference": row.reference, **data}
    if row.paid_on:
        about["paid_on"] = row.paid_on.isoformat()
    if row.reason:
        about["reason"] = row.reason
    record(verb, row, by=by, agreement=row.agreement, organisation=row.recipient, **about)
