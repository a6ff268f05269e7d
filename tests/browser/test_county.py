"""A coordinator looks at the county and reminds, a person subscribes to the calendar."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Check, SignIn, scrolls_sideways
from tests.browser.test_flow import follow, heading, press

COORDINATOR, MUNICIPALITY = "samordnare.uppsala@demo.test", "kommun.uppsala@demo.test"


def untick_all(page: Page) -> None:
    ticked = page.get_by_role("checkbox", checked=True)
    for _each in range(ticked.count()):
        ticked.first.press("Space")


def test_a_coordinator_reminds_by_keyboard(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, COORDINATOR, at="/action-plans/county/")
    heading(page, re.compile("Uppsala län: .* planer är inlämnad"))
    follow(page, "Bestäm en sista dag")
    page.get_by_label("Sista dag att lämna in planerna").fill("2021-05-31")
    press(page, "Spara")
    expect(page.get_by_text("Sista dag att lämna in är 2021-05-31.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("Påminn de")).press("Enter")
    expect(page.get_by_label("Håbo")).to_be_checked()
    untick_all(page)
    press(page, "Se vad var och en får")
    expect(page.get_by_role("alert")).to_contain_text("Kryssa för minst en att påminna.")
    axe(page)
    page.get_by_label("Håbo").press("Space")
    page.get_by_label("Ämne").fill("Er plan för 2021")
    press(page, "Se vad var och en får")
    heading(page, "Detta skickas till en organisation")
    expect(page.locator("pre")).to_contain_text("Plan: Inte påbörjad")
    axe(page)
    press(page, "Ändra")
    expect(page.get_by_label("Ämne")).to_have_value("Er plan för 2021")
    press(page, "Se vad var och en får")
    press(page, "Skicka påminnelsen")
    expect(page.get_by_text("En påminnelse är skickad till Håbo.")).to_be_visible()
    follow(page, "Skickade påminnelser")
    follow(page, "Er plan för 2021")
    expect(page.locator("pre")).to_contain_text("Så långt har Håbo kommit")
    axe(page)


def test_to_send_twice_sends_once(page: Page, sign_in: SignIn) -> None:
    sign_in(page, COORDINATOR, at="/action-plans/county/remind/")
    untick_all(page)
    page.get_by_label("Tierp").check()
    press(page, "Se vad var och en får")
    press(page, "Skicka påminnelsen")
    expect(page.get_by_text("En påminnelse är skickad till Tierp.")).to_be_visible()
    page.go_back()
    press(page, "Skicka påminnelsen")
    expect(page.get_by_text(re.compile("Tierp fick redan en påminnelse i dag"))).to_be_visible()


def test_a_calendar_address_is_made_and_revoked_without_a_script(plain_page: Page, sign_in: SignIn) -> None:
    sign_in(plain_page, MUNICIPALITY, at="/calendar/")
    press(plain_page, "Skapa en adress")
    address = plain_page.get_by_label("Din hemliga adress").input_value()
    expect(plain_page.get_by_role("button", name="Kopiera adressen")).to_be_hidden()
    read = plain_page.request.get(address)
    assert read.ok
    assert "BEGIN:VEVENT" in read.text()
    plain_page.get_by_text("Har någon annan fått adressen?").click()
    press(plain_page, "Återkalla adressen")
    expect(plain_page.get_by_text("Adressen fungerar inte längre.")).to_be_visible()
    assert plain_page.request.get(address).status == 404


def test_a_measure_is_shared_and_divided(
    page: Page, sign_in: SignIn, axe: Check, places: dict[str, Any]
) -> None:
    measure = "/action-plans/{plan}/measures/{measure}/".format(**places)
    sign_in(page, MUNICIPALITY, at=f"{measure}shares/")
    page.get_by_role("checkbox", name="Knivsta").press("Space")
    page.get_by_label("Andel för Knivsta, kronor").fill("100 000")
    press(page, "Spara")
    expect(page.get_by_role("alert")).to_contain_text("Inget är planerat för åtgärden än.")
    expect(page.get_by_label("Andel för Knivsta, kronor")).to_have_value("100 000")
    assert not scrolls_sideways(page)
    axe(page)
