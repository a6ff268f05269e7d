"""Makes fixtures/sie: accounting files as recipients export them, right ones and wrong ones.

    python -m scripts.make_sie

Each file has a sidecar ``<file>.args.json``: a list of readings, each with ``arguments`` (whose file it is to
be, of which days, and the rules) and what is ``expected`` of it. A folder below ``should_fail`` is named
after the finding's code. The same bytes come out each time. All vouchers are made up.
"""

import zlib
from typing import Final

from scripts.sie_parts import (
    ARGUMENTS,
    BALANCES,
    FAIL,
    HEAD,
    RESULTS,
    RULES,
    VOUCHERS,
    YEAR,
    failing,
    instead,
    line_of,
    of_type,
    right,
    save,
    written,
    wrong,
)  # fmt: skip

# ---- right ones


def encodings() -> None:
    """The same file in the encodings that programs write below ``#FORMAT PC8``."""
    right("typ-4e.se", YEAR)
    for name, encoding in OTHER_ENCODINGS.items():
        expected = {"encoding": encoding.removesuffix("-sig"), "warnings": ["other_encoding"]}
        right(f"{name}.se", YEAR, encoding=encoding, expected=expected)
    right("utan-svenska-bokstaver.se", [line.translate(PLAIN) for line in YEAR])


OTHER_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf-8-med-markering": "utf-8-sig",
    "utf-16": "utf-16",
    "windows": "cp1252",
    "mac": "mac_roman",
}
PLAIN: Final = str.maketrans("åäöÅÄÖ", "aaoAAO")


def ends_of_lines() -> None:
    right("radslut-lf.se", YEAR, end="\n")
    right("radslut-cr.se", YEAR, end="\r")


def ways_of_writing() -> None:
    """What the format allows beside the usual."""
    indented = [f"\t{line}  " if line.startswith("#TRANS") else line for line in YEAR]
    right("indragna-rader.se", indented)
    spaced = [part for line in YEAR for part in ([line, ""] if line == "}" else [line])]
    right("tomma-rader.se", spaced)
    quoted = instead("#TRANS 4010", '#TRANS "4010" {"1" "9916" "6" "GNV21"} "250000.5" "" "Text med } och {"')
    right("citerade-falt.se", quoted)
    whole = [line.replace(".00", "").replace("0.50", "0.5") for line in YEAR]
    right("hela-kronor.se", whole)
    unknown = [*HEAD, '#NYTT 1 "en etikett som ingen känner"', *BALANCES, *RESULTS, *VOUCHERS]
    right("okand-etikett.se", unknown)
    budget = [*HEAD, *BALANCES, *RESULTS, "#PBUDGET 0 202101 4010 {} 99.00", *VOUCHERS]
    right("budget.se", budget)


def changed_vouchers() -> None:
    """Rows that were added count once, rows that were removed not at all."""
    added = instead(
        "#TRANS 6990",
        '#BTRANS 6990 {1 "9916"} 40000.00 20210611 "Lokal"',
        '#RTRANS 6990 {1 "9916"} 50000.00 20210611 "Lokal, rättad"',
        '#TRANS 6990 {1 "9916"} 50000.00 20210611 "Lokal, rättad"',
    )
    right("tillagda-och-borttagna-rader.se", added)


def types() -> None:
    """The other types of file."""
    bare = [line for line in HEAD if not line.startswith(("#RAR", "#KONTO", "#KTYP", "#VALUTA"))]
    right("typ-4i.si", [*bare, *VOUCHERS], expected={"kind": "4I"})
    unnumbered = [line.replace('"101"', '""').replace('"2001"', '""') for line in VOUCHERS]
    right("typ-4i-utan-nummer.si", [*bare, *unnumbered], expected={"kind": "4I"})
    balances()


