"""The lines of the 2021 agreement meet every sum that it prints; a changed line is named."""

from dataclasses import replace

import pytest

from overenskommelse.domain.checks import LineAmount, PrintedSum, SumDifference, check_sums
from tests.domain.overenskommelse.fixtures import agreement

MILLION = 1_000_000


@pytest.fixture(scope="module")
def lines() -> list[LineAmount]:
    return [
        LineAmount(row["code"], row["recipient_kind"], row["amount"], row["area"])
        for row in agreement()["lines"]
    ]


@pytest.fixture(scope="module")
def printed() -> list[PrintedSum]:
    names = ("section", "scope", "amount", "area", "recipient_kind", "line")
    return [PrintedSum(**{name: row[name] for name in names}) for row in agreement()["printed_sums"]]


def changed(lines: list[LineAmount], code: str, by: int) -> list[LineAmount]:
    return [replace(line, amount=line.amount + by) if line.code == code else line for line in lines]


def test_lines_meet_every_printed_sum(lines: list[LineAmount], printed: list[PrintedSum]) -> None:
    assert len(lines) == 11
    assert check_sums(lines, printed) == []


def test_every_section_that_prints_sums_is_there(printed: list[PrintedSum]) -> None:
    sections = {one.section for one in printed}
    assert sections == {"2.2", "3", "4.2", "4.6", "4.7", "5", "5.1.1", "8", "10.1"}


def test_printed_sums_say_what_the_agreement_says(printed: list[PrintedSum]) -> None:
    by_scope = {(one.scope, one.area, one.recipient_kind): one.amount // MILLION for one in printed}
    assert by_scope["total", None, None] == 6778
    assert by_scope["recipient_kind", None, "region"] == 5725
    assert by_scope["recipient_kind", None, "rss"] == 1000
    assert by_scope["recipient_kind", None, "skr"] == 53
    areas = {area: amount for (scope, area, _), amount in by_scope.items() if scope == "area"}
    assert areas == {"nara-vard": 3159, "medarbetare": 3281, "vision-e-halsa": 200, "ambulans": 85}


def test_every_line_is_printed_in_section_8(lines: list[LineAmount], printed: list[PrintedSum]) -> None:
    assert {one.line for one in printed if one.section == "8" and one.line} == {line.code for line in lines}


def test_changed_line_is_named_with_every_sum_it_breaks(
    lines: list[LineAmount], printed: list[PrintedSum]
) -> None:
    found = check_sums(changed(lines, "regioner-ambulans", 1), printed)
    assert {one.difference for one in found} == {1}
    assert "regioner-ambulans" in {one.printed.line for one in found}
    scopes = {one.printed.scope for one in found}
    assert scopes == {"total", "recipient_kind", "area", "area+recipient_kind", "line"}
    assert {one.printed.area for one in found} == {None, "ambulans"}


@pytest.mark.parametrize("index", range(11))
def test_no_line_can_change_unnoticed(lines: list[LineAmount], printed: list[PrintedSum], index: int) -> None:
    code = lines[index].code
    found = check_sums(changed(lines, code, -1), printed)
    assert [one for one in found if one.printed.line == code]


def test_two_changes_that_cancel_are_seen_per_area(
    lines: list[LineAmount], printed: list[PrintedSum]
) -> None:
    moved = changed(changed(lines, "kommuner-nara-vard", 5), "kommuner-medarbetare", -5)
    found = check_sums(moved, printed)
    assert "total" not in {one.printed.scope for one in found}
    areas = {one.printed.area: one.difference for one in found if one.printed.scope == "area"}
    assert areas == {"nara-vard": 5, "medarbetare": -5}


def test_missing_line_is_a_difference_of_its_whole_amount() -> None:
    printed = PrintedSum("8", "line", 53, line="skr-stod")
    assert check_sums([], [printed]) == [SumDifference(printed, 0)]
    assert SumDifference(printed, 0).difference == -53
