"""The benchmarks run by hand, so here: each can be imported, compares what is equal, and can miss its bar."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.bench.bench_calculate import assert_equal_amounts, command, script, table, write
from tests.bench.measure import Row, race

FILES = sorted((Path(__file__).parents[1] / "bench").glob("bench_*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_measures_something(path: Path) -> None:
    module = import_module(f"tests.bench.{path.stem}")
    assert any(name.startswith("test_") for name in vars(module))


def test_the_bars_are_there() -> None:
    assert [path.stem for path in FILES] == [
        "bench_batch",
        "bench_calculate",
        "bench_document",
        "bench_import",
        "bench_import_large",
        "bench_list",
        "bench_plans",
        "bench_requisitions",
        "bench_sie",
    ]


def test_both_sides_give_equal_amounts(tmp_path: Path) -> None:
    assert_equal_amounts(*table(7))
    path = write(tmp_path / "table.csv", 7)
    assert command(path) == script(path)


def test_a_tie_is_no_fair_input() -> None:
    with pytest.raises(AssertionError):
        assert_equal_amounts(["01", "02", "03", "04", "05", "06", "07"], [1] * 7)


@pytest.mark.parametrize(
    ("bar", "is_met", "last"), [(2, True, "met"), (1, False, "missed"), (None, True, "")]
)
def test_a_row_says_whether_its_bar_is_met(bar: float | None, is_met: bool, last: str) -> None:
    row = Row("a list", "3 ms", "2 ms", 1.5, bar)
    assert row.is_met is is_met
    assert row.cells[-1] == last


def test_each_side_runs_in_each_round() -> None:
    runs = {"ours": 0, "baseline": 0}

    def run(side: str) -> None:
        runs[side] += 1

    row = race("counting", lambda: run("ours"), lambda: run("baseline"), rounds=3)
    assert runs["ours"] == runs["baseline"] > 3
    assert row.bar is None
