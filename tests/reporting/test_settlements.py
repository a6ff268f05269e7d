"""What is not used goes back, what is not reported may be reclaimed, and the year closes at 0."""

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from allocation.models import Decision
from overenskommelse.models import Agreement, Event, Organisation
from reporting.models import Document, LateRequisition, Repayment, Settlement
from reporting.selectors.settlements import year_of
from reporting.services import payments, repayments, signatures
from reporting.services.cases import case_of
from reporting.services.locks import YearClosed, refuse_closed
from reporting.services.settlements import NotAtZero, close_all, close_year
from tests.reporting import years
from tests.reporting.conftest import decide_now
from tests.reporting.pdfs import reader, text_of
from tests.reporting.test_schema import faults

UNUSED = 1_234_567
SCHEMA = json.loads((settings.BASE_DIR / "docs" / "schemas" / "repayment.schema.json").read_text("utf-8"))


@pytest.fixture
def agreement(decision: Decision) -> Agreement:
    return decision.agreement


@pytest.fixture
def skane(agreement: Agreement) -> Organisation:
    return years.recipient("R12")


@pytest.fixture
def own(agreement: Agreement, skane: Organisation) -> dict[str, Any]:
    return {"agreement": agreement, "recipient": skane}


@pytest.fixture
def reported(agreement: Agreement, skane: Organisation) -> Organisation:
    """All paid; all used but 1 234 567 kr, and certified so."""
    years.pay(agreement, skane)
    years.spend_all_but(agreement, skane, UNUSED)
    years.certify(agreement, skane)
    return skane


def open_matters(own: dict[str, Any]) -> list[tuple[str, int]]:
    return [(it.matter.value, it.amount) for it in year_of(**own).matters]


def pay_back(own: dict[str, Any], day: date | None = None) -> Repayment:
    told = Repayment.objects.get(**own, paid_on=None)
    return repayments.book(repayment=told, paid_on=day or years.today(), by=None)


def test_a_year_walks_from_decided_to_closed(own: dict[str, Any], skane: Organisation) -> None:
    agreement = own["agreement"]
    decided = year_of(**own).sums["decided"]
    assert open_matters(own) == [("to_requisition", decided)]
    sent = years.requisition(agreement, skane)
    assert open_matters(own) == [("awaited", decided)]
    signatures.pay(requisition=sent, amount=decided, paid_on=years.DAY, reference="", by=None)
    assert open_matters(own) == [("report_missing", decided)]
    years.spend_all_but(agreement, skane, UNUSED)
    assert open_matters(own) == [("report_missing", decided)], "costs count when they are certified"
    years.certify(agreement, skane)
    assert open_matters(own) == [("to_repay", UNUSED)]
    repayments.issue_notice(**own, by=None)
    assert open_matters(own) == [("late", UNUSED)]
    pay_back(own)
    assert (open_matters(own), year_of(**own).open) == ([], 0)
    rows = close_year(**own, by=None)
    assert sum(row.repaid for row in rows) == UNUSED
    assert sum(row.decided for row in rows) == sum(row.paid for row in rows) == decided
    assert year_of(**own).differences == []


def test_the_notice_says_what_when_and_why(own: dict[str, Any], reported: Organisation) -> None:
    told = repayments.issue_notice(**own, by=None)
    assert (told.amount, told.last_day, told.reference) == (
        UNUSED, date(2022, 3, 31), Document.objects.latest("pk").number,
    )  # fmt: skip
    assert told.document is not None
    pdf = reader(told.document.pdf)
    content, text = json.loads(told.document.content), text_of(pdf)
    assert list(faults(content, SCHEMA)) == []
    assert len(pdf.pages) == 1
    numbers = own["agreement"].registration_number, own["agreement"].payment_registration_number
    for said in (
        "1 234 567 kr",
        "2022-03-31",
        "Kammarkollegiet",
        told.reference,
        content["report"],
        *numbers,
    ):
        assert said in text
    assert content["amounts"]["unused"] == sum(line["unused"] for line in content["lines"]) == UNUSED
    assert json.loads(pdf.attachments[f"{told.reference}.json"][0]) == content


