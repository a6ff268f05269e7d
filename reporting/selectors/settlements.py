"""Where each recipient's year stands: what is open and why, or how it closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from allocation.models import RunAmount
from allocation.selectors import recipient_of_money
from overenskommelse.choices import Role
from overenskommelse.models import Agreement, Deadline, Organisation, User
from overenskommelse.models.requirements import CONCERNS
from reporting.choices import ASKED, MATTERS, RequisitionStatus
from reporting.domain.settlement import LineSettled, Matter, Money, Open, Settled, open_matters, settle
from reporting.models import Payment, Repayment, Requisition, Settlement
from reporting.permissions import MATTER_TURNS
from reporting.selectors.financial_reports import certified
from reporting.selectors.positions import decisions_in_force
from reporting.selectors.terms import Terms, terms_of

REPORT_DEADLINE = "ekonomisk-redovisning"
REPAYMENT_DEADLINE = "aterbetalning"
# What a closed line says; each is a field of Settlement and a part of LineSettled.
KEPT = ("decided", "paid", "lapsed", "used", "repaid", "reclaimed", "own_funding")


@dataclass(frozen=True)
class Reason:
    """Why a year is open, what closes the gap, whose turn it is, and the kronor."""

    what: str
    remedy: str
    turn: str
    amount: int


@dataclass(frozen=True)
class Year:
    """A recipient's year under an agreement. ``closed`` are its lines as it closed, empty before."""

    agreement: Agreement
    recipient: Organisation
    money: Money
    settled: Settled
    matters: list[Open]
    repayments: list[Repayment]
    closed: list[Settlement]
    report_by: Deadline | None
    repay_by: Deadline | None

    @property
    def open(self) -> int:
        return self.settled.open

    @property
    def is_closed(self) -> bool:
        return bool(self.closed)

    @property
    def may_close(self) -> bool:
        """Whether its two sums hold and it has not been closed."""
        return not self.closed and bool(self.settled.lines) and self.open == 0

    @cached_property
    def sums(self) -> dict[str, int]:
        """The parts of LineSettled and what is open, summed over the lines."""
        parts = [part for part in LineSettled.__dataclass_fields__ if part != "line"]
        return {part: self.settled.sum(part) for part in [*parts, "open"]}

    @property
    def differences(self) -> list[tuple[str, str, int, int]]:
        """(Line, part, as closed, as counted now) wherever a closed line is no longer what is counted."""
        now = {line.line: line for line in self.settled.lines}
        found = []
        for row in self.closed:
            counted = now.pop(row.line.code, None)
            found += [
                (row.line.name, part, getattr(row, part), getattr(counted, part, 0))
                for part in KEPT
                if getattr(row, part) != getattr(counted, part, 0)
            ]
        added = now.values() if self.closed else ()
        return found + [(it.line, "decided", 0, it.decided) for it in added if it.decided or it.paid]

    @property
    def is_late(self) -> bool:
        """Whether a last day has passed with something left: to report, or to repay."""
        return bool(self.amount_of(Matter.REPORT_MISSING) or self.amount_of(Matter.LATE)) or bool(
            self.proposal and is_past(self.repay_by)
        )

    @property
    def has_wrong_payment(self) -> bool:
        """Whether a payment is booked with another amount than what was requisitioned or decided."""
        return bool(self.amount_of(Matter.PAID_SHORT) or self.amount_of(Matter.OVERPAID))

    @property
    def unpaid(self) -> Repayment | None:
        """The notice or reclaim that waits for its money."""
        return next((row for row in self.repayments if row.paid_on is None), None)

    @property
    def proposal(self) -> int:
        """What a repayment notice would ask for: what is certified as unused and nobody has been told of."""
        return self.amount_of(Matter.TO_REPAY)

    @property
    def reclaimable(self) -> int:
        """What the state may reclaim: all that is left, once the last day to report or repay has passed."""
        if not self.is_late or self.is_closed or (self.unpaid and self.unpaid.is_reclaim):
            return 0
        return self.settled.sum("to_be_settled")

    def amount_of(self, matter: Matter) -> int:
        return next((it.amount for it in self.matters if it.matter is matter), 0)

    @property
    def reasons(self) -> list[Reason]:
        """Everything that keeps the year open, in words."""
        return [
            Reason(str(what), str(remedy), turn_of(it.matter), it.amount)
            for it in self.matters
            for what, remedy in [MATTERS[it.matter]]
        ]

    @property
    def repay_on(self) -> date | None:
        """The last day to repay: as the unpaid notice says, otherwise the agreement's."""
        if self.unpaid:
            return self.unpaid.last_day
        return self.repay_by.date if self.repay_by else None


def turn_of(matter: Matter) -> str:
    """Whose turn it is, in words; administrators act for all but are named only where nobody else may."""
    roles = MATTER_TURNS[matter]
    named = roles - {Role.ADMINISTRATOR, Role.MUNICIPAL_CONTACT} or roles  # no municipality is paid directly
    return ", ".join(str(role.label) for role in Role if role in named)


def closed_year(agreement: Agreement, organisation: Organisation) -> Settlement | None:
    """A line of the closed year of whoever gets the organisation's money; None while it is open."""
    recipient = recipient_of_money(organisation)
    rows = Settlement.objects.filter(agreement=agreement, recipient=recipient)
    return rows.select_related("agreement", "recipient").first() if recipient else None


def is_past(deadline: Deadline | None) -> bool:
    """Whether the last day has gone; the day itself is in time."""
    return bool(deadline and deadline.date < timezone.localdate())


def year_of(agreement: Agreement, recipient: Organisation) -> Year:
    """As ``years`` for one recipient."""
    return years(agreement, [recipient])[0]


