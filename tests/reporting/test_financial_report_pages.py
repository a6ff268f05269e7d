"""The pages of a financial report: what they say and keep, whose turn it is, how often they ask."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Agreement, Organisation
from overenskommelse.services.events import fingerprint
from reporting.forms import ReportForm
from reporting.models import FinancialReport, Payment
from tests.reporting.conftest import asked
from tests.reporting.reports import (
    DAY,
    JUDGED,
    act,
    agreement_2021,
    certified,
    cost,
    opened,
    organisation,
    page,
    pay,
    prepared,
    seal,
    signed,
    split,
    text,
)

pytestmark = pytest.mark.usefixtures("decision")

SignIn = Callable[[str], Client]


def test_from_the_start_page_to_what_is_sent(
    officer: Client, head: Client, client_for: SignIn, agreement: Agreement
) -> None:
    pay()
    cost(1_000_000)
    assert "Påbörja den ekonomiska redovisningen för Region Skåne" in text(officer.get("/"))
    officer.post(reverse("financial_report_new"), {"agreement": agreement.code, "recipient": "R12"})
    report = FinancialReport.objects.get()
    assert "764 248 202 kr" in page(officer, report)
    act(officer, report, "prepare")
    assert "Granska den ekonomiska redovisningen för Region Skåne" in text(head.get("/"))
    act(head, report, "certify", **JUDGED, **{"certify-seal": seal(report)})
    report.refresh_from_db()
    assert report.document
    signatory = client_for("firmatecknare.skane")
    assert "Underteckna den ekonomiska redovisningen för Region Skåne" in text(signatory.get("/"))
    assert report.document.code in page(signatory, report)
    preview = signatory.get(reverse("financial_report_preview", args=[report.pk]))
    assert preview["Location"] == reverse("document", args=[report.document.number])


def test_the_paper_is_attached_fetched_and_sent(officer: Client, agreement: Agreement) -> None:
    pay()
    report = signed()
    paper = officer.get(reverse("financial_report_paper", args=[report.pk]))
    assert report.document
    assert paper.content == bytes(report.document.pdf)
    act(officer, report, "send", **{"send-sent_on": DAY.isoformat()})
    report.refresh_from_db()
    assert report.status == "sent"
    assert f"forms/{report.document.number}.pdf" in officer.get(
        reverse("case", args=[agreement.code, "R12"])
    ).content.decode("latin-1")


def test_the_signed_paper_of_a_void_certificate_stays_in_the_case(officer: Client) -> None:
    pay()
    signed()
    cost(1)
    case = officer.get(reverse("case", args=[agreement_2021().code, "R12"])).content.decode("latin-1")
    assert re.search(r"signed/\d+-u\.pdf", case)


def test_a_report_that_has_begun_is_not_begun_again(officer: Client, agreement: Agreement) -> None:
    for _click in range(2):
        officer.post(reverse("financial_report_new"), {"agreement": agreement.code, "recipient": "R12"})
    assert FinancialReport.objects.count() == 1


def test_nothing_to_report(client_for: SignIn, agreement: Agreement) -> None:
    answer = client_for("samordnare.uppsala").post(
        reverse("financial_report_new"), {"agreement": agreement.code, "recipient": "SKR"}
    )
    assert answer.status_code == 404
    split("1280", 0)
    sent = {"agreement": agreement.code, "recipient": "1280"}
    answer = client_for("admin").post(reverse("financial_report_new"), sent, follow=True)
    assert "Det finns inget att redovisa för Malmö." in text(answer)


def test_what_is_missing_is_listed_with_a_way_to_mend_it(officer: Client) -> None:
    Organisation.objects.filter(code="R12").update(phone="")
    report = opened()
    found = page(officer, report)
    edit = reverse("financial_report_edit", args=[report.pk])
    assert f'<a href="{edit}#id_phone">Telefonnumret saknas</a>' in found
    assert "Ingen utbetalning från staten är bokförd" in found
    assert "Lämna över till ekonomichefen" not in found


def typed(report: FinancialReport, **changed: str) -> dict[str, str]:
    fields = ReportForm.Meta.fields
    return {"seen": fingerprint(report)} | {name: str(getattr(report, name)) for name in fields} | changed


def test_the_second_save_sees_both_versions(officer: Client, client_for: SignIn) -> None:
    report = opened()
    url, sent = reverse("financial_report_edit", args=[report.pk]), typed(report)
    client_for("samordnare.skane").post(url, sent | {"city": "Lund"})
    found = text(officer.post(url, sent | {"city": "Malmö"}))
    assert "Samordnare Skåne" in found
    assert 'value="Malmö"' in found
    assert "Lund" in found


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"activity": "å" * 301}, "id_activity"),
        ({"period_end": "2020-01-01"}, "id_period_end"),
        ({"organisation_number": "232100-0254"}, "id_organisation_number"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(officer: Client, changed: dict[str, str], place: str) -> None:
    report = opened()
    answer = officer.post(reverse("financial_report_edit", args=[report.pk]), typed(report, **changed))
    assert f'href="#{place}"' in text(answer)
    assert next(iter(changed.values())) in text(answer)


def test_a_report_that_is_handed_over_has_no_form(officer: Client) -> None:
    pay()
    report = prepared()
    answer = officer.get(reverse("financial_report_edit", args=[report.pk]))
    assert answer["Location"] == report.get_absolute_url()


def test_the_head_of_finance_sends_it_back(head: Client, officer: Client) -> None:
    pay()
    report = prepared()
    act(head, report, "send-back", **{"send-back-reason": "Löner för april saknas."})
    assert "Fortsätt med den ekonomiska redovisningen" in text(officer.get("/"))
    report.refresh_from_db()
    assert report.status == "draft"


def test_both_see_that_a_certificate_fell(head: Client, officer: Client) -> None:
    pay()
    cost(1000)
    report = certified().report
    cost(500)
    for client in (head, officer):
        assert "Intyget för Region Skåne gäller inte längre" in text(client.get("/"))
        assert "kostnader: 1 000 kr → 1 500 kr" in page(client, report)


def test_a_second_act_is_told_who_was_first(head: Client) -> None:
    pay()
    report = certified().report
    answer = act(head, report, "send-back", **{"send-back-reason": "Nej"})
    assert "Redovisningens status är nu: Granskad av ekonomichefen." in text(answer)


@pytest.mark.parametrize(
    ("typed_code", "words"),
    [("", "Ingen kod kunde läsas i filen."), ("7F3K-9Q2M", "Koden 7F3K-9Q2M")],
)
def test_a_paper_that_is_not_this_report(officer: Client, typed_code: str, words: str) -> None:
    pay()
    report = certified().report
    png = bytes.fromhex("89504e470d0a1a0a") + b"\0" * 8
    sent = {"sign-file": SimpleUploadedFile("a.png", png), "sign-typed": typed_code, "sign-signed_on": DAY}
    assert words in text(act(officer, report, "sign", **sent))


def test_an_rss_sees_who_has_certified(head: Client) -> None:
    pay("RSS12")
    split("1280", 5000)
    split("1281", 3000)
    cost(4000, "kommuner-nara-vard", "1280")
    certified("1280")
    found = page(head, opened("RSS12"))
    assert "En kommun har inte lämnat sin del." in found
    assert "4 000 kr" in found


def test_the_list_filters_exports_and_counts_a_county_once(officer: Client) -> None:
    pay("RSS12")
    split("1280", 5000)
    certified("1280")
    certified("RSS12")
    found = text(officer.get(reverse("financial_reports")))
    assert "155 047 004" in found
    assert "155 052 004" not in found
    own = text(officer.get(reverse("financial_reports"), {"kind": "municipality"}))
    assert "1 rad" in own
    exported = officer.get(reverse("financial_reports"), {"_export": "csv"}).content.decode("utf-8-sig")
    assert len(exported.splitlines()) == 3
    assert "Malmö" in exported


def test_a_form_of_any_kind_is_found_by_its_code(officer: Client) -> None:
    pay()
    given = certified()
    report = FinancialReport.objects.get()
    assert report.document
    for document in (given.document, report.document):
        found = text(officer.get(reverse("document_find"), {"code": document.code}))
        assert document.number in found
        assert report.get_absolute_url() in found


def test_the_list_asks_as_often_for_one_as_for_all(client_for: SignIn) -> None:
    admin = client_for("admin")
    opened()
    one = asked(admin, reverse("financial_reports"))
    for row in Organisation.objects.recipients().exclude(code="R12"):
        opened(row.code)
    assert FinancialReport.objects.count() == 43
    assert asked(admin, reverse("financial_reports")) == one <= 10


def test_a_page_asks_as_often_with_many_costs(officer: Client, client_for: SignIn) -> None:
    pay("RSS12")
    report = opened("RSS12")
    split("1280", 5000)
    certified("1280")
    few = asked(officer, report.get_absolute_url())
    for number, code in enumerate(("1281", "1260", "1261")):
        split(code, 10)
        certified(code)
        cost(number + 1, "kommuner-nara-vard", "RSS12", is_specified=True)
    assert asked(officer, report.get_absolute_url()) == few <= 40
    assert Payment.objects.count() == 1


def test_start_asks_as_often_with_reports(client_for: SignIn) -> None:
    client = client_for("ekonom.skane")
    pay()
    opened()
    one = asked(client, "/")
    pay("RSS12")
    opened("RSS12")
    assert asked(client, "/") == one
    assert organisation("RSS12").financial_reports.count() == 1