def balances() -> None:
    """Types without vouchers; by account, and by object."""
    by_account = [
        {"line": "regioner-nara-vard", "first": "4010", "last": "4010"},
        {"line": "regioner-vidareutbildning", "first": "5621", "last": "5621"},
    ]
    kronor = {"regioner-nara-vard": 250_001, "regioner-vidareutbildning": 400_000}
    year = {"vouchers": 0, "rows": 0, "kronor": kronor, "unmatched": 5_000_000}
    arguments = {**ARGUMENTS, "rules": by_account}
    lines = [*BALANCES, *RESULTS]
    right("typ-1.se", [*of_type("1"), *lines], arguments=arguments, expected={**year, "kind": "1"})
    lines += [
        "#PSALDO 0 202103 4010 {} 250000.50",
        "#PSALDO 0 202106 5621 {} 400000.00",
        "#PSALDO 0 202106 6990 {} 50000.00",
    ]
    right("typ-2.se", [*of_type("2"), *lines], arguments=arguments, expected={**year, "kind": "2"})
    lines += [
        '#PSALDO 0 202103 4010 {1 "9916"} 250000.50',
        '#PSALDO 0 202103 4010 {6 "GNV21"} 250000.50',
        '#PSALDO 0 202106 5621 {6 "VUB21"} 400000.00',
        '#PSALDO 0 202106 6990 {1 "9916"} 50000.00',
    ]
    rules = [RULES[0] | {"last": "5000"}, RULES[0] | {"first": "6000"}, RULES[1]]
    arguments = {**ARGUMENTS, "rules": rules}
    expected = {"kind": "3", "vouchers": 0, "rows": 0}
    right("typ-3.se", [*of_type("3"), *lines], arguments=arguments, expected=expected)


def checksums() -> None:
    """With a checksum around it; the labels' and fields' bytes alone are summed."""
    summed = "".join(YEAR[1:]).translate(str.maketrans("", "", ' \t"{}')).encode("cp437")
    right("kontrollsumma.se", with_checksum(zlib.crc32(summed)))
    wrong("other_checksum", with_checksum(1), len(YEAR) + 2, "1")


def with_checksum(value: int) -> list[str]:
    return [YEAR[0], "#KSUMMA", *YEAR[1:], f"#KSUMMA {value}"]


# ---- wrong ones


