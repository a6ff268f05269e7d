"""A county's plan as one document: of each plan the version that holds, as PDF and as a workbook."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overenskommelse.documents import county_html, county_sheets
from overenskommelse.documents.county_plans import MOST_MEASURES
from overenskommelse.domain.transitions import Act
from overenskommelse.models import ActionPlan, Agreement, Organisation, User
from overenskommelse.services.county_plans import share_measure
from tests.overenskommelse.plans import make_measure, make_plan
from tests.overenskommelse.test_county_plans import COUNTY, LINE, bring
from tests.reporting.pdfs import LONG, barriers

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("samordnare.uppsala")


@pytest.fixture
def submitted(agreement: Agreement, user_of: Callable[[str], User]) -> ActionPlan:
    """Knivsta approved with a joint measure, Heby submitted, Tierp a draft."""
    plan = make_plan(agreement, "0330")
    measure = make_measure(plan, "=Gemensam jour", planned={LINE: 1_000_000}, area="nara-vard")
    shares = {Organisation.objects.get(code=code): 500_000 for code in ("0330", "0331")}
    share_measure(measure=measure, shares=shares, seen="", by=user_of("samordnare.uppsala"))
    bring(plan, Act.SUBMIT, Act.APPROVE)
    other = make_plan(agreement, "0331")
    make_measure(other, "Hembesök", planned={LINE: 200_000}, area="nara-vard")
    bring(other, Act.SUBMIT)
    make_measure(make_plan(agreement, "0360"), "Hemligt utkast")
    return plan


def test_the_countys_plan_as_pdf(client: Client, submitted: ActionPlan) -> None:
    answer = client.get(COUNTY + "pdf/")
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    read = " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ").split())
    assert answer["Content-Type"] == "application/pdf"
    assert "Handlingsplan för Uppsala län" in read
    for said in (
        "Gemensam jour",
        "Hembesök",
        "Inlämnad, inte godkänd än",
        "Inte inlämnad: utkast",
        "1 200 000",
    ):
        assert said in read
    assert "Hemligt utkast" not in read
    (data,) = reader.attachments.values()
    content = json.loads(data[0])
    assert content["schema"] == "county-plan@1"
    assert content["joint"][0]["shares"][0]["amount"] == 500_000
    assert client.get(COUNTY + "pdf/").content == answer.content


def test_who_listens_to_the_countys_plan_misses_nothing(
    client: Client, submitted: ActionPlan, tmp_path: Path
) -> None:
    assert barriers(client.get(COUNTY + "pdf/").content, tmp_path, LONG) == []


def test_the_countys_plan_as_a_workbook(client: Client, submitted: ActionPlan) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get(COUNTY + "xlsx/").content))
    assert book.sheetnames[:5] == [
        "Alla planer",
        "Varje område",
        "Gemensamma åtgärder",
        "0330 Knivsta",
        "0331 Heby",
    ]
    rows = {row[1]: row for row in book["Alla planer"].iter_rows(values_only=True)}
    assert rows["Knivsta"][3:7] == ("Godkänd", 1, rows["Knivsta"][5], 1)
    assert (rows["Knivsta"][8], rows["Heby"][8]) == (500_000, 700_000)
    assert rows["Tierp"][3] == "Inte inlämnad: utkast"
    assert rows["Summa"][8] == 1_200_000
    joint = list(book["Gemensamma åtgärder"].iter_rows(min_row=2, values_only=True))
    assert [(row[3], row[5]) for row in joint] == [("0330", 500_000), ("0331", 500_000)]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_an_empty_county_has_a_document_too(client: Client) -> None:
    assert client.get(COUNTY + "pdf/").content.startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO(client.get(COUNTY + "xlsx/").content))
    assert book.sheetnames == ["Alla planer", "Varje område", "Gemensamma åtgärder"]


def test_the_latest_approved_version_stands_though_a_later_one_waits(
    client: Client, submitted: ActionPlan
) -> None:
    bring(submitted, Act.BEGIN_VERSION)
    submitted.refresh_from_db()
    make_measure(submitted, "Ny i andra versionen")
    bring(submitted, Act.SUBMIT)
    book = openpyxl.load_workbook(io.BytesIO(client.get(COUNTY + "xlsx/").content))
    row = next(row for row in book["Alla planer"].iter_rows(values_only=True) if row[1] == "Knivsta")
    assert row[3:5] == ("Godkänd", 1)


def test_the_documents_ask_as_often_for_many(
    agreement: Agreement, client: Client, submitted: ActionPlan
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(COUNTY + "xlsx/").status_code == 200
        return len(captured)

    few = asked()
    for code in ("0305", "0319", "0381", "0382"):
        plan = make_plan(agreement, code)
        make_measure(plan, "Hembesök", planned={LINE: 1})
        bring(plan, Act.SUBMIT)
    assert asked() == few


def test_with_very_many_measures_the_sums_are_printed(client: Client, submitted: ActionPlan) -> None:
    reader = pypdf.PdfReader(io.BytesIO(client.get(COUNTY + "pdf/").content))
    content = json.loads(next(iter(reader.attachments.values()))[0])
    rows = next(row["content"]["measures"] for row in content["plans"] if row["content"])
    rows.extend([rows[0]] * MOST_MEASURES)
    html = county_html(content)
    assert "för många för att skriva ut" in html
    assert 'class="plan ' not in html
    assert county_sheets(content)[3].rows[MOST_MEASURES]
