"""Tables by sex and age, of two levels, of former areas, with counts left out, and with hidden parts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from allocation.domain.cells import Sheet, Traits, Value
from allocation.domain.checks import read
from allocation.domain.findings import Issue, Reading, Severity
from allocation.domain.register import Register
from allocation.domain.rows import Decision, Wanted

REGISTER = Register(
    [
        ("03", ["Uppsala län"]),
        ("12", ["Skåne län"]),
        ("19", ["Västmanlands län"]),
        ("20", ["Dalarnas län"]),
        ("0330", ["Knivsta"]),
        ("0331", ["Heby"]),
        ("0380", ["Uppsala"]),
    ]
)
Row = Sequence[Value]
PLACES = ("0330 Knivsta", "0331 Heby", "0380 Uppsala")


def reading(rows: Sequence[Row], traits: Traits | None = None, **wanted: Any) -> Reading:
    sheet = Sheet("Blad1", rows, traits=traits or Traits())
    return read([sheet], Wanted("population", REGISTER, **wanted))


def told(found: Reading) -> list[tuple[str, str, Severity]]:
    return [(issue.code, issue.cell, issue.severity) for issue in found.issues]


def only(found: Reading) -> Issue:
    assert len(found.issues) == 1, found.issues
    return found.issues[0]


def by(heading: str, groups: Sequence[Value], figures: Sequence[Value] | None = None) -> list[Row]:
    """A long table: each place once for each group."""
    figures = figures or [10 + number for number in range(len(groups))]
    rows = [[place, group, figure] for place in PLACES for group, figure in zip(groups, figures, strict=True)]
    return [["region", heading, "Folkmängd"], *rows]


@pytest.mark.parametrize(
    ("heading", "groups"),
    [
        ("kön", ["män", "kvinnor"]),
        ("ålder", ["0 år", "1 år", "2 år", "3+ år"]),
        ("ålder", ["0-17 år", "18–64 år", "65 år och äldre"]),
        ("civilstånd", ["ogifta", "gifta", "skilda"]),
        ("grupp", ["nya", "gamla"]),
    ],
)
def test_groups_that_are_everybody_are_added_up(heading: str, groups: list[Value]) -> None:
    found = reading(by(heading, groups))
    assert told(found) == [("breakdown_summed", "B", Severity.NOTE)]
    whole = sum(range(10, 10 + len(groups)))
    assert [(row.code, row.value) for row in found.rows] == [(p[:4], whole) for p in PLACES]
    assert found.rows[0].cell == f"C2:C{1 + len(groups)}"
    assert found.is_right


@pytest.mark.parametrize("total", ["totalt", "Totalt ålder", "samtliga", "båda könen", "män och kvinnor"])
def test_the_rows_of_the_whole_are_read(total: str) -> None:
    found = reading(by("kön", ["män", "kvinnor", total], [5, 6, 11]))
    assert told(found) == [("breakdown_total", "B", Severity.NOTE)]
    assert [(row.value, row.cell) for row in found.rows] == [(11, "C4"), (11, "C7"), (11, "C10")]


def test_two_breakdowns_and_a_sum_row_of_each_group() -> None:
    rows: list[Row] = [["region", "kön", "ålder", "Folkmängd"]]
    for place in (*PLACES, "00 Riket"):
        many = 3 if place == "00 Riket" else 1
        rows += [[place, sex, age, many] for sex in ("män", "kvinnor") for age in ("0-64", "65+", "totalt")]
    found = reading(rows)
    assert [code for code, *_ in told(found)] == ["breakdown_summed", "breakdown_total"]
    assert (found.total, found.printed_total) == (6, 6)


@pytest.mark.parametrize("groups", [["0-17 år", "15-64 år"], ["0-17 år", "65+ år"], ["0-17 år", "okänd"]])
def test_groups_that_overlap_or_leave_gaps(groups: list[Value]) -> None:
    assert only(reading(by("ålder", groups))).code == "breakdown_unclear"


def test_three_unnamed_groups_are_not_added_up() -> None:
    assert only(reading(by("grupp", ["a", "b", "c"]))).code == "breakdown_unclear"


def test_a_total_under_another_name() -> None:
    found = reading(by("civilstånd", ["gifta", "övriga", "hela gruppen"], [3, 4, 7]))
    assert [code for code, *_ in told(found)] == ["breakdown_summed", "breakdown_double"]
    assert found.issues[1].value == "hela gruppen"


def test_a_group_is_missing_or_stands_twice() -> None:
    rows = by("kön", ["män", "kvinnor"])
    missing = reading(rows[:-1])
    assert told(missing)[1:] == [("breakdown_incomplete", "A6", Severity.ERROR)]
    assert missing.issues[1].params == {"groups": ["kvinnor"]}
    assert [it.code for it in reading([*rows, rows[-1]]).issues] == [
        "breakdown_summed",
        "breakdown_incomplete",
    ]


def test_one_group_only_is_told() -> None:
    found = reading(by("kön", ["kvinnor"]))
    assert told(found) == [("breakdown_part", "B", Severity.WARNING)]
    assert reading(by("ålder", ["totalt ålder"])).issues == ()


def test_the_column_of_everybody_beside_those_of_parts() -> None:
    rows: list[Row] = [["region", "Män, folkmängd", "Kvinnor, folkmängd", "Folkmängd totalt"]]
    rows += [[place, 1, 2, 3] for place in PLACES]
    found = reading(rows, year=2020)
    assert (found.total, found.value_column) == (9, "D")
    assert told(found) == [("columns_total", "D", Severity.NOTE)]


PARTS: list[Row] = [[place, 20] for place in PLACES]
LEVELS: list[Row] = [["Kod", "Folkmängd"], ["03", 60], *PARTS]


def test_counties_are_the_sum_of_their_municipalities() -> None:
    assert reading(LEVELS).issues == ()
    wrong = reading([LEVELS[0], ["03", 61], *LEVELS[2:]])
    assert told(wrong) == [("county_sum_differs", "B2", Severity.ERROR)]
    assert wrong.issues[0].params == {"summed": 60, "difference": 1}


def test_before_heby_moved_the_counties_were_others() -> None:
    rows: list[Row] = [LEVELS[0], ["03", 40], *LEVELS[2:]]
    assert told(reading(rows, year=2006)) == [("county_sum_differs", "B2", Severity.WARNING)]
    assert told(reading(rows, year=2007)) == [("county_sum_differs", "B2", Severity.ERROR)]


@pytest.mark.parametrize("written", ["1917 Heby", "1917", 1917])
def test_a_former_code_is_read_and_told(written: Value) -> None:
    rows: list[Row] = [["Kod", "Folkmängd"], ["0330", 1], ["0380", 2], [written, 3]]
    found = reading(rows)
    assert told(found) == [("former_name", "A4", Severity.WARNING)]
    assert found.issues[0].params == {"now": "0331 Heby", "since": 2007}
    assert [row.code for row in found.rows] == ["0330", "0380", "0331"]


def test_a_former_name_is_read_and_told() -> None:
    rows: list[Row] = [["Län", "Folkmängd"], ["Uppsala län", 1], ["Skåne", 2], ["Kopparbergs län", 3]]
    found = reading([*rows, ["Västmanland", 4]])
    assert told(found) == [("former_name", "A4", Severity.WARNING)]
    assert {row.code: row.value for row in found.rows}["20"] == 3


@pytest.mark.parametrize("row", [["12 Malmöhus län", 2], ["11 Kristianstads län", 2]])
def test_an_area_that_became_a_part_of_another_is_not_mended(row: Row) -> None:
    codes: list[Row] = [["03", 1], ["19", 1], ["20", 1]]
    found = reading([["Kod", "Folkmängd"], *codes, row], level="county")
    assert "merged_area" in [issue.code for issue in found.issues]
    assert not found.is_right


def test_a_municipality_that_was_not_formed_yet() -> None:
    rows: list[Row] = [["Kod", "Folkmängd"], ["0331", 1], ["0380", 2]]
    assert [code for code, *_ in told(reading(rows, year=2002))] == ["missing", "not_yet_formed"]
    assert [code for code, *_ in told(reading(rows, year=2003))] == ["missing"]


def table(*figures: Value) -> list[Row]:
    rows: list[Row] = [[place, figure] for place, figure in zip(PLACES, figures, strict=True)]
    return [["Kod", "Folkmängd"], *rows]


@pytest.mark.parametrize("sign", ["X", "x", "..", "-", "\u2212", "–", "."])
def test_a_count_left_out_is_never_guessed(sign: str) -> None:
    issue = only(reading(table(1, sign, 3)))
    assert (issue.code, issue.cell, issue.value) == ("suppressed", "B3", sign)


def test_a_count_left_out_is_decided_with_a_reason() -> None:
    rows: list[Row] = [*table(1, "X", 3), ["Riket", 6]]
    found = reading(rows, decisions={"B3": Decision(0, "Färre än fem")})
    assert told(found) == [("decided", "B3", Severity.NOTE), ("sum_differs", "B5", Severity.WARNING)]
    assert found.is_right
    assert (found.total, found.rows[1].value) == (4, 0)
    [decided] = found.decided
    assert decided == ("0331", "Heby", "B3", "X", 0, "Färre än fem")


def test_a_decision_without_a_reason_or_a_need_is_not_used() -> None:
    assert told(reading(table(1, "X", 3), decisions={"B3": Decision(0, " ")})) == [
        ("suppressed", "B3", Severity.ERROR),
        ("decision_unused", "B3", Severity.NOTE),
    ]
    found = reading(table(1, 2, 3), decisions={"B3": Decision(9, "Fel")})
    assert (found.total, told(found)) == (6, [("decision_unused", "B3", Severity.NOTE)])


def test_a_point_is_taken_for_thousands_only_where_nothing_contradicts() -> None:
    clear = reading(table("1.234", "12.345", "999"))
    assert (clear.total, told(clear)) == (14_578, [("thousands", "B2", Severity.WARNING)])
    unclear = reading(table("1.234", "12345", "1,5"))
    assert [code for code, *_ in told(unclear)] == ["ambiguous_number", "fractional"]
    assert reading(table("1,234", "2,5", "3"), whole=False).total == Decimal("6.734")


def test_what_is_hidden_or_merged_is_told() -> None:
    traits = Traits(frozenset({3, 9}), frozenset({2, 5}), ("A1:B1", "A3:A4"), linked=True)
    assert told(reading(table(1, 2, 3), traits)) == [
        ("hidden_rows", "B3", Severity.WARNING),
        ("hidden_columns", "B", Severity.WARNING),
        ("merged_cells", "A3", Severity.WARNING),
        ("external_links", "", Severity.WARNING),
    ]
    hidden = Sheet("Dold", (), traits=Traits(hidden=True))
    found = read([Sheet("Blad1", table(1, 2, 3)), hidden], Wanted("population", REGISTER))
    assert told(found) == [("hidden_sheets", "", Severity.NOTE)]


def test_columns_that_are_asked_for() -> None:
    rows: list[Row] = [["Äldre kod", "Kod", "Namn", "Folkmängd"]]
    rows += [[PLACES[-number - 1][:4], place[:4], place[5:], 1] for number, place in enumerate(PLACES)]
    found = reading(rows, key_column="b", name_column="C")
    assert [(row.code, row.name) for row in found.rows] == [(it[:4], it[5:]) for it in PLACES]
