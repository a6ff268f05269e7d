"""What the upload script adds: dropped files, how much has been sent, faults beside the field."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.allocation.uploads import PASS
from tests.browser.conftest import Check, SignIn

ADMIN = "admin@demo.test"
STATISTICS = "/allocation/datasets/imports/new/"
REGISTER = "/allocation/registers/recipients/import/"
NOTE = """() => {
  const bar = document.querySelector("[data-sent]");
  new MutationObserver(() => sessionStorage.setItem("seen", JSON.stringify(
    [...JSON.parse(sessionStorage.getItem("seen") ?? "[]"), bar.getAttribute("value")]
  ))).observe(bar, { attributes: true });
}"""
DROP = """([name, content]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([content], name));
  const form = document.querySelector("[data-drop]");
  form.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""


def choose_statistics(page: Page, day: str) -> None:
    page.locator("[name=indicator]").select_option("population")
    page.locator("[name=reference_date]").fill(day)


def drop(page: Page, name: str, content: str) -> None:
    page.evaluate(DROP, [name, content])


def test_how_much_has_been_sent_is_told(page: Page, sign_in: SignIn, axe: Check, tmp_path: Path) -> None:
    sign_in(page, ADMIN, at=STATISTICS)
    choose_statistics(page, "2022-11-01")
    table = (PASS / "lan-windows-semikolon.csv").read_bytes().decode("cp1252")
    long = tmp_path / "lan.csv"
    long.write_text(table + "\n".join([""] * 150 + ["#" + "x" * 2000] * 300), "utf-8")
    page.locator("[name=file]").set_input_files(long)
    page.evaluate(NOTE)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    line.send("Network.emulateNetworkConditions", slow)
    page.locator("main button.primary").click()
    expect(page.locator("[data-busy]")).to_be_visible()
    axe(page)
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    told = [value for value in json.loads(page.evaluate("sessionStorage.getItem('seen')")) if value]
    percents = [int(value) for value in told]
    assert percents == sorted(percents)
    assert len(set(percents)) > 3


def test_a_fault_is_told_beside_the_field_and_the_file_stays(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, ADMIN, at=STATISTICS)
    drop(page, "lan.csv", "Kod;Antal\n01;1\n")
    page.locator("main button.primary").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    assert page.evaluate("document.querySelector('[name=file]').files[0].name") == "lan.csv"
    expect(page.locator("[data-busy]")).to_be_hidden()
    axe(page)
    choose_statistics(page, "2022-11-01")
    page.locator("main button.primary").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))


def test_a_file_is_dropped_on_the_register(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, ADMIN, at=REGISTER)
    drop(page, "mottagare.csv", "Kod;Telefon\nR12;044-309 30 00\n")
    page.locator("main button.primary").click()
    expect(page.locator("h1")).to_have_text("Kontrollera vad som ändras")
    axe(page)


@pytest.mark.parametrize("address", [STATISTICS, REGISTER])
def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    page: Page, sign_in: SignIn, address: str
) -> None:
    sign_in(page, ADMIN, at=address)
    expect(page.locator("[data-too-large]")).to_be_hidden()
    page.evaluate("document.querySelector('[data-drop]').dataset.limit = 5")
    drop(page, "lan.csv", "Kod;Antal\n01;1\n")
    expect(page.locator("[data-too-large]")).to_be_visible()


def test_the_nearest_year_is_one_click_and_a_choice_takes_effect_at_once(
    page: Page, sign_in: SignIn, axe: Check
) -> None:
    sign_in(page, ADMIN, at=STATISTICS)
    choose_statistics(page, "2019-11-01")
    page.locator("[name=file]").set_input_files(PASS / "folkmangd-kommuner-2020-2025.csv")
    page.locator("main button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("Närmast är 2020.")
    axe(page)
    page.get_by_role("button", name="Läs 2020").click()
    expect(page.locator("tfoot")).to_contain_text("10 379 295")
    page.locator("#reading [name=year]").select_option("2021")
    expect(page.locator("tfoot")).to_contain_text("10 452 326")
    axe(page)
