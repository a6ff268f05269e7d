"""Makes fixtures/workbooks: spreadsheets as administrators upload them, right ones and wrong ones.

    OPENPYXL_LXML=False python -m scripts.make_workbooks

Each file has a sidecar ``<file>.args.json``: a list of readings, each with ``arguments`` for the import and
what is ``expected`` of it: ``rows`` and ``total``, or the ``cell`` and ``value`` that the issue points at.
A folder below ``should_fail`` is named after the issue's code. The same bytes come out each time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from scripts import workbooks_in_formats, workbooks_in_parts
from scripts.workbook_parts import (
    CARE,
    FIXTURES,
    MUNICIPAL,
    NBSP,
    PEOPLE,
    Facts,
    Row,
    counties,
    county_table,
    describe,
    municipalities_in,
    place,
    reading,
    save,
    table,
    workbook,
    write_csv,
)

# Exported from Statistics Sweden's database and kept byte for byte.
AS_EXPORTED = ("scb_pxweb_2025.xlsx", "scb_pxweb_semicolon_bef_k_tot.csv")
# Sweden's population on 31 December, as Statistics Sweden publishes it.
NATIONAL = ((2008, 9_256_347), (2018, 10_230_185))

# ---- right ones


def national(year: int, people: int) -> Facts:
    return reading({"rows": 290, "total": people}, date=f"{year}-12-31")


def share(text: str) -> Decimal:
    """``1,53%`` as 0.0153."""
    return Decimal(text.rstrip("%").replace(",", ".")) / 100


def kronor(line: str, prefix: str) -> dict[str, int]:
    """Printed kronor of a line by county code."""
    rows = [row for name in ("bilaga-3", "bilaga-4") for row in table(f"published/{name}.csv")]
    mine = [row for row in rows if row["line"] == line]
    return {row["recipient"].removeprefix(prefix): int(row["published"]) for row in mine}


def printed_total(line: str) -> int:
    return next(int(row["printed_total"]) for row in table("published/tables.csv") if row["line"] == line)


def annex_3() -> Iterator[Row]:
    """Annex 3 as printed, as far as the copy at hand goes."""
    money = kronor("kommuner-nara-vard", "RSS")
    yield ["Bilaga 3. Medel till kommunerna (länsvis)"]
    yield []
    care = "mottagare av kommunal hälso- och sjukvård"
    yield [
        None,
        "Befolkning 1/11 - 2020",
        "Andel befolkning",
        care.capitalize(),
        f"Andel - {care}",
        "Nära vård",
    ]
    for row in table("published/bilaga-3-underlag.csv"):
        people, treated = int(row["population"]), int(row["care_recipients"])
        parts = share(row["population_share"]), share(row["care_share"])
        yield [row["printed_name"], people, parts[0], treated, parts[1], money[row["county"]]]
    yield ["Totaltsumma", 10_378_483, Decimal(1), 404_104, Decimal(1), printed_total("kommuner-nara-vard")]


def annex_4() -> Iterator[Row]:
    """Annex 4 as printed, as far as the copy at hand goes."""
    columns = {
        "regioner-nara-vard": "Nära vård",
        "regioner-medarbetare": "Vårdens medarbetare",
        "regioner-vidareutbildning": "Vidareutbildning",
        "regioner-karriartjanster": "Karriärtjänster",
        "regioner-1177": "1177",
        "regioner-vision-e-halsa": "Vision e-hälsa",
    }
    money = [kronor(line, "R") for line in columns]
    yield ["Bilaga 4. Medel till regionerna"]
    yield []
    yield ["Region", "Befolkning 1/11 - 2020", "Andel", *columns.values(), "Minimibelopp"]
    for row in table("published/bilaga-4-underlag.csv"):
        amounts = [column[row["county"]] for column in money]
        people, part = int(row["population"]), share(row["population_share"])
        yield [row["printed_name"], people, part, *amounts, int(row["minimum_amount"])]
    yield ["Totalsumma", 10_378_483, Decimal(1), *(printed_total(line) for line in columns), 10_500_000]


def municipal_2025() -> Iterator[Row]:
    """SCB's export with code and name in one column."""
    yield ["Population by region, marital status, age, sex and year"]
    yield []
    yield [None, "2025"]
    for row in table(MUNICIPAL):
        yield [f"{row['kommun_kod']} {row['kommun']}", int(row["2025"])]


def municipal_long() -> Iterator[Row]:
    """SCB's export as a long table: one row per municipality and year."""
    yield ["region", "ålder", "år", "Folkmängd"]
    for row in table(MUNICIPAL):
        for year in ("2023", "2024", "2025"):
            yield [f"{row['kommun_kod']} {row['kommun']}", "totalt ålder", year, row[year]]


def with_codes() -> list[Row]:
    end: list[Row] = [["00", "Riket", 10_378_483], [], ["Källa: SCB"], ["Avser den 1 november."]]
    return county_table([*counties("population"), *end])


