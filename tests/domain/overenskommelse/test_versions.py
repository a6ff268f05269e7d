"""Rows that came, went and changed; requirements that moved, changed words, came and went."""

from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.versions import Asked, Cell, Changed, Difference, asking, compare

ROWS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.dictionaries(st.sampled_from(["title", "status", "note"]), st.sampled_from(["", "x", "y"])),
)


def test_rows_come_go_and_change() -> None:
    before = {"1": {"title": "a", "note": "n"}, "2": {"title": "b"}}
    after = {"3": {"title": "c"}, "1": {"title": "A"}}
    assert compare(before, after) == Difference(
        added=("3",),
        removed=("2",),
        changed=(Changed("1", (Cell("title", "a", "A"), Cell("note", "n", ""))),),
    )


@given(ROWS)
def test_nothing_differs_from_itself(rows: dict[str, dict[str, str]]) -> None:
    assert not compare(rows, rows)


@given(ROWS, ROWS)
def test_what_one_way_adds_the_other_removes(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> None:
    there, back = compare(before, after), compare(after, before)
    assert set(there.added) == set(back.removed)
    assert {row.key for row in there.changed} == {row.key for row in back.changed}


@given(ROWS, ROWS)
def test_the_difference_makes_the_later_of_the_earlier(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> None:
    found = compare(before, after)
    made = {key: dict(row) for key, row in before.items() if key not in found.removed}
    made |= {key: dict(after[key]) for key in found.added}
    for row in found.changed:
        made[row.key] |= {cell.column: cell.after for cell in row.cells}
    assert _filled(made) == _filled(after)


def _filled(rows: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {key: {column: text for column, text in row.items() if text} for key, row in rows.items()}


def test_a_requirement_that_moved_is_the_same() -> None:
    found = asking([Asked("4.1-a", "Lämna rapporten.")], [Asked("5.2-c", "lämna  rapporten")])
    assert found.same == {"4.1-a": "5.2-c"}
    assert (found.added, found.removed, found.reworded) == ((), (), ())


def test_words_count_before_codes() -> None:
    before = [Asked("a", "Skriv en plan."), Asked("b", "Lämna rapporten.")]
    after = [Asked("a", "Lämna rapporten."), Asked("b", "Anställ någon.")]
    found = asking(before, after)
    assert found.same["b"] == "a"
    assert "a" not in found.same
    assert [row.code for row in found.removed] == ["a"]
    assert [row.code for row in found.added] == ["b"]


def test_the_same_code_in_other_words_is_reworded() -> None:
    found = asking([Asked("a", "Skriv en plan.")], [Asked("a", "Skriv en gemensam plan.")])
    assert [(old.text, new.text) for old, new in found.reworded] == [
        ("Skriv en plan.", "Skriv en gemensam plan.")
    ]
    assert found.same == {"a": "a"}
