"""Statistics as they come, in a browser: an xlsx, a semicolon file and pasted cells."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.allocation.uploads import PASS
from tests.browser.conftest import Check, SignIn

XLSX = PASS / "folkmangd-kommuner-2025.xlsx"
SEMICOLONS = PASS / "lan-windows-semikolon.csv"


def begin(page: Page, day: str) -> None:
    page.goto("/allocation/datasets/imports/new/")
    page.locator("[name=indicator]").select_option("population")
    page.locator("[name=reference_date]").fill(day)


def confirm(page: Page, axe: Check) -> None:
    """Look, check the page, answer what is asked, and store."""
    page.locator("main button.primary").click()
    expect(page.locator(".looks .read").first).to_be_visible()
    axe(page)
    for asked in page.locator("textarea[form=confirm]").all():
        asked.fill("Kontrollerat med källan.")
    page.locator("#confirm button").click()
    expect(page.get_by_text("Sparat som version")).to_be_visible()


def send(page: Page, axe: Check, path: Path, day: str) -> None:
    begin(page, day)
    page.locator("[name=file]").set_input_files(path)
    confirm(page, axe)


def test_an_administrator_imports_what_comes(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, "admin@demo.test")
    send(page, axe, XLSX, "2025-12-31")
    send(page, axe, SEMICOLONS, "2018-11-01")
    begin(page, "2019-11-01")
    cells = SEMICOLONS.read_bytes().decode("cp1252").replace(";", "\t")
    page.locator("[name=cells]").fill(cells)
    confirm(page, axe)
    page.goto("/allocation/datasets/")
    for day in ("2025-12-31", "2018-11-01", "2019-11-01"):
        expect(page.locator("table")).to_contain_text(day)
