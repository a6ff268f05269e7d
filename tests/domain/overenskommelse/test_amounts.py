"""Kronor as people write them in a plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.amounts import LARGEST, whole_kronor


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("", 0),
        ("–", 0),
        ("0", 0),
        ("250000", 250_000),
        ("1 000 000", 1_000_000),
        ("1\u00a0000\u00a0000 kr", 1_000_000),
        ("1.000.000", 1_000_000),
        ("500 tkr", 500_000),
        ("500TKR", 500_000),
        ("1,5 mkr", 1_500_000),
        ("1.5 mkr", 1_500_000),
        ("5,8 miljoner", 5_800_000),
        ("0,1 mnkr", 100_000),
        ("1000,00", 1000),
        ("1 000:-", 1000),
    ],
)
def test_an_amount_is_read(text: str, kronor: int) -> None:
    assert whole_kronor(text) == kronor


@pytest.mark.parametrize(
    "text",
    ["-5", "−5", "1,50", "0,0005 tkr", "en miljon", "1.000", "1,000", "12 euro", "1e6", "٣", "9" * 30, "kr"],
)
def test_what_is_no_whole_amount_is_none(text: str) -> None:
    """*1.000* may be one krona or a thousand: a person must say which."""
    assert whole_kronor(text) is None


@given(st.integers(0, LARGEST))
def test_what_is_shown_is_read_back(kronor: int) -> None:
    assert whole_kronor(f"{kronor:,}".replace(",", "\u00a0")) == kronor


@given(st.text())
def test_any_text_is_an_amount_or_none(text: str) -> None:
    found = whole_kronor(text)
    assert found is None or 0 <= found <= LARGEST
