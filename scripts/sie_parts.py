"""What the golden accounting files are made of: a made-up year's bookkeeping, and the writing of files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from scripts.workbook_parts import FIXTURES, Facts, describe, place

PASS, FAIL = FIXTURES / "sie" / "should_pass", FIXTURES / "sie" / "should_fail"
HEAD: Final = [
    "#FLAGGA 0",
    '#PROGRAM "Raindance" "2021.1"',
    "#FORMAT PC8",
    '#GEN 20220214 "ek"',
    "#SIETYP 4",
    "#ORGNR 232100-0255",
    '#FNAMN "Region Skåne"',
    "#RAR 0 20210101 20211231",
    "#RAR -1 20200101 20201231",
    "#VALUTA SEK",
    '#DIM 1 "Ansvar"',
    '#DIM 6 "Projekt"',
    '#OBJEKT 1 "9916" "God och nära vård"',
    '#OBJEKT 6 "GNV21" "Överenskommelsen 2021"',
    '#OBJEKT 6 "VUB21" "Vidareutbildning för sjuksköterskor"',
    '#KONTO 1930 "Bank"',
    '#KONTO 2010 "Eget kapital"',
    '#KONTO 2440 "Leverantörsskulder"',
    '#KONTO 4010 "Löner"',
    "#KTYP 4010 K",
    '#KONTO 5621 "Köpt utbildning"',
    "#KTYP 5621 K",
    '#KONTO 6990 "Övriga kostnader"',
    "#KTYP 6990 K",
]
# What is left at the end of the year and the year's costs, the sums of the vouchers below, are 0 together.
BALANCES: Final = [
    "#IB 0 1930 1000000.00",
    "#IB 0 2010 -1000000.00",
    "#UB 0 1930 649999.50",
    "#UB 0 2010 -1000000.00",
    "#UB 0 2440 -350000.00",
]
RESULTS: Final = ["#RES 0 4010 250000.50", "#RES 0 5621 400000.00", "#RES 0 6990 50000.00"]
VOUCHERS: Final = [
    '#VER "LÖ" "101" 20210325 "Löner mars" 20210326 "ek"',
    "{",
    '#TRANS 4010 {1 "9916" 6 "GNV21"} 250000.50 20210325 "Omställning" 0 "ek"',
    "#TRANS 1930 {} -250000.50",
    "}",
    '#VER "LF" "2001" 20210611 "Lärosäte" 20210612 "ek"',
    "{",
    '#TRANS 5621 {6 "VUB21"} 400000.00 20210611 "Kurs i \\"barn och unga\\""',
    '#TRANS 6990 {1 "9916"} 50000.00 20210611 "Lokal"',
    "#TRANS 2440 {} -350000.00",
    "#TRANS 1930 {} -100000.00",
    "}",
]
RULES: Final = [
    {"line": "regioner-nara-vard", "first": "4000", "last": "7999", "dimension": "1", "object": "9916"},
    {"line": "regioner-vidareutbildning", "first": "56", "last": "56", "dimension": "6", "object": "VUB*"},
]
ARGUMENTS: Final[Facts] = {
    "organisation_number": "232100-0255", "first": "2021-01-01", "last": "2021-12-31", "rules": RULES,
}  # fmt: skip
YEAR: Final = [*HEAD, *BALANCES, *RESULTS, *VOUCHERS]
WHOLE: Final[Facts] = {
    "kind": "4E", "encoding": "cp437", "vouchers": 2, "rows": 6, "total": 70_000_050, "unmatched": 0,
    "kronor": {"regioner-nara-vard": 300_001, "regioner-vidareutbildning": 400_000}, "warnings": [],
}  # fmt: skip


def save(path: Path, content: bytes, *readings: Facts) -> None:
    """A file and its sidecar."""
    place(path).write_bytes(content)
    describe(path, *readings)


def written(lines: Sequence[str], encoding: str = "cp437", end: str = "\r\n") -> bytes:
    return "".join(line + end for line in lines).encode(encoding)


def right(
    name: str, lines: Sequence[str], *, encoding: str = "cp437", end: str = "\r\n",
    arguments: Facts = ARGUMENTS, expected: Facts | None = None,
) -> None:  # fmt: skip
    """A file that may be counted; what is expected differs from `WHOLE` by ``expected``."""
    reading = {"arguments": arguments, "expected": {**WHOLE, **(expected or {})}}
    save(PASS / name, written(lines, encoding, end), reading)


def failing(line: int, value: str = "", **arguments: Any) -> Facts:
    return {"arguments": {**ARGUMENTS, **arguments}, "expected": {"line": line, "value": value}}


def wrong(code: str, lines: Sequence[str], line: int, value: str = "", **arguments: Any) -> None:
    """A file that is refused, or wants a reason, with ``code`` at ``line``."""
    save(FAIL / code / "konton.se", written(lines), failing(line, value, **arguments))


def instead(old: str, *new: str, of: Sequence[str] = YEAR) -> list[str]:
    """The lines with one, which begins with ``old``, replaced by others or by none."""
    found = line_of(old, of) - 1
    return [*of[:found], *new, *of[found + 1 :]]


def line_of(start: str, lines: Sequence[str] = YEAR) -> int:
    """The number of the first line that begins so."""
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def of_type(number: str) -> list[str]:
    """What stands first in a file of another type."""
    return instead("#SIETYP", f"#SIETYP {number}", "#OMFATTN 20211231", of=HEAD)