def not_the_format() -> None:
    save(FAIL / "empty" / "tom.se", written([]), failing(0))
    save(FAIL / "not_sie" / "tabell.se", written(["Konto;Belopp", "4010;250000,50"]), failing(0))
    save(FAIL / "not_sie" / "bild.se", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", failing(0))
    five = ['<?xml version="1.0" encoding="utf-8"?>', '<Sie xmlns="http://www.sie.se/sie5">', "</Sie>"]
    save(FAIL / "sie_5" / "konton.sie", written(five), failing(0))
    save(FAIL / "too_large" / "konton.se", written(YEAR), failing(0, max_bytes=100))


def broken() -> None:
    """Cut off, or with lines that cannot be read."""
    start = line_of("#VER")
    wrong("broken_line", instead("#TRANS 5621", '#TRANS 5621 {6 "VUB21"} 400000.00 "Kurs'), start + 7, CUT)
    wrong("bad_amount", instead("#TRANS 6990", "#TRANS 6990 {} 50000,00"), start + 8, "50000,00")
    wrong("bad_day", instead('#VER "LF"', '#VER "LF" "2001" 20211341 "Lärosäte"'), start + 5, "20211341")
    wrong("unclosed_voucher", YEAR[:-1], start + 5, "LF 2001")
    wrong("stray_brace", [*YEAR, "}"], len(YEAR) + 1, "}")
    wrong("row_outside_voucher", [*YEAR, "#TRANS 4010 {} 1.00"], len(YEAR) + 1, "4010")
    alone = ["#TRANS 6990 {} 50000.00", "#RTRANS 6990 {} 1.00"]
    wrong("added_row_alone", instead("#TRANS 6990", *alone), start + 9, "LF 2001")
    wrong("cut_off", [YEAR[0], "#KSUMMA", *YEAR[1:]], 2)


CUT: Final = '#TRANS 5621 {6 "VUB21"} 400000.00 "Kurs'


def of_another() -> None:
    """Another organisation's, another year's, another kind of file."""
    wrong("other_organisation", YEAR, 6, "232100-0255", organisation_number="232100-0024")
    wrong("unknown_organisation", YEAR, 6, "232100-0255", organisation_number="")
    wrong("no_organisation_number", instead("#ORGNR"), 0)
    wrong("other_currency", instead("#VALUTA", "#VALUTA EUR"), 10, "EUR")
    wrong("other_year", YEAR, 8, "2021-01-01–2021-12-31", first="2022-01-01", last="2022-12-31")
    wrong("no_year", [*instead("#RAR 0", of=of_type("1")), *BALANCES, *RESULTS], 0)
    outside = instead('#VER "LÖ"', '#VER "LÖ" "101" 20201231 "Löner"')
    wrong("other_period", outside, line_of("#VER"), "2020-12-31")
    wrong("no_type", instead("#SIETYP"), 0)
    wrong("unknown_type", instead("#SIETYP", "#SIETYP 9"), 5, "9")
    wrong("no_format", instead("#FORMAT"), 0)
    wrong("other_format", instead("#FORMAT", "#FORMAT UTF-8"), 3, "UTF-8")
    in_windows = written(YEAR, "cp1252")
    save(FAIL / "other_encoding" / "konton.se", in_windows, failing(0, "cp1252"))


def against_itself() -> None:
    start = line_of("#VER")
    wrong("unbalanced", instead("#TRANS 2440", "#TRANS 2440 {} -349999.50"), start + 5, "LF 2001")
    wrong("sum_not_zero", instead("#UB 0 2440", "#UB 0 2440 -1.00"), 0)
    differing = instead(
        "#RES 0 6990", "#RES 0 6990 60000.00", of=instead("#UB 0 2440", "#UB 0 2440 -360000.00")
    )
    wrong("result_differs", differing, line_of("#RES 0 6990"), "6990")
    wrong("unknown_account", instead("#KONTO 6990", of=instead("#KTYP 6990")), start + 6, "6990")
    again = [*YEAR, *VOUCHERS[:5]]
    wrong("double_voucher", again, len(YEAR) + 1, "LÖ 101")
    wrong("no_costs", [*HEAD, *VOUCHERS[:2], "#TRANS 1930 {} 5.00", "#TRANS 2440 {} -5.00", "}"], 0)


def not_to_be_counted() -> None:
    """The file is right, but its costs cannot be shared out, or have been counted."""
    beside = [*RULES, {**RULES[1], "line": "regioner-nara-vard"}]
    wrong("two_rules", YEAR, 0, "5621", rules=beside)
    credited = instead("#TRANS 5621", '#TRANS 5621 {6 "VUB21"} -400000.00')
    credited = instead("#TRANS 2440", "#TRANS 2440 {} 450000.00", of=credited)
    credited = instead("#RES 0 5621", "#RES 0 5621 -400000.00", of=credited)
    credited = instead("#UB 0 2440", "#UB 0 2440 450000.00", of=credited)
    wrong("negative_cost", credited, 0, "regioner-vidareutbildning")
    wrong("changed_voucher", YEAR, line_of("#VER"), "LÖ 101", known={"2021-01-01/LÖ/101": "0" * 64})
    wrong("mixed_kinds", YEAR, 0, "4E", known={"2021-01-01#202103/4010": "0" * 64})
    two = ["#PSALDO 0 202103 4010 {} 10.00", '#PSALDO 0 202103 4010 {1 "9916"} 10.00']
    two.append('#PSALDO 0 202103 4010 {6 "GNV21"} 10.00')
    rules = [*RULES, {**RULES[1], "first": "40", "last": "40"}]
    wrong("several_dimensions", [*of_type("3"), *two], len(HEAD) + 2, "4010", rules=rules)


def main() -> None:
    for make in (
        encodings, ends_of_lines, ways_of_writing, changed_vouchers, types, checksums,
        not_the_format, broken, of_another, against_itself, not_to_be_counted,
    ):  # fmt: skip
        make()


if __name__ == "__main__":
    main()