def years(agreement: Agreement, recipients: Iterable[Organisation]) -> list[Year]:
    """Where the year of each stands, in eleven queries however many they are."""
    chosen = list(recipients)
    facts, terms = _facts(agreement, chosen), terms_of(agreement)
    codes = (REPORT_DEADLINE, REPAYMENT_DEADLINE)
    deadlines = {row.code: row for row in agreement.deadlines.filter(code__in=codes)}
    return [_year(agreement, one, facts, terms, deadlines) for one in chosen]


def paid_recipients(agreement: Agreement | None, user: User) -> QuerySet[Organisation]:
    """Those whom a decision in force or a payment has given money, that ``user`` sees; by county."""
    if agreement is None:
        return Organisation.objects.none()
    decided = RunAmount.objects.filter(run_line__run__decision__in=decisions_in_force(agreement))
    paid = Payment.objects.from_the_state().filter(agreement=agreement)
    has_money = Q(pk__in=decided.values("recipient")) | Q(pk__in=paid.values("recipient"))
    return Organisation.objects.visible_to(user).filter(has_money).select_related("county").by_county()


@dataclass(frozen=True)
class _Facts:
    """What is stored, by recipient id.

    ``asked`` is what requisitions in force ask for, and of it what is not paid; ``paid`` what the state has
    paid, and of it what nobody asked for.
    """

    decided: dict[int, dict[str, int]]
    asked: dict[int, tuple[int, int]]
    paid: dict[int, tuple[int, int]]
    certified: dict[int, Any]
    repayments: dict[int, list[Repayment]]
    closed: dict[int, list[Settlement]]


def _facts(agreement: Agreement, recipients: Sequence[Organisation]) -> _Facts:
    own: dict[str, Any] = {"agreement": agreement, "recipient__in": recipients}
    asked = Requisition.objects.filter(**own, status__in=ASKED)
    paid = Payment.objects.from_the_state().filter(**own)
    repayments = Repayment.objects.filter(**own).select_related("document", "recipient", "agreement")
    closed = Settlement.objects.filter(**own).select_related("line", "closed_by").order_by("line__position")
    return _Facts(
        decided=_decided(agreement, recipients),
        asked=_sums(asked, ~Q(status=RequisitionStatus.PAID)),
        paid=_sums(paid, Q(requisition=None)),
        certified=certified(agreement),
        repayments=_grouped(repayments.defer("document__pdf", "document__content")),
        closed=_grouped(closed),
    )


def _decided(agreement: Agreement, recipients: Sequence[Organisation]) -> dict[int, dict[str, int]]:
    rows = RunAmount.objects.filter(
        run_line__run__decision__in=decisions_in_force(agreement), recipient__in=recipients
    ).order_by("run_line__position", "run_line__code")
    found: dict[int, dict[str, int]] = {}
    for recipient, code, amount in rows.values_list("recipient", "run_line__code", "amount"):
        found.setdefault(recipient, {})[code] = amount
    return found


def _sums(rows: QuerySet[Any], part: Q) -> dict[int, tuple[int, int]]:
    """Recipient id → kronor, and of them those of ``part``."""
    sums = rows.order_by().values_list("recipient")
    found = sums.annotate(sum=Sum("amount"), part=Sum("amount", filter=part, default=0))
    return {recipient: (whole, some) for recipient, whole, some in found}


def _grouped(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.recipient_id, []).append(row)
    return found


def _year(
    agreement: Agreement,
    recipient: Organisation,
    facts: _Facts,
    terms: Terms,
    deadlines: dict[str, Deadline],
) -> Year:
    repayments, closed = facts.repayments.get(recipient.pk, []), facts.closed.get(recipient.pk, [])
    money = _money(recipient, facts, terms)
    settled = settle(money)
    binding = {code: row for code, row in deadlines.items() if binds(row, recipient)}
    report_by, repay_by = binding.get(REPORT_DEADLINE), binding.get(REPAYMENT_DEADLINE)
    waits = [row.last_day for row in repayments if row.paid_on is None]
    matters = open_matters(
        money, settled, timezone.localdate(), report_by.date if report_by else None, min(waits, default=None)
    )
    return Year(agreement, recipient, money, settled, matters, repayments, closed, report_by, repay_by)


def binds(deadline: Deadline, recipient: Organisation) -> bool:
    """Whether the last day is the recipient's."""
    field = CONCERNS.get(recipient.kind)  # type: ignore[call-overload]
    return bool(field and getattr(deadline, field))


def _money(recipient: Organisation, facts: _Facts, terms: Terms) -> Money:
    pk, repayments = recipient.pk, facts.repayments.get(recipient.pk, [])
    (asked, awaited), (paid, unasked) = facts.asked.get(pk, (0, 0)), facts.paid.get(pk, (0, 0))
    # What lapsed before the year closed stays lapsed, whatever exceptions are made afterwards.
    has_lapsed = pk in facts.closed or (terms.terms.needs_requisition and terms.has_lapsed(recipient))
    return Money(
        decided=facts.decided.get(pk, {}),
        claimed=asked + unasked,
        awaited=awaited,
        paid=paid,
        has_lapsed=has_lapsed,
        certified=facts.certified.get(pk),
        repaid=_amount(repayments, is_reclaim=False),
        reclaimed=_amount(repayments, is_reclaim=True),
        notified=sum(row.amount for row in repayments if row.paid_on is None),
    )


def _amount(repayments: Iterable[Repayment], *, is_reclaim: bool) -> int:
    return sum(row.amount for row in repayments if row.paid_on and row.is_reclaim == is_reclaim)
