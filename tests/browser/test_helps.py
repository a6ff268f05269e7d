"""What the small script adds: choices that take effect, lists that filter as one types, errors read first."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Check, SignIn

CHOSEN = ".context select[name=organisation]"


def test_a_choice_in_the_header_takes_effect_at_once(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "ekonom.skane@demo.test")
    for code in ("RSS12", "R12"):
        with page.expect_navigation():
            page.select_option(CHOSEN, code)
        expect(page.locator(CHOSEN)).to_have_value(code)


def test_with_the_keyboard_the_choice_waits_for_the_button(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, "ekonom.skane@demo.test")
    button = page.locator(".context button")
    page.focus(CHOSEN)
    before = page.input_value(CHOSEN)
    page.keyboard.press("ArrowDown" if before == "R12" else "ArrowUp")
    expect(page.locator(CHOSEN)).not_to_have_value(before)
    expect(button).to_be_in_viewport()
    axe(page)
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(CHOSEN)).not_to_have_value(before)
    with page.expect_navigation():
        page.select_option(CHOSEN, before)


def test_a_list_filters_as_one_types_and_keeps_it_in_the_address(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "admin@demo.test")
    page.goto("/recipients/?sort=-name")
    page.get_by_label("Kod eller namn").press_sequentially("skåne")
    expect(page.locator("#result .count")).not_to_contain_text("336")
    expect(page).to_have_url(re.compile("text=sk%C3%A5ne"))
    expect(page).to_have_url(re.compile("sort=-name"))
    rows = page.locator("#result tbody tr")
    expect(rows.first).to_contain_text("Skåne")
    count = rows.count()
    page.reload()
    expect(rows).to_have_count(count)
    page.go_back()
    expect(page.locator("#result .count")).to_contain_text("336")


def test_a_filter_after_the_sign_in_has_ended_leads_to_signing_in_and_back(
    page: Page, sign_in: SignIn
) -> None:
    sign_in(page, "admin@demo.test")
    page.goto("/recipients/")
    page.context.clear_cookies()
    page.get_by_label("Kod eller namn").fill("Uppsala")
    page.wait_for_url(re.compile("/accounts/login/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    assert "Uppsala" in page.url


def test_what_must_be_mended_is_read_first_and_leads_to_its_field(page: Page, axe: Check) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.locator("[name=login]")).to_be_focused()


def test_a_second_click_sends_nothing(page: Page) -> None:
    page.goto("/accounts/login/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.fill("[name=login]", "ingen@demo.test")
    page.fill("[name=password]", "fel")
    page.get_by_role("button", name="Logga in").dblclick()
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(sent) == 1


def test_lists_and_the_header_work_without_the_script(plain_page: Page, sign_in: SignIn) -> None:
    page = plain_page
    sign_in(page, "ekonom.skane@demo.test")
    page.goto("/recipients/")
    page.get_by_label("Kod eller namn").fill("Skåne")
    page.get_by_role("button", name="Visa").click()
    expect(page).to_have_url(re.compile("text=Sk%C3%A5ne"))
    expect(page.get_by_role("button", name="Byt")).to_be_visible()


def test_a_wide_table_is_reached_with_the_keyboard(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, "admin@demo.test")
    page.set_viewport_size(NARROW)
    page.goto("/allocation/runs/1/")
    table = page.locator(".scroll[tabindex='0']").first
    expect(table).to_have_attribute("role", "region")
    expect(table).to_have_attribute("aria-label", re.compile("."))
    axe(page)
