"""The printed report and its certificate: what they say, that they fit one page, what is inside."""

import json
from typing import Any

import pytest
from django.conf import settings

from reporting.documents import pdf_of
from reporting.models import Document
from reporting.services.financial_reports import preview
from reporting.services.report_documents import Statement
from tests.reporting.pdfs import elements, reader, root, text_of
from tests.reporting.reports import NOT_CORRECT, certified, cost, opened, pay, split
from tests.reporting.test_schema import faults

pytestmark = pytest.mark.usefixtures("decision")

SCHEMAS = settings.BASE_DIR / "docs" / "schemas"
LONG = Statement(
    2, "Löner saknar underlag. " * 40, "Underlaget kompletteras.", "Eva Ek", "Ekonomidirektör", "040-1",
    "eva.ek@example.se",
)  # fmt: skip


def issued(kind: str) -> Document:
    return Document.objects.get(kind=kind)


def schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))  # type: ignore[no-any-return]


def text(document: Document) -> str:
    return text_of(reader(document.pdf)).replace("\xa0", " ")


@pytest.fixture
def report() -> Document:
    """Region Skåne's, certified with Alt 2."""
    pay()
    cost(9_412_350.25, text="Projektledning", is_specified=True)
    cost(1_000_000)
    certified(statement=NOT_CORRECT)
    return issued("financial_report")


@pytest.mark.parametrize(
    "words",
    [
        "Ekonomisk redovisning",
        "Bidragsmottagare Region Skåne",
        "S2021/00000 (exempel)",
        "S2021/00001 (exempel)",
        "Summa bidrag enligt överenskommelsen 765 248 202 kr",
        "Summa bidrag som utbetalats från regeringen/Regeringskansliet 765 248 202 kr",
        "Perioden som den ekonomiska redovisningen avser 2021-01-01 – 2021-12-31",
        "Projektledning 9 412 350 kr",
        "Summa kostnader, och medel som inte har förbrukats 765 248 202 kr 10 412 350 kr 754 835 852 kr",
        "Alt 2: Eva Ek (ekonomichef eller motsvarande) bedömer inte att",
        "Avvikelser: Löner för 12 500 kr saknar underlag. Åtgärder: Underlaget kompletteras.",
        "Befattning Ekonomidirektör",
        "5. Underskrift i original av behörig företrädare",
    ],
)
def test_the_form_says(report: Document, words: str) -> None:
    assert words in text(report)


def test_both_keep_their_schema_and_hold_their_data(report: Document) -> None:
    for kind, name in (("financial_report", "financial-report"), ("certificate", "certificate")):
        document = issued(kind)
        content = json.loads(document.content)
        assert list(faults(content, schema(name))) == []
        inside = reader(document.pdf).attachments[f"{document.number}.json"]
        assert json.loads(inside[0]) == content


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"certificate": None}, "$.certificate: type"),
        ({"grant": {"decided": 1}}, "$.grant: keys"),
        ({"grant": {"decided": 1, "paid": 0}}, "$.grant.paid: minimum"),
        ({"is_part": "ja"}, "$.is_part: type"),
    ],
)
def test_the_schema_notices(report: Document, changed: dict[str, Any], fault: str) -> None:
    content = json.loads(report.content) | changed
    assert list(faults(content, schema("financial-report"))) == [fault]


def test_they_are_tagged_swedish_and_one_page(report: Document) -> None:
    for document in (report, issued("certificate")):
        pdf = reader(document.pdf)
        kinds = {str(element.get("/S")) for element in elements(root(pdf)["/StructTreeRoot"])}
        assert len(pdf.pages) == 1
        assert root(pdf)["/Lang"] == "sv"
        assert {"/H1", "/H2", "/Table", "/TH", "/P"} <= kinds


def test_printing_again_gives_the_same_bytes(report: Document) -> None:
    assert pdf_of(report.kind, json.loads(report.content)) == bytes(report.pdf)


def test_the_certificate_says_what_it_stands_for(report: Document) -> None:
    document = issued("certificate")
    assert NOT_CORRECT.deviations in text(document)
    assert json.loads(document.content)["digest"] in text(document)
    assert "Om den ändras gäller intyget inte längre" in text(document)
    assert document.number in text(report)


def test_deviations_at_length_stand_in_the_certificate() -> None:
    pay()
    certified(statement=LONG)
    certificate = issued("certificate")
    assert f"står i intyget {certificate.number}" in text(issued("financial_report"))
    assert LONG.deviations.strip() in text(certificate)


def baseline(pdf: Any, words: str) -> float:
    """How far down the page ``words`` stand, in CSS pixels (96 an inch)."""
    found: list[float] = []

    def visit(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if words in text:
            found.append(tm[5])

    pdf.pages[0].extract_text(visitor_text=visit)
    return found[0]


def test_the_fullest_report_fits_its_page(report: Document) -> None:
    content = json.loads(report.content)
    lines = content["point_three"]["lines"]
    items = [{"text": f"Konsultstöd för omställning {number}", "amount": 1_000_000} for number in range(8)]
    for line in lines:
        line.update(items=[], own_funding=12_345_678)
    lines[0]["items"] = items
    lines.append(lines[1])
    content["activity"] = "Utbildning och samverkan. " * 11
    content["certificate"].update(deviations="Löner saknas. " * 10, measures="Rättas. " * 20)
    pdf = reader(pdf_of("financial_report", content))
    assert len(pdf.pages) == 1
    # A signature needs about a centimetre above the foot of the page.
    assert baseline(pdf, "Med koden") - baseline(pdf, "Namnförtydligande") > 45


def test_a_draft_says_so_and_has_nothing_inside() -> None:
    pay()
    pdf = reader(preview(opened()))
    assert "UTKAST" in text_of(pdf)
    assert not pdf.attachments


def test_a_municipality_hands_its_part_to_its_rss() -> None:
    split("1280", 5000)
    certified("1280")
    found = text(issued("financial_report"))
    assert "Skickas till Vårdsamverkan Skåne" in found
    assert "Underskrift i original" not in found


def test_an_rss_names_those_that_have_certified_nothing() -> None:
    pay("RSS12")
    split("1280", 5000)
    split("1281", 3000)
    cost(4000, "kommuner-nara-vard", "1280")
    certified("1280")
    found = text_of(reader(preview(opened("RSS12")))).replace("\xa0", " ")
    assert "Kommunernas intygade kostnader 4 000 kr" in found
    assert "räknat som inte förbrukat: Lund." in found
