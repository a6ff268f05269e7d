"""A year's two sums hold whatever has happened, and it closes at 0 exactly when nothing is open."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.figures import figures
from reporting.domain.settlement import Matter, Money, Settled, open_matters, settle

DAY = date(2022, 3, 31)
LINES = {"a": 750, "b": 250}
PARTS = ("decided", "paid", "lapsed", "to_be_paid", "overpaid", "used", "repaid", "reclaimed",
         "to_be_settled", "own_funding")  # fmt: skip


def sums(settled: Settled) -> dict[str, int]:
    return {part: settled.sum(part) for part in PARTS}


def certified(paid: int, **kronor: int) -> Money:
    """All paid and reported: costs per line in kronor."""
    costs = [(line, amount * 100) for line, amount in kronor.items()]
    return Money(LINES, claimed=paid, paid=paid, certified=figures(LINES, paid, costs))


def matters(money: Money, today: date = DAY, repay_by: date | None = None) -> list[tuple[str, int]]:
    found = open_matters(money, settle(money), today, DAY, repay_by)
    return [(it.matter.value, it.amount) for it in found]


def test_what_nobody_asked_for_in_time_lapses() -> None:
    settled = settle(Money(LINES, claimed=600, awaited=600, has_lapsed=True))
    assert [(line.lapsed, line.to_be_paid) for line in settled.lines] == [(300, 450), (100, 150)]


def test_before_the_last_day_nothing_lapses() -> None:
    found = sums(settle(Money(LINES, claimed=600, awaited=600)))
    assert (found["lapsed"], found["to_be_paid"]) == (0, 1000)


def test_what_is_not_used_of_a_line_goes_back_although_another_cost_more() -> None:
    settled = settle(certified(1000, a=700, b=300))
    assert [(line.used, line.to_be_settled, line.own_funding) for line in settled.lines] == [
        (700, 50, 0),
        (250, 0, 50),
    ]


def test_what_has_gone_back_falls_on_what_is_unused() -> None:
    money = replace(certified(1000, a=600, b=200), repaid=101, reclaimed=99)
    assert [(line.repaid, line.reclaimed, line.open) for line in settle(money).lines] == [
        (76, 74, 0),
        (25, 25, 0),
    ]


def test_money_that_has_gone_back_is_not_used_as_well() -> None:
    """Reclaimed for want of a report that came afterwards: its costs are the recipient's own."""
    settled = settle(replace(certified(1000, a=750, b=250), reclaimed=1000))
    assert sums(settled)["used"] == 0
    assert (sums(settled)["own_funding"], settled.open) == (1000, 0)


def test_money_that_no_line_explains_stands_by_itself() -> None:
    (line,) = settle(Money({}, paid=5)).lines
    assert (line.line, line.overpaid, line.to_be_settled) == ("", 5, 5)


@pytest.mark.parametrize(
    ("money", "found"),
    [
        (Money({}), []),
        (Money(LINES), [("to_requisition", 1000)]),
        (Money(LINES, has_lapsed=True), []),
        (Money(LINES, claimed=900, awaited=900), [("awaited", 900), ("to_requisition", 100)]),
        (replace(certified(999, a=750, b=250), claimed=1000), [("paid_short", 1)]),
        (certified(1001, a=751, b=250), [("overpaid", 1)]),
        (Money(LINES, claimed=1000, paid=1000), [("to_report", 1000)]),
        (certified(1000, a=750, b=249), [("to_repay", 1)]),
        (replace(certified(1000, a=750, b=200), notified=30), [("notified", 30), ("to_repay", 20)]),
        (replace(certified(1000, a=750, b=200), repaid=50), []),
    ],
)
def test_what_is_open_is_named(money: Money, found: list[tuple[str, int]]) -> None:
    assert matters(money) == found


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    money = Money(LINES, claimed=1000, paid=1000)
    assert matters(money, DAY) == [("to_report", 1000)]
    assert matters(money, date(2022, 4, 1)) == [("report_missing", 1000)]
    told = replace(certified(1000, a=750), notified=250)
    assert matters(told, DAY, DAY) == [("notified", 250)]
    assert matters(told, date(2022, 4, 1), DAY) == [("late", 250)]


amounts = st.integers(0, 10**10)
names = st.sampled_from("abcde")


@st.composite
def years(draw: st.DrawFn) -> Money:
    """Any year that services can make: what has gone back is at most what was paid."""
    decided = draw(st.dictionaries(names, amounts, max_size=5))
    paid = draw(st.one_of(st.just(sum(decided.values())), amounts))
    costs = draw(st.lists(st.tuples(names, st.integers(-(10**8), 10**12)), max_size=8))
    repaid = draw(st.integers(0, paid))
    return Money(
        decided=decided,
        claimed=paid + draw(amounts),
        awaited=draw(amounts),
        paid=paid,
        has_lapsed=draw(st.booleans()),
        certified=figures(decided, paid, costs) if draw(st.booleans()) else None,
        repaid=repaid,
        reclaimed=draw(st.integers(0, paid - repaid)),
        notified=draw(amounts),
    )


@given(years())
def test_both_sums_hold_on_every_line(money: Money) -> None:
    for line in settle(money).lines:
        assert line.decided + line.overpaid == line.paid + line.lapsed + line.to_be_paid
        assert line.paid == line.used + line.repaid + line.reclaimed + line.to_be_settled
        assert min(getattr(line, part) for part in PARTS) >= 0


@given(years())
def test_no_krona_is_lost_between_the_sums_and_the_lines(money: Money) -> None:
    found = sums(settle(money))
    assert found["decided"] == sum(money.decided.values())
    assert (found["paid"], found["repaid"], found["reclaimed"]) == (
        money.paid, money.repaid, money.reclaimed,
    )  # fmt: skip
    costs = sum(max(line.cost, 0) for line in money.certified.lines) if money.certified else 0
    assert found["used"] + found["own_funding"] == costs


@given(years(), st.booleans())
def test_a_year_is_at_zero_exactly_when_nothing_is_open(money: Money, is_late: bool) -> None:
    settled = settle(money)
    found = open_matters(money, settled, date(2022, 4, 1) if is_late else DAY, DAY, DAY)
    assert sum(it.amount for it in found) == settled.open
    assert all(it.amount > 0 for it in found)
    assert {it.matter for it in found} <= set(Matter)


@given(years())
def test_repaying_what_is_unused_closes_the_second_sum(money: Money) -> None:
    left = settle(money).sum("to_be_settled")
    assert settle(replace(money, repaid=money.repaid + left)).sum("to_be_settled") == 0
