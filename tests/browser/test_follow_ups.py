"""A plan sorted by its headings, and each part of it followed up, by keyboard and on a narrow screen."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Check, SignIn, scrolls_sideways
from tests.browser.test_overviews import open_plan

NEAR = "Utvecklingen av den nära vården med primärvården som nav"


def test_a_heading_sorts_by_keyboard_and_the_filter_stays(page: Page, sign_in: SignIn, axe: Check) -> None:
    open_plan(page, sign_in, "Tabell")
    page.get_by_label("Text").fill("arbetssätt")
    expect(page).to_have_url(re.compile("text="))
    heading = page.get_by_role("columnheader", name="Åtgärd")
    for way in ("ascending", "descending"):
        heading.get_by_role("link").focus()
        page.keyboard.press("Enter")
        expect(heading).to_have_attribute("aria-sort", way)
    expect(page.get_by_label("Text")).to_have_value("arbetssätt")
    expect(page.locator("tr.measure").first).to_contain_text("Utbildning om rehabiliterande arbetssätt")
    axe(page)
    page.set_viewport_size(NARROW)
    expect(heading.get_by_role("link")).to_be_visible()
    assert not scrolls_sideways(page)
    axe(page)
    page.get_by_role("link", name="Visa planens egen ordning").click()
    expect(page.locator("[aria-sort]")).to_have_count(0)
    expect(page.get_by_label("Text")).to_have_value("arbetssätt")


def test_each_part_is_followed_up_and_read_at_its_area(page: Page, sign_in: SignIn, axe: Check) -> None:
    open_plan(page, sign_in, "Tabell")
    page.get_by_role("link", name="Följ upp", exact=True).click()
    page.get_by_role("textbox", name=NEAR).fill("Hemmonitoreringen kom i gång i maj.")
    axe(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("textbox", name=NEAR)).to_have_value("Hemmonitoreringen kom i gång i maj.")
    page.locator("#plan-tabs").get_by_role("link", name="Per område").click()
    expect(page.locator("#area-nara-vard .came")).to_contain_text("Hemmonitoreringen kom i gång i maj.")
    axe(page)
    page.set_viewport_size(NARROW)
    assert not scrolls_sideways(page)
