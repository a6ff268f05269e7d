"""A plan from first row to approval with nothing but a keyboard; and what happens when two collide."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Check, OpenPage, SignIn

KEEPER, RSS = "kommun.uppsala@demo.test", "samordnare.uppsala@demo.test"
MOST_TABS = 150
FOCUSED = "element => element === document.activeElement"


def reach(page: Page, wanted: Locator) -> None:
    """Go to ``wanted`` with the tabulator alone, as somebody who has no mouse."""
    expect(wanted).to_be_visible()
    for _press in range(MOST_TABS):
        if wanted.evaluate(FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached with the keyboard")


def press(page: Page, name: str) -> None:
    """Reach a link or a button of the content by its name, and press it."""
    content = page.locator("main")
    link = content.get_by_role("link", name=name, exact=True)
    reach(page, link.or_(content.get_by_role("button", name=name, exact=True)).first)
    page.keyboard.press("Enter")


def open_act(page: Page, name: str) -> None:
    """Go to the page of an act, which has the same name as its button there."""
    press(page, name)
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()


def write(page: Page, label: str, text: str) -> None:
    """Reach a field by its label and replace what it holds."""
    reach(page, page.get_by_label(label))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def begin(page: Page, name: str) -> None:
    page.goto("/action-plans/")
    press(page, "Ny handlingsplan")
    write(page, "Namn", name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/action-plans/\d+/$"))


def choose(page: Page, row: Locator, column: str, text: str) -> None:
    """Reach a cell of a row and type into it; a list finds what begins so."""
    reach(page, row.locator(f"[name='{column}']"))
    page.keyboard.type(text)


def fill_row(page: Page, place: int, title: str, area: str, line: str, kronor: str) -> None:
    """A measure with its area and money, saved when one leaves the row."""
    row = page.locator("tr.measure").nth(place)
    choose(page, page.locator("tr.blank").last, "title", title)
    page.keyboard.press("Enter")
    expect(row.locator(".says")).to_contain_text("Sparat")
    page.keyboard.press("Shift+Tab")
    reach_back(page, row.locator("[name=area]"))
    page.keyboard.type(area)
    page.keyboard.press("Enter")
    expect(row.locator(".says")).to_contain_text("Sparat")
    reach_back(page, row.locator("[name=area]"))
    choose(page, row, f"planned:{line}", kronor)
    page.keyboard.press("Enter")
    expect(row.locator(f"[name='planned:{line}']")).not_to_have_value(kronor)


def reach_back(page: Page, wanted: Locator) -> None:
    for _press in range(MOST_TABS):
        if wanted.evaluate(FOCUSED):
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"{wanted} is not reached backwards")


def says(page: Page, text: str) -> None:
    expect(page.locator(".messages")).to_contain_text(text)


def state(page: Page, text: str) -> None:
    expect(page.locator(".path [aria-current=step]")).to_have_text(text)


def write_plan(page: Page, axe: Check) -> None:
    """Three measures with money in a new plan, submitted with a comment."""
    begin(page, "Plan i tangentbordet")
    state(page, "Utkast")
    fill_row(page, 0, "Fast omsorgskontakt", "Utveckl", "kommuner-nara-vard", "1 mkr")
    fill_row(page, 1, "Mobilt team", "Utveckl", "kommuner-nara-vard", "500 tkr")
    fill_row(page, 2, "Introduktion för nya", "Goda", "kommuner-medarbetare", "250000")
    expect(page.locator("#plan-summary .planned dd")).to_have_text("1\u00a0750\u00a0000\u00a0kr")
    axe(page)
    open_act(page, "Lämna in planen")
    axe(page)
    write(page, "Kommentar", "Beslutad i nämnden.")
    press(page, "Lämna in planen")
    says(page, "Planen är inlämnad.")
    state(page, "Inlämnad")
    expect(page.locator("tr.blank")).to_have_count(0)
    axe(page)


def send_back(page: Page, axe: Check) -> None:
    """Not without a comment, which is asked for at its field."""
    open_act(page, "Skicka tillbaka")
    axe(page)
    press(page, "Skicka tillbaka")
    expect(page.get_by_role("alert")).to_be_focused()
    write(page, "Vad som måste rättas", "Ange vem som ansvarar för introduktionen.")
    press(page, "Skicka tillbaka")
    says(page, "Planen är skickad tillbaka.")
    state(page, "Återsänd")
    axe(page)


def mend(page: Page, axe: Check) -> None:
    """What the comment asks for, then submitted again."""
    expect(page.locator(".way")).to_contain_text("Ange vem som ansvarar för introduktionen.")
    row = page.locator("tr.measure").nth(2)
    choose(page, row, "responsible", "Uppsala: HR-chef")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row.locator(".says")).to_contain_text("Sparat")
    axe(page)
    open_act(page, "Lämna in planen")
    press(page, "Lämna in planen")
    says(page, "Planen är inlämnad.")


def approve(page: Page, axe: Check) -> None:
    """With a look at what has changed since it was sent back."""
    open_act(page, "Godkänn planen")
    press(page, "Vad som har ändrats sedan version 1")
    expect(page.locator("main")).to_contain_text("Uppsala: HR-chef")
    axe(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Godkänn planen")).to_be_visible()
    press(page, "Godkänn planen")
    says(page, "Planen är godkänd.")
    state(page, "Godkänd")
    axe(page)


def test_a_plan_is_written_sent_back_mended_and_approved_by_keyboard(
    open_page: OpenPage, sign_in: SignIn, axe: Check
) -> None:
    keeper, rss = open_page(), open_page()
    sign_in(keeper, KEEPER)
    write_plan(keeper, axe)
    address = keeper.url
    sign_in(rss, RSS, address)
    send_back(rss, axe)
    keeper.goto(address)
    mend(keeper, axe)
    rss.goto(address)
    approve(rss, axe)
    keeper.goto(address)
    expect(keeper.get_by_role("link", name="Följ upp", exact=True)).to_be_visible()


def test_the_back_button_does_nothing_twice(page: Page, sign_in: SignIn) -> None:
    sign_in(page, KEEPER)
    begin(page, "Plan två gånger")
    choose(page, page.locator("tr.blank").last, "title", "Fast kontakt")
    page.keyboard.press("Enter")
    expect(page.locator("tr.measure").first.locator(".says")).to_contain_text("Sparat")
    address = page.url
    open_act(page, "Lämna in planen")
    press(page, "Lämna in planen")
    says(page, "Planen är inlämnad.")
    page.go_back()
    says(page, "Planen är inte längre i ett läge där det här går att göra.")
    state(page, "Inlämnad")
    page.goto(f"{address}versions/")
    expect(page.locator(".versions li")).to_have_count(1)


def test_of_two_who_judge_the_second_is_told(open_page: OpenPage, sign_in: SignIn) -> None:
    keeper, rss, admin = open_page(), open_page(), open_page()
    sign_in(keeper, KEEPER)
    begin(keeper, "Plan med två omdömen")
    choose(keeper, keeper.locator("tr.blank").last, "title", "Fast kontakt")
    keeper.keyboard.press("Enter")
    expect(keeper.locator("tr.measure").first.locator(".says")).to_contain_text("Sparat")
    open_act(keeper, "Lämna in planen")
    press(keeper, "Lämna in planen")
    says(keeper, "Planen är inlämnad.")
    for judge, who in ((rss, RSS), (admin, "admin@demo.test")):
        sign_in(judge, who, f"{keeper.url}approve/")
    press(rss, "Godkänn planen")
    says(rss, "Planen är godkänd.")
    press(admin, "Godkänn planen")
    says(admin, "någon hann före")
    state(admin, "Godkänd")
