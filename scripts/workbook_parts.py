"""What the golden workbooks are made of: figures, tables, and the writing of files and sidecars."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

FIXTURES = Path(__file__).parents[1] / "fixtures"
MUNICIPAL = "workbooks/should_pass/folkmangd-kommuner-2020-2025.csv"  # kept by hand, source of the others
DAY = "2020-11-01"  # the only date that the annexes print
NBSP = "\u00a0"

Row = Sequence[Any]
Facts = dict[str, Any]


@cache
def table(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file below fixtures/, without its comment lines."""
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def workbook(sheet: str, rows: Iterable[Row]) -> Workbook:
    """A workbook with one sheet; shares get a percentage format."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cell in (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, Decimal)):
        cell.number_format = "0.00%"
    return book


def save(book: Workbook, path: Path) -> None:
    """Write the workbook without the moment it was written."""
    made = io.BytesIO()
    book.save(made)
    with ZipFile(made) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2021-01-29T00:00:00Z", source.read(name))
            target.writestr(ZipInfo(name), content, ZIP_DEFLATED)


def reading(expected: Facts, **arguments: object) -> Facts:
    return {"arguments": {"indicator": "population", "date": DAY, **arguments}, "expected": expected}


def describe(path: Path, *readings: Facts) -> None:
    """Write the sidecar of ``path``."""
    text = json.dumps(readings, ensure_ascii=False, indent=2)
    path.with_name(f"{path.name}.args.json").write_text(text + "\n", encoding="utf-8")


def counties(column: str) -> list[list[Any]]:
    """Code, name and one printed indicator of each county, in code order."""
    names = {row["code"]: row["name"] for row in table("recipients/counties.csv")}
    rows = table("published/bilaga-3-underlag.csv")
    return sorted([row["county"], names[row["county"]], int(row[column])] for row in rows)


def county_table(rows: Iterable[Row], heading: str = "Befolkning") -> list[Row]:
    """Title, blank row, header on row 3, data from row 4."""
    return [["Län, 1 november 2020"], [], ["Kod", "Län", heading], *rows]


def place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_csv(path: Path, rows: Iterable[Row], encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)


def municipalities_in(of: int, **arguments: object) -> Facts:
    """How SCB's municipal figures of a year must come out."""
    people = sum(int(row[str(of)]) for row in table(MUNICIPAL))
    return reading({"rows": 290, "total": people}, date=f"{of}-12-31", **arguments)


PEOPLE: Facts = {"rows": 21, "total": 10_378_483}
CARE = reading({"rows": 21, "total": 404_104}, indicator="care_recipients")
