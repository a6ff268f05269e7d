from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.domain import InvalidUnitError, TotalNotInUnitsError
from allocation.domain.rounding import Rounding
from allocation.domain.run import LineResult, calculate

weights = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=40).filter(any)
totals = st.integers(0, 10_000_000_000)
units = st.sampled_from([1, 10, 1000])


def divide(
    weights: list[int], total: int, rounding: Rounding = Rounding.LARGEST_REMAINDER, unit: int = 1
) -> LineResult:
    codes = [f"{place:04}" for place in range(len(weights))]
    return calculate(
        codes, {"population": weights}, total=total, shares=[("population", 1)], rounding=rounding, unit=unit
    )


def amounts(result: LineResult) -> list[int]:
    return [allocation.amount for allocation in result.allocations]


def naive_largest_remainder(weights: list[int], total: int, unit: int) -> list[int]:
    """The definition, word for word, in fractions."""
    quotas = [Fraction(weight * total, sum(weights) * unit) for weight in weights]
    seats = [int(quota) for quota in quotas]
    places = sorted(
        range(len(weights)), key=lambda place: (seats[place] - quotas[place], -weights[place], place)
    )
    for place in places[: total // unit - sum(seats)]:
        seats[place] += 1
    return [seat * unit for seat in seats]


@given(weights, totals, units)
def test_largest_remainder_equals_its_definition(weights: list[int], total: int, unit: int) -> None:
    total -= total % unit
    assert amounts(divide(weights, total, unit=unit)) == naive_largest_remainder(weights, total, unit)


@given(weights, totals, units)
def test_the_total_is_met_and_nobody_is_a_unit_off(weights: list[int], total: int, unit: int) -> None:
    result = divide(weights, total - total % unit, unit=unit)
    assert (result.allocated, result.difference) == (result.total, 0)
    assert all(
        allocation.floor <= allocation.exact < allocation.floor + unit for allocation in result.allocations
    )
    assert all(allocation.amount - allocation.floor in (0, unit) for allocation in result.allocations)
    assert result.left_over == result.awarded == sum(a.correction for a in result.allocations) // unit


@given(weights, totals)
def test_more_weight_never_gets_less(weights: list[int], total: int) -> None:
    result = divide(weights, total)
    by_weight = sorted(result.allocations, key=lambda allocation: (allocation.weight, allocation.amount))
    assert [allocation.amount for allocation in by_weight] == sorted(amounts(result))


@given(weights, totals, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(weights: list[int], total: int, random: Random) -> None:
    codes = [f"{place:04}" for place in range(len(weights))]
    shuffled = list(zip(codes, weights, strict=True))
    random.shuffle(shuffled)
    result = calculate(
        [code for code, _ in shuffled],
        {"population": [weight for _, weight in shuffled]},
        total=total,
        shares=[("population", 1)],
    )
    assert result == divide(weights, total)


@given(weights, totals, st.integers(2, 1000))
def test_weights_in_another_unit_give_the_same_amounts(weights: list[int], total: int, factor: int) -> None:
    scaled = [weight * factor for weight in weights]
    assert amounts(divide(scaled, total)) == amounts(divide(weights, total))


@given(weights, totals, st.integers(2, 1000))
def test_kronor_in_units_equal_units_in_kronor(weights: list[int], total: int, unit: int) -> None:
    assert amounts(divide(weights, total * unit, unit=unit)) == [
        it * unit for it in amounts(divide(weights, total))
    ]


@given(weights, totals, units)
def test_half_up_rounds_every_row_by_itself(weights: list[int], total: int, unit: int) -> None:
    result = divide(weights, total, Rounding.HALF_UP, unit)
    expected = [int(allocation.exact / unit + Fraction(1, 2)) * unit for allocation in result.allocations]
    assert amounts(result) == expected
    assert result.difference == sum(expected) - total


@given(weights, totals, units)
def test_floor_never_adds(weights: list[int], total: int, unit: int) -> None:
    result = divide(weights, total, Rounding.FLOOR, unit)
    assert amounts(result) == [int(allocation.exact / unit) * unit for allocation in result.allocations]
    assert (result.awarded, result.smallest_awarded) == (0, None)
    assert result.difference <= 0


@given(weights, totals)
def test_ranks_are_the_order_of_the_remainders(weights: list[int], total: int) -> None:
    allocations = sorted(divide(weights, total).allocations, key=lambda allocation: allocation.rank)
    assert [allocation.rank for allocation in allocations] == list(range(1, len(weights) + 1))
    keys = [(-allocation.remainder, -allocation.weight, allocation.code) for allocation in allocations]
    assert keys == sorted(keys)


def test_ties_go_to_the_larger_weight_then_to_the_lower_code() -> None:
    assert amounts(divide([1, 1, 1, 1], 2)) == [1, 1, 0, 0]
    assert amounts(divide([1, 3], 2)) == [0, 2]  # both remainders are a half


def test_the_row_by_row_difference_is_shown() -> None:
    result = divide([1, 1, 1], 2, Rounding.HALF_UP)
    assert (amounts(result), result.difference, result.left_over, result.awarded) == ([1, 1, 1], 1, 2, 3)


def test_thousands_are_truncated_as_in_a_report_in_tkr() -> None:
    assert amounts(divide([1, 2], 10_000, Rounding.FLOOR, unit=1000)) == [3000, 6000]


def test_a_larger_total_can_lower_an_amount() -> None:
    """The Alabama paradox: largest remainder does not promise otherwise."""
    assert amounts(divide([6, 6, 2], 10)) == [4, 4, 2]
    assert amounts(divide([6, 6, 2], 11)) == [5, 5, 1]


def test_a_total_that_is_no_multiple_of_the_unit_is_refused() -> None:
    with pytest.raises(TotalNotInUnitsError) as error:
        divide([1, 2], 1500, unit=1000)
    assert (error.value.code, error.value.params) == ("total_not_in_units", {"total": 1500, "unit": 1000})
    assert str(error.value) == "The total 1500 is no multiple of the unit 1000."


@pytest.mark.parametrize("unit", [0, -1])
def test_a_unit_must_be_positive(unit: int) -> None:
    with pytest.raises(InvalidUnitError):
        divide([1, 2], 1000, unit=unit)
