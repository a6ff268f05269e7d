"""Golden tables in parts: by sex and age, of two levels, of former areas, with counts left out or hidden."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from scripts.workbook_parts import (
    MUNICIPAL,
    PEOPLE,
    Facts,
    Row,
    counties,
    county_table,
    describe,
    place,
    reading,
    save,
    table,
    workbook,
    write_csv,
)

WHOLE = PEOPLE["total"]
TOO_BIG = 1_000_000_000
WHOLES = ("Totalt", "Båda könen 2020")


def told(*codes: str) -> Facts:
    return reading({**PEOPLE, "issues": list(codes)})


def by_group(heading: str, groups: Iterable[str], total: str = "") -> list[Row]:
    """Each county's people divided on the groups, the rest in the last; `total` names a row for the whole."""
    names, rows = list(groups), list[Row]()
    for code, county, people in counties("population"):
        each = people // len(names)
        figures = [each] * (len(names) - 1) + [people - each * (len(names) - 1)]
        rows += [[f"{code} {county}", name, figure] for name, figure in zip(names, figures, strict=True)]
        rows += [[f"{code} {county}", total, people]] if total else []
    return [["region", heading, "Folkmängd"], *rows]


def municipal_2020() -> list[Row]:
    return [[row["kommun_kod"], row["kommun"], int(row["2020"])] for row in table(MUNICIPAL)]


def both_levels(wrong: int = 0) -> list[Row]:
    """Counties and municipalities of 2020; the first county with something added."""
    rows = municipal_2020()
    sums = {row["code"]: 0 for row in table("recipients/counties.csv")}
    for code, _name, people in rows:
        sums[code[:2]] += people
    sums["01"] += wrong
    levels: list[Row] = [
        [row["code"], row["name"], sums[row["code"]]] for row in table("recipients/counties.csv")
    ]
    return [["Kod", "Namn", "Folkmängd 2020"], ["00", "Riket", sum(sums.values()) - wrong], *levels, *rows]


def changed(code: str, *cells: object) -> list[Row]:
    """The county table with other cells for one county."""
    rows = [list(cells) if row[0] == code else row for row in counties("population")]
    return county_table(rows)


def spread(rows: list[Row]) -> list[Row]:
    return [line for row in rows for line in (row, [], [])]


