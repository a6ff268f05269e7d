"""The table of measures as a person at a browser meets it, and the rows behind it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn

WHO = "kommun.uppsala@demo.test"
NUMBERS = count(1)
SAVED = ".says"
ROWS = """
    SELECT measure.*,
        (SELECT SUM(planned) FROM overenskommelse_measureamount WHERE measure_id = measure.id) AS planned
    FROM overenskommelse_measure AS measure
    JOIN overenskommelse_actionplan AS plan ON plan.id = measure.plan_id
    WHERE plan.name = ? AND measure.removed_at IS NULL
    ORDER BY measure.position
"""
Stored = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def stored(server_environment: dict[str, str]) -> Stored:
    """The rows of a plan as the database holds them, in order: ``stored(plan)[0]["title"]``."""
    path = server_environment["DATABASE_URL"].removeprefix("sqlite:///")

    def rows(plan: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(ROWS, [plan])]

    return rows


@pytest.fixture
def plan(page: Page, sign_in: SignIn) -> str:
    """The name of a new, empty plan, whose table ``page`` shows. Leaving it with unsaved text asks nobody."""
    name = f"Plan {next(NUMBERS)}"
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, WHO, "/action-plans/add/")
    page.fill("[name=name]", name)
    page.click("main form[method=post] button.primary")
    page.wait_for_url("**/action-plans/*/")
    return name


def row(page: Page, place: int) -> Locator:
    return page.locator("tr.measure").nth(place)


def cell(page: Page, place: int, name: str) -> Locator:
    return row(page, place).locator(f"[name='{name}']")


def says(page: Page, place: int, text: str) -> None:
    expect(row(page, place).locator(SAVED)).to_contain_text(text)


def add(page: Page, *titles: str) -> None:
    """Type titles, one row each, as with a pile of notes."""
    page.locator("tr.blank").last.locator("[name=title]").focus()
    for title in titles:
        page.keyboard.type(title)
        page.keyboard.press("Enter")
    for place in range(len(titles)):
        says(page, place, "Sparat")


def titles(rows: list[dict[str, Any]]) -> list[str]:
    return [row["title"] for row in rows]
