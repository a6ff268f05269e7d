"""Wherever money goes, both sums hold after every step, and the page says what is stored.

A walk of random acts by the real services, among a region and SKR; what a service refuses changes nothing.
"""

import csv
import random
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from allocation.models import Decision, RunAmount
from overenskommelse.models import Agreement, Organisation
from reporting.models import LateRequisition, Payment, PaymentTerms, Repayment, Settlement
from reporting.selectors.settlements import Year, year_of
from reporting.services import payments, repayments, signatures
from reporting.services.financial_reports import Incomplete as NothingPaid
from reporting.services.financial_reports import NothingToReport
from reporting.services.locks import YearClosed
from reporting.services.requisitions import Incomplete, NothingToRequisition
from reporting.services.settlements import NotAtZero, close_year
from reporting.services.signatures import NotNow
from tests.reporting import years

STEPS = 50
CODES = ("R12", "SKR")
REFUSALS = (
    Incomplete, NothingPaid, NothingToReport, NothingToRequisition, NotAtZero, NotNow, YearClosed,
    repayments.NothingToReturn, repayments.TooMuch,
)  # fmt: skip


class Walk:
    """Acts that a random number chooses among; each may be refused."""

    def __init__(self, agreement: Agreement, seed: int) -> None:
        self.agreement, self.chance = agreement, random.Random(seed)  # noqa: S311 - a walk that can be walked again
        self.recipients = [years.recipient(code) for code in CODES]
        often = (self.pay, self.certify, self.notice, self.book)
        acts = (*often * 3, self.spend, self.spend, self.close, self.reclaim, self.withdraw, self.lapse)
        self.acts: tuple[Callable[[Organisation], object], ...] = acts

    def step(self) -> str:
        act, who = self.chance.choice(self.acts), self.chance.choice(self.recipients)
        try:
            act(who)
        except REFUSALS as refused:
            return f"{act.__name__} {who.code}: {type(refused).__name__}"
        return f"{act.__name__} {who.code}"

    def own(self, who: Organisation) -> dict[str, Any]:
        return {"agreement": self.agreement, "recipient": who, "by": None}

    def pay(self, who: Organisation) -> object:
        """As requisitioned, now and then by another amount."""
        sent = years.requisition(self.agreement, who)
        amount = sent.amount + self.chance.choice((0, 0, 0, -7, 3))
        return signatures.pay(requisition=sent, amount=amount, paid_on=years.DAY, reference="", by=None)

    def spend(self, who: Organisation) -> object:
        """All of a line, more, less or some back."""
        lines = year_of(self.agreement, who).settled.lines
        line = self.chance.choice(lines)
        part = self.chance.choice((line.paid // 3, line.paid // 7, 1, -line.used // 2, line.paid + 11))
        return years.spend(self.agreement, who, line.line, part or 5)

    def certify(self, who: Organisation) -> object:
        return years.certify(self.agreement, who)

    def notice(self, who: Organisation) -> object:
        return repayments.issue_notice(**self.own(who))

    def reclaim(self, who: Organisation) -> object:
        return repayments.reclaim(**self.own(who), reason="Ingen redovisning.", last_day=years.today())

    def book(self, who: Organisation) -> object:
        told = Repayment.objects.filter(recipient=who, paid_on=None).first()
        if told is None:
            raise repayments.NothingToReturn
        return repayments.book(repayment=told, paid_on=years.today(), by=None)

    def withdraw(self, who: Organisation) -> object:
        told = Repayment.objects.filter(recipient=who, paid_on=None, is_reclaim=True).first()
        if told is None:
            raise repayments.NothingToReturn
        return repayments.withdraw_reclaim(repayment=told, reason="Rättelse.", by=None)

    def lapse(self, _who: Organisation) -> object:
        """The last day counts again, or no longer."""
        found = LateRequisition.objects.first()
        if found:
            return payments.withdraw_exception(exception=found, by=None)
        return payments.grant_exception(agreement=self.agreement, recipient=None, reason="Brand.", by=None)

    def close(self, who: Organisation) -> object:
        return close_year(**self.own(who))


def check(year: Year) -> None:
    """Both sums hold on every line, no part is below zero, and what is open is named to the krona."""
    for line in year.settled.lines:
        assert line.decided + line.overpaid == line.paid + line.lapsed + line.to_be_paid
        assert line.paid == line.used + line.repaid + line.reclaimed + line.to_be_settled
        assert min(vars(line)[part] for part in vars(line) if part != "line") >= 0
    assert sum(it.amount for it in year.matters) == year.open
    assert year.differences == []
    if year.is_closed:
        assert year.open == 0


def stored(agreement: Agreement, who: Organisation) -> dict[str, int]:
    """What the database says, asked without the program's own sums."""
    own = {"agreement": agreement, "recipient": who}
    decided = RunAmount.objects.filter(recipient=who, run_line__run__agreement=agreement)
    back = Repayment.objects.filter(**own).exclude(paid_on=None)
    sums = {
        "Beslutat": decided,
        "Utbetalat": Payment.objects.filter(**own, payer=None),
        "Återbetalat": back.filter(is_reclaim=False),
        "Återkrävt": back.filter(is_reclaim=True),
    }
    return {name: rows.aggregate(sum=Sum("amount"))["sum"] or 0 for name, rows in sums.items()}


def page(client: Client) -> dict[str, dict[str, int]]:
    """Recipient → heading → kronor, as the page's file says."""
    answer = client.get(reverse("settlements"), {"_export": "csv"})
    rows = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    return {
        row["Mottagare"]: {head: int(text) for head, text in row.items() if head != "Mottagare"}
        for row in rows
    }


def check_page(shown: dict[str, int], found: dict[str, int]) -> None:
    assert {name: shown[name] for name in found} == found
    returned = shown["Använt"] + shown["Återbetalat"] + shown["Återkrävt"]
    to_be_settled = shown["Utbetalat"] - returned
    overpaid = shown["Utbetalat"] + shown["Förfallet"] + shown["Kvar att betala ut"] - shown["Beslutat"]
    assert min(to_be_settled, overpaid) >= 0
    assert shown["Återstår"] == shown["Kvar att betala ut"] + to_be_settled + overpaid


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_sums_hold_in_every_state(
    decision: Decision, client_for: Callable[[str], Client], seed: int
) -> None:
    agreement, admin, told = decision.agreement, client_for("admin"), []
    PaymentTerms.objects.create(agreement=agreement, allows_several=bool(seed % 2))
    walk = Walk(agreement, seed)
    for _step in range(STEPS):
        told.append(walk.step())
        shown = page(admin)
        for who in walk.recipients:
            check(year_of(agreement, who))
            check_page(shown[who.name], stored(agreement, who))
    done = [line for line in told if ": " not in line]
    assert len(done) > STEPS // 3, "the walk goes somewhere"


def test_the_walk_can_close(decision: Decision) -> None:
    """Random acts rarely reach the end, so this one is led there."""
    walk = Walk(decision.agreement, 0)
    (who, *_rest) = walk.recipients
    years.pay(walk.agreement, who)
    years.spend_all_but(walk.agreement, who, 10)
    for act in (walk.certify, walk.notice, walk.book, walk.close):
        act(who)
        check(year_of(walk.agreement, who))
    assert Settlement.objects.filter(recipient=who).exists()
