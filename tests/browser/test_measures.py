"""Measures typed in the table itself, as in a spreadsheet. What goes wrong there: test_measure_faults."""

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import NARROW, Check, SignIn, scrolls_sideways
from tests.browser.grid import WHO, Stored, add, cell, plan, row, says, stored, titles

__all__ = ["plan", "stored"]  # fixtures
WHEN = ("schedule", "ends_on", "status")
TALL = ViewportSize(width=1280, height=2000)


def test_three_measures_are_entered_by_keyboard_without_a_page_load(
    page: Page, plan: str, stored: Stored, axe: Check
) -> None:
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.locator("#grid-new").focus()
    page.keyboard.press("Enter")
    add(page, "Trygg hemgång", "Digital vårdplan", "Kontaktsköterska")
    cell(page, 0, "title").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Goda")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("Uppsala: socialdirektör")
    expect(page.locator("#list-responsible option[value='Region Uppsala']")).to_be_attached()
    page.keyboard.press("Tab")
    page.keyboard.type("Hösten 2022")
    page.keyboard.press("Tab")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    says(page, 0, "Sparat")
    expect(cell(page, 1, "status")).to_be_focused()
    rows = stored(plan)
    assert titles(rows) == ["Trygg hemgång", "Digital vårdplan", "Kontaktsköterska"]
    assert [rows[0][name] for name in WHEN] == ["Hösten 2022", "2022-12-31", "under_way"]
    assert loads == []
    # All of it at once: what the summary lies over while one scrolls counts as too small to hit.
    page.set_viewport_size(TALL)
    axe(page)


def test_kronor_are_read_as_people_write_them_and_the_sums_follow(
    page: Page, plan: str, stored: Stored
) -> None:
    add(page, "Trygg hemgång")
    cell(page, 0, "area").select_option("Goda förutsättningar för vårdens medarbetare")
    says(page, 0, "Sparat")
    money = cell(page, 0, "planned:kommuner-medarbetare")
    money.fill("1,5 mkr")
    page.keyboard.press("Enter")
    expect(money).to_have_value("1\u00a0500\u00a0000")
    expect(page.locator("#plan-summary .planned dd")).to_have_text("1\u00a0500\u00a0000\u00a0kr")
    assert stored(plan)[0]["planned"] == 1_500_000


def test_what_is_wrong_is_said_at_the_cell_and_what_was_typed_stays(
    page: Page, plan: str, stored: Stored, axe: Check
) -> None:
    add(page, "Trygg hemgång")
    cell(page, 0, "area").select_option(index=1)
    says(page, 0, "Sparat")
    money = cell(page, 0, "planned:kommuner-nara-vard")
    money.fill("en miljon")
    page.keyboard.press("Tab")
    expect(row(page, 0).locator("td.c-planned .why")).to_contain_text("inte ett belopp i hela kronor")
    expect(money).to_have_value("en miljon")
    expect(money).to_have_attribute("aria-invalid", "true")
    axe(page)
    assert stored(plan)[0]["planned"] is None
    money.fill("1 mkr")
    page.keyboard.press("Tab")
    expect(row(page, 0).locator(".why")).to_have_count(0)
    expect(money).to_have_value("1\u00a0000\u00a0000")
    assert stored(plan)[0]["planned"] == 1_000_000


def test_a_save_is_undone_and_a_cell_is_taken_back(page: Page, plan: str, stored: Stored) -> None:
    add(page, "Trygg hemgång")
    title = cell(page, 0, "title")
    title.fill("Något annat")
    page.keyboard.press("Escape")
    expect(title).to_have_value("Trygg hemgång")
    title.fill("Trygg och säker hemgång")
    page.keyboard.press("Enter")
    says(page, 0, "Sparat")
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    says(page, 0, "Ångrat")
    expect(title).to_have_value("Trygg hemgång")
    assert titles(stored(plan)) == ["Trygg hemgång"]