def test_a_notice_is_issued_once(own: dict[str, Any], reported: Organisation) -> None:
    repayments.issue_notice(**own, by=None)
    with pytest.raises(repayments.NothingToReturn):
        repayments.issue_notice(**own, by=None)
    assert Repayment.objects.count() == 1


def test_a_notice_needs_the_numbers(own: dict[str, Any], reported: Organisation) -> None:
    own["agreement"].registration_number = ""
    own["agreement"].save()
    with pytest.raises(repayments.NotReady):
        repayments.issue_notice(**own, by=None)


def test_a_payment_is_booked_once_and_not_before_the_report(
    own: dict[str, Any], reported: Organisation
) -> None:
    repayments.issue_notice(**own, by=None)
    with pytest.raises(repayments.TooEarly) as refused:
        pay_back(own, years.today() - timedelta(1))
    assert refused.value.first == years.today()
    paid = pay_back(own)
    assert repayments.book(repayment=paid, paid_on=years.today(), by=None).pk == paid.pk
    assert Event.objects.filter(verb="settlements.repaid").count() == 1


def test_a_void_certificate_withdraws_the_notice_and_what_is_paid_stays(
    own: dict[str, Any], reported: Organisation
) -> None:
    agreement = own["agreement"]
    document = repayments.issue_notice(**own, by=None).document
    years.spend(agreement, reported, "regioner-nara-vard", 567)
    assert not Repayment.objects.exists()
    assert document is not None
    assert Document.objects.filter(pk=document.pk).exists()
    years.certify(agreement, reported)
    assert repayments.issue_notice(**own, by=None).amount == UNUSED - 567
    pay_back(own)
    years.spend(agreement, reported, "regioner-nara-vard", -1_000)
    years.certify(agreement, reported)
    assert open_matters(own) == [("to_repay", 1_000)], "the next notice is for the rest"


def test_costs_after_the_repayment_are_own_money(own: dict[str, Any], reported: Organisation) -> None:
    repayments.issue_notice(**own, by=None)
    pay_back(own)
    years.spend(own["agreement"], reported, "regioner-nara-vard", 1_000)
    years.certify(own["agreement"], reported)
    sums = year_of(**own).sums
    assert (sums["repaid"], sums["own_funding"], sums["open"]) == (UNUSED, 1_000, 0)


def test_a_missing_report_is_reclaimed_whole(own: dict[str, Any], skane: Organisation) -> None:
    years.pay(own["agreement"], skane)
    paid = year_of(**own).sums["paid"]
    given: dict[str, Any] = {**own, "reason": "Ingen redovisning.", "last_day": years.today(), "by": None}
    told = repayments.reclaim(**given)
    assert (told.is_reclaim, told.amount) == (True, paid)
    content = json.loads(told.document.content if told.document else "")
    assert list(faults(content, SCHEMA)) == []
    assert "Ingen redovisning." in text_of(reader(told.document.pdf))  # type: ignore[union-attr]
    with pytest.raises(repayments.NothingToReturn):
        repayments.reclaim(**given)
    pay_back(own)
    assert (year_of(**own).sums["reclaimed"], year_of(**own).may_close) == (paid, True)


def test_before_the_last_day_nothing_is_reclaimed(own: dict[str, Any], skane: Organisation) -> None:
    years.pay(own["agreement"], skane)
    own["agreement"].deadlines.update(date=years.today())
    with pytest.raises(repayments.NothingToReturn):
        repayments.reclaim(**own, reason="x", last_day=years.today(), by=None)


def test_a_late_repayment_is_reclaimed_in_its_place(own: dict[str, Any], reported: Organisation) -> None:
    repayments.issue_notice(**own, by=None)
    told = repayments.reclaim(**own, reason="Sent.", last_day=years.today(), by=None)
    assert list(Repayment.objects.all()) == [told]
    assert told.amount == UNUSED


