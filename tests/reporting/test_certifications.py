"""A certificate falls with the figures that it stands for; both are told."""

from typing import Any

import pytest
from django.core import mail

from allocation.services.splits import parts_of, save_split
from allocation.services.splits import seal as split_seal
from overenskommelse.services.events import fingerprint
from reporting.models import Certification, Document, FinancialReport
from reporting.selectors.financial_reports import certified as in_force
from reporting.services.costs import change_cost, remove_costs, specify
from reporting.services.payments import pay_onward
from tests.reporting.conftest import decide_now
from tests.reporting.reports import (
    DAY,
    agreement_2021,
    certified,
    cost,
    organisation,
    pay,
    person,
    signed,
    split,
)

pytestmark = pytest.mark.usefixtures("decision")


def stored(report: FinancialReport) -> FinancialReport:
    return FinancialReport.objects.get(pk=report.pk)


def voided() -> Certification:
    return Certification.objects.exclude(voided_at=None).get()


def test_a_new_cost_voids_and_says_what_changed() -> None:
    pay()
    cost(1000)
    report = signed()
    cost(500)
    line = agreement_2021().lines.get(code="regioner-nara-vard")
    assert voided().void_reason.replace("\xa0", " ") == f"{line.name}, kostnader: 1 000 kr → 1 500 kr"
    row = stored(report)
    assert (row.status, row.document, row.signed_paper, row.prepared_by) == ("draft", None, None, None)
    assert Document.objects.filter(kind="financial_report").exists()
    assert in_force(agreement_2021()) == {}


def _change(row: Any) -> None:
    seen = fingerprint(row)
    row.amount = 5
    change_cost(cost=row, seen=seen, by=person("ekonom.skane"))


@pytest.mark.parametrize(
    "act",
    [
        _change,
        lambda row: remove_costs(costs=[row], by=None),
        lambda row: specify(cost=row, is_specified=True, by=person("ekonom.skane")),
        lambda row: pay_onward(
            line=row.agreement.lines.get(code="regioner-1177"), payer=row.organisation, paid_on=DAY,
            reference="", by=None,
        ),
    ],
)  # fmt: skip
def test_every_act_that_changes_point_three_voids(act: Any) -> None:
    pay()
    row = cost(1000)
    certified()
    act(row)
    assert voided().void_reason


def test_what_changes_nothing_voids_nothing() -> None:
    pay()
    row = cost(1000)
    certified()
    seen = fingerprint(row)
    row.text = "Löner och sociala avgifter"
    change_cost(cost=row, seen=seen, by=person("ekonom.skane"))
    assert not Certification.objects.exclude(voided_at=None).exists()


def test_both_are_told_by_mail(django_capture_on_commit_callbacks: Any) -> None:
    pay()
    certified()
    with django_capture_on_commit_callbacks(execute=True):
        cost(500)
    (letter,) = mail.outbox
    assert sorted(letter.to) == ["ekonom.skane@demo.test", "ekonomichef.skane@demo.test"]
    assert letter.subject == "Intyget för Region Skåne gäller inte längre"
    assert voided().document.number in letter.body
    assert voided().report.get_absolute_url() in letter.body


def test_a_municipality_that_certifies_voids_its_rss_and_so_does_its_change() -> None:
    pay("RSS12")
    split("1280", 5000)
    row = cost(4000, "kommuner-nara-vard", "1280")
    certified("RSS12")
    certified("1280")
    assert [it.report.recipient.code for it in Certification.objects.exclude(voided_at=None)] == ["RSS12"]
    certified("RSS12")
    remove_costs(costs=[row], by=None)
    assert in_force(agreement_2021()) == {}
    reasons = [it.void_reason.replace("\xa0", " ") for it in Certification.objects.order_by("pk")]
    assert "Malmö: inte intygat → 4 000 kr" in reasons[0]
    assert "Malmö: 4 000 kr → inte intygat" in reasons[2]


def test_money_that_is_decided_anew_voids_what_it_changes() -> None:
    pay()
    certified()
    agreement_2021().lines.filter(code="regioner-nara-vard").update(
        agreed_method="population-care@1", applied_method="population-care@1"
    )
    decide_now("Annan modell")
    assert "erhållet bidrag" in voided().void_reason


def test_the_same_money_decided_anew_voids_nothing() -> None:
    pay()
    certified()
    decide_now("Rättad text")
    assert not Certification.objects.exclude(voided_at=None).exists()


def test_money_that_a_county_splits_anew_voids_its_parts() -> None:
    pay("RSS12")
    split("1280", 5000)
    certified("1280")
    line = agreement_2021().lines.get(code="kommuner-nara-vard")
    stored = parts_of(line, organisation("RSS12"))
    save_split(
        line=line, rss=organisation("RSS12"), parts={organisation("1280").pk: 6000}, note="",
        seen=split_seal(stored), by=None,
    )  # fmt: skip
    assert voided().void_reason.replace("\xa0", " ").endswith("erhållet bidrag: 5 000 kr → 6 000 kr")
