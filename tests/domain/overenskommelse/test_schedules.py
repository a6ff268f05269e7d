"""Schedules as people type them; the first ones stand in the plans of 2019, 2021 and 2024."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.schedules import DAY, DEPENDENT, NONE, ONGOING, PERIOD, Schedule, parse


def day(text: str) -> Schedule:
    return Schedule(DAY, None, date.fromisoformat(text))


def period(first: str, last: str) -> Schedule:
    return Schedule(PERIOD, date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024-12-31", day("2024-12-31")),
        ("2025", period("2025-01-01", "2025-12-31")),
        ("Hösten 2022", period("2022-08-01", "2022-12-31")),
        ("November 2024 vid Fredagsgruppens möte", period("2024-11-01", "2024-11-30")),
        ("2024-05-17 avstämning vid Fredagsgruppens möte", day("2024-05-17")),
        ("2022-12-31 Delvis", day("2022-12-31")),
        ("Löpande", Schedule(ONGOING)),
        ("Beroende av att avtalet blir klart 2024-06-01", Schedule(DEPENDENT)),
        ("Q3 2024", period("2024-07-01", "2024-09-30")),
        ("kvartal 4 2024", period("2024-10-01", "2024-12-31")),
        ("första kvartalet 2024", period("2024-01-01", "2024-03-31")),
        ("andra halvåret 2024", period("2024-07-01", "2024-12-31")),
        ("H1 2024", period("2024-01-01", "2024-06-30")),
        ("VT24", period("2024-01-01", "2024-06-30")),
        ("ht -22", period("2022-08-01", "2022-12-31")),
        ("sommaren 2023", period("2023-06-01", "2023-08-31")),
        ("Vintern 2023/24", period("2023-12-01", "2024-02-29")),
        ("årsskiftet 2024/2025", day("2024-12-31")),
        ("vecka 12 2024", period("2024-03-18", "2024-03-24")),
        ("2024-09", period("2024-09-01", "2024-09-30")),
        ("Senast den 31 december 2024", day("2024-12-31")),
        ("17/5 2024", day("2024-05-17")),
        ("17.5.2024", day("2024-05-17")),
        ("t.o.m. 2024-06-30", day("2024-06-30")),
        ("2024-01-01–2024-06-30", period("2024-01-01", "2024-06-30")),
        ("2024-01-01 - 2024-06-30", period("2024-01-01", "2024-06-30")),
        ("från 2024-03-01 till 2024-05-01", period("2024-03-01", "2024-05-01")),
        ("jan–juni 2024", period("2024-01-01", "2024-06-30")),
        ("17 maj – 3 juni 2024", period("2024-05-17", "2024-06-03")),
        ("hösten 2024–våren 2025", period("2024-08-01", "2025-06-30")),
        ("Q1–Q2 2024", period("2024-01-01", "2024-06-30")),
        ("2024–2026", period("2024-01-01", "2026-12-31")),
        ("2024/25", period("2024-01-01", "2025-12-31")),
        ("från och med 2024-03-01", Schedule(ONGOING)),
        ("Kontinuerligt under året", Schedule(ONGOING)),
        ("I väntan på beslut", Schedule(DEPENDENT)),
        ("När upphandlingen är klar", Schedule(DEPENDENT)),
        ("2022-12-31, ny tid 2024-12-31", day("2024-12-31")),
    ],
)
def test_a_time_is_understood(text: str, meant: Schedule) -> None:
    assert parse(text) == meant
    assert parse(text.upper()) == meant


@pytest.mark.parametrize("text", ["31 december", "den 31 dec", "31 december, senast"])
def test_a_time_without_a_year_is_in_the_year_of_the_agreement(text: str) -> None:
    assert parse(text, 2021) == day("2021-12-31")
    assert parse(text) == Schedule(NONE)


@pytest.mark.parametrize(
    "text",
    ["", "snarast", "2024-02-30", "2024-13-01", "dnr 2024-123", "SOU 2024:12", "kl. 17", "vecka 99 2024"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse(text, 2021) == Schedule(NONE)


def test_a_period_that_ends_before_it_begins_is_the_later_day() -> None:
    assert parse("2024-12-31–2024-01-01") == day("2024-12-31")


@given(st.text(max_size=200), st.sampled_from([None, 2021]))
def test_any_text_fits_what_a_measure_may_hold(text: str, year: int | None) -> None:
    """The three shapes of the constraint measure_days_fit_the_schedule."""
    found = parse(text, year)
    if found.kind == DAY:
        assert found.starts_on is None
        assert found.ends_on is not None
    elif found.kind == PERIOD:
        assert found.starts_on is not None
        assert found.ends_on is not None
        assert found.starts_on <= found.ends_on
    else:
        assert found.kind in (NONE, ONGOING, DEPENDENT)
        assert (found.starts_on, found.ends_on) == (None, None)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_period_between_two_days_is_read(one: date, other: date) -> None:
    first, last = sorted((one, other))
    found = parse(f"{first}–{last}")
    assert found == (Schedule(PERIOD, first, last) if first < last else Schedule(DAY, None, last))
