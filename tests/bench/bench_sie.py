"""An accounting file of 100 000 transactions, read, checked and matched, against splitting its lines."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from reporting.domain.counting import Examined, examine
from reporting.domain.matching import Rule, Target
from reporting.domain.sie_checks import Wanted
from tests.bench.measure import Row, race

ROWS, ROWS_OF_A_VOUCHER = 100_000, 4
WANTED = Wanted("232100-0255", date(2021, 1, 1), date(2021, 12, 31))
RULES = [
    Rule(Target("regioner-nara-vard"), "4000", "7999", "1", "1003"),
    Rule(Target("regioner-vidareutbildning"), "5600", "5699", "6", "VUB*", position=1),
    Rule(Target("regioner-1177"), "6000", "6999", "1", "101*", position=2),
]
HEAD = (
    "#FLAGGA 0", '#PROGRAM "Raindance" "2021.1"', "#FORMAT PC8", "#SIETYP 4", "#ORGNR 232100-0255",
    '#FNAMN "Region Skåne"', "#RAR 0 20210101 20211231", '#KONTO 2440 "Leverantörsskulder"',
    *(f'#KONTO {account} "Konto för {account}"' for account in range(4000, 8000, 50)),
)  # fmt: skip


def lines() -> Iterator[str]:
    """A year of invoices with three costs each: 80 accounts, 40 cost centres, and projects here and there."""
    yield from HEAD
    for number in range(ROWS // ROWS_OF_A_VOUCHER):
        day = f"2021{number % 12 + 1:02}{number % 28 + 1:02}"
        yield f'#VER "LF" {number + 1} {day} "Leverantörsfaktura {number + 1}" {day} "ek"'
        yield "{"
        costs = [100 + (number * 7_919 + place * 104_729) % 9_999_900 for place in range(3)]
        for place, ore in enumerate(costs):
            project = ' 6 "VUB21"' if number % 9 == place else ""
            account, centre = 4000 + (number * 3 + place) % 80 * 50, 1000 + (number + place) % 40
            objects = f'{{1 "{centre}"{project}}}'
            yield f'#TRANS {account} {objects} {written(ore)} {day} "Läkemedel till mottagning" 0'
        yield f"#TRANS 2440 {{}} -{written(sum(costs))} {day}"
        yield "}"


def written(ore: int) -> str:
    return f"{ore // 100}.{ore % 100:02}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sie") / "konton.se"
    path.write_bytes("".join(line + "\r\n" for line in lines()).encode("cp437"))
    return path


def ours(path: Path) -> Examined:
    """Read, every check, every row shared out by rules."""
    found = examine(path.read_bytes(), WANTED, RULES)
    assert found.findings == ()
    assert found.file
    assert len(found.file.ledger.ore) == ROWS
    assert 0 < found.matching.matched < found.matching.total
    return found


def split(path: Path) -> list[list[str]]:
    """Its lines as lists of words; text with spaces falls apart, which a reader of the format may not do."""
    return [line.split() for line in path.read_text("cp437").splitlines()]


def split_and_forget(path: Path) -> None:
    """The same, but nothing is kept of any line."""
    for line in path.read_text("cp437").splitlines():
        line.split()


def test_lines_kept(path: Path, show: Callable[[Row], None]) -> None:
    name = f"SIE, {ROWS} rows: read, check, match"
    show(race(name, lambda: ours(path), lambda: split(path), bar=1.5, rounds=11))


def test_lines_forgotten(path: Path, show: Callable[[Row], None]) -> None:
    name = f"SIE, {ROWS} rows, baseline: words thrown away"
    show(race(name, lambda: ours(path), lambda: split_and_forget(path), rounds=11))
