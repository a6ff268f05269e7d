"""Figures in Swedish."""

from decimal import Decimal
from fractions import Fraction

import pytest

from overenskommelse.templatetags.formats import digest, kr, number, percent


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (16445434, 0, "16\u00a0445\u00a0434\u00a0kr"),
        (-1258833, 0, "\u22121\u00a0258\u00a0833\u00a0kr"),
        (0, 0, "0\u00a0kr"),
        ("12920583704/100", 2, "129\u00a0205\u00a0837,04\u00a0kr"),
        (Fraction(1, 2), 0, "1\u00a0kr"),
        (Decimal("-0.004"), 2, "0,00\u00a0kr"),
        (None, 0, ""),
    ],
)
def test_kronor(value: int | str | None, decimals: int, text: str) -> None:
    assert kr(value, decimals) == text


def test_a_third_is_exact_to_any_number_of_places() -> None:
    assert number(Fraction(1, 3), 30) == "0," + "3" * 30


def test_shares_have_a_decimal_comma() -> None:
    assert percent(Fraction(1388910, 10378483)) == "13,3826\u00a0%"
    assert percent("1/3", 1) == "33,3\u00a0%"


def test_the_ends_of_a_digest() -> None:
    assert digest("9f2c41d0" + "0" * 52 + "77ae") == "9f2c 41d0 … 77ae"
