from fractions import Fraction
from pathlib import Path

import pytest

from allocation.domain import InvalidWeightsError, UnknownMethodError
from allocation.domain.explanation import Reason
from allocation.domain.methods import METHODS, Component, Method, method, relative_method
from allocation.domain.rounding import Rounding


def test_the_methods_of_section_9() -> None:
    assert {str(known): known.indicators for known in METHODS.values()} == {
        "population@1": ("population",),
        "population-care@1": ("population", "care_recipients"),
        "nurses@1": ("nurses",),
        "base-population@1": ("population",),
        "fixed@1": (),
    }
    assert [str(known) for known in METHODS.values() if known.has_base] == ["base-population@1"]
    assert {known.rounding for known in METHODS.values()} == {Rounding.LARGEST_REMAINDER}


def test_half_and_half() -> None:
    assert [component.weight for component in method("population-care").components] == [Fraction(1, 2)] * 2


@pytest.mark.parametrize(("identifier", "version"), [("popluation", 1), ("population", 7)])
def test_an_unknown_method_names_the_nearest(identifier: str, version: int) -> None:
    with pytest.raises(UnknownMethodError) as error:
        method(identifier, version)
    nearest = error.value.params["nearest"]
    assert isinstance(nearest, tuple)
    assert nearest[0] == "population@1"
    assert f"{identifier}@{version}" in str(error.value)


@pytest.mark.parametrize(
    "weights", [(Fraction(1, 2),), (Fraction(3, 2), Fraction(-1, 2)), (Fraction(0), Fraction(1))]
)
def test_weights_are_positive_and_add_up_to_one(weights: tuple[Fraction, ...]) -> None:
    with pytest.raises(InvalidWeightsError):
        Method("own", 1, tuple(Component("population", weight) for weight in weights))


def test_relative_weights_are_brought_to_one() -> None:
    own = relative_method([("population", 1), ("care_recipients", Fraction(1, 2))], Rounding.FLOOR)
    assert [component.weight for component in own.components] == [Fraction(2, 3), Fraction(1, 3)]


@pytest.mark.parametrize("shares", [[], [("population", 0)], [("population", -1)]])
def test_relative_weights_must_be_positive(shares: list[tuple[str, int]]) -> None:
    with pytest.raises(InvalidWeightsError):
        relative_method(shares, Rounding.FLOOR)


def test_every_method_and_rounding_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "methods.md").read_text("utf-8")
    assert [
        name for name in (*map(str, METHODS.values()), *Rounding, *Reason) if f"`{name}`" not in page
    ] == []
