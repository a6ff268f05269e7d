"""A printed whole, in a row or a column, is held against its parts: women and men, or all ages."""

from collections.abc import Sequence

import pytest

from allocation.domain.cells import Value
from allocation.domain.findings import Reading, Severity
from tests.domain.allocation.test_columns_beside import rows
from tests.domain.allocation.test_tables_in_parts import PLACES, by, only, reading, told

AGES = ["0-64 år", "65+ år"]


def differing(found: Reading) -> list[tuple[str, Value, object, object]]:
    return [
        (it.cell, it.value, it.params["name"], it.params["difference"])
        for it in found.issues
        if it.code == "whole_differs"
    ]


@pytest.mark.parametrize("groups", [["män", "kvinnor"], AGES, ["0 år", "1 år", "2+ år"]])
def test_a_row_of_the_whole_differs_from_its_groups(groups: list[str]) -> None:
    heading = "kön" if "män" in groups else "ålder"
    figures = [5] * len(groups)
    table = by(heading, [*groups, "totalt"], [*figures, sum(figures)])
    assert differing(reading(table)) == []
    last = len(groups) + 1
    table[last] = [*table[last][:2], 17]
    found = reading(table)
    assert differing(found) == [(f"C{last + 1}", 17, "Knivsta", 17 - sum(figures))]
    assert (found.is_right, found.rows[0].value) == (True, 17)


@pytest.mark.parametrize(
    ("heading", "groups"),
    [("ålder", ["20-64 år", "65+ år"]), ("ålder", ["0-17 år", "18-64 år"]), ("kön", ["kvinnor"])],
)
def test_groups_that_are_not_everybody_are_not_compared(heading: str, groups: list[str]) -> None:
    figures = [1] * len(groups)
    assert differing(reading(by(heading, [*groups, "totalt"], [*figures, 100]))) == []


def test_groups_left_out_or_missing_are_not_compared() -> None:
    table = by("kön", ["män", "kvinnor", "totalt"], [5, "..", 99])
    assert differing(reading(table)) == []
    table = by("kön", ["män", "kvinnor", "totalt"], [5, 6, 11])
    del table[1]
    assert differing(reading(table)) == []


def test_the_whole_of_one_respect_is_compared_among_the_wholes_of_the_other() -> None:
    figures = {("män", "0-64"): 1, ("män", "65+"): 2, ("män", "totalt"): 3}
    figures |= {("kvinnor", "0-64"): 4, ("kvinnor", "65+"): 5, ("kvinnor", "totalt"): 9}
    figures |= {("totalt", "0-64"): 5, ("totalt", "65+"): 7, ("totalt", "totalt"): 12}
    table: list[Sequence[Value]] = [["region", "kön", "ålder", "Folkmängd"]]
    table += [[place, *group, figure] for place in PLACES for group, figure in figures.items()]
    found = reading(table)
    assert [code for code, *_ in told(found)] == ["breakdown_total", "breakdown_total"]
    assert [row.value for row in found.rows] == [12, 12, 12]
    table[7] = [PLACES[0], "totalt", "0-64", 6]
    assert differing(reading(table)) == [("D10", 12, "Knivsta", -1)]


@pytest.mark.parametrize("headings", [["Kvinnor", "Män", "Totalt"], [*AGES, "Folkmängd totalt"]])
def test_a_column_of_the_whole_differs_from_its_parts(headings: list[str]) -> None:
    table = rows(headings, 5, 6, 11)
    assert differing(reading(table)) == []
    table[2] = [PLACES[1], 5, 6, 12]
    found = reading(table)
    assert differing(found) == [("D3", 12, "Heby", 1)]
    assert [it.severity for it in found.issues] == [Severity.NOTE, Severity.WARNING][-len(found.issues) :]
    assert found.issues[-1].params["parts"] == tuple(headings[:2])


def test_a_heading_that_does_not_say_everybody_is_compared_where_most_rows_agree() -> None:
    table = rows(["Folkmängd", "Kvinnor", "Män"], 11, 5, 6)
    table[2] = [PLACES[1], 12, 5, 6]
    assert only(reading(table)).cell == "B3"
    others = rows(["Folkmängd", "Kvinnor", "Män"], 100, 5, 6)
    assert reading(others).issues == ()


def test_women_and_men_of_another_year_are_not_compared() -> None:
    headings = ["Folkmängd totalt 2020", "Kvinnor 2019", "Män 2019"]
    assert reading(rows(headings, 100, 5, 6), year=2020).issues == ()
    headings = ["Folkmängd totalt 2020", "Kvinnor 2020", "Män 2020", "Kvinnor 2019", "Män 2019"]
    assert len(differing(reading(rows(headings, 100, 5, 6, 7, 8), year=2020))) == len(PLACES)


@pytest.mark.parametrize("part", ["..", None, "1.234"])
def test_parts_that_are_no_clear_numbers_are_not_compared(part: Value) -> None:
    assert differing(reading(rows(["Kvinnor", "Män", "Totalt"], 5, part, 99))) == []
