import json
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.domain import (
    AllocationError,
    BaseExceedsTotalError,
    BaseNotAllowedError,
    DoubleCodeError,
    InvalidBaseError,
    InvalidTotalError,
    NoRecipientsError,
    NotOneRecipientError,
    UnknownCodeError,
    UnknownIndicatorError,
)
from allocation.domain.methods import method
from allocation.domain.run import (
    LineInput,
    allocate,
    calculate,
    canonical,
    canonical_json,
    digest,
    restore,
)


def line(**changes: Any) -> LineInput:
    given: dict[str, Any] = {
        "line": "regioner-ambulans",
        "total": 100,
        "method": method("base-population"),
        "recipients": {"R12": "12", "R03": "03", "R09": "09"},
        "values": {"population": {"12": 4, "03": 2, "09": 1, "01": 99}},
        "base_amount": 10,
    }
    return LineInput(**given | changes)


def test_every_step_to_the_krona_is_kept() -> None:
    result = allocate(line())
    assert [allocation.code for allocation in result.allocations] == ["R03", "R09", "R12"]
    assert (result.left_over, result.awarded, result.smallest_awarded) == (0, 0, None)
    skane = result.by_code["R12"]
    assert (skane.share, skane.base, skane.exact) == (Fraction(4, 7), 10, Fraction(50))
    assert (skane.floor, skane.correction, skane.amount, skane.remainder) == (50, 0, 50, Fraction(0))


def test_the_krona_left_over_goes_to_the_largest_remainder() -> None:
    result = allocate(line(total=101))
    assert [(it.code, it.amount, it.correction, it.rank) for it in result.allocations] == [
        ("R03", 30, 0, 2),
        ("R09", 20, 0, 3),
        ("R12", 51, 1, 1),
    ]
    assert (result.left_over, result.awarded, result.smallest_awarded) == (1, 1, Fraction(4, 7))


@given(st.integers(0, 10**10), st.integers(0, 10**6))
def test_base_amounts_leave_the_sum_alone(total: int, base: int) -> None:
    result = allocate(line(total=total + 3 * base, base_amount=base))
    assert result.allocated == result.total
    assert all(allocation.amount >= base for allocation in result.allocations)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"total": -1}, InvalidTotalError),
        ({"total": 0.5}, InvalidTotalError),
        ({"base_amount": -1}, InvalidBaseError),
        ({"base_amount": 34}, BaseExceedsTotalError),
        ({"method": method("population")}, BaseNotAllowedError),
        ({"method": method("fixed"), "base_amount": 0}, NotOneRecipientError),
        ({"method": method("fixed"), "base_amount": 0, "recipients": {}}, NoRecipientsError),
    ],
)
def test_what_cannot_be_allocated_has_a_type(changes: dict[str, Any], error: type[AllocationError]) -> None:
    with pytest.raises(error) as raised:
        allocate(line(**changes))
    assert str(raised.value).endswith(".")


def test_the_whole_total_in_base_amounts_is_allowed() -> None:
    assert [allocation.amount for allocation in allocate(line(total=30)).allocations] == [10, 10, 10]


def test_every_fault_has_a_code_of_its_own() -> None:
    kinds = AllocationError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_the_record_restores_to_the_same_result() -> None:
    given = line(values={"population": {"12": Decimal("1.5"), "03": 2, "09": 1}})
    record = canonical(given, allocate(given))
    again = restore(json.loads(canonical_json(record)))
    assert canonical(again, allocate(again)) == record
    assert record["values"] == {"population": {"12": "3/2", "03": 2, "09": 1}}


def test_the_record_holds_what_was_used_and_nothing_else() -> None:
    record = canonical(line(), allocate(line()))
    assert record["values"] == {"population": {"12": 4, "03": 2, "09": 1}}
    assert record["method"] == {
        "identifier": "base-population",
        "version": 1,
        "rounding": "largest-remainder",
        "components": [["population", 1]],
    }
    assert record["allocations"][2] == {
        "code": "R12",
        "share": "4/7",
        "exact": "50/1",
        "correction": 0,
        "rank": 1,
        "amount": 50,
    }


def test_the_digest_is_that_of_the_canonical_json() -> None:
    assert canonical_json({"ö": [1, "½"], "a": {"c": 2, "b": 1}}) == '{"a":{"b":1,"c":2},"ö":[1,"½"]}'
    assert digest({"b": 1, "a": "ö"}) == sha256('{"a":"ö","b":1}'.encode()).hexdigest()


def test_any_changed_krona_changes_the_digest() -> None:
    record = canonical(line(), allocate(line()))
    changed = canonical(line(total=101), allocate(line(total=101)))
    assert digest(record) != digest(changed)


CODES = ["0114", "0115", "1280"]
COLUMNS = {"population": [3, 1, 4], "care_recipients": [1, 1, 0]}


def amounts(**arguments: Any) -> dict[str, int]:
    given: dict[str, Any] = {"total": 80, "shares": [("population", 1)]}
    result = calculate(CODES, COLUMNS, **given | arguments)
    return {allocation.code: allocation.amount for allocation in result.allocations}


def test_any_table_is_calculated() -> None:
    assert amounts() == {"0114": 30, "0115": 10, "1280": 40}
    assert amounts(group_by="county") == {"01": 40, "12": 40}
    assert amounts(exclude=["1280"]) == {"0114": 60, "0115": 20}
    assert amounts(group_by="county", exclude={"12"}) == {"01": 80}
    assert amounts(base=10) == {"0114": 29, "0115": 16, "1280": 35}
    assert amounts(shares=[("population", 2), ("care_recipients", 2)]) == {"0114": 35, "0115": 25, "1280": 20}


def test_double_codes_are_refused() -> None:
    with pytest.raises(DoubleCodeError) as error:
        calculate(["a", "b", "a"], {"population": [1, 2, 3]}, total=1, shares=[("population", 1)])
    assert error.value.params == {"codes": ("a",)}


def test_an_unknown_column_names_the_columns() -> None:
    with pytest.raises(UnknownIndicatorError) as error:
        amounts(shares=[("nurses", 1)])
    assert error.value.params == {"indicator": "nurses", "known": ("population", "care_recipients")}


def test_an_unknown_code_cannot_be_excluded() -> None:
    with pytest.raises(UnknownCodeError) as error:
        amounts(exclude=["13", "0114"])
    assert error.value.params == {"codes": ("13",)}
