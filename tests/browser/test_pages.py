"""Every page of the permission table, light and dark, wide and narrow: axe, width, headings, language."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import NARROW, WIDE, Check, SignIn, scrolls_sideways, watched
from tests.contracts.addresses import rows

# 1280 px at 400 %.
ZOOMED = ViewportSize(width=320, height=256)
# Files to save; and what an undecided run shows as a decided one does.
LEFT_OUT = re.compile(
    r"_export=|/(file|workbook|document|preview|marked|pdf|xlsx|zip|paper|content|summary|names)/(\?|$)|\.ics$|/attachments/\{file\}/|/documents/\{|/cases/|\{undecided\}/[^d]"
)
# One who sees all and one who sees little, where they may open the page.
PEOPLE = ("admin", "uppfoljning"), ("kommun.uppsala", "ekonom.uppsala", "ekonom.skane")
Look = tuple[Literal["light", "dark"], ViewportSize]
LIGHT: Look = ("light", WIDE)
DARK: Look = ("dark", NARROW)
# Small words and terms of the code that no Swedish sentence holds.
ENGLISH = re.compile(
    r"\b(the|of|is|are|was|this|that|these|those|with|and|you|your|from|which|has|have|does|what|when|where"
    r"|why|who|its|cannot|must|nothing|something|somebody|nobody|there|about|into|than|they|choose|changed?"
    r"|stored|saved|given|yes|agreements?|amounts?|code|decisions?|draft|file|import|issued|lines?|missing"
    r"|municipality|name|recipients?|requisition|rows?|runs?|sheet|sums?)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def walker(browser: Browser, server_url: str) -> Iterator[tuple[Page, list[str]]]:
    """One window for the whole walk: to open one takes longer than to look at a page."""
    context = browser.new_context(base_url=server_url, locale="sv-SE")
    context.set_default_timeout(15_000)
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    page.on("dialog", lambda dialog: dialog.accept())
    yield page, faults
    context.close()


@pytest.fixture
def page(walker: tuple[Page, list[str]]) -> Iterator[Page]:
    """The window as somebody new finds it; what goes wrong in it fails the test."""
    page, faults = walker
    faults.clear()
    page.context.clear_cookies()
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    yield page
    assert faults == []


def visit(person: str, address: str, *looks: Look) -> Any:
    return pytest.param(person, address, looks, id=f"{person} {address}")


def visits() -> Iterator[Any]:
    """Each page of the table, seen by two people where two kinds of people may open it."""
    for row in rows():
        if row["method"] == "GET" and not LEFT_OUT.search(row["address"]):
            one, other = (next((it for it in people if row[it] == "200"), "") for people in PEOPLE)
            if one and other:
                yield visit(one, row["address"], LIGHT)
                yield visit(other, row["address"], DARK)
            elif one or other:
                yield visit(one or other, row["address"], LIGHT, DARK)


# Sorted, filtered away, long, special or refused.
STATES = (
    ("admin", "/recipients/?kind=municipality&sort=-name&page=2"),
    ("admin", "/recipients/?text=finns-inte"),
    ("admin", "/memberships/?role=reader"),
    ("admin", "/allocation/datasets/?indicator=nurses"),
    ("admin", "/allocation/runs/{decided}/?recipient_kind=rss"),
    ("admin", "/allocation/runs/{decided}/lines/kommuner-vidareutbildning/"),
    ("admin", "/allocation/runs/{decided}/lines/regioner-medarbetare/?sort=-amount"),
    ("admin", "/allocation/runs/{decided}/lines/regioner-medarbetare/R22/"),
    ("admin", "/allocation/runs/{decided}/lines/regioner-ambulans/R09/"),
    ("admin", "/allocation/runs/{decided}/lines/skr-stod/SKR/"),
    ("admin", "/allocation/runs/{decided}/reconciliation/?line=kommuner-nara-vard"),
    ("admin", "/action-plans/?status=draft&sort=-planned"),
    ("samordnare.uppsala", "/action-plans/{plan}/areas/?area=-"),
    ("kommun.uppsala", "/action-plans/{plan}/timeline/?text=finns-inte"),
    ("admin", "/reporting/requisitions/?sort=-amount"),
    ("samordnare.uppsala", "/reporting/requisitions/{draft}/"),
    ("firmatecknare.skane", "/reporting/requisitions/"),
    ("ekonom.skane", "/reporting/documents/?code=AAAA-AAAA"),
    ("ekonom.skane", "/agreements/utkast/"),
    ("ekonom.skane", "/memberships/"),
    ("ekonom.skane", "/accounts/password/change/"),
    ("ekonom.skane", "/accounts/logout/"),
)


@pytest.mark.parametrize(
    ("person", "address", "looks"), [*visits(), *(visit(*state, LIGHT, DARK) for state in STATES)]
)
def test_a_page(
    page: Page,
    sign_in: SignIn,
    axe: Check,
    places: dict[str, Any],
    person: str,
    address: str,
    looks: tuple[Look, ...],
) -> None:
    sign_in(page, f"{person}@demo.test", at=address.format(**places))
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    assert re.fullmatch(r"\S.* – Överenskommelsen", page.title())
    assert english(page) == []
    for size in (ZOOMED, NARROW):
        page.set_viewport_size(size)
        assert not scrolls_sideways(page), size
    for place, (scheme, size) in enumerate(looks):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        axe(page, looks=place > 0)


def english(page: Page) -> list[str]:
    """Lines with English words among what is shown or read out."""
    said = page.evaluate(
        """() => [document.title, document.body.innerText, ...Array.from(
            document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"),
            (it) => [it.ariaLabel, it.title, it.placeholder, it.alt].join(" "))].join("\\n")"""
    )
    return [line for line in said.splitlines() if ENGLISH.search(line)]


@pytest.mark.parametrize(
    "address",
    [
        "/agreements/{agreement}/edit/",
        "/agreements/{agreement}/copy/",
        "/agreements/{agreement}/amounts/",
        "/agreements/{agreement}/lines/add/",
        "/agreements/{agreement}/lines/{line}/edit/",
        "/agreements/{agreement}/deadlines/add/",
        "/agreements/{agreement}/requirements/add/",
        "/recipients/R03/edit/",
        "/memberships/add/",
        "/memberships/{membership}/edit/",
        "/allocation/datasets/imports/new/",
        "/allocation/runs/{undecided}/decide/",
        "/reporting/requisitions/{draft}/edit/",
        "/reporting/documents/?code=",
        "/accounts/password/change/",
    ],
)
def test_an_empty_form_says_what_it_lacks(
    page: Page, sign_in: SignIn, axe: Check, places: dict[str, Any], address: str
) -> None:
    sign_in(page, "admin@demo.test", at=address.format(**places))
    main = page.get_by_role("main")
    for field in main.locator("input:not([type=hidden], [type=checkbox], [type=file]), textarea").all():
        field.fill("")
    main.locator("button.primary").first.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    wrong = page.locator("[aria-invalid=true]")
    assert wrong.count() == page.locator(".field.wrong").count() > 0
    assert english(page) == []
    axe(page)
    for size in (ZOOMED, NARROW):
        page.set_viewport_size(size)
        assert not scrolls_sideways(page), size
