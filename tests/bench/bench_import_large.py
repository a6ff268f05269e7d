"""Import of large, formatted and hostile workbooks against openpyxl reading the same, and in memory."""

import io
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from time import process_time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from allocation.models import Import, Indicator
from allocation.services.imports import read_upload
from allocation.workbooks import UnreadableError, read
from overenskommelse.models import Organisation
from tests.bench.measure import Row, race

YEARS = range(2006, 2026)
AGES = 172  # with two sexes and 290 municipalities just under 100 000 rows
LAST_ROW = 1_048_576
HOSTILE_BYTES, HOSTILE_SECONDS = 164_000, 0.050
MEMORY = 200  # mebibytes
ROOT = Path(__file__).parents[2]


def saved(rows: Iterable[Iterable[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def places() -> list[str]:
    municipalities = Organisation.objects.filter(kind="municipality").order_by("code")
    return [f"{code} {name}" for code, name in municipalities.values_list("code", "name")]


def beside() -> bytes:
    """290 municipalities × 20 years, beside each other."""
    rows = [[place, *range(1000, 1000 + len(YEARS))] for place in places()]
    return saved([["region", *map(str, YEARS)], *rows])


def by_age_and_sex() -> bytes:
    """One row per municipality, age and sex."""
    rows = [
        [place, f"{age} år", sex, "2025", 7]
        for place in places()
        for age in range(AGES)
        for sex in ("män", "kvinnor")
    ]
    return saved([["region", "ålder", "kön", "år", "Folkmängd"], *rows])


def formatted(content: bytes) -> bytes:
    """The same with a format on every row to the last of the sheet."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                empty = b"".join(
                    b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(292, LAST_ROW + 1)
                )
                data = data.replace(b"</sheetData>", empty + b"</sheetData>")
            new.writestr(name, data)
    return made.getvalue()


@cache
def hostile() -> bytes:
    """164 kB that unfold to a hundred times as much of styled cells."""
    row = b"".join(b'<c r="%s%%d" s="1"/>' % letter for letter in (b"A", b"B", b"C", b"D"))
    page = b"".join(b'<row r="%d">' % n + row % (n, n, n, n) + b"</row>" for n in range(1, 17_200))
    small = saved([["x"]])
    made = io.BytesIO()
    with ZipFile(io.BytesIO(small)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", page + b"</sheetData>")
            new.writestr(name, data)
    return made.getvalue()


def preview(content: bytes, rows: int = 290) -> None:
    upload = Import(
        file_name="fil.xlsx",
        content=content,
        indicator=Indicator.objects.get(code="population"),
        reference_date=date(2025, 12, 31),
    )
    found = read_upload(upload)
    assert not found.errors, found.errors[:3]
    assert found.seal
    assert len(found.rows) == rows


def bare(content: bytes) -> None:
    """Every value, in openpyxl's fastest way."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    assert sum(1 for row in book.active.iter_rows(values_only=True) if any(row)) > 1
    book.close()


@pytest.mark.django_db
def test_twenty_years(show: Callable[[Row], None]) -> None:
    content = beside()
    show(race("import, 290 rows × 20 years: preview", lambda: preview(content), lambda: bare(content), bar=2))


@pytest.mark.django_db
def test_formatted_to_the_last_row(show: Callable[[Row], None]) -> None:
    content = beside()
    long = formatted(content)
    name = "import, formatted to row 1 048 576"
    show(race(name, lambda: preview(long), lambda: preview(content), bar=1.5))


@pytest.mark.django_db
def test_a_hundred_thousand_rows(show: Callable[[Row], None]) -> None:
    content = by_age_and_sex()
    show(
        race(
            "import, 99 760 rows by age and sex",
            lambda: preview(content),
            lambda: bare(content),
            bar=3,
            rounds=3,
        )
    )


MEASURE = """
import sys
from pathlib import Path
content = Path(sys.argv[1]).read_bytes()
from allocation.workbooks import read
from allocation.domain import checks
from allocation.domain.register import Register
from allocation.domain.rows import Wanted
names = [line.split(" ", 1) for line in Path(sys.argv[2]).read_text().splitlines()]
def most() -> int:
    # what this process ever had resident, in kilobytes; what its parent had is not counted
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
before = most()
register = Register((code, [name]) for code, name in names)
reading = checks.read(read(content, "fil.xlsx", max_bytes=10**8), Wanted("population", register, year=2025))
assert len(reading.rows) == 290
print((most() - before) // 1024)
"""


@pytest.mark.django_db
def test_memory_of_a_hundred_thousand_rows(show: Callable[[Row], None], tmp_path: Path) -> None:
    """In a process of its own, so that nothing else is counted."""
    (tmp_path / "fil.xlsx").write_bytes(by_age_and_sex())
    (tmp_path / "namn.txt").write_text("\n".join(places()))
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "fil.xlsx"), str(tmp_path / "namn.txt")]
    used = int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    ratio = used / MEMORY
    show(Row("import, 99 760 rows: memory", f"{used} MiB", f"{MEMORY} MiB", ratio, bar=1))


def test_a_hostile_file(show: Callable[[Row], None]) -> None:
    content = hostile()
    assert len(content) >= HOSTILE_BYTES
    times = []
    for _ in range(5):
        start = process_time()
        try:
            sheets = read(content, "fil.xlsx", max_bytes=10**7)
            assert sheets[0].rows
        except UnreadableError:
            pass
        times.append(process_time() - start)
    best = sorted(times)[2]
    name = f"import, hostile file of {len(content) // 1000} kB"
    show(Row(name, f"{1000 * best:.1f} ms", f"{1000 * HOSTILE_SECONDS:g} ms", best / HOSTILE_SECONDS, bar=1))
