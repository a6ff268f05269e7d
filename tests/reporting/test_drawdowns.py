"""Providers ask a region for money: never above what is set aside, decided by another, counted once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import ProtectedError, Sum

from overenskommelse.models import Agreement, Event, Organisation, User
from overenskommelse.services.events import SavedByOther, fingerprint
from reporting.domain.drawdowns import Pot, deeds_in, quarter_days, quarters_within
from reporting.models import Cost, Document, Drawdown, Settlement
from reporting.selectors.drawdowns import beside, pot_of
from reporting.selectors.financial_reports import figures_of
from reporting.services import drawdowns as services
from reporting.services import providers
from reporting.services.locks import YearClosed
from reporting.services.signatures import NotNow
from tests.reporting import reports
from tests.reporting.drawdowns import LINE, PAID_ON, asked, new, pot, provider
from tests.reporting.test_requisitions import at_the_same_second

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(user_of: Callable[[str], User]) -> User:
    return user_of("samordnare.skane")


@pytest.fixture
def decider(user_of: Callable[[str], User]) -> User:
    return user_of("ekonom.skane")


@pytest.fixture
def request_(skane: Organisation, clerk: User) -> Drawdown:
    """100 000 kr of 250 000 kr."""
    return asked(clerk)


def approved(row: Drawdown, by: User) -> Drawdown:
    return services.approve(drawdown=row, seen=fingerprint(row), by=by)


# ---- asked


def test_the_same_form_sent_twice_is_one_request(request_: Drawdown, clerk: User) -> None:
    again = services.ask(drawdown=new(), by=clerk)
    assert again == request_
    assert Event.objects.about(request_).count() == 1


def test_the_same_invoice_is_asked_for_once(request_: Drawdown, decider: User) -> None:
    with pytest.raises(services.AskedAlready) as refused:
        services.ask(drawdown=new(amount=5), by=None)
    assert refused.value.params == {"amount": 100_000, "quarter": 4}
    services.refuse(drawdown=request_, seen=fingerprint(request_), reason="Fel faktura", by=decider)
    assert services.ask(drawdown=new(amount=5), by=None).status == "asked"


@pytest.mark.parametrize("amount", [250_001, 0, -1])
def test_never_more_than_what_is_left(skane: Organisation, amount: int) -> None:
    with pytest.raises(services.TooMuch) as refused:
        asked(None, amount=amount)
    assert refused.value.params == {"left": 250_000}


def test_a_later_decision_of_less_counts() -> None:
    assert Pot(250_000, 200_000, asked=150_000).left == 50_000
    assert Pot(250_000, 100_000, paid=150_000).left == -50_000


def test_a_quarter_outside_the_agreement_is_refused(skane: Organisation, agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(period_start="2021-04-01")
    with pytest.raises(services.OutsidePeriod):
        asked(None, quarter=1)
    assert asked(None, quarter=2).quarter == 2


def test_quarters_are_three_months() -> None:
    assert quarter_days(2021, 1) == (date(2021, 1, 1), date(2021, 3, 31))
    assert quarter_days(2021, 4) == (date(2021, 10, 1), date(2021, 12, 31))
    assert quarters_within(2021, date(2021, 3, 31), date(2021, 7, 1)) == [1, 2, 3]
    assert quarters_within(2021, date(2022, 1, 1), date(2022, 12, 31)) == []


def test_what_is_changed_keeps_within_what_is_left(request_: Drawdown, clerk: User) -> None:
    seen = fingerprint(request_)
    request_.amount = 250_000
    services.change(drawdown=request_, seen=seen, by=clerk)
    assert pot_of(request_.set_aside).left == 0
    with pytest.raises(SavedByOther):
        services.change(drawdown=request_, seen=seen, by=clerk)
    seen, request_.amount = fingerprint(Drawdown.objects.get()), 250_001
    with pytest.raises(services.TooMuch):
        services.change(drawdown=request_, seen=seen, by=clerk)


# ---- decided


def test_whoever_registered_it_does_not_decide_it(request_: Drawdown, clerk: User) -> None:
    with pytest.raises(services.OwnRequest):
        approved(request_, clerk)
    with pytest.raises(services.OwnRequest):
        services.refuse(drawdown=request_, seen=fingerprint(request_), reason="Nej", by=clerk)


def test_whoever_changed_it_does_not_decide_it(request_: Drawdown, decider: User) -> None:
    seen, request_.purpose = fingerprint(request_), "Annat"
    services.change(drawdown=request_, seen=seen, by=decider)
    with pytest.raises(services.OwnRequest):
        approved(request_, decider)


def test_what_was_read_is_what_is_decided(request_: Drawdown, clerk: User, decider: User) -> None:
    seen = fingerprint(request_)
    request_.amount = 7
    services.change(drawdown=request_, seen=seen, by=clerk)
    with pytest.raises(SavedByOther):
        services.approve(drawdown=request_, seen=seen, by=decider)
    assert not Document.objects.exists()


def test_it_is_decided_once(request_: Drawdown, decider: User) -> None:
    approved(request_, decider)
    with pytest.raises(NotNow) as refused:
        approved(request_, decider)
    assert refused.value.status == "approved"
    assert Document.objects.count() == 1


def test_without_a_registration_number_nothing_is_decided(request_: Drawdown, decider: User) -> None:
    Agreement.objects.filter(pk=request_.agreement_id).update(payment_registration_number="")
    with pytest.raises(services.Lacking):
        approved(request_, decider)
    assert Drawdown.objects.get().status == "asked"


def test_what_is_refused_is_free_again(request_: Drawdown, decider: User) -> None:
    services.refuse(drawdown=request_, seen=fingerprint(request_), reason="Ingår inte", by=decider)
    stored = Drawdown.objects.get()
    assert (stored.status, stored.reason, stored.decided_by) == ("refused", "Ingår inte", decider)
    assert pot_of(stored.set_aside).left == 250_000
    assert deeds_in(stored.status) == []


def test_what_is_approved_may_be_refused_before_it_is_paid(request_: Drawdown, decider: User) -> None:
    first = approved(request_, decider).document
    stored = Drawdown.objects.get()
    second = services.refuse(drawdown=stored, seen=fingerprint(stored), reason="Konkurs", by=decider).document
    assert first
    assert second
    assert f'"replaces":"{first.number}"' in second.content
    assert Document.objects.count() == 2


# ---- paid


def test_what_is_paid_is_a_cost_of_the_region(request_: Drawdown, decider: User) -> None:
    services.pay(drawdown=approved(request_, decider), paid_on=PAID_ON, by=decider)
    cost = Cost.objects.get()
    assert (cost.amount, cost.source, cost.organisation.code) == (100_000_00, "drawdown", "R12")
    assert cost.line.code == LINE
    assert cost.text == "Exempelvården AB 4711: Utökade öppettider"
    assert Drawdown.objects.get().cost == cost
    with pytest.raises(NotNow):
        services.pay(drawdown=request_, paid_on=PAID_ON, by=decider)
    with pytest.raises(ProtectedError):
        cost.delete()


def test_a_payment_can_be_undone_with_a_reason(request_: Drawdown, decider: User) -> None:
    services.pay(drawdown=approved(request_, decider), paid_on=PAID_ON, by=decider)
    services.undo_payment(drawdown=request_, reason="Fel konto", by=decider)
    stored = Drawdown.objects.get()
    assert (stored.status, stored.paid_on, stored.cost) == ("approved", None, None)
    assert not Cost.objects.exists()
    told = Event.objects.about(request_).get(verb="drawdowns.payment_undone")
    assert told.data["reason"] == "Fel konto"


def test_a_payment_counts_in_the_report_and_voids_its_certificate(
    request_: Drawdown, decider: User, skane: Organisation
) -> None:
    reports.pay()
    held = reports.certified()
    services.pay(drawdown=approved(request_, decider), paid_on=PAID_ON, by=decider)
    held.refresh_from_db()
    assert held.voided_at
    assert figures_of(request_.agreement, skane).cost == 100_000


def test_nothing_changes_in_a_closed_year(request_: Drawdown, decider: User) -> None:
    row = request_.set_aside
    Settlement.objects.create(
        agreement=request_.agreement, recipient=request_.region, line=row.line,
        decided=0, paid=0, lapsed=0, used=0, repaid=0, reclaimed=0, own_funding=0,
    )  # fmt: skip
    seen = fingerprint(request_)
    acts: list[Callable[[], Any]] = [
        lambda: services.ask(drawdown=new(invoice_reference="2"), by=None),
        lambda: services.change(drawdown=request_, seen=seen, by=decider),
        lambda: services.approve(drawdown=request_, seen=seen, by=decider),
        lambda: services.refuse(drawdown=request_, seen=seen, reason="Nej", by=decider),
        lambda: services.pay(drawdown=request_, paid_on=PAID_ON, by=decider),
        lambda: services.undo_payment(drawdown=request_, reason="Fel", by=decider),
        lambda: providers.set_aside(row=row, seen=fingerprint(row), by=None),
        lambda: providers.remove_set_aside(row=row, by=None),
    ]
    for act in acts:
        with pytest.raises(YearClosed):
            act()


# ---- beside each other


def test_providers_and_own_units_stand_beside_each_other(
    request_: Drawdown, decider: User, agreement: Agreement, skane: Organisation
) -> None:
    services.pay(drawdown=approved(request_, decider), paid_on=PAID_ON, by=decider)
    asked(None, quarter=1, amount=30_000, invoice_reference="4712")
    own: dict[str, Any] = {"agreement": agreement, "organisation": skane, "line": request_.set_aside.line}
    for code, ore in (("9916", 200_50), ("", 100)):
        Cost.objects.create(**own, source="typed", text="Löner", object_code=code, amount=ore)
    found = beside(agreement, skane)
    [row] = found.used_lines
    assert {quarter: (sums.asked, sums.paid) for quarter, sums in row.rows if sums.claimed} == {
        1: (30_000, 0),
        4: (0, 100_000),
    }
    assert [(part.code, part.sum.ore) for part in row.own] == [("9916", 200_50), ("", 100)]
    assert (row.pot.left, row.own_used.kronor) == (120_000, 202)
    assert (found.total.set_aside, found.left, found.own_used) == (250_000, 120_000, 202)


# ---- at the same second


def ask_for(amount: int, reference: str) -> Callable[[], Drawdown]:
    return lambda: services.ask(drawdown=new(amount=amount, invoice_reference=reference), by=None)


def claimed() -> int:
    rows = Drawdown.objects.exclude(status="refused")
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def make_pot() -> None:
    pot()
    provider()


def test_at_the_same_second_never_more_than_what_is_set_aside(shared_file: None) -> None:
    assert at_the_same_second(make_pot) == [None]
    outcomes = at_the_same_second(*(ask_for(100_000, str(number)) for number in range(4)))
    assert sum(isinstance(outcome, Drawdown) for outcome in outcomes) == 2
    assert {type(outcome) for outcome in outcomes} == {Drawdown, services.TooMuch}
    assert at_the_same_second(claimed) == [200_000]


def pay_now() -> Drawdown:
    return services.pay(drawdown=Drawdown.objects.get(), paid_on=PAID_ON, by=None)


def test_at_the_same_second_a_request_is_decided_and_paid_once(shared_file: None) -> None:
    assert at_the_same_second(make_pot) == [None]
    at_the_same_second(ask_for(100_000, "1"))
    [row] = at_the_same_second(Drawdown.objects.get)
    seen = fingerprint(row)
    decided = at_the_same_second(*[lambda: services.approve(drawdown=row, seen=seen, by=None)] * 3)
    assert sum(isinstance(outcome, Drawdown) for outcome in decided) == 1
    paid = at_the_same_second(*[pay_now] * 3)
    assert sum(isinstance(outcome, Drawdown) for outcome in paid) == 1
    assert at_the_same_second(Cost.objects.count) == [1]
