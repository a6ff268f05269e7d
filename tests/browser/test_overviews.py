"""The readings of a plan: money always in view, one filter for all of them, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Check, SignIn, scrolls_sideways

WHO = "kommun.uppsala@demo.test"
PLAN = "Åtgärder enligt God och nära vård 2021"


def open_plan(page: Page, sign_in: SignIn, tab: str) -> None:
    """The demo's plan of Uppsala municipality at ``tab``."""
    sign_in(page, WHO, "/action-plans/")
    page.get_by_role("link", name=PLAN).click()
    page.locator("#plan-tabs").get_by_role("link", name=tab).click()


def test_what_is_filtered_follows_from_tab_to_tab(page: Page, sign_in: SignIn, axe: Check) -> None:
    open_plan(page, sign_in, "Per område")
    page.get_by_label("Text").press_sequentially("vård i hem")
    expect(page.locator("#result").get_by_role("link", name="Vårdcentrum med noder")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"text=v%C3%A5rd%20i%20hem"))
    expect(page.get_by_label("Text")).to_be_focused()
    page.locator("#plan-tabs").get_by_role("link", name="Per ansvarig").click()
    expect(page.get_by_role("link", name="Vård i hemmet")).to_be_visible()
    expect(page.get_by_role("link", name="Vårdcentrum med noder")).to_have_count(0)
    axe(page)
    page.get_by_label("Text").fill("finns inte")
    expect(page.locator("#result")).to_contain_text("Ändra eller rensa filtret.")
    axe(page)
    page.get_by_role("link", name="Rensa").click()
    expect(page.get_by_role("link", name="Vårdcentrum med noder")).to_be_visible()


def test_the_money_stays_in_view(page: Page, sign_in: SignIn, axe: Check) -> None:
    open_plan(page, sign_in, "Per område")
    page.mouse.wheel(0, 2000)
    page.wait_for_function("scrollY > 1000")
    expect(page.locator("#plan-summary .granted dd")).to_be_in_viewport()
    box = page.locator("#plan-summary").bounding_box()
    assert box
    assert 0 <= box["y"] <= 1
    assert box["height"] < 800 / 4
    page.get_by_text("Per område och post").click()
    expect(page.locator("#plan-summary table")).to_be_in_viewport()
    axe(page)


def test_on_a_narrow_screen_the_money_unfolds(page: Page, sign_in: SignIn, axe: Check) -> None:
    page.set_viewport_size(NARROW)
    open_plan(page, sign_in, "Tidslinje")
    assert page.locator("#plan-summary").evaluate("part => getComputedStyle(part).position") == "static"
    expect(page.locator("#plan-summary table")).to_be_hidden()
    page.get_by_text("Per område och post").click()
    expect(page.locator("#plan-summary table")).to_be_visible()
    assert not scrolls_sideways(page)
    axe(page)


@pytest.mark.parametrize("tab", ["Per område", "Tidslinje", "Per ansvarig"])
def test_without_javascript(plain_page: Page, sign_in: SignIn, tab: str) -> None:
    open_plan(plain_page, sign_in, tab)
    plain_page.get_by_label("Text").fill("vård i hem")
    plain_page.get_by_role("button", name="Visa").click()
    expect(plain_page.locator("#result")).to_contain_text("Vård i hemmet")
    expect(plain_page.locator("#result").get_by_role("link", name="Vårdcentrum med noder")).to_have_count(0)
    plain_page.get_by_text("Per område och post").click()
    expect(plain_page.locator("#plan-summary table")).to_be_visible()


def test_it_prints_without_what_is_for_the_screen(page: Page, sign_in: SignIn) -> None:
    open_plan(page, sign_in, "Tidslinje")
    page.emulate_media(media="print")
    for part in ("#plan-tabs", ".filters", ".exports", ".signs"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("#plan-summary .granted dd")).to_be_visible()
    expect(page.locator(".times svg").first).to_be_visible()
