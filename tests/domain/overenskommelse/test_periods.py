"""Days left until a deadline, none on the day itself; working days before it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.periods import (
    days_left,
    is_working_day,
    reminder_day,
    working_days_before,
    working_days_left,
)

DUE = date(2021, 12, 1)


def test_days_left() -> None:
    assert days_left(DUE, date(2021, 11, 15)) == 16
    assert days_left(DUE, DUE) == 0
    assert days_left(DUE, date(2021, 12, 4)) == -3


EASTER = {date(2021, 4, 2), date(2021, 4, 4), date(2021, 4, 5)}


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2021, 12, 1), 1, date(2021, 11, 30)),
        (date(2021, 12, 1), 5, date(2021, 11, 24)),
        (date(2021, 8, 15), 1, date(2021, 8, 13)),  # a Sunday: the Friday before
        (date(2021, 4, 6), 1, date(2021, 4, 1)),  # over Easter
        (date(2021, 4, 6), 0, date(2021, 4, 6)),
    ],
)
def test_working_days_are_counted_backwards(day: date, count: int, expected: date) -> None:
    assert working_days_before(day, count, EASTER) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 30), st.sets(st.dates(), max_size=5))
def test_between_lie_exactly_so_many_working_days(day: date, count: int, holidays: set[date]) -> None:
    found = working_days_before(day, count, holidays)
    between = [found + timedelta(days=step) for step in range((day - found).days)]
    assert sum(is_working_day(one, holidays) for one in between) == count
    assert count == 0 or is_working_day(found, holidays)


def test_working_days_left() -> None:
    assert working_days_left(date(2021, 4, 1), date(2021, 4, 6), EASTER) == 1
    assert working_days_left(DUE, DUE, set()) == working_days_left(DUE + timedelta(days=3), DUE, set()) == 0


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2021, 11, 2), None),  # 21 working days before
        (date(2021, 11, 3), date(2021, 11, 3)),
        (date(2021, 11, 23), date(2021, 11, 3)),  # a missed day is made up for
        (date(2021, 11, 24), date(2021, 11, 24)),
        (DUE, date(2021, 11, 30)),
        (DUE + timedelta(days=1), None),
    ],
)
def test_the_day_to_remind_is_the_latest_that_has_come(today: date, expected: date | None) -> None:
    assert reminder_day(DUE, (20, 5, 1), today, set()) == expected
