"""Rules share out a file's costs, what they take and leave adds up, and a voucher counts once."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.counting import Examined, counted_by, digest_of, examine, identities, vouchers
from reporting.domain.matching import Entry, Matching, Rounded, Rule, Target, match
from reporting.domain.sie import read
from reporting.domain.sie_checks import Wanted
from reporting.domain.sie_ledger import Posting

CARE, NURSES = Target("regioner-nara-vard"), Target("regioner-vidareutbildning")
WANTED = Wanted("", date(2021, 1, 1), date(2021, 12, 31))
HEAD = ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", "#RAR 0 20210101 20211231"]
ALL = Rule(CARE, "4000", "7999")


def content_of(*vouchers: tuple[str, Sequence[str]], head: Sequence[str] = HEAD) -> bytes:
    lines = [*head]
    for name, rows in vouchers:
        lines += [f"#VER {name}", "{", *(f"#TRANS {row}" for row in rows), "}"]
    return "".join(line + "\n" for line in lines).encode()


SALARY = ("A 1 20210131", ['4010 {1 "9916"} 100.50', "1930 {} -100.50"])
COURSE = ("A 2 20210228", ['5600 {6 "VUB"} 10.25', '6990 {1 "9916"} 5.00', "1930 {} -15.25"])


Known = Mapping[str, str] | None


def examined(
    *vouchers: tuple[str, Sequence[str]], rules: Sequence[Rule] = (ALL,), known: Known = None
) -> Examined:
    return examine(content_of(*vouchers), WANTED, rules, known)


def known_of(found: Examined, rules: Sequence[Rule] = (ALL,)) -> dict[str, str]:
    assert found.file
    return {it.identity: it.digest for it in counted_by(found.file, rules, found.found, found.matching)}


# ---- rules


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        (Rule(CARE, "4010", "4010"), ["4010", "40101"]),
        (Rule(CARE, "40", "40"), ["4010", "40101", "4090"]),
        (Rule(CARE, "4010", "4089"), ["4010", "40101"]),
        (Rule(CARE, "4000", "7999"), ["4010", "40101", "4090", "7999"]),
        (Rule(CARE, "40101", "40101"), ["40101"]),
    ],
)
def test_accounts(rule: Rule, taken: list[str]) -> None:
    accounts = ["3999", "4010", "40101", "4090", "7999", "8000"]
    assert [account for account in accounts if rule.takes(Posting(account))] == taken


@pytest.mark.parametrize(
    ("code", "objects", "takes"),
    [
        ("9916", (("1", "9916"),), True),
        ("9916", (("6", "9916"),), False),
        ("9916", (("6", "X"), ("1", "9916")), True),
        ("99*", (("1", "9916"),), True),
        ("99*", (("1", "9816"),), False),
        ("*", (("1", ""),), True),
        ("*", (), False),
    ],
)
def test_objects(code: str, objects: tuple[tuple[str, str], ...], takes: bool) -> None:
    assert Rule(CARE, "4", "7", "1", code).takes(Posting("4010", objects)) is takes


def test_the_foremost_rule_wins_and_two_side_by_side_are_a_problem() -> None:
    entry = Entry(Posting("5600", (("6", "VUB"),)), 1025)
    special = Rule(NURSES, "56", "56", "6", "VUB", position=1)
    later = Rule(CARE, "4000", "7999", position=2)
    assert [it.target for it in match([later, special], [entry]).taken] == [NURSES]
    beside = match([ALL, Rule(NURSES, "56", "56")], [entry])
    assert (beside.taken, beside.rest) == ((), (entry,))
    assert [(it.code, it.value, it.params["lines"]) for it in beside.findings] == [
        ("two_rules", "5600", [CARE.line, NURSES.line])
    ]
    assert match([ALL, ALL], [entry]).findings == ()


# ---- sums


@pytest.mark.parametrize(
    ("ore", "kronor", "difference"),
    [
        (0, 0, 0),
        (49, 0, -49),
        (50, 1, 50),
        (149, 1, -49),
        (-49, 0, 49),
        (-50, -1, -50),
        (12_345_678, 123_457, 22),
    ],
)
def test_whole_kronor(ore: int, kronor: int, difference: int) -> None:
    assert (Rounded(ore).kronor, Rounded(ore).difference) == (kronor, difference)


POSTINGS = st.builds(
    Posting,
    st.sampled_from(["4010", "4090", "5600", "6990"]),
    st.sampled_from([(), (("1", "9916"),), (("6", "VUB"),), (("1", "9916"), ("6", "VUB"))]),
)
RULES = st.builds(
    Rule,
    st.sampled_from([CARE, NURSES]),
    st.sampled_from(["40", "4000"]),
    st.sampled_from(["40", "5999", "7"]),
    st.sampled_from(["", "1", "6"]),
    st.sampled_from(["9916", "VUB", "*"]),
    st.integers(0, 2),
)


@given(st.lists(st.builds(Entry, POSTINGS, st.integers(-(10**9), 10**9))), st.lists(RULES))
def test_what_is_taken_and_left_is_all(entries: list[Entry], rules: list[Rule]) -> None:
    matching = match(rules, entries)
    assert matching.matched + matching.unmatched == matching.total == sum(entry.ore for entry in entries)
    assert sum(it.ore for it in matching.lines.values()) == matching.matched
    assert all(abs(it.difference) <= 50 for it in matching.lines.values())


def test_a_line_below_zero_wants_a_reason() -> None:
    matching = match([ALL], [Entry(Posting("4010"), -5)])
    assert [(it.code, it.value, it.params) for it in matching.findings] == [
        ("negative_cost", CARE.line, {"ore": -5})
    ]


# ---- every voucher counts once


def test_the_same_file_again_counts_nothing() -> None:
    first = examined(SALARY, COURSE)
    again = examined(SALARY, COURSE, known=known_of(first))
    assert (first.matching.total, first.matching.matched, first.matching.counted) == (11_575, 11_575, 0)
    assert (again.matching.total, again.matching.matched, again.matching.counted) == (11_575, 0, 11_575)
    assert known_of(again) == {}
    assert [unit.name for unit in again.found.repeated] == ["A 1", "A 2"]


def test_a_later_file_counts_what_is_new_in_it() -> None:
    known = known_of(examined(SALARY))
    later = examined(SALARY, COURSE, known=known)
    assert (later.matching.matched, later.matching.counted) == (1525, 10_050)
    assert [*known_of(later)] == ["2021-01-01/A/2"]


def test_a_voucher_is_counted_when_one_of_its_costs_is() -> None:
    courses = Rule(NURSES, "56", "56")
    found = examined(SALARY, COURSE, rules=[courses])
    assert [*known_of(found, [courses])] == ["2021-01-01/A/2"]


def test_a_voucher_that_has_changed_is_told() -> None:
    known = known_of(examined(SALARY))
    changed = examined((SALARY[0], ["4010 {} 7.00", "1930 {} -7.00"]), known=known)
    assert [(it.code, it.line, it.value) for it in changed.findings if it.code == "changed_voucher"] == [
        ("changed_voucher", 5, "A 1")
    ]
    assert not changed.is_right


def test_the_order_of_rows_is_nothing() -> None:
    one, other = (Posting("4010", (("1", "a"), ("6", "b"))), 5), (Posting("1930"), -5)
    turned = (Posting("4010", (("6", "b"), ("1", "a"))), 5)
    assert digest_of("20210101", [one, other]) == digest_of("20210101", [other, turned])
    assert digest_of("20210101", [one]) != digest_of("20210102", [one])


def test_vouchers_without_a_number_are_told_apart_by_their_rows_and_order() -> None:
    nameless = ('"" "" 20210131', SALARY[1])
    file = read(content_of(nameless, nameless, ('"" "" 20210131', COURSE[1])))
    names = identities(file)
    assert len({*names}) == 3
    assert [name[-2:] for name in names] == ["/1", "/2", "/1"]
    assert names[0][:-2] == names[1][:-2]
    again = read(content_of(('"" "" 20210131', COURSE[1]), nameless, nameless))
    assert {*identities(again)} == {*names}


def test_the_year_is_the_files_or_the_vouchers() -> None:
    named = content_of(SALARY, head=[*HEAD[:3], "#RAR 0 20200701 20210630"])
    assert identities(read(named)) == ["2020-07-01/A/1"]
    assert identities(read(content_of(SALARY, head=HEAD[:3]))) == ["2021-01-01/A/1"]


def test_a_long_name_keeps_within_what_is_stored() -> None:
    long = ("A" * 200 + " 1 20210131", SALARY[1])
    longer = ("A" * 201 + " 1 20210131", SALARY[1])
    names = identities(read(content_of(long, longer)))
    assert [len(name) for name in names] == [120, 120]
    assert len({*names}) == 2


def test_balances_count_once_too_and_not_beside_vouchers() -> None:
    balances = "\n".join(
        ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 2", *HEAD[3:], "#PSALDO 0 202101 4010 {} 100.50"]
    )
    first = examine(balances.encode(), WANTED, [ALL])
    known = known_of(first)
    assert known.keys() == {"2021-01-01#202101/4010"}
    assert examine(balances.encode(), WANTED, [ALL], known).matching.counted == 10_050
    assert [it.code for it in examined(SALARY, known=known).findings if it.severity == "error"] == [
        "mixed_kinds"
    ]
    from_vouchers = known_of(examined(SALARY))
    mixed = examine(balances.encode(), WANTED, [ALL], from_vouchers)
    assert "mixed_kinds" in [it.code for it in mixed.findings]


def test_balances_without_a_sum_of_the_account() -> None:
    lines = [
        "#FLAGGA 0", "#SIETYP 3", *HEAD[3:],
        '#PSALDO 0 202101 4010 {1 "9916"} 5.00', '#PSALDO 0 202101 4010 {1 "7"} 6.00',
    ]  # fmt: skip
    rules = [Rule(CARE, "4", "7", "1", "9916")]
    matching = examine("\n".join(lines).encode(), WANTED, rules).matching
    assert (matching.matched, matching.unmatched) == (500, 600)


def test_units_hold_costs_only() -> None:
    [unit] = vouchers(read(content_of(SALARY)))
    assert unit.costs == ((Posting("4010", (("1", "9916"),)), 10_050),)


def test_nothing_matched_is_nothing() -> None:
    empty = Matching((), ())
    assert (empty.matched, empty.unmatched, empty.total, empty.lines) == (0, 0, 0, {})
