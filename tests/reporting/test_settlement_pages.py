"""The pages of how a year closes: who sees what, what is typed wrong, and what a closed year answers."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from allocation.models import Decision
from overenskommelse.models import Agreement, Organisation
from reporting.models import Cost, LateRequisition, Payment, Repayment, Settlement
from reporting.selectors.settlements import year_of
from reporting.services import payments, repayments
from reporting.services.settlements import close_all, close_year
from tests.reporting import years
from tests.reporting.accounts import text
from tests.reporting.conftest import asked, decide_now
from tests.reporting.test_requisitions import at_the_same_second

UNUSED = 1_234_567


@pytest.fixture
def agreement(decision: Decision) -> Agreement:
    return decision.agreement


@pytest.fixture
def reported(agreement: Agreement) -> Organisation:
    """Region Skåne: all paid, all used but 1 234 567 kr, certified."""
    who = years.recipient("R12")
    years.pay(agreement, who)
    years.spend_all_but(agreement, who, UNUSED)
    years.certify(agreement, who)
    return who


@pytest.fixture
def admin(client_for: Callable[[str], Client]) -> Client:
    return client_for("admin")


def address(agreement: Agreement, act: str = "settlement", code: str = "R12") -> str:
    return reverse(act, args=[agreement.code, code])


def test_an_officer_repays_and_an_administrator_closes(
    agreement: Agreement, reported: Organisation, officer: Client, admin: Client
) -> None:
    page = text(officer.get(address(agreement)))
    assert "1 234 567 kr återstår" in page
    page = text(officer.post(address(agreement, "settlement_notice"), follow=True))
    told = Repayment.objects.get()
    assert f"Besked {told.reference} är utfärdat." in page
    assert "dagar försenad" in page
    paid = reverse("repayment_book", args=[told.pk])
    assert "Den dagen har inte kommit än." in text(officer.post(paid, {"paid_on": "2999-01-01"}))
    assert "Beloppet blev känt först" in text(officer.post(paid, {"paid_on": "2021-12-31"}))
    page = text(officer.post(paid, {"paid_on": years.today().isoformat()}, follow=True))
    assert "Region Skåne: går jämnt ut" in page
    assert "Stäng året" not in page, "an officer does not close it"
    page = text(admin.post(address(agreement, "settlement_close"), follow=True))
    assert "Året är stängt för Region Skåne." in page
    assert Settlement.objects.filter(recipient=reported).count() == 7


def test_an_administrator_reclaims_for_a_reason(agreement: Agreement, admin: Client) -> None:
    who = years.recipient("R12")
    years.pay(agreement, who)
    url = address(agreement, "settlement_reclaim")
    page = text(admin.post(url, {"reason": "", "last_day": "2021-01-01"}))
    assert "Dagen har passerat." in page
    assert not Repayment.objects.exists()
    given = {"reason": "Ingen redovisning.", "last_day": years.today().isoformat()}
    assert "Ingen redovisning." in text(admin.post(url, given, follow=True))
    told = Repayment.objects.get()
    page = text(admin.post(reverse("repayment_withdraw", args=[told.pk]), {"reason": ""}))
    assert "Återta återkravet" in page
    withdrawn = admin.post(reverse("repayment_withdraw", args=[told.pk]), {"reason": "Den kom."}, follow=True)
    assert "Återkravet är återtaget." in text(withdrawn)
    assert not Repayment.objects.exists()


def test_a_closed_year_answers_that_it_is_closed(
    agreement: Agreement, officer: Client, client_for: Callable[[str], Client]
) -> None:
    who = Organisation.objects.get(code="R12")
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    close_year(agreement=agreement, recipient=who, by=None)
    line = agreement.lines.get(code="regioner-nara-vard")
    given = {"line": line.pk, "text": "Resor", "kronor": "100"}
    page = text(officer.post(reverse("cost_add", args=["R12"]), given, follow=True))
    assert "Året är stängt för Region Skåne. Ingenting har ändrats." in page
    assert "året är stängt" in page
    assert not Cost.objects.exists()
    page = text(officer.get(reverse("costs", args=["R12"])))
    assert "Se hur det stängdes" in page
    assert "Skriv en kostnad" not in page
    asked_for = {"agreement": agreement.code, "recipient": "R12"}
    assert "Ingenting har ändrats" in text(officer.post(reverse("requisition_new"), asked_for, follow=True))


def test_a_year_that_is_not_at_zero_does_not_close(agreement: Agreement, admin: Client) -> None:
    page = text(admin.post(address(agreement, "settlement_close"), follow=True))
    assert "Året går inte jämnt ut" in page
    assert not Settlement.objects.exists()


def test_a_payment_of_the_wrong_amount_is_corrected(
    agreement: Agreement, reported: Organisation, officer: Client
) -> None:
    paid = Payment.objects.get(recipient=reported)
    payments.correct(payment=paid, amount=paid.amount - 7, reason="Fel", by=None)
    assert "Mindre utbetalt än rekvirerat" in text(officer.get(address(agreement)))
    years.certify(agreement, reported)
    repayments.issue_notice(agreement=agreement, recipient=reported, by=None)
    repayments.book(repayment=Repayment.objects.get(), paid_on=years.today(), by=None)
    url, given = address(agreement, "settlement_correct"), {"payment": paid.pk, "reason": "Rätt insättning"}
    assert "har gått tillbaka till staten" in text(officer.post(url, {**given, "amount": "5"}))
    officer.post(url, {**given, "amount": str(paid.amount)})
    assert Payment.objects.get(pk=paid.pk).amount == paid.amount
    assert open_parts(agreement, reported) == ["report_missing"], "another payment, another certificate"


def open_parts(agreement: Agreement, who: Organisation) -> list[str]:
    return [it.matter.value for it in year_of(agreement, who).matters]


def test_all_at_zero_close_at_once_and_the_agreement_says_so(agreement: Agreement, admin: Client) -> None:
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    assert "Stäng året för de 43 som går jämnt ut" in text(admin.get(reverse("settlements")))
    url = reverse("settlements_close", args=[agreement.code])
    page = text(admin.post(url, follow=True))
    assert "Året är stängt för 43 mottagare." in page
    assert "43 av 43 mottagare är stängda." in page
    assert "Alla mottagares pengar för året är avstämda" in text(admin.get(agreement.get_absolute_url()))


def test_the_list_filters_sorts_and_is_a_file(
    agreement: Agreement, reported: Organisation, admin: Client
) -> None:
    url = reverse("settlements")
    late = text(admin.get(url, {"standing": "late"}))
    assert ">1 rad<" in late
    assert "Inte använt, ska betalas tillbaka" in late
    assert "21 rader" in text(admin.get(url, {"kind": "rss"}))
    assert "2 rader" in text(admin.get(url, {"county": "12"}))
    answer = admin.get(url, {"_export": "csv", "sort": "-paid"})
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), rows[0]["Mottagare"], rows[0]["Återstår"]) == (43, "Region Skåne", str(UNUSED))
    assert admin.get(url, {"_export": "xlsx"}).status_code == 200


def test_a_municipality_sees_how_its_rss_stands(
    agreement: Agreement, client_for: Callable[[str], Client]
) -> None:
    page = text(client_for("kommun.uppsala").get(reverse("settlements")))
    assert "RSS Uppsala län" in page
    assert "Region Uppsala" not in page.partition("<main")[2]


def test_the_start_page_says_what_waits(
    agreement: Agreement, reported: Organisation, officer: Client, admin: Client
) -> None:
    assert "Betala tillbaka 1 234 567 kr från Region Skåne" in text(officer.get("/"))
    assert "Medel kan återkrävas från en mottagare" in text(admin.get("/"))
    own = {"agreement": agreement, "recipient": reported, "by": None}
    told = repayments.issue_notice(**own)  # type: ignore[arg-type]
    assert f"Enligt besked {told.reference}." in text(officer.get("/"))
    repayments.book(repayment=told, paid_on=years.today(), by=None)
    assert "Betala tillbaka" not in text(officer.get("/"))
    assert "En mottagare går jämnt ut" in text(admin.get("/"))


def test_a_later_decision_is_named_beside_what_was_closed(agreement: Agreement, admin: Client) -> None:
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    close_all(agreement=agreement, by=None)
    assert "Stängda år som inte längre stämmer" not in text(admin.get(reverse("settlements")))
    agreement.printed_sums.all().delete()
    agreement.lines.filter(code="skr-stod").update(amount=1_000)
    decide_now("Rättad")
    assert "Stängda år som inte längre stämmer" in text(admin.get(reverse("settlements")))
    page = text(admin.get(address(agreement, code="SKR")))
    assert "Beslutat: stängdes med 53 000 000 kr, blir nu 1 000 kr" in page


def test_one_recipient_costs_as_many_queries_as_all(
    agreement: Agreement, reported: Organisation, admin: Client, officer: Client
) -> None:
    url = reverse("settlements")
    few = asked(admin, f"{url}?county=12")
    payments.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    close_all(agreement=agreement, by=None)
    assert asked(admin, url) == few
    assert asked(officer, url) <= few


def unused_in_skane() -> dict[str, Any]:
    """What the services are given, once Region Skåne has something to repay."""
    agreement, who = Agreement.objects.get(code="god-och-nara-vard-2021"), years.recipient("R12")
    years.pay(agreement, who)
    years.spend_all_but(agreement, who, UNUSED)
    years.certify(agreement, who)
    return {"agreement": agreement, "recipient": who}


def test_two_at_the_same_second_repay_once(shared_file: None) -> None:
    (own,) = at_the_same_second(unused_in_skane)
    later: dict[str, Any] = {"reason": "Sen.", "last_day": years.today()}
    found = at_the_same_second(
        lambda: repayments.issue_notice(**own, by=None),
        lambda: repayments.reclaim(**own, **later, by=None),
        lambda: repayments.issue_notice(**own, by=None),
    )
    assert {type(it) for it in found} <= {Repayment, repayments.NothingToReturn}
    (waiting,) = at_the_same_second(lambda: list(Repayment.objects.select_related("agreement", "recipient")))
    (told,) = waiting
    at_the_same_second(*[lambda: repayments.book(repayment=told, paid_on=years.today(), by=None)] * 3)
    (sums,) = at_the_same_second(lambda: year_of(**own).sums)
    assert (sums["repaid"] + sums["reclaimed"], sums["open"]) == (UNUSED, 0)
