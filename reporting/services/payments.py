"""Payments: an agreement's terms, exceptions from its last day, what has been paid, also onward."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum

from allocation.models import RunAmount
from overenskommelse.models import Agreement, FundingLine, Organisation, User
from overenskommelse.services.events import changes, record
from reporting.models import LateRequisition, Payment, PaymentPart, PaymentTerms, Repayment
from reporting.selectors import decisions_in_force, position
from reporting.services.certifications import void_if_changed
from reporting.services.locks import lock_year, open_year, refuse_closed


class NothingToPay(Exception):  # noqa: N818 - it says what is the case
    """More than what is decided and free would be paid; ``left`` is what may be paid, whole kronor."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(str(left))


class GoneBack(Exception):  # noqa: N818
    """So much has gone back to the state that at least ``least`` kronor were paid here."""

    def __init__(self, least: int) -> None:
        self.least = least
        super().__init__(str(least))


@transaction.atomic
def save_terms(*, terms: PaymentTerms, by: User | None) -> PaymentTerms:
    """Store how an agreement pays."""
    lock_year(terms.agreement)
    stored = PaymentTerms.objects.filter(agreement=terms.agreement).first()
    before = stored or PaymentTerms(agreement=terms.agreement)
    terms.pk = stored.pk if stored else None
    changed = changes(before, terms)
    terms.save()
    record("payments.terms_changed", terms, by=by, agreement=terms.agreement, changes=changed)
    return terms


@transaction.atomic
def save_part(*, part: PaymentPart, by: User | None) -> PaymentPart:
    """Store a part of the payment. Raises PartsBeyondWhole when the parts become more than 100 per cent."""
    lock_year(part.agreement)
    others = part.agreement.payment_parts.exclude(pk=part.pk).aggregate(sum=Sum("percent"))["sum"] or 0
    if others + part.percent > 100:
        raise PartsBeyondWhole
    part.save()
    record("payments.part_saved", part, by=by, agreement=part.agreement, percent=str(part.percent))
    return part


class PartsBeyondWhole(Exception):  # noqa: N818
    """The parts of a payment would be more than the whole."""


@transaction.atomic
def meet_condition(*, part: PaymentPart, on: date, by: User | None) -> PaymentPart:
    """Say that the condition of ``part`` was met ``on``; once said it stays."""
    lock_year(part.agreement)
    part = PaymentPart.objects.get(pk=part.pk)
    if part.condition and part.met_on is None:
        part.met_on, part.met_by = on, by
        part.save()
        record("payments.condition_met", part, by=by, agreement=part.agreement, on=on.isoformat())
    return part


@transaction.atomic
def grant_exception(
    *, agreement: Agreement, recipient: Organisation | None, reason: str, by: User | None
) -> LateRequisition:
    """Let ``recipient`` (all when None) requisition after the last day. Granted already is left as it is.

    Raises YearClosed.
    """
    lock_year(agreement)
    if recipient:
        refuse_closed(agreement, recipient)
    stored = LateRequisition.objects.filter(agreement=agreement, recipient=recipient).first()
    if stored:
        return stored
    granted = LateRequisition.objects.create(
        agreement=agreement, recipient=recipient, reason=reason, granted_by=by
    )
    record(
        "payments.exception_granted",
        granted,
        by=by,
        agreement=agreement,
        organisation=recipient,
        reason=reason,
    )
    return granted


@transaction.atomic
def withdraw_exception(*, exception: LateRequisition, by: User | None) -> None:
    """Take an exception back: from now on the last day counts again. What was issued stays."""
    lock_year(exception.agreement)
    record(
        "payments.exception_withdrawn",
        exception,
        by=by,
        agreement=exception.agreement,
        organisation=exception.recipient,
        reason=exception.reason,
    )
    LateRequisition.objects.filter(pk=exception.pk).delete()


@transaction.atomic
def pay_without_requisition(
    *,
    agreement: Agreement,
    recipient: Organisation,
    amount: int,
    paid_on: date,
    reference: str,
    by: User | None,
) -> Payment:
    """Book what the state paid unasked. Raises NothingToPay beyond what is decided and free, YearClosed."""
    open_year(agreement, recipient)
    paid = Payment.objects.from_the_state().filter(agreement=agreement, recipient=recipient)
    left = position(agreement, recipient).balance.free - (paid.aggregate(sum=Sum("amount"))["sum"] or 0)
    if amount > left:
        raise NothingToPay(left)
    return _pay(
        by,
        Payment(
            agreement=agreement, recipient=recipient, amount=amount, paid_on=paid_on, reference=reference
        ),
    )


@transaction.atomic
def pay_onward(
    *, line: FundingLine, payer: Organisation, paid_on: date, reference: str, by: User | None
) -> Payment:
    """Book that ``payer`` has passed its amount of ``line`` on (agreement 2021, section 10.1: 1177).

    The amount is the decided one. Raises NothingToPay when nothing is decided or it is passed on already;
    YearClosed.
    """
    open_year(line.agreement, payer)
    decided = RunAmount.objects.filter(
        run_line__run__decision__in=decisions_in_force(line.agreement), run_line__line=line, recipient=payer
    ).first()
    if decided is None or line.pass_through_to is None or _passed_on(line, payer):
        raise NothingToPay(0)
    return _pay(
        by,
        Payment(
            agreement=line.agreement,
            recipient=line.pass_through_to,
            payer=payer,
            line=line,
            amount=decided.amount,
            paid_on=paid_on,
            reference=reference,
        ),
    )


@transaction.atomic
def correct(*, payment: Payment, amount: int, reason: str, by: User | None) -> Payment:
    """Put right an amount that was booked wrongly; what the state paid only.

    Raises YearClosed, and GoneBack when less than has gone back to the state would be left.
    """
    open_year(payment.agreement, payment.recipient)
    row = Payment.objects.from_the_state().get(pk=payment.pk)
    own = {"agreement": row.agreement, "recipient": row.recipient}
    others = Payment.objects.from_the_state().filter(**own).exclude(pk=row.pk)
    back = Repayment.objects.filter(**own).exclude(paid_on=None)
    least = _sum(back) - _sum(others)
    if amount < least:
        raise GoneBack(least)
    before, row.amount = row.amount, amount
    row.save()
    about = {"before": before, "amount": amount, "reason": reason}
    record("payments.corrected", row, by=by, agreement=row.agreement, organisation=row.recipient, **about)
    void_if_changed(agreement=row.agreement, organisation=row.recipient, by=by)
    return row


def _sum(rows: QuerySet[Any]) -> int:
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def _passed_on(line: FundingLine, payer: Organisation) -> bool:
    return Payment.objects.filter(line=line, payer=payer).exists()


def _pay(by: User | None, payment: Payment) -> Payment:
    payment.booked_by = by
    payment.save()
    record(
        "payments.booked",
        payment,
        by=by,
        agreement=payment.agreement,
        organisation=payment.payer or payment.recipient,
        amount=payment.amount,
        paid_on=payment.paid_on.isoformat(),
    )
    whose = payment.payer or payment.recipient
    void_if_changed(agreement=payment.agreement, organisation=whose, by=by)
    return payment