def test_a_reclaim_that_a_report_has_overtaken_is_withdrawn(own: dict[str, Any], skane: Organisation) -> None:
    agreement = own["agreement"]
    years.pay(agreement, skane)
    told = repayments.reclaim(**own, reason="Ingen.", last_day=years.today(), by=None)
    years.spend_all_but(agreement, skane, UNUSED)
    years.certify(agreement, skane)
    with pytest.raises(repayments.TooMuch) as refused:
        pay_back(own)
    assert refused.value.left == UNUSED
    assert repayments.withdraw_reclaim(repayment=told, reason="Den kom.", by=None) == 1
    assert open_matters(own) == [("to_repay", UNUSED)]


def test_skr_follows_the_same_form(agreement: Agreement) -> None:
    skr = years.recipient("SKR")
    own = {"agreement": agreement, "recipient": skr}
    years.pay(agreement, skr)
    years.spend(agreement, skr, "skr-stod", 52_999_999)
    years.certify(agreement, skr)
    assert repayments.issue_notice(**own, by=None).amount == 1  # type: ignore[arg-type]


def test_what_nobody_asked_for_closes_as_lapsed(own: dict[str, Any]) -> None:
    with pytest.raises(NotAtZero):
        close_year(**own, by=None)
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    rows = close_year(**own, by=None)
    assert all(row.lapsed == row.decided and not row.paid for row in rows)
    payments.grant_exception(agreement=own["agreement"], recipient=None, reason="Efteråt.", by=None)
    assert year_of(**own).differences == [], "a later exception does not open what has lapsed"


def test_all_who_are_at_zero_close_at_once_and_the_agreement_says_when_it_is_over(
    own: dict[str, Any],
) -> None:
    agreement = own["agreement"]
    assert close_all(agreement=agreement, by=None) == 0
    years.pay(agreement, own["recipient"])
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    assert close_all(agreement=agreement, by=None) == 42
    assert not Event.objects.filter(verb="settlements.all_closed").exists()
    repayments.reclaim(**own, reason="x", last_day=years.today(), by=None)
    pay_back(own)
    close_year(**own, by=None)
    assert Event.objects.filter(verb="settlements.all_closed").count() == 1
    assert Settlement.objects.values("recipient").distinct().count() == 43


def test_a_later_decision_is_named_beside_what_was_closed(own: dict[str, Any]) -> None:
    agreement = own["agreement"]
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    close_year(**own, by=None)
    agreement.printed_sums.all().delete()
    agreement.lines.filter(code="regioner-nara-vard").update(amount=1_000)
    decide_now("Rättad")
    (line, part, kept, now), *_rest = year_of(**own).differences
    assert (line, part) == (agreement.lines.get(code="regioner-nara-vard").name, "decided")
    assert kept > now > 0


def test_a_closed_year_is_closed_to_its_municipalities_too(agreement: Agreement) -> None:
    rss, municipality = (Organisation.objects.get(code=code) for code in ("RSS12", "1280"))
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    close_year(agreement=agreement, recipient=rss, by=None)
    with pytest.raises(YearClosed):
        refuse_closed(agreement, municipality)
    refuse_closed(agreement, Organisation.objects.get(code="1480"))


def test_the_case_for_the_archive_holds_what_went_back_and_how_it_closed(
    own: dict[str, Any], reported: Organisation
) -> None:
    repayments.issue_notice(**own, by=None)
    pay_back(own)
    close_year(**own, by=None)
    with ZipFile(BytesIO(case_of(own["agreement"], reported))) as archive:
        told = archive.read("repayments.csv").decode("utf-8-sig").splitlines()
        closed = archive.read("settlements.csv").decode("utf-8-sig").splitlines()
    assert (len(told), len(closed)) == (2, 8)
    assert str(UNUSED) in told[1]
    assert "regioner-nara-vard" in closed[1]


def test_a_year_closes_once(own: dict[str, Any]) -> None:
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    close_year(**own, by=None)
    with pytest.raises(YearClosed):
        close_year(**own, by=None)


@pytest.mark.parametrize(
    "change", ["UPDATE reporting_settlement SET used = used", "DELETE FROM reporting_settlement"]
)
def test_the_database_keeps_a_closed_line_as_it_is(own: dict[str, Any], change: str) -> None:
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    close_year(**own, by=None)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
