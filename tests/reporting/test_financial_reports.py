"""A financial report from draft to sent: figures, handing over, certifying, voiding."""

import json

import pytest

from overenskommelse.models import Event, Organisation
from overenskommelse.services.attachments import UnacceptableFile
from overenskommelse.services.events import SavedByOther, fingerprint
from reporting.domain.reports import ACTS, Act, acts_in, after
from reporting.models import Certification, Document, FinancialReport
from reporting.selectors.financial_reports import certified as in_force
from reporting.selectors.financial_reports import figures_of, point_three
from reporting.selectors.report_tasks import problems_of
from reporting.services import financial_reports as services
from reporting.services.payments import pay_onward
from reporting.services.signatures import NotNow, OtherPaper
from tests.reporting.reports import (
    CORRECT,
    DAY,
    NOT_CORRECT,
    agreement_2021,
    certified,
    cost,
    opened,
    organisation,
    pay,
    person,
    prepared,
    seal,
    signed,
    split,
)

pytestmark = pytest.mark.usefixtures("decision")


def stored(report: FinancialReport) -> FinancialReport:
    return FinancialReport.objects.get(pk=report.pk)


# ---- point 3


def test_point_three_adds_up() -> None:
    paid = pay().amount
    cost(1_000_000.50, text="Löner")
    cost(0.4, text="Porto")
    counted = point_three(agreement_2021(), organisation("R12"))
    assert counted.figures.paid == paid == counted.decided
    assert counted.figures.cost == 1_000_001
    assert counted.figures.unused == paid - 1_000_001
    line = next(line for line in counted.lines if line.figures.line == "regioner-nara-vard")
    assert line.rounding == 10


def test_bigger_costs_are_named_and_the_rest_summed() -> None:
    pay()
    cost(900, text="Projektledare", is_specified=True)
    cost(100)
    line = point_three(agreement_2021(), organisation("R12")).lines[0]
    assert (line.items, line.rest) == ([("Projektledare", 900)], 100)


def test_what_is_paid_onward_is_a_cost() -> None:
    pay()
    line = agreement_2021().lines.get(code="regioner-1177")
    passed = pay_onward(line=line, payer=organisation("R12"), paid_on=DAY, reference="", by=None)
    counted = figures_of(agreement_2021(), organisation("R12"))
    assert next(it for it in counted.lines if it.line == "regioner-1177").unused == 0
    assert counted.cost == passed.amount


def test_costs_above_the_grant_are_own_money() -> None:
    pay()
    decided = next(it for it in figures_of(agreement_2021(), organisation("R12")).lines if it.paid)
    cost(decided.paid + 7, decided.line)
    counted = figures_of(agreement_2021(), organisation("R12"))
    assert counted.own_funding == 7
    assert counted.unused == counted.paid - decided.paid


def test_an_rss_reports_what_its_municipalities_have_certified() -> None:
    pay("RSS12")
    split("1280", 5000)
    split("1281", 3000)
    cost(4000, "kommuner-nara-vard", "1280")
    cost(500, "kommuner-nara-vard", "1281")
    cost(200, "kommuner-nara-vard", "RSS12")
    certified("1280", by="ekonomichef.skane")
    counted = point_three(agreement_2021(), organisation("RSS12"))
    assert counted.figures.cost == 4200
    assert [part.municipality.code for part in counted.missing] == ["1281"]
    line = next(it for it in counted.lines if it.figures.line == "kommuner-nara-vard")
    assert line.items == [("Kommunernas intygade kostnader", 4000)]


# ---- opening and handing over


def test_it_is_opened_once_with_what_the_requisition_said() -> None:
    requisition = pay()
    type(requisition).objects.filter(pk=requisition.pk).update(city="Lund")
    first, second = opened(), opened()
    assert first == second
    assert (first.city, first.period_start) == ("Lund", agreement_2021().period_start)
    assert Event.objects.filter(verb="financial_reports.opened").count() == 1


def test_nothing_decided_nothing_to_report() -> None:
    with pytest.raises(services.NothingToReport):
        opened("1280")


def test_everything_that_is_missing_is_said() -> None:
    Organisation.objects.filter(code="R12").update(phone="", city="")
    agreement = agreement_2021()
    agreement.registration_number = ""
    agreement.save()
    report = opened()
    report.period_end = report.period_end.replace(year=2022)
    codes = [problem.code for problem in problems_of(report)]
    assert codes == [
        "nothing_paid", "city_missing", "phone_missing", "registration_number_missing",
        "period_outside_agreement",
    ]  # fmt: skip


def test_a_municipality_without_a_split_has_nothing() -> None:
    split("1280", 5)
    report = opened("1280")
    organisation("1280").split_amounts.update(amount=0)
    assert problems_of(report)[0].code == "nothing_split"


