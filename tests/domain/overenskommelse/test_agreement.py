"""The agreement of 2021 as data: whole, and pointing at nothing that is not there."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from overenskommelse.choices import AllocationMethod, Consequence, RecipientKind, SumScope
from tests.domain.overenskommelse.fixtures import agreement, table

AGREEMENT = agreement()
LINES = AGREEMENT["lines"]
AREAS = {area["code"]: {focus["code"] for focus in area["focus_areas"]} for area in AGREEMENT["areas"]}
KINDS = set(RecipientKind.values)


def test_lines_are_the_eleven_of_section_8() -> None:
    assert [line["code"] for line in LINES] == [
        "regioner-nara-vard",
        "kommuner-nara-vard",
        "regioner-medarbetare",
        "kommuner-medarbetare",
        "regioner-vidareutbildning",
        "kommuner-vidareutbildning",
        "regioner-karriartjanster",
        "regioner-1177",
        "regioner-vision-e-halsa",
        "regioner-ambulans",
        "skr-stod",
    ]
    assert sum(line["amount"] for line in LINES) == AGREEMENT["total_amount"] == 6_778_000_000


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["code"])
def test_line_uses_known_words(line: dict[str, Any]) -> None:
    assert line["area"] in {None, *AREAS}
    assert line["recipient_kind"] in KINDS
    assert {line["agreed_method"], line["applied_method"]} <= set(AllocationMethod.values)
    assert bool(line["base_amount"]) == (line["agreed_method"] == AllocationMethod.BASE_POPULATION)
    assert line["appropriation_note"]
    assert line["eligible_purposes"]


def test_method_that_was_not_followed_is_explained() -> None:
    parted = [line for line in LINES if line["agreed_method"] != line["applied_method"]]
    assert [line["code"] for line in parted] == ["regioner-vidareutbildning"]
    assert all(line["method_note"] for line in parted)


def test_only_1177_is_passed_on() -> None:
    assert {line["code"]: line["pass_through_to"] for line in LINES if line["pass_through_to"]} == {
        "regioner-1177": "SKR"
    }


def test_lines_draw_on_items_that_section_10_1_names() -> None:
    named = {item["number"] for item in AGREEMENT["appropriation"]["items"]}
    used = {item["number"] for line in LINES for item in line["appropriation_items"]}
    assert used == {"1:6 ap.14", "1:6 ap.17", "1:6 ap.39"}
    assert used < named
    assert len(named) == 6


def test_printed_sums_use_known_scopes_and_limits() -> None:
    limits = {
        "total": set(),
        "recipient_kind": {"recipient_kind"},
        "area": {"area"},
        "area+recipient_kind": {"area", "recipient_kind"},
        "line": {"line"},
    }
    assert set(limits) == set(SumScope.values)
    for one in AGREEMENT["printed_sums"]:
        given = {name for name in ("area", "recipient_kind", "line") if one[name] is not None}
        assert given == limits[one["scope"]], one


def test_deadlines_are_those_of_the_agreement() -> None:
    due = {one["code"]: one["date"] for one in AGREEMENT["deadlines"]}
    assert due == {
        "frageunderlag": "2021-03-31",
        "at-planering": "2021-08-15",
        "handlingsplan-fast-lakarkontakt": "2021-09-01",
        "handlingsplan-patientkontrakt": "2021-09-01",
        "delredovisning": "2021-09-30",
        "skr-delrapport": "2021-09-30",
        "rekvisition": "2021-12-01",
        "slutredovisning": "2022-03-31",
        "ekonomisk-redovisning": "2022-03-31",
        "aterbetalning": "2022-03-31",
        "skr-verksamhetsrapport": "2022-03-31",
    }


def test_deadlines_say_who_and_what_happens() -> None:
    consequences = {one["code"]: one["consequence"] for one in AGREEMENT["deadlines"]}
    assert set(consequences.values()) == set(Consequence.values)
    assert consequences["rekvisition"] == Consequence.RIGHT_LAPSES
    reclaimed = [code for code, found in consequences.items() if found == Consequence.MAY_BE_RECLAIMED]
    assert reclaimed == ["slutredovisning", "ekonomisk-redovisning", "aterbetalning"]
    for one in AGREEMENT["deadlines"]:
        assert one["who"]
        assert set(one["who"]) <= KINDS


def test_requirements_cover_every_section_that_binds() -> None:
    found = Counter(one["section"] for one in AGREEMENT["requirements"])
    assert found == {
        "3.1": 1, "3.1.2": 10, "3.1.3": 7, "3.2.2": 3, "3.3": 4, "3.3.1": 7, "3.3.2": 2, "3.4.1": 13,
        "4.2": 1, "4.3.1": 2, "4.4.1": 1, "4.5.1": 1, "4.6.1": 2, "4.7.1": 1, "4.8": 1, "4.8.1": 2, "4.9": 8,
        "5": 1, "5.1.1": 2, "5.1.2": 2, "5.2.1": 4, "5.3.1": 2, "5.3.2": 3, "6.1": 1, "6.1.1": 1, "6.1.2": 3,
        "7": 7,
    }  # fmt: skip


@pytest.mark.parametrize("one", AGREEMENT["requirements"], ids=lambda one: one["code"])
def test_requirement_is_whole(one: dict[str, Any]) -> None:
    assert one["code"].startswith(f"{one['section']}-")
    assert one["kind"] in {"requirement", "goal"}
    assert one["who"]
    assert set(one["who"]) <= KINDS
    assert one["text"].endswith(".")
    assert one["due"] is None or date.fromisoformat(one["due"]).year in {2021, 2022}
    if one["focus_area"]:
        assert one["focus_area"] in AREAS[one["area"]]


def test_requirements_are_not_repeated() -> None:
    for key in ("code", "text"):
        assert set(Counter(one[key] for one in AGREEMENT["requirements"]).values()) == {1}


@pytest.mark.parametrize("source", ["bilaga-3", "bilaga-4"])
def test_published_tables_are_whole(source: str) -> None:
    kinds = {line["code"]: line["recipient_kind"] for line in LINES}
    rows = table(f"published/{source}.csv")
    printed = {row["line"]: row for row in table("published/tables.csv") if row["source"] == source}
    assert {row["line"] for row in rows} == set(printed)
    codes = {kind: {row["code"] for row in table(f"recipients/{name}.csv")} for kind, name in
             (("region", "regions"), ("rss", "rss"))}  # fmt: skip
    for code, total in printed.items():
        mine = [row for row in rows if row["line"] == code]
        assert {row["recipient"] for row in mine} == codes[kinds[code]]
        excess = sum(int(row["published"]) for row in mine) - int(total["printed_total"])
        assert excess == (1 if code == "regioner-medarbetare" else 0)
