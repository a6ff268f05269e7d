"""Days left until a deadline: none on the day itself, fewer than none after it."""

from datetime import date

from overenskommelse.domain.periods import days_left

DUE = date(2021, 12, 1)


def test_days_left() -> None:
    assert days_left(DUE, date(2021, 11, 15)) == 16
    assert days_left(DUE, DUE) == 0
    assert days_left(DUE, date(2021, 12, 4)) == -3