def test_more_named_costs_than_the_form_has_room_for() -> None:
    pay()
    for number in range(9):
        cost(1, text=f"Kostnad {number}", is_specified=True)
    assert [problem.code for problem in problems_of(opened())] == ["too_many_named"]


def test_an_incomplete_report_is_not_handed_over() -> None:
    with pytest.raises(services.Incomplete):
        prepared()
    assert stored(opened()).status == "draft"


def test_the_second_save_is_told() -> None:
    report = opened()
    seen = fingerprint(report)
    services.save_report(report=report, seen=seen, values={"city": "Lund"}, by=None)
    with pytest.raises(SavedByOther):
        services.save_report(report=report, seen=seen, values={"city": "Malmö"}, by=None)
    assert stored(report).city == "Lund"


def test_what_is_handed_over_is_not_changed() -> None:
    pay()
    report = prepared()
    with pytest.raises(NotNow):
        services.save_report(report=report, seen=fingerprint(report), values={"city": "Lund"}, by=None)


def test_it_is_sent_back_with_a_reason() -> None:
    pay()
    report = services.send_back(report=prepared(), reason="Kostnader saknas.", by=person("ekonomichef.skane"))
    assert (report.status, report.prepared_by) == ("draft", None)
    assert Event.objects.get(verb="financial_reports.sent_back").data["reason"] == "Kostnader saknas."


# ---- certifying


def test_certifying_freezes_point_three_and_issues_both_forms() -> None:
    pay()
    cost(1234)
    given = certified(statement=NOT_CORRECT)
    report = stored(given.report)
    assert report.status == "certified"
    assert report.document
    content = json.loads(report.document.content)
    assert content["point_three"] == json.loads(given.figures)
    assert content["certificate"]["number"] == given.document.number
    assert json.loads(given.document.content)["statement"]["deviations"] == NOT_CORRECT.deviations
    assert json.loads(given.document.content)["digest"] == given.digest
    assert in_force(agreement_2021())[report.recipient_id] == figures_of(agreement_2021(), report.recipient)
    assert Event.objects.get(verb="financial_reports.certified").data["alternative"] == 2


def test_whoever_hands_it_over_does_not_certify() -> None:
    pay()
    report = prepared(by="ekonomichef.skane")
    with pytest.raises(services.SamePerson):
        services.certify(report=report, seal=seal(report), statement=CORRECT, by=person("ekonomichef.skane"))


def test_only_what_was_seen_is_certified() -> None:
    pay()
    report = prepared()
    seen = seal(report)
    cost(1)
    with pytest.raises(services.FiguresChanged):
        services.certify(report=report, seal=seen, statement=CORRECT, by=person("ekonomichef.skane"))
    assert not Certification.objects.exists()
    assert not Document.objects.filter(kind="certificate").exists()


def test_it_is_certified_once() -> None:
    pay()
    report = certified().report
    with pytest.raises(NotNow):
        services.certify(report=report, seal=seal(report), statement=CORRECT, by=person("ekonomichef.skane"))
    assert Certification.objects.count() == 1


# ---- the paper


def test_it_is_signed_with_its_own_code_and_sent() -> None:
    pay()
    report = services.send(report=signed(), sent_on=DAY, by=None)
    assert (report.status, report.sent_on) == ("sent", DAY)


def test_another_form_is_refused() -> None:
    pay()
    report = stored(certified().report)
    other = bytes(Document.objects.get(kind="certificate").pdf)
    with pytest.raises(OtherPaper):
        services.sign(report=report, name="a.pdf", content=other, typed="", signed_on=DAY, by=None)
    assert report.document
    code = report.document.code
    with pytest.raises(UnacceptableFile):
        services.sign(report=report, name="a.exe", content=b"MZ", typed=code, signed_on=DAY, by=None)


def test_a_municipality_ends_when_it_is_certified() -> None:
    split("1280", 5000)
    report = stored(certified("1280").report)
    with pytest.raises(NotNow):
        services.sign(report=report, name="a.pdf", content=b"", typed="", signed_on=DAY, by=None)
    assert report.document
    assert json.loads(report.document.content)["addressee"] == organisation("RSS12").name


@pytest.mark.parametrize("act", Act)
def test_an_act_that_cannot_be_done_in_a_state(act: Act) -> None:
    before, then = ACTS[act]
    assert all(after(act, status, is_part=False) == then for status in before)
    with pytest.raises(ValueError, match=act):
        after(act, "sent", is_part=False)


def test_a_part_is_neither_signed_nor_sent() -> None:
    assert acts_in("certified", is_part=True) == []
    assert acts_in("certified", is_part=False) == [Act.SIGN]
