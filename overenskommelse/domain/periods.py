"""Days and deadlines. The day of today is always passed in."""

from datetime import date


def days_left(due: date, today: date) -> int:
    """Days until ``due``: 0 on the day itself, negative when it has passed."""
    return (due - today).days


def shifted(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
