"""Everybody signs in and comes to a start page that is theirs."""

from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import NARROW, WIDE, Check, SignIn, scrolls_sideways

Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[Scheme, ViewportSize], ...] = (("light", WIDE), ("dark", NARROW))

DEMO_USERS = [
    "admin",
    "samordnare.skane",
    "ekonom.skane",
    "ekonomichef.skane",
    "firmatecknare.skane",
    "samordnare.uppsala",
    "kommun.uppsala",
    "ekonom.uppsala",
    "uppfoljning",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_sign_in_page_is_for_everybody(
    page: Page, axe: Check, size: ViewportSize, scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not scrolls_sideways(page)
    axe(page)


@pytest.mark.parametrize("name", DEMO_USERS)
def test_a_start_page_each(page: Page, sign_in: SignIn, axe: Check, name: str) -> None:
    sign_in(page, f"{name}@demo.test")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/login" not in page.url
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        assert not scrolls_sideways(page)
        axe(page)


def test_a_wrong_password_is_said_and_nothing_typed_is_lost(page: Page, axe: Check) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", "admin@demo.test")
    page.fill("[name=password]", "wrong")
    page.press("[name=password]", "Enter")
    expect(page.locator("[name=login]")).to_have_value("admin@demo.test")
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)


def test_an_address_that_is_not_there_shows_no_traceback(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, "admin@demo.test")
    response = page.goto("/nothing/here/")
    assert response is not None
    assert response.status == 404
    assert "Traceback" not in page.content()
    axe(page)
