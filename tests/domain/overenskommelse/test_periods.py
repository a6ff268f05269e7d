"""Deadlines: the day itself is in time, the day after is late."""

from datetime import date

from overenskommelse.domain.periods import days_left, is_overdue

DUE = date(2021, 12, 1)


def test_days_left() -> None:
    assert days_left(DUE, date(2021, 11, 15)) == 16
    assert days_left(DUE, DUE) == 0
    assert days_left(DUE, date(2021, 12, 4)) == -3


def test_the_day_itself_is_in_time() -> None:
    assert not is_overdue(DUE, date(2021, 11, 30))
    assert not is_overdue(DUE, DUE)
    assert is_overdue(DUE, date(2021, 12, 2))
