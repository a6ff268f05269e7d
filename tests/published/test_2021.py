"""The figures of God och nära vård 2021 as printed, from the spreadsheets through the whole program."""

from collections.abc import Mapping

import pytest

from allocation.models import Run, RunAmount
from allocation.selectors import PrintedTable, reconciliations, results_of
from tests.allocation.conftest import run, statistics
from tests.domain.allocation.bilagor import BILAGA_3, BILAGA_4, MUNICIPALITIES

__all__ = ["run", "statistics"]  # fixtures

pytestmark = pytest.mark.django_db

EQUAL_COLUMNS = {
    "regioner-nara-vard": 1,
    "regioner-vidareutbildning": 3,
    "regioner-karriartjanster": 4,
    "regioner-1177": 4,
    "regioner-vision-e-halsa": 4,
}


def amounts(run: Run, line: str) -> Mapping[str, int]:
    rows = RunAmount.objects.filter(run_line__run=run, run_line__code=line)
    return dict(rows.values_list("recipient__county", "amount"))


def printed(run: Run) -> dict[str, PrintedTable]:
    return {part.table.line.code: part for part in reconciliations(run.agreement, results_of(run))}


@pytest.mark.parametrize("line", EQUAL_COLUMNS)
def test_five_columns_of_bilaga_4_are_equal_to_the_krona(run: Run, line: str) -> None:
    assert amounts(run, line) == {county: row[EQUAL_COLUMNS[line]] for county, row in BILAGA_4.items()}
    assert printed(run)[line].held.is_equal


def test_the_sixth_column_differs_by_one_krona_and_says_why(run: Run) -> None:
    held = printed(run)["regioner-medarbetare"].held
    assert (held.printed_total, held.published_sum, held.computed_sum) == (
        2_531_000_000,
        2_531_000_001,
        2_531_000_000,
    )
    assert [(row.code, row.difference, row.reason) for row in held.rows if row.difference] == [
        ("R22", 1, "row_rounding")
    ]


def test_bilaga_3_is_within_four_kronor_with_the_hypothesis_said_as_one(run: Run) -> None:
    held = printed(run)["kommuner-nara-vard"].held
    assert held.published_sum == held.computed_sum == held.printed_total == 750_000_000
    assert (held.largest, held.equal) == (4, 7)
    assert held.reason.is_hypothesis
    assert {row.code: row.published for row in held.rows} == {
        f"RSS{county}": row[1] for county, row in BILAGA_3.items()
    }
    assert all(abs(row.difference or 0) <= MUNICIPALITIES[row.code[3:]] / 2 for row in held.rows)


def test_every_region_gets_its_base_amount_for_the_ambulances(run: Run) -> None:
    rows = RunAmount.objects.filter(run_line__run=run, run_line__code="regioner-ambulans")
    assert {row.base for row in rows} == {500_000}
    assert sum(row.amount for row in rows) == 85_000_000


def test_what_is_cut_off_is_computed_and_not_compared(run: Run) -> None:
    assert sum(amounts(run, "kommuner-medarbetare").values()) == 150_000_000
    assert "kommuner-medarbetare" not in printed(run)


def test_skane_by_population_and_by_care(run: Run) -> None:
    assert amounts(run, "kommuner-nara-vard")["12"] == 129_205_837
    assert amounts(run, "kommuner-medarbetare")["12"] == 25_841_167
    assert amounts(run, "regioner-1177")["12"] == 13_382_592
