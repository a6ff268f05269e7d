"""Sex and age laid out as columns side by side: the whole is read, a clear pair is added up, else it asks."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from allocation.domain.cells import Value
from allocation.domain.findings import Severity
from tests.domain.allocation.test_tables_in_parts import PLACES, only, reading, told


def rows(headings: Sequence[str], *values: Value) -> list[Sequence[Value]]:
    return [["region", *headings], *([place, *values] for place in PLACES)]


@pytest.mark.parametrize(
    "headings",
    [
        ["Kvinnor", "Män", "Totalt"],
        ["women", "men", "total"],
        ["Kvinnor 2020", "Män 2020", "Båda könen 2020"],
        ["Folkmängd kvinnor", "Folkmängd män", "Folkmängd samtliga"],
        ["0-64 år", "65+ år", "Summa"],
        ["Kvinnor totalt", "Män totalt", "Alla"],
    ],
)
def test_the_column_of_everybody_is_read(headings: list[str]) -> None:
    found = reading(rows(headings, 1, 2, 3), year=2020)
    assert told(found) == [("columns_total", "D", Severity.NOTE)]
    assert [(row.value, row.cell) for row in found.rows] == [(3, "D2"), (3, "D3"), (3, "D4")]


@pytest.mark.parametrize(
    "headings",
    [["Kvinnor", "Män"], ["Men", "Women"], ["Folkmängd, kvinnor", "Folkmängd, män"]],
)
def test_women_and_men_are_added_up(headings: list[str]) -> None:
    found = reading([*rows(headings, 1, 2), ["Riket", 3, 6]])
    assert told(found) == [("columns_added", "B", Severity.NOTE)]
    assert [(row.value, row.cell) for row in found.rows] == [(3, "B2:C2"), (3, "B3:C3"), (3, "B4:C4")]
    assert (found.total, found.printed_total, found.header) == (9, 9, " + ".join(headings))


@pytest.mark.parametrize(
    "headings",
    [
        ["0-17 år", "18–64 år", "65 år och äldre"],
        ["0", "1", "2+"],
        ["0-17 år 2020", "18-64 år 2020", "65+ år 2020"],
    ],
)
def test_all_ages_are_added_up(headings: list[str]) -> None:
    found = reading([*rows(headings, 1, 2, 3), ["Riket", 3, 6, 9]], year=2020)
    assert told(found) == [("columns_added", "B", Severity.NOTE)]
    assert [(row.value, row.cell) for row in found.rows] == [(6, "B2:D2"), (6, "B3:D3"), (6, "B4:D4")]
    assert (found.total, found.printed_total) == (18, 18)


def test_ages_with_something_between_them_are_asked() -> None:
    headings = ["0-17 år", "Andel", "18+ år"]
    assert only(reading(rows(headings, 1, "0,3", 2))).code == "several_columns"


def test_the_years_of_women_and_men() -> None:
    found = reading(rows(["Kvinnor 2019", "Kvinnor 2020", "Män 2019", "Män 2020"], 1, 2, 3, 4), year=2020)
    assert told(found) == [("columns_added", "C", Severity.NOTE)]
    assert (found.rows[0].value, found.rows[0].cell) == (6, "C2+E2")
    asked = reading(rows(["Kvinnor 2018", "Kvinnor 2019", "Män 2018", "Män 2019"], 1, 2, 3, 4), year=2020)
    assert only(asked).code == "several_years"


def test_ages_and_sexes_are_added_up_together() -> None:
    table: list[Sequence[Value]] = [["region", "ålder", "Kvinnor", "Män"]]
    table += [[place, age, 1, 2] for place in PLACES for age in ("0-64 år", "65+ år")]
    found = reading(table)
    assert {issue.code for issue in found.issues} == {"breakdown_summed", "columns_added"}
    assert (found.rows[0].value, found.rows[0].cell) == (6, "C2:D3")


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (["0-64 år", "60+ år"], "several_columns"),
        (["18-64 år", "65+ år"], "several_columns"),
        (["0-17 år", "18-64 år"], "several_columns"),
        (["Kvinnor 0-64 år", "Män 65+ år"], "several_columns"),
        (["Kvinnor", "Män", "Flickor"], "no_value_column"),
        (["Kvinnor", "Män", "Okänt"], "no_value_column"),
        (["Folkmängd kvinnor", "Folkmängd män", "Folkmängd okänt"], "several_columns"),
        (["Hus", "Lägenheter", "Totalt"], "no_value_column"),
    ],
)
def test_what_may_not_be_everybody_is_asked(headings: list[str], code: str) -> None:
    assert only(reading(rows(headings, *range(len(headings))))).code == code


@pytest.mark.parametrize("value", ["..", None, "#REF!", -1, 1.5, "1.234"])
def test_women_and_men_are_not_added_up_over_what_is_no_count(value: Value) -> None:
    table = rows(["Kvinnor", "Män"], 1, 2)
    table[2] = [PLACES[1], 1, value]
    found = reading(table)
    assert told(found) == [("pair_unclear", "C3", Severity.ERROR)]
    assert found.rows == ()


def test_decimals_are_added_up_where_they_are_wanted() -> None:
    found = reading(rows(["Kvinnor", "Män"], "1,5", 0.25), whole=False)
    assert found.rows[0].value == Decimal("1.75")


@pytest.mark.parametrize("asked", ["", "B"])
def test_one_sex_alone_wants_a_reason(asked: str) -> None:
    table = rows(["Folkmängd kvinnor"], 1)
    assert told(reading(table, value_column=asked)) == [("breakdown_part", "B", Severity.WARNING)]
    assert reading(table, value_column=asked, words=["kvinnor"]).issues == ()
