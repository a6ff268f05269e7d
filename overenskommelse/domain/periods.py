"""Days and deadlines. The day of today is always passed in."""

from collections.abc import Iterable, Set
from datetime import date, timedelta

SATURDAY = 5  # as date.weekday() counts
ONE_DAY = timedelta(days=1)


def days_left(due: date, today: date) -> int:
    """Days until ``due``: 0 on the day itself, negative when it has passed."""
    return (due - today).days


def shifted(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def is_working_day(day: date, holidays: Set[date]) -> bool:
    """Monday to Friday, and none of ``holidays``."""
    return day.weekday() < SATURDAY and day not in holidays


def working_days_before(day: date, count: int, holidays: Set[date]) -> date:
    """The working day that comes ``count`` working days before ``day``, which may itself be a day off.

    One before a Wednesday is Tuesday; one before a Sunday is Friday, the last day on which work can be done.
    """
    found = day
    for _step in range(count):
        found -= ONE_DAY
        while not is_working_day(found, holidays):
            found -= ONE_DAY
    return found


def working_days_left(today: date, day: date, holidays: Set[date]) -> int:
    """Working days from ``today``, itself counted, until ``day``, which is not; 0 when it has come."""
    days = (today + timedelta(days=step) for step in range((day - today).days))
    return sum(is_working_day(one, holidays) for one in days)


def reminder_day(day: date, counts: Iterable[int], today: date, holidays: Set[date]) -> date | None:
    """The latest day, until ``today``, on which somebody was to be reminded of the last ``day``.

    ``counts``: so many working days before. None when no such day has come, and when ``day`` has passed.
    """
    days = [working_days_before(day, count, holidays) for count in counts]
    return max((one for one in days if one <= today <= day), default=None)
