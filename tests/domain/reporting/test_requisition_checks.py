"""Each check finds what it is for, and nothing else; a code survives typing and no wrong sign."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.balances import Balance
from reporting.domain.checks import CHECKS, SIGNS, RequisitionFacts, problems, read_code, written

COMPLETE = RequisitionFacts(
    registration_number="S2021/1",
    payment_registration_number="S2021/2",
    organisation_number="232100-0255",
    contact_person="A",
    postal_address="B",
    postcode="123 45",
    city="C",
    phone="010-1",
    email="a@b.se",
    giro="5050-1055",
    payment_reference="D",
    amount=100,
    balance=Balance(100),
    period=(date(2021, 1, 1), date(2021, 12, 31)),
    agreement_period=(date(2021, 1, 1), date(2021, 12, 31)),
    decision_in_force=True,
)
EMPTY_TEXTS = [name for name, value in vars(COMPLETE).items() if isinstance(value, str)]
FAILING: dict[str, dict[str, Any]] = {
    **{f"{name}_missing": {name: ""} for name in EMPTY_TEXTS},
    "decision_replaced": {"decision_in_force": False},
    "amount_exceeds_balance": {"amount": 101},
    "amount_not_whole": {"amount": 99},
    "deadline_passed": {"has_lapsed": True},
    "period_outside_agreement": {"period": (date(2020, 12, 31), date(2021, 12, 31))},
}
bodies = st.text(SIGNS, min_size=7, max_size=7)


def test_a_complete_requisition_has_no_problem() -> None:
    assert problems(COMPLETE) == []


@pytest.mark.parametrize("code", FAILING)
def test_each_check_fails_alone(code: str) -> None:
    assert [problem.code for problem in problems(replace(COMPLETE, **FAILING[code]))] == [code]


def test_every_check_has_its_failing_case() -> None:
    assert len(FAILING) == len(CHECKS)


def test_blanks_are_not_a_value() -> None:
    assert [problem.field for problem in problems(replace(COMPLETE, city=" "))] == ["city"]


@given(bodies)
def test_a_code_is_read_whatever_the_case_and_the_dashes(body: str) -> None:
    code = written(body)
    typed = f" {code[:2]} {code[2:].replace('-', ' – ')}".lower()
    assert read_code(typed) == read_code(code) == code


@given(bodies, st.integers(0, 7), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_no_code(body: str, place: int, sign: str) -> None:
    code = written(body).replace("-", "")
    changed = code[:place] + sign + code[place + 1 :]
    assert (read_code(changed) is None) is (changed != code)


@pytest.mark.parametrize("typed", ["", "7F3K", "0000-0000", "7F3K-9Q2M-2", "ÅÄÖÅ-ÄÖÅÄ", "²²²²-²²²²"])
def test_nonsense_is_no_code(typed: str) -> None:
    assert read_code(typed) is None
