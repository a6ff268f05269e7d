"""A difference between typed costs and an accounting file is explained by the cost that it is."""

import pytest

from reporting.domain.comparison import Part, Why, compare, parts_too_far

SALARY, ROOM = Part("4010 Löner", 250_000_50), Part("6990 Lokal", 50_000_00)


@pytest.mark.parametrize(
    ("typed", "filed", "left", "counted", "why", "part"),
    [
        ([Part("Löner", 250_000_50)], [SALARY], [], [], Why.EQUAL, ""),
        ([Part("Löner", 250_001_00)], [SALARY], [], [], Why.ROUNDING, ""),
        ([], [SALARY], [], [], Why.ONLY_FILE, ""),
        ([Part("Löner", 1_00)], [], [], [], Why.ONLY_TYPED, ""),
        ([Part("Löner", 250_000_00)], [SALARY, ROOM], [], [], Why.NOT_TYPED, "6990 Lokal"),
        ([Part("Löner", 250_000_00), Part("Resor", 7_000_00)], [SALARY], [], [], Why.NOT_IN_FILE, "Resor"),
        ([Part("Allt", 300_001_00)], [SALARY], [ROOM], [], Why.NO_RULE, "6990 Lokal"),
        ([Part("Allt", 260_000_00)], [SALARY], [ROOM], [Part("LF 7", 10_000_00)], Why.COUNTED, "LF 7"),
        ([Part("Allt", 99_00)], [SALARY], [ROOM], [], Why.UNEXPLAINED, ""),
    ],
)
def test_why(
    typed: list[Part], filed: list[Part], left: list[Part], counted: list[Part], why: Why, part: str
) -> None:
    found = compare(typed, filed, left, counted)
    assert (found.why, found.part) == (why, part)
    assert found.difference == sum(it.ore for it in filed) - sum(it.ore for it in typed)


@pytest.mark.parametrize(
    ("forecast", "outcome", "percent", "too_far"),
    [(100, 110, 10, False), (100, 111, 10, True), (100, 89, 10, True), (0, 0, 10, False), (0, 1, 10, True)],
)
def test_a_variance_beyond_the_limit(forecast: int, outcome: int, percent: int, too_far: bool) -> None:
    assert parts_too_far(forecast, outcome, percent) is too_far
