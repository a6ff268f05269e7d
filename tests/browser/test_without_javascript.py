"""Where no script runs, the same work is done with the same pages."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_flow import ADMIN, OFFICER, WORKBOOKS, begin, follow, heading, press, upload


def test_the_organisation_is_switched_with_a_button(plain_page: Page, sign_in: SignIn) -> None:
    page = plain_page
    sign_in(page, OFFICER, at="/allocation/money/")
    for organisation in ("Vårdsamverkan Skåne", "Region Skåne"):
        page.locator(".context select[name=organisation]").select_option(label=organisation)
        press(page, "Byt")
        heading(page, re.compile(f" kr till {organisation}$"))


def test_a_list_is_filtered_sorted_and_saved(plain_page: Page, sign_in: SignIn) -> None:
    page = plain_page
    sign_in(page, ADMIN, at="/recipients/")
    page.get_by_label("Slag").select_option(label="Kommun")
    page.get_by_label("Län").select_option(label="Uppsala län")
    press(page, "Visa")
    expect(page.get_by_role("status")).to_have_text("8 rader")
    follow(page, "Namn")
    names = page.locator("tbody tr td:nth-child(2)")
    expect(names.first).to_have_text("Enköping")
    follow(page, "Namn")
    expect(names.first).to_have_text("Östhammar")
    expect(page.get_by_role("status")).to_have_text("8 rader")
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + 8
    assert "Östhammar" in lines[1]


def test_statistics_are_read_and_stored(plain_page: Page, sign_in: SignIn) -> None:
    page = plain_page
    sign_in(page, ADMIN)
    upload(page, WORKBOOKS / "should_pass" / "folkmangd-kommuner-lang.csv", "2023-12-31")
    heading(page, "Kontrollera det som lästes")
    expect(page.locator("tfoot")).to_contain_text("10 551 707")
    press(page, "Spara")
    expect(page.get_by_text("Sparat som version 1.")).to_be_visible()


def test_a_requisition_is_filled_in_and_issued(plain_page: Page, sign_in: SignIn) -> None:
    page = plain_page
    sign_in(page, OFFICER)
    begin(page, "Vårdsamverkan Skåne")
    whole = page.get_by_label("Belopp som rekvireras").input_value()
    page.get_by_label("Belopp som rekvireras").fill("mycket")
    page.get_by_label("Kontaktperson").fill("Åsa Öberg")
    press(page, "Spara och kontrollera")
    expect(page.get_by_role("alert")).to_contain_text("Belopp som rekvireras, kronor")
    expect(page.get_by_label("Kontaktperson")).to_have_value("Åsa Öberg")
    page.get_by_label("Belopp som rekvireras").fill(f"{whole} kr")
    press(page, "Spara och kontrollera")
    press(page, "Utfärda rekvisitionen")
    heading(page, re.compile(r"^Rekvisition 2021-RSS12-\d+$"))
    with page.expect_download() as form:
        follow(page, "Hämta blanketten (PDF)")
    assert form.value.path().read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("person", ["admin", "ekonom.skane", "kommun.uppsala"])
def test_nothing_waits_for_a_script(
    plain_page: Page, sign_in: SignIn, places: dict[str, Any], person: str
) -> None:
    """Every part of the navigation shows its heading, and its buttons can be seen."""
    page = plain_page
    sign_in(page, f"{person}@demo.test")
    parts = page.locator(".stages a")
    for address in [str(part.get_attribute("href")) for part in parts.all()]:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        for button in page.get_by_role("main").locator("button").all():
            expect(button).to_be_visible()
