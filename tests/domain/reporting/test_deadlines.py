"""Where a deadline stands; the last day itself is in time."""

from datetime import date, timedelta

import pytest

from reporting.domain.deadlines import Standing, standing

DUE = date(2021, 12, 1)


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [(-1, Standing.PASSED), (0, Standing.SOON), (30, Standing.SOON), (31, Standing.AHEAD)],
)
def test_standing(days_before: int, expected: Standing) -> None:
    assert standing(DUE, DUE - timedelta(days=days_before)) is expected


@pytest.mark.parametrize("days_before", [-400, 0, 400])
def test_what_is_done_is_neither_near_nor_late(days_before: int) -> None:
    assert standing(DUE, DUE - timedelta(days=days_before), done=True) is Standing.DONE
