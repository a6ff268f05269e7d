"""What is left, and what the next requisition may ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.balances import Balance

kronor = st.integers(0, 10**11)


def test_left_is_decided_less_requisitioned() -> None:
    assert Balance(765_248_171, 65_248_171).left == 700_000_000


def test_a_smaller_decision_leaves_a_debt_and_nothing_to_ask_for() -> None:
    balance = Balance(decided=90, requisitioned=100)
    assert (balance.left, balance.at_most) == (-10, 0)


@pytest.mark.parametrize(
    ("amount", "allowed"),
    [(-1, False), (0, False), (1, True), (100, True), (101, False)],
)
def test_an_amount_is_positive_and_at_most_what_is_left(amount: int, allowed: bool) -> None:
    assert Balance(150, 50).allows(amount) is allowed


@given(kronor, st.lists(kronor))
def test_allowed_requisitions_never_pass_the_decision(decided: int, wishes: list[int]) -> None:
    balance = Balance(decided)
    for wish in wishes:
        if balance.allows(wish):
            balance = balance.after(wish)
    assert balance.requisitioned <= decided
    assert balance.left >= 0