def beside(*headings: str) -> list[Row]:
    """Each county's people divided on columns side by side; a heading of everybody holds all of them."""
    rows: list[Row] = [["Kod", "Län", *headings]]
    parts = sum(heading not in WHOLES for heading in headings)
    for code, county, people in counties("population"):
        shares = iter([people - people // parts * (parts - 1), *[people // parts] * (parts - 1)])
        rows.append([code, county, *(people if it in WHOLES else next(shares) for it in headings)])
    return rows


def right_beside() -> dict[str, tuple[list[Row], Facts]]:
    ages = ("0-17 år", "18-64 år", "65+ år", "Totalt")
    both = ("Båda könen 2020", "Kvinnor 2020", "Män 2020")
    spoken = ("Folkmängd kvinnor 2020", "Folkmängd män 2020")
    return {
        "kon-i-kolumner.csv": (beside("Kvinnor", "Män"), told("columns_added")),
        "kon-i-kolumner-folkmangd.csv": (beside(*spoken), told("columns_added")),
        "kon-i-kolumner-totalt.csv": (beside("Kvinnor", "Män", "Totalt"), told("columns_total")),
        "kon-i-kolumner-bada.csv": (beside(*both), told("columns_total")),
        "alder-i-kolumner-totalt.csv": (beside(*ages), told("columns_total")),
        "alder-i-kolumner.csv": (beside(*ages[:3]), told("columns_added")),
    }


def off_by_one(rows: list[Row], code: str) -> list[Row]:
    """The printed whole of one county, the last figure of its last row, is one more than its parts."""
    last = max(place for place, row in enumerate(rows) if str(row[0]).startswith(code))
    rows[last] = [*rows[last][:-1], int(rows[last][-1]) + 1]
    return rows


def differing() -> dict[str, tuple[list[Row], Facts]]:
    """Wholes that are not the sum of their parts: they are read, and it is told."""
    more = {"rows": 21, "total": WHOLE + 1}
    sexes = by_group("kön", ["män", "kvinnor"], "totalt")
    columns = beside("Kvinnor", "Män", "Totalt")
    return {
        "kon-totalt-skiljer.csv": (
            off_by_one(sexes, "12"),
            reading(more | {"issues": ["breakdown_total", "whole_differs"]}),
        ),
        "kon-i-kolumner-skiljer.csv": (
            off_by_one(columns, "12"),
            reading(more | {"issues": ["columns_total", "whole_differs"]}),
        ),
    }


def right() -> dict[str, tuple[list[Row], Facts]]:
    heby = [["1917", "Heby", it[2]] if it[0] == "0331" else it for it in municipal_2020()]
    of_2020 = {"rows": 290, "total": 10_379_295}
    grouped = [[*row[:2], f"{row[2]:,}".replace(",", ".")] for row in counties("population")]
    return {
        "kon.csv": (by_group("kön", ["män", "kvinnor"]), told("breakdown_summed")),
        "kon-totalt.csv": (by_group("kön", ["män", "kvinnor"], "totalt"), told("breakdown_total")),
        **right_beside(),
        **differing(),
        "alder.csv": (by_group("ålder", ["0-17 år", "18-64 år", "65+ år"]), told("breakdown_summed")),
        "en-grupp.csv": (by_group("ålder", ["20-64 år"]), told("breakdown_part")),
        "lan-och-kommuner.csv": (both_levels(), reading(of_2020 | {"issues": []}, date="2020-12-31")),
        "heby-fore-2007.csv": (
            [["Kod", "Kommun", "Folkmängd 2020"], *heby],
            reading(of_2020 | {"issues": ["former_name"]}, date="2020-12-31"),
        ),
        "kopparberg.csv": (
            [
                ["Län", "Folkmängd"],
                *(["Kopparbergs län" if it[0] == "20" else it[1], it[2]] for it in counties("population")),
            ],
            told("former_name"),
        ),
        "punkt-mellan-tusental.csv": (county_table(grouped), told("thousands")),
        "tomma-rader.csv": (spread(county_table(counties("population"))), told()),
        "fel-namn.csv": (changed("12", "12", "Hallands län", 1_388_910), told("name_differs")),
    }


def strangers_first(population: Sequence[Row]) -> dict[str, list[Row]]:
    """Somebody unknown right below the headings, by code and by name."""
    names = [[name, people] for _code, name, people in population]
    return {
        "unknown_code/forsta-raden": county_table([["99", "Ingenstans", 5_000], *population]),
        "unknown_code/forsta-namnet": [["Län", "Befolkning"], ["Ingenstans", 5_000], *names],
    }


def wrong() -> dict[str, list[Row]]:
    population = counties("population")
    two: list[Row] = [["Kod", "Län", "Befolkning", "Folkmängd"], *([*row, row[2]] for row in population)]
    later: list[Row] = [["Kod", "Län", "Befolkning 2019"], *population]
    groups = ["ogifta", "gifta", "alltihop"]
    doubled = by_group("civilstånd", groups[:2])
    for code, county, people in population:
        doubled.append([f"{code} {county}", groups[2], people])
    return {
        "several_columns": two,
        "several_columns/alder": beside("18-64 år", "65+ år", "80+ år"),
        "several_columns/kon-och-alder": beside(
            "Kvinnor 0-64 år", "Kvinnor 65+ år", "Män 0-64 år", "Män 65+ år"
        ),
        "pair_unclear": [[*row[:3], ".." if row[0] == "12" else row[3]] for row in beside("Kvinnor", "Män")],
        "other_year": later,
        **strangers_first(population),
        "no_code": county_table([*population[:5], [None, None, 17], *population[5:]]),
        "too_big": changed("12", "12", "Skåne län", TOO_BIG),
        "suppressed": changed("12", "12", "Skåne län", "X"),
        "ambiguous_number": [*changed("12", "12", "Skåne län", "1.388")],
        "merged_area": changed("12", "12", "Malmöhus län", 1_388_910),
        "county_sum_differs": both_levels(wrong=1),
        "breakdown_unclear": by_group("ålder", ["0-17 år", "15-64 år", "65+ år"]),
        "breakdown_incomplete": by_group("kön", ["män", "kvinnor"])[:-1],
        "breakdown_double": doubled,
    }


EXPECTED: dict[str, Facts] = {
    "several_columns": {"cell": ""},
    "pair_unclear": {"cell": "D11", "value": ".."},
    "suppressed": {"cell": "C13", "value": "X"},
    "too_big": {"cell": "C13"},
    "no_code": {"cell": "A9"},
    "unknown_code/forsta-raden": {"cell": "A4", "value": "99"},
    "unknown_code/forsta-namnet": {"cell": "A2", "value": "Ingenstans"},
    "merged_area": {"cell": "A13"},
    "county_sum_differs": {"cell": "C3"},
    "breakdown_incomplete": {"cell": "A42"},
    "breakdown_double": {"cell": "B", "value": "alltihop"},
}


def hidden(path: Path) -> None:
    """Hidden rows, a hidden column, a hidden sheet, and merged cells in the title and in the table."""
    book = workbook("Befolkning", county_table(counties("population")))
    page = book.active
    page.row_dimensions[6].hidden = True
    page.column_dimensions["C"].hidden = True
    page.merge_cells("A1:C1")
    page.merge_cells("B23:B24")
    book.create_sheet("Arbetsblad").sheet_state = "hidden"
    save(book, path)
    describe(path, told("hidden_rows", "hidden_columns", "hidden_sheets"))


def make(folder: Path) -> None:
    for name, (rows, expected) in right().items():
        write_csv(place(folder / "should_pass" / name), rows)
        describe(folder / "should_pass" / name, expected)
    for reason, rows in wrong().items():
        kind, _, name = reason.partition("/")
        path = place(folder / "should_fail" / kind / f"{name or 'befolkning'}.csv")
        write_csv(path, rows)
        date = {"date": "2020-12-31"} if reason == "county_sum_differs" else {}
        describe(path, reading(EXPECTED.get(reason, {}), **date))
    hidden(folder / "should_pass" / "dolda-delar.xlsx")
