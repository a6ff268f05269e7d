"""A joint measure's cost is borne to the krona, whatever is typed as shares."""

from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.joint import borne, divide, missing, parts_of

KRONOR = st.integers(0, 10**10)
OWNER = 1
SHARES = st.dictionaries(st.integers(1, 6), KRONOR, max_size=6)
COSTS = st.dictionaries(st.integers(1, 4), KRONOR, max_size=4)


def test_the_owner_bears_what_the_partners_do_not() -> None:
    assert parts_of(1_000_000, OWNER, {OWNER: 400_000, 2: 350_000, 3: 250_000}) == {
        OWNER: 400_000,
        2: 350_000,
        3: 250_000,
    }
    assert parts_of(1_000_000, OWNER, {2: 300_000}) == {OWNER: 700_000, 2: 300_000}


def test_partners_over_the_plan_bear_all_of_it() -> None:
    assert parts_of(900, OWNER, {OWNER: 100, 2: 1000, 3: 500}) == {OWNER: 0, 2: 600, 3: 300}


def test_what_is_missing_is_said_with_its_sign() -> None:
    assert missing(1000, {1: 400, 2: 350}) == 250
    assert missing(1000, {1: 700, 2: 350}) == -50


def test_several_lines_are_borne_in_proportion() -> None:
    assert borne({"a": 600, "b": 400}, {1: 500, 2: 500}) == {1: {"a": 300, "b": 200}, 2: {"a": 300, "b": 200}}


def test_nothing_planned_and_something_used_is_the_owners() -> None:
    assert borne({"a": 70}, parts_of(0, OWNER, {2: 0})) == {OWNER: {"a": 70}}


def test_equal_parts_of_what_cannot_be_halved() -> None:
    assert divide(100, [1, 1, 1]) == [34, 33, 33]


@given(KRONOR, SHARES)
def test_parts_add_up_and_none_is_negative(planned: int, shares: dict[int, int]) -> None:
    found = parts_of(planned, OWNER, shares)
    assert sum(found.values()) == planned
    assert min(found.values()) >= 0
    assert next(iter(found)) == OWNER


@given(COSTS, KRONOR, SHARES)
def test_every_cost_is_borne_and_everybody_bears_their_part(
    costs: dict[int, int], planned: int, shares: dict[int, int]
) -> None:
    parts = parts_of(planned, OWNER, shares)
    found = borne(costs, parts)
    assert {key: sum(row[key] for row in found.values()) for key in costs} == costs
    assert all(amount >= 0 for row in found.values() for amount in row.values())
    expected = divide(sum(costs.values()), list(parts.values()))
    assert [sum(row.values()) for row in found.values()] == expected


@given(COSTS, SHARES)
def test_the_plan_itself_is_borne_as_the_shares_say(costs: dict[int, int], shares: dict[int, int]) -> None:
    parts = parts_of(sum(costs.values()), OWNER, shares)
    assert {pk: sum(row.values()) for pk, row in borne(costs, parts).items()} == parts
