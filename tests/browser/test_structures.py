"""A plan's own tree and the matrix of undertakings: by keyboard, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, Check, SignIn, scrolls_sideways

UPPSALA, SKANE = "samordnare.uppsala@demo.test", "samordnare.skane@demo.test"
PLAN = "Verksamhetsplan 2021 för HSVO Uppsala"


def open_tree(page: Page, sign_in: SignIn) -> None:
    """The demo's plan with a tree of the county's own making."""
    sign_in(page, UPPSALA, "/action-plans/")
    page.get_by_role("link", name=PLAN).click()
    page.locator("#plan-tabs").get_by_role("link", name="Egen struktur").click()
    expect(page.get_by_role("heading", name="2.1.1 Samverkan inom HSVO")).to_be_visible()


def press(control: Locator) -> None:
    control.focus()
    control.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_part_moves_by_keyboard_and_references_follow(
    script: bool, page: Page, plain_page: Page, sign_in: SignIn, axe: Check
) -> None:
    page = page if script else plain_page
    open_tree(page, sign_in)
    press(page.locator("summary", has_text="2.2 Utveckla systemstöd"))
    down = page.get_by_role("button", name="Ned")
    press(down)
    expect(page.get_by_role("heading", name="2.3 Utveckla systemstöd")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"vårdcentrum \(se 2\.2\.1\)$"))).to_be_visible()
    expect(down).to_be_focused()
    if script:
        axe(page)
    press(page.get_by_role("button", name="Upp"))
    expect(page.get_by_role("heading", name="2.2 Utveckla systemstöd")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"vårdcentrum \(se 2\.3\.1\)$"))).to_be_visible()


def test_a_reference_leads_to_its_part(page: Page, sign_in: SignIn) -> None:
    page.set_viewport_size(NARROW)
    open_tree(page, sign_in)
    assert not scrolls_sideways(page)
    page.get_by_role("link", name="till 2.3.1", exact=True).click()
    expect(page.get_by_role("heading", name="2.3.1 Hälsosystemets struktur")).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_marks_are_set_by_keyboard_and_stay(
    script: bool, page: Page, plain_page: Page, sign_in: SignIn, axe: Check
) -> None:
    page = page if script else plain_page
    sign_in(page, SKANE, "/undertakings/?q=digitala")
    mark = page.get_by_role("button", name="Gemensamma digitala lösningar och e-hälsa: Ökad tillgänglighet")
    for now in ("true", "false"):
        press(mark)
        expect(mark).to_have_attribute("aria-pressed", now)
        if script:
            expect(mark).to_be_focused()
            axe(page)
        page.reload()
        expect(mark).to_have_attribute("aria-pressed", now)
        expect(page.get_by_role("status")).to_have_text("1 rad")
