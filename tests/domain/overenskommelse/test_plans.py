"""Sums of a plan's money, what is wrong with them, and when a measure is late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.plans import (
    Finding,
    FindingCode,
    Money,
    Pot,
    Progress,
    findings,
    is_late,
    pots,
    states_costs,
    total,
)

kronor = st.integers(0, 10**12)
amounts = st.builds(Money, st.none() | kronor, kronor, kronor)

CARE, STAFF = 1, 2
NEAR, WORK = 10, 20


def test_a_sum_knows_the_amounts_that_are_known() -> None:
    assert Money(100, 60, 20) + Money(None, 5, 0) == Money(100, 65, 20)
    assert Money(None, 1, 1) + Money(None, 2, 2) == Money(None, 3, 3)
    assert total([]) == Money(None, 0, 0)


@given(st.lists(amounts))
def test_what_is_left_adds_up(rows: list[Money]) -> None:
    known = [row for row in rows if row.allocated is not None]
    summed = total(known)
    assert (summed.left_to_plan or 0) == sum(row.left_to_plan or 0 for row in known)
    assert (summed.left_to_use or 0) == sum(row.left_to_use or 0 for row in known)


@given(amounts)
def test_more_than_there_is_means_that_less_than_nothing_is_left(money: Money) -> None:
    assert (money.over_planned > 0) == (money.left_to_plan is not None and money.left_to_plan < 0)
    assert (money.over_used > 0) == (money.left_to_use is not None and money.left_to_use < 0)


def test_nothing_is_said_against_a_plan_within_its_money() -> None:
    assert findings({(CARE, NEAR): Money(100, 100, 100), (STAFF, WORK): Money(0, 0, 0)}) == []


@pytest.mark.parametrize(
    ("money", "code", "amount"),
    [
        (Money(100, 101, 0), FindingCode.OVER_PLANNED, 1),
        (Money(0, 5, 0), FindingCode.OVER_PLANNED, 5),
        (Money(100, 90, 130), FindingCode.OVER_USED, 30),
        (Money(100, 120, 130), FindingCode.OVER_USED, 30),
        (Money(None, 70, 20), FindingCode.NO_AMOUNT, 70),
        (Money(None, 0, 20), FindingCode.NO_AMOUNT, 20),
    ],
)
def test_what_is_wrong_with_a_line(money: Money, code: FindingCode, amount: int) -> None:
    (found,) = findings({(CARE, NEAR): money})
    assert found == Finding(code, (CARE, None), amount)
    assert found.is_error == (code is FindingCode.OVER_USED)


def test_the_worst_comes_first() -> None:
    found = findings(
        {(CARE, NEAR): Money(None, 1, 0), (STAFF, WORK): Money(1, 2, 0), (3, 30): Money(1, 0, 2)}
    )
    assert [row.code for row in found] == list(FindingCode)


def test_a_line_over_several_areas_is_judged_as_a_whole_and_by_area() -> None:
    """As the plan of 2019: one line, an amount for each area."""
    within: dict[Pot, Money] = {(CARE, NEAR): Money(19, 20, 0), (CARE, WORK): Money(11, 5, 0)}
    assert findings(within) == [Finding(FindingCode.OVER_PLANNED, (CARE, NEAR), 1)]
    beyond: dict[Pot, Money] = {(CARE, NEAR): Money(19, 31, 0), (CARE, WORK): Money(11, 5, 0)}
    assert findings(beyond) == [
        Finding(FindingCode.OVER_PLANNED, (CARE, None), 6),
        Finding(FindingCode.OVER_PLANNED, (CARE, NEAR), 12),
    ]


def test_an_area_without_an_amount_of_its_own_draws_on_its_line() -> None:
    assert findings({(CARE, None): Money(30), (CARE, NEAR): Money(None, 20, 5)}) == []


def test_what_has_no_area_draws_on_its_line() -> None:
    assert findings({(CARE, NEAR): Money(30), (CARE, None): Money(None, 20, 5)}) == []


def test_pots_hold_what_is_granted_or_measured() -> None:
    granted: dict[Pot, int] = {(CARE, NEAR): 100}
    measured: dict[Pot, tuple[int, int]] = {(CARE, NEAR): (60, 20), (STAFF, WORK): (5, 0)}
    assert pots(granted, measured) == {(CARE, NEAR): Money(100, 60, 20), (STAFF, WORK): Money(None, 5, 0)}


DAY = date(2024, 12, 31)


@pytest.mark.parametrize(
    ("status", "ends_on", "late"),
    [
        ("planned", DAY, True),
        ("under_way", DAY, True),
        ("under_way", DAY + timedelta(1), False),
        ("under_way", None, False),
        ("paused", DAY, False),
        ("done", DAY, False),
        ("dropped", DAY, False),
    ],
)
def test_late_from_the_day_after_the_last(status: str, ends_on: date | None, late: bool) -> None:
    assert is_late(status, ends_on, DAY + timedelta(1)) is late


def test_progress_leaves_out_what_was_dropped() -> None:
    found = Progress({"done": 2, "under_way": 3, "dropped": 1}, late=1)
    assert (found.measures, found.done) == (5, 2)


@pytest.mark.parametrize(
    ("planned", "measures", "stated"), [(0, 0, True), (0, 3, False), (1, 3, True), (1, 0, True)]
)
def test_where_no_measure_says_its_cost_nothing_is_said_of_the_sum(
    planned: int, measures: int, stated: bool
) -> None:
    assert states_costs(Money(1000, planned), Progress({"planned": measures})) is stated
