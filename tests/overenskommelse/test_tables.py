"""The shared list: sorted, paged and filtered in the address, and exported as it is shown."""

import csv
import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Organisation
from overenskommelse.tables import PER_PAGE
from overenskommelse.workbooks import cell, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client_for: Callable[[str], Client]) -> Callable[..., Any]:
    """The list of recipients as an administrator, with what stands in the address."""
    client = client_for("admin")
    return lambda **query: client.get(reverse("recipients"), query)


def csv_rows(response: Any) -> list[dict[str, str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def codes(response: Any) -> list[str]:
    return [row.record.code for row in response.context["table"].page.object_list]


def test_a_page_holds_its_share_and_the_pages_never_overlap(ask: Callable[..., Any]) -> None:
    total = Organisation.objects.count()
    pages = [codes(ask(page=page, sort="kind")) for page in range(1, -(-total // PER_PAGE) + 1)]
    assert [len(page) for page in pages[:-1]] == [PER_PAGE] * (len(pages) - 1)
    assert len({code for page in pages for code in page}) == total


@pytest.mark.parametrize(("page", "shown"), [("0", 7), ("-1", 7), ("99", 7), ("x", 1), ("2", 2)])
def test_nonsense_pages_lead_to_a_real_one(ask: Callable[..., Any], page: str, shown: int) -> None:
    response = ask(page=page, per_page="0")
    assert response.context["table"].page.number == shown


@pytest.mark.parametrize("sort", ["-name", "unknown", "name,-kind", ""])
def test_any_order_can_be_asked_for(ask: Callable[..., Any], sort: str) -> None:
    assert ask(sort=sort).status_code == 200


def test_the_files_hold_every_row_of_the_filter_in_the_order_shown(ask: Callable[..., Any]) -> None:
    rows = csv_rows(ask(kind="municipality", sort="-code", _export="csv"))
    expected = Organisation.objects.filter(kind="municipality").order_by("-code")
    assert [row["Kod"] for row in rows] == [organisation.code for organisation in expected]
    assert len(rows) == 290


def test_codes_are_text_in_the_workbook(ask: Callable[..., Any]) -> None:
    response = ask(kind="municipality", _export="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert response["Content-Disposition"] == 'attachment; filename="recipients.xlsx"'
    assert [sheet["A2"].value, sheet["A2"].data_type] == ["0114", "s"]
    assert sheet.max_row == 291


def test_the_file_says_what_a_tag_says(ask: Callable[..., Any]) -> None:
    rows = {row["Kod"]: row for row in csv_rows(ask(_export="csv"))}
    assert rows["R12"]["Organisationsnumrets status"] == "Inte bekräftat"
    assert rows["RSS01"]["Organisationsnumrets status"] == "saknas"
    assert "Kontaktperson" in rows["RSS01"]["Saknas för handlingar"]
    assert rows["RSS12"]["Saknas för handlingar"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+46 8", "-1", "@sum", "\tx", "\rx"])
def test_text_is_never_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    sheet = openpyxl.load_workbook(io.BytesIO(write(["a"], [[text]], "xlsx", "x"))).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (-5, -5),
        (date(2021, 12, 1), date(2021, 12, 1)),
        (Fraction(1, 3), "1/3"),
        (None, ""),
        (True, "True"),
        ("0114", "0114"),
    ],
)
def test_numbers_and_days_stay_what_they_are(value: Any, stored: Any) -> None:
    assert cell(value) == stored


def test_an_unknown_export_is_the_page(ask: Callable[..., Any]) -> None:
    assert ask(_export="exe")["Content-Type"].startswith("text/html")


def test_the_total_is_of_the_whole_list(client_for: Callable[[str], Client]) -> None:
    address = reverse("agreement_part", args=["god-och-nara-vard-2021", "lines"])
    page = client_for("uppfoljning").get(address, {"recipient_kind": "rss"}).content.decode()
    assert "1\u00a0000\u00a0000\u00a0000" in page.split("<tfoot")[1]
