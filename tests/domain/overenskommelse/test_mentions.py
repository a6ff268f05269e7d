"""References in running text: what is one, and how it follows new numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.mentions import mentions, renumbered


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Styrning av projekt inom Effektiv och nära vård (se 2.3)", ["2.3"]),
        ("Samordnad styrning av vårdcentrum (se 2.3.1)", ["2.3.1"]),
        ("kommun och vårdcentral (se punkt 2.3.4)", ["2.3.4"]),
        ("Se 2.1.3 Se 2.3.4", ["2.1.3", "2.3.4"]),
        ("se 2.1.3, 2.3.4 och 2.3.", ["2.1.3", "2.3.4", "2.3"]),
        ("SE ÄVEN 2.1; jfr avsnitt 3", ["2.1", "3"]),
        ("se\u00a02.10", ["2.10"]),
        ("se 2 bilagor", []),
        ("se avsnitt 2 och 3 bilagor", ["2"]),
        ("version 2.3 av förståelse 2.3", []),
        ("använse 2.3", []),
        ("se 2021-12-01", []),
        ("", []),
    ],
)
def test_what_is_a_reference(text: str, found: list[str]) -> None:
    assert [mention.number for mention in mentions(text)] == found


def test_two_parts_may_change_places_in_one_text() -> None:
    assert renumbered("se 2.1 och 2.2, jfr 2.10", {"2.1": "2.2", "2.2": "2.1"}) == "se 2.2 och 2.1, jfr 2.10"


def test_what_led_to_a_part_that_is_gone_says_so_and_stays_so() -> None:
    text = renumbered("Mer (se 2.3.4).", {"2.3.4": None, "2.3.5": "2.3.4"})
    assert text == "Mer (se [2.3.4?])."
    (mention,) = mentions(text)
    assert (mention.number, mention.is_lost) == ("2.3.4", True)
    assert renumbered(text, {"2.3.4": "9.9"}) == text


NUMBERS = st.lists(st.integers(1, 20), min_size=2, max_size=4).map(lambda parts: ".".join(map(str, parts)))


@given(st.text(max_size=200), st.dictionaries(NUMBERS, NUMBERS))
def test_text_without_a_known_reference_stays_as_typed(text: str, numbers: dict[str, str | None]) -> None:
    known = {mention.number for mention in mentions(text)} & set(numbers)
    assert known or renumbered(text, numbers) == text


@given(st.lists(NUMBERS, min_size=1, max_size=6, unique=True), st.randoms())
def test_every_reference_follows_and_can_come_back(numbers: list[str], random: st.DataObject) -> None:
    other = list(numbers)
    random.shuffle(other)  # type: ignore[attr-defined]
    there = dict(zip(numbers, other, strict=True))
    text = " ".join(f"Gör något (se {number})." for number in numbers)
    followed = renumbered(text, dict(there))
    assert [mention.number for mention in mentions(followed)] == [there[number] for number in numbers]
    assert renumbered(followed, {new: old for old, new in there.items()}) == text
