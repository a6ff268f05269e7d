"""Statistics as they come, in a browser: two of Statistics Sweden's own exports, and pasted cells."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.allocation.uploads import PASS
from tests.browser.conftest import Check, SignIn, manage

XLSX = PASS / "scb_pxweb_2025.xlsx"
SEMICOLONS = PASS / "scb_pxweb_semicolon_bef_k_tot.csv"
PASTED = PASS / "inklistrat.tsv"


def begin(page: Page, day: str) -> None:
    page.goto("/allocation/datasets/imports/new/")
    page.locator("[name=indicator]").select_option("population")
    page.locator("[name=reference_date]").fill(day)


def confirm(page: Page, axe: Check) -> str:
    """Look, check the page, answer what is asked, and store. The digest of what was stored."""
    page.locator("main button.primary").click()
    expect(page.locator(".looks .read").first).to_be_visible()
    axe(page)
    for asked in page.locator("textarea[form=confirm]").all():
        asked.fill("Kontrollerat med källan.")
    page.locator("#confirm button").click()
    expect(page.get_by_text("Sparat som version 1.")).to_be_visible()
    axe(page)
    return page.locator("dl code").last.inner_text()


def by_command(path: Path, day: str, environment: dict[str, str]) -> str:
    """What the command says of the same file. It answers that the content is stored already."""
    options = ["--indicator", "population", "--date", day]
    told = manage("import_dataset", str(path), *options, environment=environment, told=True)
    assert "Redan sparat" in told
    return told


@pytest.mark.parametrize(("path", "day"), [(XLSX, "2025-12-31"), (SEMICOLONS, "2018-12-31")])
def test_an_export_of_statistics_sweden_is_imported(
    page: Page, sign_in: SignIn, axe: Check, server_environment: dict[str, str], path: Path, day: str
) -> None:
    sign_in(page, "admin@demo.test")
    begin(page, day)
    page.locator("[name=file]").set_input_files(path)
    digest = confirm(page, axe)
    assert f"{digest}." in by_command(path, day, server_environment)
    with page.expect_download() as saved:
        page.locator("dl a[href$='/file/']").click()
    assert saved.value.path().read_bytes() == path.read_bytes()


def test_pasted_cells_are_imported(
    page: Page, sign_in: SignIn, axe: Check, server_environment: dict[str, str]
) -> None:
    sign_in(page, "admin@demo.test")
    begin(page, "2019-11-01")
    page.locator("[name=cells]").fill(PASTED.read_text("utf-8"))
    digest = confirm(page, axe)
    assert f"{digest}." in by_command(PASTED, "2019-11-01", server_environment)
