"""Reading SIE files: fields, amounts, days, encodings; the quick way reads what the slow one does."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.sie import NotSieError, read
from reporting.domain.sie_checks import Wanted, check
from reporting.domain.sie_columns import read_columns
from reporting.domain.sie_ledger import Finding, Kind, Ledger, Posting, SieFile, digits
from reporting.domain.sie_lines import Lines
from reporting.domain.sie_text import BrokenLineError, amount, day, fields, find_encoding

HEAD = ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", "#ORGNR 232100-0255", "#RAR 0 20210101 20211231"]
WANTED = Wanted("232100-0255", date(2021, 1, 1), date(2021, 12, 31))


def file_of(*lines: str, head: Sequence[str] = HEAD, end: str = "\n", encoding: str = "cp437") -> SieFile:
    return read("".join(line + end for line in (*head, *lines)).encode(encoding))


def voucher(*rows: str, name: str = "A 1 20210301") -> list[str]:
    return [f"#VER {name}", "{", *rows, "}"]


def codes(file: SieFile, wanted: Wanted = WANTED) -> list[str]:
    return [finding.code for finding in check(file, wanted)]


# ---- fields


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#KONTO 4010 Löner", [b"#KONTO", b"4010", "Löner".encode()]),
        ('#KONTO\t"4010"  "Löner och \\"annat\\""', [b"#KONTO", b"4010", 'Löner och "annat"'.encode()]),
        ('#TRANS 1 {} -2 "" ""', [b"#TRANS", b"1", (), b"-2", b"", b""]),
        ('#TRANS 1 {1 "99}16" "6" X} 2', [b"#TRANS", b"1", (b"1", b"99}16", b"6", b"X"), b"2"]),
        ("#TRANS 1{}2", [b"#TRANS", b"1", (), b"2"]),
        ('#GEN 20210101 a"b', [b"#GEN", b"20210101", b'a"b']),
        ("", []),
    ],
)
def test_fields(line: str, expected: list[object]) -> None:
    assert fields(line.encode()) == expected


@pytest.mark.parametrize("line", ['#KONTO "4010', "#TRANS 1 {1 2", "#TRANS 1 } 2", "#TRANS 1 {{}} 2"])
def test_a_line_that_is_not_made_of_fields(line: str) -> None:
    with pytest.raises(BrokenLineError):
        fields(line.encode())


@pytest.mark.parametrize(
    ("written", "ore"),
    [("0", 0), ("12", 1200), ("-12.5", -1250), ("+1.05", 105), ("0.01", 1), ("-0.50", -50), ("1.500", 150)],
)
def test_amounts(written: str, ore: int) -> None:
    assert amount(written.encode()) == ore


@pytest.mark.parametrize("written", ["", "1,50", "1 000", "1_000", "1.234", ".5", "1.", "--1", "1e3", "x"])
def test_what_is_no_amount(written: str) -> None:
    assert amount(written.encode()) is None


def test_days() -> None:
    assert day(b"20240229") == date(2024, 2, 29)
    assert [day(text) for text in (b"20230229", b"2021-01-01", b"202101", b"")] == [None] * 4


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "mac_roman", "utf-8"])
def test_the_bytes_tell_the_encoding(encoding: str) -> None:
    assert find_encoding("Läkemedel åt Övik".encode(encoding)) == (encoding, 3, "")


def test_bytes_without_letters_are_as_declared() -> None:
    assert find_encoding(b"#KONTO 4010 Loner") == ("cp437", 0, "")


def test_a_letter_that_the_look_cuts_in_two() -> None:
    content = b"#KONTO 1 " + b"x" * 300_000 + ("å" + "x" * 199_997 + "åå").encode()
    assert find_encoding(content) == ("utf-8", 1, "")


def test_an_organisation_number_in_any_writing() -> None:
    assert {digits(it) for it in ("232100-0255", "2321000255", "162321000255")} == {"2321000255"}


# ---- what a file says


def test_what_stands_first() -> None:
    file = file_of(
        '#PROGRAM "Raindance" 2021.1', '#FNAMN "Region Skåne"', '#DIM 1 "Ansvar"', "#UNDERDIM 21 Enhet 1"
    )
    assert (file.program, file.company, file.organisation_number) == (
        "Raindance 2021.1",
        "Region Skåne",
        "2321000255",
    )
    assert file.year == (date(2021, 1, 1), date(2021, 12, 31))
    assert file.dimensions == {"1": "Ansvar", "21": "Enhet"}


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["#SIETYP 1"], Kind.YEAR),
        (["#SIETYP 2"], Kind.PERIODS),
        (["#SIETYP 3"], Kind.OBJECTS),
        (["#SIETYP 4", "#IB 0 1930 1.00"], Kind.TRANSACTIONS),
        (["#SIETYP 4", "#RES 0 4010 1.00"], Kind.TRANSACTIONS),
        (["#SIETYP 4", *voucher("#TRANS 4010 {} 1.00", "#TRANS 1930 {} -1.00")], Kind.IMPORT),
        (["#KONTO 4010 x"], Kind.YEAR),
        (voucher("#TRANS 4010 {} 1.00", "#TRANS 1930 {} -1.00"), Kind.IMPORT),
    ],
)
def test_the_type(lines: list[str], kind: Kind) -> None:
    assert file_of(*lines, head=["#FLAGGA 0"]).kind is kind


def test_a_cost_is_what_the_file_says_or_class_4_to_7() -> None:
    file = file_of("#KTYP 4010 T", "#KTYP 8410 K")
    assert [it for it in ("3010", "4010", "5010", "7999", "8410", "8500") if file.is_cost(it)] == [
        "5010",
        "7999",
        "8410",
    ]


def test_a_voucher() -> None:
    rows = ['#TRANS 4010 {1 "99å"} 10.00', "#TRANS 1930 {} -10.00"]
    ledger = file_of(*voucher(*rows), *voucher(*rows, name='"LÖ" "2" 20210302 "Löner"')).ledger
    found = ledger.voucher(1)
    assert (found.name, found.day, found.line) == ("LÖ 2", date(2021, 3, 2), 11)
    assert ledger.rows_of(found) == [(Posting("4010", (("1", "99å"),)), 1000), (Posting("1930"), -1000)]
    assert list(ledger.row_lines) == [8, 9, 13, 14]


@pytest.mark.parametrize("content", [b"", b"  \r\n", b"Konto;Belopp", b"#\0FLAGGA"])
def test_what_is_no_accounting_file(content: bytes) -> None:
    with pytest.raises(NotSieError):
        read(content)


def test_all_problems_at_once_in_the_order_of_the_file() -> None:
    wrong = ["#TRANS 4010 {} 1,00", "#TRANS 4010 {} 5.00", "skräp", "#TRANS 1930 {} -4.00"]
    file = file_of(*voucher(*wrong), *voucher(*wrong[:1], name="A 1 20200101"), "{")
    assert [(finding.line, finding.code) for finding in check(file, WANTED)] == [
        (6, "unbalanced"), (8, "bad_amount"), (10, "broken_line"),
        (13, "other_period"), (13, "double_voucher"), (15, "bad_amount"), (17, "stray_brace"),
    ]  # fmt: skip


def test_an_added_row_counts_once_also_at_the_end_of_its_voucher() -> None:
    rows = ["#RTRANS 4010 {} 5.00", "#TRANS 4010 {} 5.00", "#TRANS 1930 {} -5.00", "#BTRANS 4010 {} 9.00"]
    assert file_of(*voucher(*rows)).ledger.ore == [500, -500]
    assert "added_row_alone" in codes(file_of(*voucher("#RTRANS 4010 {} 5.00")))


def test_vouchers_without_a_number_are_not_doubles() -> None:
    rows = ["#TRANS 4010 {} 5.00", "#TRANS 1930 {} -5.00"]
    assert (
        codes(file_of(*voucher(*rows, name='"" "" 20210101'), *voucher(*rows, name='"" "" 20210101'))) == []
    )


def test_a_year_that_only_meets_the_wanted_days() -> None:
    rows = ["#TRANS 4010 {} 5.00", "#TRANS 1930 {} -5.00"]
    broken = [*HEAD[:4], "#RAR 0 20200701 20210630"]
    assert codes(file_of(*voucher(*rows), head=broken)) == []
    assert codes(file_of("#RES 0 4010 5.00", head=[*broken[:2], "#SIETYP 1", *broken[3:]])) == ["other_year"]


# ---- the quick way and the slow


AMOUNTS = st.integers(-10_000_000, 10_000_000)
TEXTS = st.text("aåö }{\\#", max_size=6).map(lambda text: text.replace("\\", ""))
OBJECTS = st.sampled_from(["{}", "{ }", '{1 "9916"}', '{1 9916 6 "GNV.21"}'])
NAMES = st.tuples(
    st.sampled_from(["A", '"LÖ"', '""']), st.integers(1, 99), st.sampled_from(["20210131", "20211341"])
)


@st.composite
def rows_of(draw: st.DrawFn) -> str:
    ore = draw(AMOUNTS)
    sign, whole = "-" * (ore < 0), abs(ore)
    written = draw(
        st.sampled_from([f"{whole // 100}.{whole % 100:02}", f"{whole // 10}.{whole % 10}", f"{whole}"])
    )
    rest = draw(st.sampled_from(["", f' 20210131 "{draw(TEXTS)}"', ' "" "" 0']))
    return f"#TRANS {draw(st.sampled_from(['4010', '1930']))} {draw(OBJECTS)} {sign}{written}{rest}"


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    vouchers = draw(
        st.lists(st.tuples(NAMES, st.lists(rows_of(), min_size=1, max_size=4)), min_size=1, max_size=4)
    )
    indent, end, gap = (
        draw(st.sampled_from(["", "  ", "\t"])),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.booleans()),
    )
    lines = list(HEAD)
    for (series, number, written_day), rows in vouchers:
        lines += [
            f'#VER {series} {number} {written_day} "text"',
            "{",
            *(indent + row for row in rows),
            "}",
            *[""] * gap,
        ]
    return "".join(line + end for line in [*lines, *draw(st.sampled_from([[], ["#NYTT 1"]]))]).encode("cp437")


def said(ledger: Ledger) -> list[object]:
    return [
        [
            (it.name, it.day, it.written_day, it.line, ledger.rows_of(it))
            for it in map(ledger.voucher, range(len(ledger.names)))
        ],
        list(ledger.row_lines),
        list(ledger.unbalanced),
    ]


@given(contents())
def test_both_ways_give_the_same(content: bytes) -> None:
    slow = Lines("cp437").read(content)
    quick = read_columns(content, "cp437")
    assert slow.findings == []
    if (
        b"} {" not in content
        and b'}"' not in content
        and b"} " not in content.replace(b"{} ", b"").replace(b'"} ', b"")
    ):
        assert quick
    if quick:
        assert said(quick[0]) == said(slow.ledger())
    assert said(read(content).ledger) == said(slow.ledger())


@given(contents(), st.data())
def test_a_file_that_was_cut_is_never_right(content: bytes, data: st.DataObject) -> None:
    """Cut anywhere between the first voucher's name and the end of the last voucher."""
    begin, end = content.index(b"#VER"), content.rindex(b"}")
    file = read(content[: data.draw(st.integers(begin + 4, end))])
    assert any(finding.severity == "error" for finding in check(file, WANTED))


