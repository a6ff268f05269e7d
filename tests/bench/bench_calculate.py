"""The arithmetic of ``calculate``, and the whole command, against the package ``apportionment``.

The package's largest remainder is measured as it comes, in floating point, which is its fastest way; ours is
exact. The counts have no tie at the last krona, where the two would choose differently.
"""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from apportionment.methods import compute
from django.core.management import call_command

from allocation.domain.run import LineResult, calculate
from tests.bench.measure import Row, race

TOTAL = 750_000_000
SIZES = (290, 100_000)
ROUNDS = {290: 21, 100_000: 5}


def table(size: int) -> tuple[list[str], list[int]]:
    """Codes and counts between 2 000 and 1 000 000, all different."""
    places = range(size)
    return [f"{place:06d}" for place in places], [2_000 + place * 7_919 % 998_001 for place in places]


def ours(codes: Sequence[str], counts: Sequence[int]) -> LineResult:
    return calculate(codes, {"population": counts}, total=TOTAL, shares=[("population", 1)])


def baseline(codes: Sequence[str], counts: Sequence[int]) -> list[int]:
    amounts: list[int] = compute("largest_remainder", counts, TOTAL, parties=codes)
    return amounts


def assert_equal_amounts(codes: Sequence[str], counts: Sequence[int]) -> None:
    """The same krona to everybody, and no tie decided who got the last one."""
    result = ours(codes, counts)
    assert [allocation.amount for allocation in result.allocations] == baseline(codes, counts)
    ranked = sorted(result.allocations, key=lambda allocation: allocation.rank)
    assert ranked[result.awarded - 1].remainder > ranked[result.awarded].remainder


def command(path: Path) -> str:
    """What ``manage.py calculate`` prints for a CSV file."""
    out = io.StringIO()
    call_command("calculate", str(path), "--total", str(TOTAL), "--share", "population=1", stdout=out)
    return out.getvalue()


def script(path: Path) -> str:
    """The shortest script around the package that reads and prints the same; it checks nothing."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [row["code"] for row in rows]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "amount"])
    writer.writerows(zip(codes, baseline(codes, [int(row["population"]) for row in rows]), strict=True))
    return out.getvalue()


def write(path: Path, size: int) -> Path:
    rows = zip(*table(size), strict=True)
    path.write_text("code,name,population\n" + "".join(f"{code},Kommun {code},{n}\n" for code, n in rows))
    return path


@pytest.mark.parametrize("size", SIZES)
def test_arithmetic(size: int, show: Callable[[Row], None]) -> None:
    codes, counts = table(size)
    assert_equal_amounts(codes, counts)
    name = f"calculate, {size} recipients"
    show(race(name, lambda: ours(codes, counts), lambda: baseline(codes, counts), bar=1, rounds=ROUNDS[size]))


@pytest.mark.parametrize("size", SIZES)
def test_command(size: int, tmp_path: Path, show: Callable[[Row], None]) -> None:
    path = write(tmp_path / "table.csv", size)
    assert command(path) == script(path)
    name = f"calculate from file to file, {size}"
    show(race(name, lambda: command(path), lambda: script(path), rounds=ROUNDS[size]))