def pasted_text() -> Workbook:
    """What pasting leaves: codes without zero, digits as text, formats and a stray error below the table."""
    rows = [
        [int(code), name, f"{people:,}".replace(",", NBSP if people > 300_000 else " ")]
        for code, name, people in counties("population")
    ]
    book = workbook("Blad1", county_table(rows))
    page = book.active
    page["H40"] = "#REF!"
    for number in range(30, 1_500):
        page.cell(number, 3).fill = PatternFill("solid", fgColor="FFFFEE")
    return book


def make_right(folder: Path) -> None:
    people, column_c = reading(PEOPLE), reading(PEOPLE, value_column="C")
    books = {
        "bilaga-3.xlsx": (workbook("Bilaga 3", annex_3()), [people, CARE]),
        "bilaga-4.xlsx": (workbook("Bilaga 4", annex_4()), [people]),
        "folkmangd-kommuner-2025.xlsx": (workbook("000007ME", municipal_2025()), [municipalities_in(2025)]),
        "lan-med-koder.xlsx": (workbook("Befolkning", with_codes()), [people, column_c]),
        "lan-inklistrad-text.xlsx": (pasted_text(), [people]),
    }
    for name, (book, readings) in books.items():
        save(book, place(folder / name))
        describe(folder / name, *readings)


def make_right_csv(folder: Path) -> None:
    heading = ["kod", "län", "Mottagare av kommunal hälso- och sjukvård"]
    by_year = [municipalities_in(year, year=year) for year in (2023, 2025)]
    write_csv(folder / "folkmangd-kommuner-lang.csv", municipal_long())
    write_csv(folder / "kommunal-vard-lan.csv", [heading, *counties("care_recipients")], "utf-8-sig")
    describe(folder / "folkmangd-kommuner-lang.csv", *by_year, municipalities_in(2024))
    describe(folder / "kommunal-vard-lan.csv", CARE)
    describe(folder / Path(MUNICIPAL).name, *by_year, municipalities_in(2020))
    describe(folder / AS_EXPORTED[0], municipalities_in(2025))
    describe(folder / AS_EXPORTED[1], *(national(*it) for it in NATIONAL))


# ---- wrong ones


@dataclass(frozen=True)
class Wrong:
    """A table with one fault, the cell and value at fault, and the arguments of the import."""

    rows: Sequence[Row]
    expected: Facts = field(default_factory=dict)
    arguments: Facts = field(default_factory=dict)


def first_value(value: object) -> Wrong:
    """The county table with another value for the first county, in C4."""
    (code, name, _), *rest = counties("population")
    return Wrong(county_table([[code, name, value], *rest]), {"cell": "C4", "value": value})


def added(row: Row, column: str) -> Wrong:
    """The county table with one more row, row 25."""
    found = {"cell": f"{column}25", "value": row["ABC".index(column)]}
    return Wrong(county_table([*counties("population"), row]), found)


def wrong_tables() -> dict[str, Wrong]:
    rows = counties("population")
    shares = [[code, name, Decimal(people) / 10_378_483] for code, name, people in rows]
    two_years = [[*row, row[2] + 1_000] for row in rows]
    return {
        "no_table": Wrong([["Till den det berör"], ["Siffrorna kommer i nästa vecka."]]),
        "unknown_sheet": Wrong(county_table(rows), arguments={"sheet": "Blad2"}),
        "several_years": Wrong([["Kod", "Län", "2018", "2019"], *two_years]),
        "unknown_code": added(["26", "Mellersta län", 1_000], "A"),
        "double_code": added(["12", "Skåne län", 1_388_910], "A"),
        "missing": Wrong(county_table(rows[:-1])),
        "not_a_number": first_value("uppgift saknas"),
        "negative": first_value(-2_391_841),
        "fractional": first_value(2_391_841.5),
        "empty": first_value(None),
        "no_cached_value": first_value("=2391840+1"),
        "error_value": first_value("#REF!"),
        "sum_differs": added(["00", "Riket", 10_378_484], "C"),
        "no_value_column": Wrong(county_table(shares, "Andel")),
    }


def make_wrong(folder: Path) -> None:
    for reason, wrong in wrong_tables().items():
        path = place(folder / reason / "befolkning.xlsx")
        save(workbook("Befolkning", wrong.rows), path)
        describe(path, reading(wrong.expected, **wrong.arguments))


def make_not_workbooks(folder: Path) -> None:
    for name, content in (
        ("not_a_spreadsheet/befolkning.xlsx", "Kod;Län;Befolkning\n01;Stockholms län;2391841\n"),
        ("wrong_type/befolkning.pdf", "%PDF-1.7\n%%EOF\n"),
    ):
        path = place(folder / name)
        path.write_text(content, encoding="utf-8")
        describe(path, reading({}))


def make(folder: Path) -> None:
    """Make every file below ``folder`` anew."""
    make_right(folder / "should_pass")
    make_right_csv(folder / "should_pass")
    make_wrong(folder / "should_fail")
    make_not_workbooks(folder / "should_fail")
    workbooks_in_formats.make(folder)
    workbooks_in_parts.make(folder)


if __name__ == "__main__":
    make(FIXTURES / "workbooks")
