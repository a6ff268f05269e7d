"""Printed plans, read back: columns and figures of their sources, tags, identifiers, the data inside."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from defusedxml import ElementTree
from django.test import Client
from pypdf import PdfReader

from allocation.services.fixtures import load_demo_splits
from overenskommelse.documents import Stamp, plan_html, plan_pdf
from overenskommelse.documents.layouts import Printed
from overenskommelse.models import ActionPlan, PlanIndicator, PlanNode
from overenskommelse.selectors import content_of
from reporting.services.fixtures import DemoYear
from tests.overenskommelse.pages import queries
from tests.overenskommelse.plans import demo_plan, make_measure, make_plan
from tests.reporting.pdfs import elements, reader, root, text_of

pytestmark = pytest.mark.django_db

STAMP = Stamp("Godkänd", "2021-06-01")
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def printed(plan: ActionPlan, stamp: Stamp = STAMP) -> PdfReader:
    return reader(plan_pdf(content_of(plan), stamp))


def is_wide(pdf: PdfReader) -> bool:
    box = pdf.pages[0].mediabox
    assert sorted((round(box.width), round(box.height))) == [595, 842]
    return bool(box.width > box.height)


def test_a_municipality_s_plan_has_amounts_measures_and_cost_side_by_side(demo_year: DemoYear) -> None:
    load_demo_splits(demo_year.agreement)
    pdf = printed(demo_plan("god-och-nara-vard-2021-0380"))
    text = text_of(pdf)
    assert is_wide(pdf)
    for part in (
        "Statliga medel och vad de får användas till Belopp Åtgärder Uppskattad kostnad 2021",
        "Summa 23 109 000 kr",
        "17 332 000 kr",
        "5 777 000 kr",
        "Proaktiva arbetssätt som gör att slutenvård kan undvikas",
        "Hälsofrämjande försök i Gottsunda",
        "Enligt tilldelade medel",
        "23 110 tkr",
        "betalas tillbaka till staten",
    ):
        assert part in text, part


def test_a_region_s_plan_of_2019_has_millions_that_add_up() -> None:
    pdf = printed(demo_plan("god-och-nara-vard-2019-R23"))
    text = text_of(pdf)
    assert not is_wide(pdf)
    for part in (
        "Utvecklingsområde (miljoner kronor) Tilldelat Planerat Använt Kvar att använda",
        "Omställning till god och nära vård 19 19 0 19",
        "Summa 30,6 30,6 0 30,6",
        "Zamsynsdagar 22–23 oktober 1-a 1",
        "Rutiner för fast vårdkontakt 3-b 0,8",
        "Summa 5,8",
        "Redovisningsobjekt 9916",
        "Kostnader bokförs på objekt 9916",
        "Diarienummer S2019/02858/FS",
    ):
        assert part in text, part
    assert text.index("Omställning till god") < text.index("Andra arbetssätt") < text.index("Egna villkor")


def test_a_plan_of_activities_has_responsible_schedule_and_status() -> None:
    pdf = printed(demo_plan("god-och-nara-vard-2024-R23"))
    text = text_of(pdf)
    assert not is_wide(pdf)
    for part in (
        "1 Fast vårdkontakt och fast läkarkontakt",
        "2 Dokumenterad överenskommelse",
        "Åtgärd Krav Ansvarig Tidsplan",
        "Fredagsgruppen",
        "Partssammansatt arbetsgrupp",
        "Löpande",
        "Hösten 2022",
        "Beroende av nationellt",
        "Status: Pågår. Delvis klart 2022-12-31",  # one of sixteen, so no column of its own
        "Uppföljning Målen i siffror för 2021–2023 gick inte att följa upp",
        "Uppföljningen i november 2024 görs med de sju frågorna",
        "Sida 2 av 2",
        "Invånare per specialistläkare i primärvården invånare 1 100",
        "Invånare per ST-läkare i primärvården invånare 550",
    ):
        assert part in text, part


def test_an_own_tree_has_its_last_level_as_rows_with_measures_and_indicators(plan: ActionPlan) -> None:
    focus = PlanNode.objects.create(plan=plan, name="Stark samverkan", first_number=1)
    goal = PlanNode.objects.create(plan=plan, parent=focus, name="Styrningen fungerar")
    leaf = PlanNode.objects.create(plan=plan, parent=goal, name="En tydlig arena", text="Lokalt")
    ActionPlan.objects.filter(pk=plan.pk).update(level_names=["Fokusområde", "Mål", "Prioriterat område"])
    plan.refresh_from_db()
    make_measure(plan, "Bygg en lokal struktur", node="1.1.1", responsible="Ledningen", schedule="2021")
    make_measure(plan, "Något annat")
    PlanIndicator.objects.create(plan=plan, node=leaf, name="Strukturen finns")
    pdf = printed(plan)
    text = text_of(pdf)
    assert is_wide(pdf)
    for part in (
        "1 Stark samverkan 1.1 Styrningen fungerar",
        "Prioriterat område Åtgärder Indikatorer",
        "En tydlig arena Lokalt",
        "Bygg en lokal struktur Ledningen · 2021",
        "Strukturen finns",
        "Utanför den egna strukturen",
        "Något annat",
    ):
        assert part in text, part


@pytest.fixture
def plan(agreement: Any) -> ActionPlan:
    return make_plan(agreement, "R03", name="Regionens plan")


def test_a_draft_says_so_and_what_is_not_answered(plan: ActionPlan) -> None:
    drafted = text_of(printed(plan, Stamp("Utkast", "2021-02-01", is_draft=True)))
    assert "UTKAST" in drafted
    assert "Krav utan åtgärd" in drafted
    assert "Planen har inga åtgärder än." in drafted
    assert "UTKAST" not in text_of(printed(plan))


def test_what_all_measures_have_in_common_is_said_once(plan: ActionPlan) -> None:
    for place in range(3):
        make_measure(plan, f"Åtgärd {place}", responsible="Ledningen", schedule=f"202{place}")
    record = Printed(content_of(plan))
    assert record.facts == [("Ansvarig", "Ledningen")]
    assert record.columns == ["schedule"]
    assert text_of(printed(plan)).count("Ledningen") == 1


def test_a_dropped_measure_s_kronor_are_not_planned(plan: ActionPlan) -> None:
    planned = {"regioner-nara-vard": 250_001}
    make_measure(plan, "Kvar", planned)
    make_measure(plan, "Utgår", planned, status="utgår", status_note="Löst på annat sätt")
    record = Printed(content_of(plan))
    assert record.money_total.planned == "250\u00a0001"
    assert record.unit == "kronor"
    assert "Löst på annat sätt" in text_of(printed(plan))


def test_every_page_has_its_foot_and_tables_their_headings(plan: ActionPlan) -> None:
    for place in range(60):
        make_measure(plan, f"Åtgärd nummer {place}", schedule=f"2021 vecka {place % 50 + 1}")
    pdf = printed(plan)
    assert len(pdf.pages) > 1
    for number, page in enumerate(pdf.pages, 1):
        text = " ".join(page.extract_text().split())
        assert f"Sida {number} av {len(pdf.pages)}" in text
        assert "Region Uppsala · Regionens plan · version 1 · Godkänd · 2021-06-01" in text
        assert "Tidsplan" in text


def test_any_text_is_printed_as_typed(plan: ActionPlan) -> None:
    nasty = '<script>alert("1")</script> & =SUM(A1) <img src="file:///etc/hostname">'
    make_measure(plan, nasty, description="Långt " * 3000)
    pdf = printed(plan)
    text = text_of(pdf)
    assert nasty in text
    assert text.count("Långt") == 3000


def test_it_is_tagged_pdf_a_3a_and_pdf_ua_with_its_data(plan: ActionPlan) -> None:
    make_measure(plan, "Åtgärd")
    content = content_of(plan)
    pdf = reader(plan_pdf(content, STAMP))
    catalog = root(pdf)
    assert catalog["/Lang"] == "sv"
    assert catalog["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Regionens plan, Region Uppsala"
    metadata = ElementTree.fromstring(catalog["/Metadata"].get_data())
    claims = {
        name: value for part in metadata.iter(f"{RDF}Description") for name, value in part.attrib.items()
    }
    assert (claims[f"{PDFA}part"], claims[f"{PDFA}conformance"], claims[f"{PDFUA}part"]) == ("3", "A", "1")
    (name,) = pdf.attachments
    assert name == "god-och-nara-vard-2021-R03.json"
    assert json.loads(pdf.attachments[name][0]) == content


def test_every_cell_names_its_heading(plan: ActionPlan) -> None:
    for place in range(40):
        make_measure(
            plan, f"Åtgärd {place}", schedule=f"v. {place + 1}", requirements="3.1-a", area="nara-vard"
        )
    parts = list(elements(root(printed(plan))["/StructTreeRoot"]["/K"]))
    headings = {str(part["/ID"]) for part in parts if part.get("/S") == "/TH"}
    cells = [part for part in parts if part.get("/S") == "/TD"]
    assert len(cells) == 40 * 3
    assert all(set(map(str, cell["/A"]["/Headers"])) <= headings for cell in cells)


def test_the_same_plan_gives_the_same_bytes(plan: ActionPlan, caplog: pytest.LogCaptureFixture) -> None:
    make_measure(plan, "Åtgärd", schedule="2021", responsible="R03: Ledningen")
    content = content_of(plan)
    with caplog.at_level(logging.WARNING, "weasyprint"):
        assert plan_pdf(content, STAMP) == plan_pdf(content, STAMP)
    assert caplog.messages == []


def test_the_paper_is_swedish_whoever_reads(plan: ActionPlan, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    assert "Godkänd" in plan_html(content_of(plan), STAMP)
    assert "Status" in plan_html(content_of(plan), STAMP)


def test_the_page_gives_the_plan_or_the_part_that_is_filtered(
    plan: ActionPlan, client_for: Callable[[str], Client]
) -> None:
    make_measure(plan, "Nära vård", area="nara-vard")
    make_measure(plan, "Medarbetare", area="medarbetare", status="pågår")
    client, address = client_for("samordnare.uppsala"), f"/action-plans/{plan.pk}/pdf/"
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="god-och-nara-vard-2021-R03-v1.pdf"'
    text = text_of(reader(answer.content))
    assert "Nära vård" in text
    assert "UTKAST" in text
    assert client.get(address).content == answer.content
    part = text_of(reader(client.get(address, {"area": "medarbetare", "status": "under_way"}).content))
    assert "Bara en del av planen: Område: Goda förutsättningar för vårdens medarbetare" in part
    assert "Nära vård" not in part.replace("God och nära vård", "")


def test_a_version_is_printed_as_it_was_submitted(client_for: Callable[[str], Client]) -> None:
    plan = demo_plan("god-och-nara-vard-2021-0380")
    plan.measures.update(title="Ändrat efteråt")
    address = f"/action-plans/{plan.pk}/versions/1/pdf/"
    text = text_of(reader(client_for("kommun.uppsala").get(address).content))
    assert "Hälsofrämjande försök i Gottsunda" in text
    assert "Ändrat efteråt" not in text
    assert "Status Godkänd" in text


def test_printing_costs_the_same_for_any_number(
    plan: ActionPlan, client_for: Callable[[str], Client]
) -> None:
    client, address = client_for("samordnare.uppsala"), f"/action-plans/{plan.pk}/pdf/"
    make_measure(plan, "Den första", responsible="R03", requirements="3.1-a", area="nara-vard")
    few = queries(client, address)
    for place in range(40):
        make_measure(plan, f"Nummer {place}", responsible="R03", requirements="3.1-a", area="nara-vard")
    assert queries(client, address) == few