def test_the_quick_way_is_taken_by_usual_files() -> None:
    content = "\r\n".join([*HEAD, *voucher("#TRANS 4010 {} 5.00", "#TRANS 1930 {} -5.00"), ""]).encode()
    assert read_columns(content, "cp437")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("}\n#VER B", "#VER B"),
        ("{\n#TRANS 4010 {} 5.00", "#TRANS 4010 {} 5.00\n{"),
        ("5.00", '"5.00"'),
        ("#TRANS 1930", "#BTRANS 1930"),
        ('text"', "text"),
        ("B 2 20210301", "B 2"),
    ],
)
def test_in_doubt_the_slow_way_is_taken(old: str, new: str) -> None:
    rows = ["#TRANS 4010 {} 5.00", "#TRANS 1930 {} -5.00"]
    lines = [*HEAD, *voucher(*rows, name='A 1 20210301 "text"'), *voucher(*rows, name="B 2 20210301 x"), ""]
    content = "\n".join(lines)
    assert old in content
    assert read_columns(content.replace(old, new, 1).encode(), "cp437") is None


def test_a_finding_says_what_and_where() -> None:
    [found] = check(file_of(*voucher("#TRANS 4010 {} 5.00", "#TRANS 1930 {} -4.99")), WANTED)
    assert found == Finding("unbalanced", 6, "A 1", {"ore": 1})