def test_rows_move_go_and_come_back(page: Page, plan: str, stored: Stored) -> None:
    add(page, "Ett", "Två", "Tre")
    cell(page, 2, "title").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(cell(page, 1, "title")).to_have_value("Tre")
    says(page, 1, "Flyttad")
    assert titles(stored(plan)) == ["Ett", "Tre", "Två"]
    row(page, 0).locator("summary").click()
    row(page, 0).get_by_role("button", name="Ta bort").click()
    expect(page.locator("tr.removed")).to_contain_text("Ett")
    assert titles(stored(plan)) == ["Tre", "Två"]
    page.locator("tr.removed").get_by_role("button", name="Ta tillbaka").click()
    expect(cell(page, 0, "title")).to_have_value("Ett")
    assert titles(stored(plan)) == ["Ett", "Tre", "Två"]


def test_without_javascript_a_row_is_a_form_and_a_page(
    page: Page, plain_page: Page, sign_in: SignIn, plan: str, stored: Stored
) -> None:
    add(page, "Trygg hemgång")
    sign_in(plain_page, WHO, page.url)
    cell(plain_page, 0, "schedule").fill("2022-05-01")
    row(plain_page, 0).get_by_role("button", name="Spara").click()
    assert stored(plan)[0]["schedule"] == "2022-05-01"
    plain_page.locator("#grid-new").click()
    plain_page.get_by_role("button", name="Spara åtgärden").click()
    expect(plain_page.locator(".problem")).to_contain_text("Åtgärden har inget namn")
    plain_page.fill("[name=title]", "Utan skript")
    plain_page.get_by_role("button", name="Spara åtgärden").click()
    assert titles(stored(plan)) == ["Trygg hemgång", "Utan skript"]
    row(plain_page, 1).locator("summary").click()
    row(plain_page, 1).get_by_role("button", name="Flytta upp").click()
    assert titles(stored(plan)) == ["Utan skript", "Trygg hemgång"]
    row(plain_page, 0).locator("summary").click()
    row(plain_page, 0).get_by_role("button", name="Ta bort").click()
    assert titles(stored(plan)) == ["Trygg hemgång"]
    plain_page.get_by_role("button", name="Ångra senaste").click()
    assert titles(stored(plan)) == ["Utan skript", "Trygg hemgång"]


ANY_TEXT = "=A1+1 <b>\"'&amp;</textarea> {{ x }} 漢字 العربية 👩🏽‍⚕️ {% if %} -1+1 @cmd"


def test_any_text_is_stored_and_shown_as_typed(page: Page, plan: str, stored: Stored) -> None:
    long = (ANY_TEXT + "\n") * 280
    long = long[:20_000].strip()
    page.goto(f"{page.url}?columns=description&columns=requirements&columns=target_group")
    add(page, ANY_TEXT)
    cell(page, 0, "description").fill(long)
    cell(page, 0, "target_group").fill(ANY_TEXT)
    page.keyboard.press("Tab")
    says(page, 0, "Sparat")
    assert (stored(plan)[0]["title"], stored(plan)[0]["description"]) == (ANY_TEXT, long)
    page.reload()
    expect(cell(page, 0, "title")).to_have_value(ANY_TEXT)
    assert cell(page, 0, "description").input_value() == long
    expect(cell(page, 0, "target_group")).to_have_value(ANY_TEXT)


def test_on_a_narrow_screen_a_row_is_a_card(page: Page, plan: str, stored: Stored, axe: Check) -> None:
    page.set_viewport_size(NARROW)
    add(page, "Trygg hemgång")
    cell(page, 0, "status").select_option("Avförd")
    expect(row(page, 0).locator("td.c-status .why")).to_contain_text("utan skäl")
    cell(page, 0, "status_note").fill("Resurserna räcker inte")
    page.keyboard.press("Tab")
    says(page, 0, "Sparat")
    assert (stored(plan)[0]["status"], stored(plan)[0]["status_note"]) == (
        "dropped",
        "Resurserna räcker inte",
    )
    assert not scrolls_sideways(page)
    axe(page)
