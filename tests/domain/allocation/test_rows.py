from datetime import date
from decimal import Decimal

import pytest

from allocation.domain.cells import Sheet, Value, letters, number
from allocation.domain.register import COUNTY, MUNICIPALITY, Key, Register
from allocation.domain.rows import Wanted, find_table

REGISTER = Register(
    [
        ("01", ["Stockholms län", "Stockholm", "Region Stockholm"]),
        ("18", ["Örebro län", "Örebro", "Örebro läns landsting"]),
        ("23", ["Jämtlands län", "Jämtland Härjedalen"]),
        ("0114", ["Upplands Väsby"]),
        ("0180", ["Stockholm"]),
        ("1880", ["Örebro"]),
        ("2021", ["Vansbro"]),
    ]
)
WANTED = Wanted("population", REGISTER)


@pytest.mark.parametrize(("column", "expected"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_have_letters(column: int, expected: str) -> None:
    assert letters(column) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (7, 7),
        (47184.0, 47184),
        (0.1, Decimal("0.1")),
        (Decimal("3.50"), Decimal("3.50")),
        ("1 388 910", 1_388_910),
        ("1\u00a0388\u00a0910", 1_388_910),
        ("1\u2009388\u202f910", 1_388_910),
        ("12,5", Decimal("12.5")),
        ("−4", -4),
        ("\u20114", -4),
        ("1.234.567", 1_234_567),
        ("1.234,5", Decimal("1234.5")),
        ("1,234.5", Decimal("1234.5")),
        ("1,234,567", 1_234_567),
        ("1.234", Decimal("1.234")),
        ("-1 000,0", -1000),
    ],
)
def test_numbers_as_people_write_them(cell: Value, expected: int | Decimal) -> None:
    assert number(cell) == expected
    assert type(number(cell)) is type(expected)


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "..",
        "13 88",
        "1,53%",
        "#REF!",
        True,
        date(2020, 11, 1),
        float("nan"),
        float("inf"),
        10**12,
        "9" * 5000,
        1e300,
    ],
)
def test_what_is_no_number(cell: Value) -> None:
    assert number(cell) is None


@pytest.mark.parametrize(
    "name", ["Örebro", "örebro  län", "Örebro läns landsting", "Region Örebro län", "Örebro\u00a0län*"]
)
def test_a_county_is_found_under_its_printed_spellings(name: str) -> None:
    assert REGISTER.find(name, COUNTY) == "18"


def test_the_same_name_is_a_county_and_a_municipality() -> None:
    assert REGISTER.find("Stockholm", COUNTY) == "01"
    assert REGISTER.find("Stockholms kommun", MUNICIPALITY) == "0180"
    assert REGISTER.find("Atlantis", COUNTY) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0114", Key("0114", "")),
        (" 0114 Upplands Väsby", Key("0114", "Upplands Väsby")),
        ("01 Stockholms län", Key("01", "Stockholms län")),
        (114, Key("0114", "", lost_zero=True)),
        ("114", Key("0114", "", lost_zero=True)),
        ("1 Avser november", None),
        (1.0, Key("01", "", lost_zero=True)),
        (1880, Key("1880", "")),
        ("9999", None),
        (18800, None),
        (0, None),
        (1.5, None),
        ("Stockholm", None),
        (None, None),
    ],
)
def test_codes(cell: Value, expected: Key | None) -> None:
    assert REGISTER.read_code(cell) == expected


def test_nearest_by_code_then_by_name() -> None:
    assert REGISTER.nearest("17", COUNTY)[0] in {"18 Örebro län", "01 Stockholms län"}
    assert REGISTER.nearest("Jämtlan", COUNTY) == ("23 Jämtlands län",)


def test_title_header_footnote_and_sum_are_told_apart() -> None:
    rows: list[list[Value]] = [
        ["# kommentar", "befolkning"],
        ["Länen 2020"],
        [],
        ["Kod", "Län", "Folkmängd 2020"],
        ["Code", "Name", None],
        ["01", "Stockholms län", 5],
        ["18", "Örebro län", 6],
        ["00", "Riket", 11],
        [],
        ["Källa: SCB"],
    ]
    table = find_table([Sheet("Blad1", rows)], WANTED)
    assert table is not None
    assert (table.level, table.key_column, table.sum_row, table.years) == (COUNTY, 1, 8, ())
    assert table.headers == {2: "Län Name", 3: "Folkmängd 2020"}
    assert [(entry.row, entry.key) for entry in table.entries] == [
        (6, Key("01", "Stockholms län")),
        (7, Key("18", "Örebro län")),
    ]
    assert [entry.row for entry in table.others] == [1, 2, 3, 4, 5, 9, 10]


def test_names_without_codes() -> None:
    rows: list[list[Value]] = [
        [None, "Befolkning"],
        ["Jämtland Härjedalen", 1],
        ["Örebro", 2],
        ["Totaltsumma", 3],
    ]
    table = find_table([Sheet("Bilaga 3", rows)], WANTED)
    assert table is not None
    assert [entry.key.code for entry in table.entries] == ["23", "18"]
    assert (table.level, table.sum_row) == (COUNTY, 4)


def test_a_long_table_gives_one_year_although_years_look_like_codes() -> None:
    rows: list[list[Value]] = [["region", "år", "Folkmängd"]]
    rows += [
        [place, year, 1] for place in ("0114 Upplands Väsby", "1880 Örebro") for year in ("2020", "2021")
    ]
    table = find_table([Sheet("lång", rows)], Wanted("population", REGISTER, year=2021))
    assert table is not None
    assert (table.level, table.key_column, table.years) == (MUNICIPALITY, 1, ())
    assert [entry.row for entry in table.entries] == [3, 5]
    other = find_table([Sheet("lång", rows)], Wanted("population", REGISTER, year=2019))
    assert other is not None
    assert other.years == (2020, 2021)


@pytest.mark.parametrize(
    ("level", "expected"), [("", MUNICIPALITY), (COUNTY, COUNTY), (MUNICIPALITY, MUNICIPALITY)]
)
def test_counties_and_municipalities_in_one_table(level: str, expected: str) -> None:
    codes = ["01", "0114", "0180", "18", "1880", "23", "2021"]
    rows: list[list[Value]] = [[code, 1] for code in codes]
    table = find_table([Sheet("Blad1", rows)], Wanted("population", REGISTER, level=level))
    assert table is not None
    assert table.level == expected
    assert {len(entry.key.code) for entry in table.entries} == {2 if expected == COUNTY else 4}


def test_the_sheet_with_the_most_recipients_is_read_unless_another_is_asked_for() -> None:
    small = Sheet("Liten", [["01", 1], ["18", 2]])
    large = Sheet("Stor", [["01", 1], ["18", 2], ["23", 3]])
    about = Sheet("Om", [["Stockholm är huvudstad"]])
    chosen = find_table([about, small, large], WANTED)
    asked = find_table([about, small, large], Wanted("population", REGISTER, sheet=" liten"))
    assert chosen is not None
    assert asked is not None
    assert (chosen.sheet.name, asked.sheet.name) == ("Stor", "Liten")
    assert find_table([about], WANTED) is None
    assert find_table([], WANTED) is None
