from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.domain import (
    InvalidValueError,
    MissingValuesError,
    MixedLevelsError,
    NegativeValueError,
    NoRecipientsError,
    ZeroWeightError,
)
from allocation.domain.methods import Component
from allocation.domain.shares import by_county, compose

ALL = (Component("population", Fraction(1)),)
counts = st.dictionaries(st.text("0123456789", min_size=2, max_size=4), st.integers(1, 10**7), min_size=1)


def same(codes: Any) -> dict[str, str]:
    return {code: code for code in codes}


@given(counts, st.fractions(Fraction(1, 100), Fraction(99, 100)), st.data())
def test_shares_equal_their_definition(
    population: dict[str, int], weight: Fraction, data: st.DataObject
) -> None:
    care = {code: data.draw(st.decimals(0, 1000, places=3)) + 1 for code in population}
    components = (Component("population", weight), Component("care_recipients", 1 - weight))
    shares = compose(components, {"population": population, "care_recipients": care}, same(population))
    persons, cared = sum(population.values()), sum(map(Fraction, care.values()))
    expected = [
        weight * population[code] / persons + (1 - weight) * Fraction(care[code]) / cared
        for code in sorted(population)
    ]
    assert [Fraction(share, shares.denominator) for share in shares.weights] == expected
    assert sum(shares.weights) == shares.denominator


def test_recipients_read_the_value_of_their_county() -> None:
    shares = compose(ALL, {"population": {"12": 3, "03": 1, "99": 7}}, {"R12": "12", "R03": "03"})
    assert (shares.codes, shares.weights, shares.denominator) == (("R03", "R12"), [1, 3], 4)


def test_decimals_are_exact_beyond_the_decimal_context() -> None:
    tiny = Decimal("0.0000000000000000000000000000000000000001")
    shares = compose(ALL, {"population": {"a": tiny, "b": 3 * tiny}}, same("ab"))
    assert (shares.weights, shares.denominator) == ([1, 3], 4)


@pytest.mark.parametrize("value", [0.5, Decimal("NaN"), Decimal("Infinity"), "7"])
def test_what_is_not_exact_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValueError):
        compose(ALL, {"population": {"a": value, "b": 1}}, same("ab"))


def test_missing_values_are_all_named() -> None:
    with pytest.raises(MissingValuesError) as error:
        compose(ALL, {"population": {"a": 1}}, same("abc"))
    assert error.value.params == {"indicator": "population", "codes": ("b", "c")}
    assert str(error.value) == "The indicator population has no value for b, c."


def test_an_indicator_without_values_misses_everybody() -> None:
    with pytest.raises(MissingValuesError) as error:
        compose(ALL, {}, same("ab"))
    assert error.value.params["codes"] == ("a", "b")


def test_negative_values_are_refused() -> None:
    with pytest.raises(NegativeValueError) as error:
        compose(ALL, {"population": {"a": Decimal("-0.5"), "b": 1}}, same("ab"))
    assert error.value.params == {"indicator": "population", "data_code": "a", "value": Decimal("-0.5")}


def test_an_indicator_that_is_zero_for_everybody_is_refused() -> None:
    with pytest.raises(ZeroWeightError):
        compose(ALL, {"population": {"a": 0, "b": 0}}, same("ab"))


def test_nobody_to_allocate_to_is_refused() -> None:
    with pytest.raises(NoRecipientsError):
        compose(ALL, {"population": {"a": 1}}, {})


def test_municipalities_are_summed_by_county() -> None:
    assert by_county({"0114": 1, "0115": 2, "1280": 5}) == {"01": 3, "12": 5}
    assert by_county({"0114": Decimal("0.1"), "0115": Decimal("0.2")}) == {"01": Fraction(3, 10)}


def test_a_county_among_municipalities_would_count_twice() -> None:
    with pytest.raises(MixedLevelsError) as error:
        by_county({"0114": 1, "01": 1})
    assert error.value.params == {"codes": ("01",)}
