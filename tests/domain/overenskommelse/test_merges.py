"""Two people in one row: different cells are merged, the same cell is a clash."""

from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.merges import Clash, differences, merge

ROW = {"title": "A", "status": "Planerad", "schedule": ""}
ROWS = st.fixed_dictionaries({name: st.sampled_from("abc") for name in ROW})


def test_only_changed_cells_are_wanted() -> None:
    assert merge(ROW, ROW | {"title": "B"}, ROW).wanted == {"title": "B"}


def test_different_cells_are_merged() -> None:
    merged = merge(ROW, ROW | {"title": "B"}, ROW | {"status": "Klar"})
    assert (merged.wanted, merged.clashes) == ({"title": "B"}, [])


def test_the_same_cell_is_a_clash_unless_both_mean_the_same() -> None:
    merged = merge(ROW, {"title": "B"}, ROW | {"title": "C"})
    assert merged.clashes == [Clash("title", "A", "B", "C")]
    assert merge(ROW, {"title": "B"}, ROW | {"title": "B"}).clashes == []
    assert merge(ROW, {"title": "A"}, ROW | {"title": "C"}).wanted == {}


def test_an_unknown_cell_is_wanted_and_no_clash() -> None:
    merged = merge(ROW, {"other": "x"}, ROW)
    assert (merged.wanted, merged.clashes) == ({"other": "x"}, [])


@given(ROWS, ROWS, ROWS)
def test_a_save_without_a_clash_loses_neither_change(
    seen: dict[str, str], typed: dict[str, str], stored: dict[str, str]
) -> None:
    merged = merge(seen, typed, stored)
    result = stored | merged.wanted
    for name in ROW:
        both = {seen[name], typed[name], stored[name]}
        if typed[name] != seen[name] and not merged.clashes:
            assert result[name] == typed[name]
        if typed[name] == seen[name]:
            assert result[name] == stored[name]
        is_clash = len(both) == 3
        assert is_clash == (name in [clash.column for clash in merged.clashes])


def test_a_log_keeps_what_differs() -> None:
    assert differences({}, {"title": "A", "status": ""}) == [{"field": "title", "before": "", "after": "A"}]
    assert differences(ROW, ROW) == []
