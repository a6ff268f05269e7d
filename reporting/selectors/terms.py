"""How an agreement pays: once or in parts, by when, and for whom an exception is made."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from allocation.models import Decision, RunAmount
from overenskommelse.domain.periods import days_left
from overenskommelse.models import Agreement, Deadline, FundingLine, Organisation, User
from overenskommelse.models.requirements import CONCERNS
from overenskommelse.permissions import allowed
from reporting.domain.balances import free_share
from reporting.domain.deadlines import Standing, standing
from reporting.models import LateRequisition, Payment, PaymentPart, PaymentTerms
from reporting.permissions import BOOKS_PAYMENTS

# The code of the deadline that requisitions meet, whatever the year.
REQUISITION_DEADLINE = "rekvisition"


@dataclass(frozen=True)
class Due:
    """A deadline that binds an organisation, and where it stands today."""

    deadline: Deadline
    days: int
    standing: Standing


def due(row: Deadline, *, done: bool) -> Due:
    """Where ``row`` stands today; ``done``: whether its task is done."""
    today = timezone.localdate()
    return Due(row, days_left(row.date, today), standing(row.date, today, done=done))


@dataclass(frozen=True)
class Terms:
    """An agreement's terms, its last day to requisition, and the exceptions from it."""

    terms: PaymentTerms
    parts: list[PaymentPart]
    last_day: Deadline | None
    exceptions: Collection[LateRequisition]

    @property
    def share(self) -> Fraction:
        """The part of the decided money that is free now."""
        return free_share((Fraction(part.percent), part.is_free) for part in self.parts)

    @property
    def pays_once(self) -> bool:
        return not self.terms.allows_several

    def binds(self, recipient: Organisation) -> bool:
        """Whether the last day is the recipient's too."""
        field = CONCERNS.get(recipient.kind)  # type: ignore[call-overload]
        return bool(self.last_day and field and getattr(self.last_day, field))

    def due(self, recipient: Organisation, *, done: bool) -> Due | None:
        """Where the last day stands today, if it is the recipient's; ``done``: nothing is left to do."""
        return due(self.last_day, done=done) if self.last_day and self.binds(recipient) else None

    def exception_for(self, recipient: Organisation) -> LateRequisition | None:
        """What lets ``recipient`` requisition after the last day."""
        return next((row for row in self.exceptions if row.recipient_id in (None, recipient.pk)), None)

    def has_lapsed(self, recipient: Organisation) -> bool:
        """Whether the right to requisition has lapsed for ``recipient``."""
        if self.last_day is None or not self.binds(recipient):
            return False
        return self.last_day.date < timezone.localdate() and self.exception_for(recipient) is None


def terms_of(agreement: Agreement) -> Terms:
    """The terms of ``agreement``; those of 2021 where nothing is stated. Three queries."""
    # The last day brings the terms; only an agreement without one is asked once more.
    last_days = Deadline.objects.filter(agreement=agreement, code=REQUISITION_DEADLINE)
    last_day = last_days.select_related("agreement__payment_terms").first()
    stated = PaymentTerms.objects.filter(agreement=agreement).first() if last_day is None else None
    return Terms(
        stated or getattr(last_day and last_day.agreement, "payment_terms", None) or PaymentTerms(),
        list(agreement.payment_parts.all()),
        last_day,
        list(agreement.late_requisitions.select_related("recipient", "granted_by")),
    )


@dataclass(frozen=True)
class Onward:
    """What a payer passes on of a line, whole kronor; ``payment`` once it has been booked."""

    line: FundingLine
    payer: Organisation
    amount: int
    payment: Payment | None
    may_book: bool


@dataclass(frozen=True)
class OnwardLine:
    """A line whose money is paid onward, and those who pay."""

    line: FundingLine
    rows: list[Onward]

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def paid(self) -> int:
        return sum(row.amount for row in self.rows if row.payment)


def onward_payments(agreement: Agreement, user: User) -> list[OnwardLine]:
    """What the decision in force lets recipients pay onward, for those that ``user`` sees. Three queries."""
    in_force = Decision.objects.in_force().filter(agreement=agreement)
    amounts = RunAmount.objects.filter(
        run_line__run__decision__in=in_force,
        run_line__line__pass_through_to__isnull=False,
        recipient__in=Organisation.objects.visible_to(user),
    ).select_related("run_line__line__pass_through_to", "recipient")
    passed_on = Payment.objects.filter(agreement=agreement, line__isnull=False)
    booked = {(payment.line_id, payment.payer_id): payment for payment in passed_on}
    found: dict[FundingLine, list[Onward]] = {}
    for row in amounts.order_by("run_line__position", "recipient__code"):
        line, payer = row.run_line.line, row.recipient
        may_book = allowed(user, BOOKS_PAYMENTS, payer)
        found.setdefault(line, []).append(
            Onward(line, payer, row.amount, booked.get((line.pk, payer.pk)), may_book)
        )
    return [OnwardLine(line, rows) for line, rows in found.items()]
