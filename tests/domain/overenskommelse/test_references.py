"""The numbers of an own tree, and moves of its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.references import WAYS, Node, Way, below, moved, places

# 1 ─ 2, 3 ─ 5, 4
TREE = [Node(1, None), Node(2, 1), Node(3, 1), Node(4, 1), Node(5, 3)]


def numbers(nodes: list[Node]) -> dict[str, int]:
    return {place.number: place.pk for place in places(nodes)}


@pytest.mark.parametrize(
    ("way", "found"),
    [
        ("up", {"1": 1, "1.1": 3, "1.1.1": 5, "1.2": 2, "1.3": 4}),
        ("down", {"1": 1, "1.1": 2, "1.2": 4, "1.3": 3, "1.3.1": 5}),
        ("in", {"1": 1, "1.1": 2, "1.1.1": 3, "1.1.1.1": 5, "1.2": 4}),
        ("out", {"1": 1, "1.1": 2, "1.2": 4, "2": 3, "2.1": 5}),
    ],
)
def test_a_part_moves_with_all_below_it(way: Way, found: dict[str, int]) -> None:
    assert numbers(moved(TREE, 3, way)) == found


@pytest.mark.parametrize(("pk", "way"), [(2, "up"), (4, "down"), (2, "in"), (1, "out"), (1, "up")])
def test_where_there_is_no_way_nothing_moves(pk: int, way: Way) -> None:
    assert numbers(moved(TREE, pk, way)) == numbers(TREE)


def test_numbers_begin_where_the_part_above_says() -> None:
    assert list(numbers([Node(1, None, 3), Node(2, 1), Node(3, 1)])) == ["1", "1.3", "1.4"]


def test_below_is_the_part_itself_first_and_then_all_under_it() -> None:
    assert below(TREE, 1) == [1, 2, 3, 4, 5]
    assert below(TREE, 3) == [3, 5]


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """Up to a dozen parts, each below an earlier one or at the top."""
    count = draw(st.integers(1, 12))
    parents = [draw(st.sampled_from([None, *range(1, pk)])) for pk in range(1, count + 1)]
    return [Node(pk, parent) for pk, parent in enumerate(parents, 1)]


@given(trees(), st.data())
def test_no_move_loses_or_doubles_a_part(nodes: list[Node], data: st.DataObject) -> None:
    for _step in range(5):
        pk, way = data.draw(st.sampled_from(nodes)).pk, data.draw(st.sampled_from(WAYS))
        nodes = moved(nodes, pk, way)
    found = places(nodes)
    assert sorted(place.pk for place in found) == sorted(node.pk for node in nodes)
    assert len({place.number for place in found}) == len(found)


@given(trees(), st.data())
def test_up_undoes_down_and_out_undoes_in_at_the_end(nodes: list[Node], data: st.DataObject) -> None:
    pk = data.draw(st.sampled_from(nodes)).pk
    down = moved(nodes, pk, "down")
    if numbers(down) != numbers(nodes):
        assert numbers(moved(down, pk, "up")) == numbers(nodes)
    within = moved(nodes, pk, "in")
    if numbers(within) != numbers(nodes):
        assert numbers(moved(within, pk, "out")) == numbers(nodes)
