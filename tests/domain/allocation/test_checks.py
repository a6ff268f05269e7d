"""Each check has the smallest table that fails it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from allocation.domain.cells import Sheet, Value
from allocation.domain.checks import CHECKS, read
from allocation.domain.findings import Issue, Reading, Severity
from allocation.domain.register import Register
from allocation.domain.rows import Wanted

REGISTER = Register(
    [
        ("01", ["Stockholms län", "Stockholm"]),
        ("12", ["Skåne län"]),
        ("23", ["Jämtlands län"]),
        ("0114", ["Upplands Väsby"]),
    ]
)
Row = Sequence[Value]

HEADER: Row = ["Kod", "Län", "Befolkning"]
STOCKHOLM: Row = ["01", "Stockholms län", 10]
SKANE: Row = ["12", "Skåne län", 20]
JAMTLAND: Row = ["23", "Jämtlands län", 30]
RIGHT = [HEADER, STOCKHOLM, SKANE, JAMTLAND]


def reading(*rows: Row, uncached: dict[tuple[int, int], str] | None = None, **wanted: Any) -> Reading:
    return read(
        [Sheet("Blad1", rows, uncached or {})],
        Wanted(wanted.pop("indicator", "population"), REGISTER, **wanted),
    )


def only(found: Reading) -> Issue:
    assert len(found.issues) == 1, found.issues
    return found.issues[0]


def test_a_right_table() -> None:
    found = reading(*RIGHT, ["Summa", None, 60], [], ["Källa: SCB"], ["1 Avser november."])
    assert (found.issues, found.is_right) == ((), True)
    assert [tuple(row) for row in found.rows] == [
        ("01", "Stockholms län", 10, "C2"),
        ("12", "Skåne län", 20, "C3"),
        ("23", "Jämtlands län", 30, "C4"),
    ]
    assert (found.total, found.printed_total, found.level) == (60, 60, "county")
    assert (found.sheet, found.key_column, found.value_column, found.header) == (
        "Blad1",
        "A",
        "C",
        "Befolkning",
    )


def test_no_table() -> None:
    issue = only(reading(["Siffrorna kommer"], ["i nästa vecka", 7]))
    assert (issue.code, issue.params) == ("no_table", {"sheets": ("Blad1",)})


def test_unknown_sheet() -> None:
    issue = only(reading(*RIGHT, sheet="Blad2"))
    assert (issue.code, issue.value, issue.params) == ("unknown_sheet", "Blad2", {"sheets": ("Blad1",)})


@pytest.mark.parametrize("header", ["Andel befolkning", "Befolkning, procent", "Sjuksköterskor", "Pris"])
def test_no_value_column(header: str) -> None:
    issue = only(reading(["Kod", "Län", header], *RIGHT[1:]))
    assert (issue.code, issue.cell, issue.params) == (
        "no_value_column",
        "",
        {"headers": {"B": "Län", "C": header}},
    )


@pytest.mark.parametrize(
    "header", ["Befolkning 1/11 - 2020", "Folkmängd", "population", "2020", "Antal", None]
)
def test_headings_that_are_understood(header: Value) -> None:
    assert reading(["Kod", "Län", header], *RIGHT[1:], year=2020).total == 60


@pytest.mark.parametrize("asked", ["C", "c", "Pris"])
def test_the_column_can_be_named(asked: str) -> None:
    assert reading(["Kod", "Län", "Pris"], *RIGHT[1:], value_column=asked).total == 60


def test_a_column_that_is_not_there() -> None:
    issue = only(reading(*RIGHT, value_column="Q"))
    assert (issue.code, issue.value) == ("no_value_column", "Q")


def test_words_of_an_indicator_of_ones_own() -> None:
    table: list[Row] = [["Kod", "Län", "Vårdplatser"], *RIGHT[1:]]
    assert reading(*table, indicator="beds", words=["vårdplats"]).total == 60
    assert only(reading(*table, indicator="beds")).code == "no_value_column"


def test_several_columns() -> None:
    rows: list[Row] = [[*row, row[2]] for row in RIGHT]
    issue = only(reading(*rows))
    assert (issue.code, issue.params) == (
        "several_columns",
        {"headers": {"C": "Befolkning", "D": "Befolkning"}},
    )


@pytest.mark.parametrize(("headers", "year"), [(("2018", "2019"), 2020), (("2018", "2019"), None)])
def test_several_years(headers: tuple[str, str], year: int | None) -> None:
    rows: list[Row] = [["Kod", "Län", *headers], *([*row, 1] for row in RIGHT[1:])]
    issue = only(reading(*rows, year=year))
    assert (issue.code, issue.value, issue.params["years"]) == ("several_years", year, (2018, 2019))


def test_one_of_several_years() -> None:
    rows: list[Row] = [["Kod", "Län", 2019, 2020], *([*row, 1] for row in RIGHT[1:])]
    assert (reading(*rows, year=2019).total, reading(*rows, year=2020).total) == (60, 3)


def test_other_year() -> None:
    issue = only(reading(["Kod", "Län", "Befolkning 2019"], *RIGHT[1:], year=2020))
    assert (issue.code, issue.value, issue.params) == (
        "other_year",
        2020,
        {"years": (2019,), "nearest": 2019},
    )


def test_unknown_code() -> None:
    issue = only(reading(*RIGHT, ["13", "Hallands län", 5]))
    assert (issue.code, issue.cell, issue.value) == ("unknown_code", "A5", "13")
    assert "12 Skåne län" in str(issue.params["nearest"])


def test_unknown_name() -> None:
    rows: list[Row] = [["Län", "Befolkning"], ["Stockholm", 1], ["Skåne", 2], ["Jämtland", 3], ["Skne", 4]]
    issue = only(reading(*rows))
    assert (issue.code, issue.cell, issue.params) == ("unknown_code", "A5", {"nearest": ("12 Skåne län",)})


@pytest.mark.parametrize("key", ["13", "13 Hallands län", "1380", 99])
def test_an_unknown_code_right_below_the_headings(key: Value) -> None:
    found = reading(["Befolkning efter län"], HEADER, [key, "Halland", 5], *RIGHT[1:])
    issue = only(found)
    assert (issue.code, issue.cell, issue.value) == ("unknown_code", "A3", key)
    assert found.header == "Befolkning"


def test_unknown_names_right_below_the_headings() -> None:
    known: list[Row] = [["Stockholm", 1], ["Skåne", 2], ["Jämtland", 3]]
    found = reading(["Län", "Befolkning"], ["Blekinge", 158_937], ["Hallnd", 340_243], *known)
    told = [(it.code, it.cell, it.value) for it in found.issues]
    assert told == [("unknown_code", "A2", "Blekinge"), ("unknown_code", "A3", "Hallnd")]


@pytest.mark.parametrize("figures", [[2019, 2020], ["2019", "2020"], [0, 100], [1, 2], ["Antal", 1177]])
def test_headings_may_be_figures(figures: list[Value]) -> None:
    above: list[Row] = [[None, "Befolkning", "Befolkning"], ["Län", *figures]]
    found = reading(*above, *([name, 10_000, 20_000] for _, name, _ in RIGHT[1:]), value_column="C")
    assert found.issues == ()
    assert found.header == f"Befolkning {figures[1]}"


@pytest.mark.parametrize(
    ("wanted", "nearest"), [(2016, 2017), (2018, 2017), (2019, 2020), (2030, 2020), (None, 2017)]
)
def test_the_nearest_year_is_offered(wanted: int | None, nearest: int) -> None:
    beside: list[Row] = [["Kod", "Län", 2017, 2020], *([*row, 1] for row in RIGHT[1:])]
    below: list[Row] = [["Kod", "Län", "År", "Befolkning"]]
    below += [[*row[:2], year, row[2]] for row in RIGHT[1:] for year in (2017, 2020)]
    for table in (beside, below):
        found = reading(*table, year=wanted)
        assert only(found).params["nearest"] == nearest
        assert (found.year, found.nearest_year) == (None, nearest)


def test_the_year_that_was_read_is_told() -> None:
    beside: list[Row] = [["Kod", "Län", "Befolkning 2017", 2020], *([*row, 1] for row in RIGHT[1:])]
    below: list[Row] = [["Kod", "Län", "År", "Befolkning"], *([*row[:2], 2017, row[2]] for row in RIGHT[1:])]
    assert [reading(*table, year=2017).year for table in (beside, below, RIGHT)] == [2017, 2017, None]


def test_no_code() -> None:
    issue = only(reading(HEADER, STOCKHOLM, [None, None, 5], SKANE, JAMTLAND))
    assert (issue.code, issue.cell, issue.value, issue.params) == ("no_code", "A3", None, {"number": 5})


def test_double_code() -> None:
    issue = only(reading(*RIGHT, SKANE))
    assert (issue.code, issue.cell, issue.value) == ("double_code", "A5", "12")
    assert issue.params == {"code": "12", "other_cell": "A3"}


def test_missing() -> None:
    issue = only(reading(HEADER, STOCKHOLM, SKANE))
    assert (issue.code, issue.value, issue.params) == (
        "missing",
        "23",
        {"recipients": (("23", "Jämtlands län"),)},
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "empty"),
        ("  ", "empty"),
        ("#REF!", "error_value"),
        ("..", "suppressed"),
        ("12%", "not_a_number"),
    ],
)
def test_values_that_cannot_be_read(value: Value, code: str) -> None:
    issue = only(reading(HEADER, ["01", "Stockholms län", value], SKANE, JAMTLAND, ["00", "Riket", 60]))
    assert (issue.code, issue.cell, issue.value) == (code, "C2", None if code == "empty" else value)


def test_no_cached_value() -> None:
    found = reading(HEADER, ["01", "Stockholms län", None], SKANE, JAMTLAND, uncached={(2, 3): "=5+5"})
    assert (only(found).code, only(found).cell, only(found).value) == ("no_cached_value", "C2", "=5+5")


def test_negative() -> None:
    issue = only(reading(HEADER, ["01", "Stockholms län", "−10"], SKANE, JAMTLAND))
    assert (issue.code, issue.cell, issue.value) == ("negative", "C2", "−10")


def test_fractional() -> None:
    rows: list[Row] = [HEADER, ["01", "Stockholms län", "10,5"], SKANE, JAMTLAND]
    assert (only(reading(*rows)).code, only(reading(*rows)).cell) == ("fractional", "C2")
    assert reading(*rows, whole=False).total == Decimal("60.5")


def test_sum_differs() -> None:
    issue = only(reading(*RIGHT, ["00 Riket", None, 61]))
    assert (issue.code, issue.cell, issue.value) == ("sum_differs", "C5", 61)
    assert issue.params == {"summed": 60, "difference": 1}


def test_a_sum_row_first_and_without_a_figure_is_no_problem() -> None:
    assert reading(HEADER, ["00", "Riket", 60], *RIGHT[1:]).printed_total == 60
    assert reading(*RIGHT, ["Summa", None, None]).issues == ()


def test_name_differs_is_a_warning() -> None:
    found = reading(HEADER, ["01", "Skåne län", 10], SKANE, JAMTLAND)
    issue = only(found)
    assert (issue.code, issue.cell, issue.value, issue.severity) == (
        "name_differs",
        "A2",
        "Skåne län",
        Severity.WARNING,
    )
    assert issue.params == {"code": "01", "expected": "Stockholms län"}
    assert found.is_right


def test_lost_zero_is_one_note_for_all() -> None:
    rows: list[list[Value]] = [["Kod", "Befolkning"], [1, 10], [12, 20], ["23", 30]]
    found = reading(*rows)
    issue = only(found)
    assert (issue.code, issue.cell, issue.value, issue.severity) == ("lost_zero", "A2", 1, Severity.NOTE)
    assert only(found).params == {"code": "01", "count": 1}
    assert (found.is_right, found.rows[0].code) == (True, "01")


def test_every_problem_at_once() -> None:
    found = reading(HEADER, ["01", "Stockholms län", "tio"], ["12", "Skåne län", -1], SKANE, ["99", "Ö", 2.5])
    assert [(issue.code, issue.cell) for issue in found.issues] == [
        ("unknown_code", "A5"),
        ("double_code", "A4"),
        ("missing", ""),
        ("not_a_number", "C2"),
        ("negative", "C3"),
    ]
    assert not found.is_right


def test_stray_errors_and_formatted_rows_outside_the_table_do_not_matter() -> None:
    empty: Row = [None, None, None]
    rows: list[Row] = [*RIGHT, *[empty] * 200, [None, None, None, None, "#REF!"], ["Ej avstämt"]]
    assert reading(*rows).issues == ()


def test_checks_are_listed_once() -> None:
    assert len(set(CHECKS)) == len(CHECKS)


@pytest.mark.parametrize("name", ["Riket", "Hela landet", "Samtliga län", "Totalt riket:"])
def test_a_sum_row_above_the_others_is_checked_too(name: str) -> None:
    known: list[Row] = [["Stockholm", 100_000], ["Skåne", 200_000], ["Jämtland", 300_000]]
    assert reading(["Län", "Befolkning"], [name, 600_000], *known).issues == ()
    assert only(reading(["Län", "Befolkning"], [name, 600_001], *known)).code == "sum_differs"
