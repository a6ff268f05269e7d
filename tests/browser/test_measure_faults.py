"""Two in one row, no net, a sign-in that ends, a double click, the way back: nothing lost, nothing twice."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Check, OpenPage, SignIn
from tests.browser.grid import Stored, add, cell, plan, row, says, stored, titles

__all__ = ["plan", "stored"]  # fixtures


@pytest.fixture
def other(page: Page, open_page: OpenPage, sign_in: SignIn, plan: str) -> Page:
    """An administrator at the same row, opened at the same time."""
    add(page, "Trygg hemgång")
    opened = open_page()
    sign_in(opened, "admin@demo.test", page.url)
    return opened


def type_title(page: Page, text: str) -> None:
    cell(page, 0, "title").fill(text)
    page.keyboard.press("Tab")


def test_two_in_different_cells_of_a_row_both_keep_theirs(
    page: Page, other: Page, plan: str, stored: Stored
) -> None:
    cell(other, 0, "schedule").fill("2022")
    other.keyboard.press("Tab")
    says(other, 0, "Sparat")
    type_title(page, "Tryggare hemgång")
    says(page, 0, "Sparat")
    expect(cell(page, 0, "schedule")).to_have_value("2022")
    assert [stored(plan)[0][name] for name in ("title", "schedule")] == ["Tryggare hemgång", "2022"]


def test_two_in_the_same_cell_see_both_and_choose(
    page: Page, other: Page, plan: str, stored: Stored, axe: Check
) -> None:
    type_title(page, "Kommunens namn")
    says(page, 0, "Sparat")
    type_title(other, "Administratörens namn")
    clash = other.locator("tr.clash")
    expect(clash).to_contain_text("Kommunkontakt Uppsala")
    expect(clash).to_contain_text("Kommunens namn")
    axe(other)
    assert titles(stored(plan)) == ["Kommunens namn"]
    clash.get_by_role("button", name="Behåll mitt").click()
    says(other, 0, "Sparat")
    assert titles(stored(plan)) == ["Administratörens namn"]


def test_one_may_take_what_the_other_stored(page: Page, other: Page, plan: str, stored: Stored) -> None:
    type_title(other, "Administratörens namn")
    says(other, 0, "Sparat")
    type_title(page, "Kommunens namn")
    page.get_by_role("button", name="Ta det sparade").click()
    expect(cell(page, 0, "title")).to_have_value("Administratörens namn")
    expect(page.locator("tr.clash")).to_have_count(0)
    assert titles(stored(plan)) == ["Administratörens namn"]


@pytest.mark.parametrize(
    ("choice", "stands"), [("Ställ tillbaka", "Trygg hemgång"), ("Låt det stå", "Administratörens namn")]
)
def test_an_undo_of_what_another_has_changed_since_shows_both(
    page: Page, other: Page, plan: str, stored: Stored, axe: Check, choice: str, stands: str
) -> None:
    type_title(page, "Kommunens namn")
    says(page, 0, "Sparat")
    other.reload()
    type_title(other, "Administratörens namn")
    says(other, 0, "Sparat")
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    says(page, 0, "Inte ångrat: välj nedan")
    clash = page.locator("tr.clash")
    for shown in ("Det som är sparat gäller tills du har valt", "Trygg hemgång", "Administratörens namn"):
        expect(clash).to_contain_text(shown)
    axe(page)
    assert titles(stored(plan)) == ["Administratörens namn"]
    clash.get_by_role("button", name=choice).press("Enter")
    says(page, 0, "Sparat")
    expect(cell(page, 0, "title")).to_have_value(stands)
    assert titles(stored(plan)) == [stands]


def test_an_undo_reaches_a_column_that_is_not_shown(
    page: Page, other: Page, plan: str, stored: Stored
) -> None:
    cell(page, 0, "schedule").fill("2022")
    page.keyboard.press("Tab")
    says(page, 0, "Sparat")
    other.reload()
    cell(other, 0, "schedule").fill("2023")
    other.keyboard.press("Tab")
    says(other, 0, "Sparat")
    page.goto(f"{page.url.partition('#')[0]}?columns=status")
    page.get_by_role("button", name="Ångra senaste").click()
    page.get_by_role("button", name="Ställ tillbaka").click()
    says(page, 0, "Sparat")
    assert stored(plan)[0]["schedule"] == ""


def test_without_a_net_the_text_waits_and_is_saved_when_the_net_is_back(
    page: Page, plan: str, stored: Stored
) -> None:
    add(page, "Trygg hemgång")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    cell(page, 0, "title").fill("Skrivet på tåget")
    page.keyboard.press("Enter")
    says(page, 0, "Inte sparat – försöker igen")
    page.keyboard.type("Ny rad på tåget")
    page.keyboard.press("Enter")
    says(page, 1, "Inte sparat")
    assert titles(stored(plan)) == ["Trygg hemgång"]
    page.context.set_offline(False)
    says(page, 0, "Sparat")
    says(page, 1, "Sparat")
    assert titles(stored(plan)) == ["Skrivet på tåget", "Ny rad på tåget"]


def test_text_that_was_not_saved_is_offered_after_a_reload(page: Page, plan: str, stored: Stored) -> None:
    add(page, "Trygg hemgång")
    page.route("**/measures/**", lambda route: route.abort())
    page.locator("tr.blank [name=title]").last.fill("Ny och osparad")
    cell(page, 0, "title").fill("Ändrad och osparad")
    page.reload()
    says(page, 0, "inte hann sparas")
    says(page, 1, "inte hann sparas")
    expect(cell(page, 0, "title")).to_have_value("Ändrad och osparad")
    assert titles(stored(plan)) == ["Trygg hemgång"]
    page.unroute("**/measures/**")
    row(page, 0).get_by_role("button", name="Släng den").click()
    expect(cell(page, 0, "title")).to_have_value("Trygg hemgång")
    row(page, 1).get_by_role("button", name="Spara den").click()
    says(page, 1, "Sparat")
    assert titles(stored(plan)) == ["Trygg hemgång", "Ny och osparad"]


def test_a_sign_in_that_has_ended_keeps_the_text_and_saves_it_afterwards(
    page: Page, sign_in: SignIn, plan: str, stored: Stored
) -> None:
    add(page, "Trygg hemgång")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    cell(page, 0, "title").fill("Skrivet för sent")
    page.keyboard.press("Tab")
    says(page, 0, "Du är utloggad")
    expect(row(page, 0).get_by_role("link", name="Logga in i en ny flik")).to_be_visible()
    assert titles(stored(plan)) == ["Trygg hemgång"]
    # A new sign-in has a new secret, so the page's own is out of date.
    kept = [cookie for cookie in cookies if cookie["name"] != "csrftoken"]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    says(page, 0, "Sparat")
    assert titles(stored(plan)) == ["Skrivet för sent"]


def test_a_double_click_and_a_second_send_store_one_row(page: Page, plan: str, stored: Stored) -> None:
    page.locator("#grid-new").dblclick()
    page.keyboard.type("Trygg hemgång")
    lost = iter([True])

    def lose_the_first_answer(route: Any) -> None:
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/measures/add/", lose_the_first_answer)
    page.keyboard.press("Enter")
    says(page, 0, "Inte sparat")
    assert titles(stored(plan)) == ["Trygg hemgång"]
    says(page, 0, "Sparat")
    assert titles(stored(plan)) == ["Trygg hemgång"]


def test_the_back_button_shows_what_is_stored(page: Page, plan: str, stored: Stored) -> None:
    add(page, "Trygg hemgång")
    cell(page, 0, "schedule").fill("2022")
    page.keyboard.press("Tab")
    says(page, 0, "Sparat")
    page.goto("/action-plans/")
    page.go_back()
    expect(cell(page, 0, "title")).to_have_value("Trygg hemgång")
    expect(cell(page, 0, "schedule")).to_have_value("2022")
    cell(page, 0, "title").fill("Tryggare hemgång")
    page.keyboard.press("Tab")
    says(page, 0, "Sparat")
    assert [(one["title"], one["schedule"]) for one in stored(plan)] == [("Tryggare hemgång", "2022")]
