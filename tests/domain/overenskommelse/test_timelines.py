"""A line of time in whole months, quarters or years, and where days fall on it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.timelines import timeline

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
YEAR = timeline([date(2021, 1, 1), date(2021, 12, 31)])


@pytest.mark.parametrize(
    ("days", "first", "last", "step", "marks"),
    [
        ([date(2021, 2, 3)], date(2021, 2, 1), date(2021, 2, 28), 1, 1),
        ([date(2021, 1, 1), date(2021, 12, 31)], date(2021, 1, 1), date(2021, 12, 31), 1, 12),
        ([date(2021, 2, 1), date(2022, 2, 1)], date(2021, 1, 1), date(2022, 3, 31), 3, 5),
        ([date(2019, 5, 1), date(2024, 1, 1)], date(2019, 1, 1), date(2024, 12, 31), 12, 6),
    ],
)
def test_whole_months_quarters_or_years(
    days: list[date], first: date, last: date, step: int, marks: int
) -> None:
    line = timeline(days)
    assert (line.first, line.last, line.step, len(line.marks)) == (first, last, step, marks)
    assert line.marks[0] == first


def test_where_days_fall() -> None:
    assert (YEAR.at(date(2021, 1, 1)), YEAR.after(date(2021, 12, 31))) == (0, 1000)
    assert YEAR.at(date(2021, 7, 2)) == 498
    assert (YEAR.at(date(2020, 1, 1)), YEAR.at(date(2030, 1, 1))) == (0, 1000)
    assert YEAR.holds(date(2021, 12, 31))
    assert not YEAR.holds(date(2022, 1, 1))


@given(st.lists(days, min_size=1, max_size=6))
def test_every_day_lies_on_its_line_in_order(found: list[date]) -> None:
    line = timeline(found)
    assert all(line.holds(day) for day in found)
    places = [line.at(day) for day in sorted(found)]
    assert places == sorted(places)
    assert all(line.at(day) <= line.after(day) <= 1000 for day in found)
    assert line.days == (line.last - line.first).days + 1
    assert line.marks[-1] <= line.last < line.marks[-1] + timedelta(367)
