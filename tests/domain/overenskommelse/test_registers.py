"""The registers are whole: every code once, every number with a right check digit."""

from collections import Counter

import pytest
from stdnum.se import orgnr

from overenskommelse.choices import NumberStatus
from tests.domain.overenskommelse.fixtures import table

COUNTIES = table("recipients/counties.csv")
REGIONS = table("recipients/regions.csv")
RSS = table("recipients/rss.csv")
MUNICIPALITIES = table("recipients/municipalities.csv")
OTHERS = table("recipients/others.csv")
NUMBERED = [*REGIONS, *MUNICIPALITIES, *OTHERS]


def test_how_many_there_are() -> None:
    assert [len(rows) for rows in (COUNTIES, REGIONS, RSS, MUNICIPALITIES)] == [21, 21, 21, 290]


def test_every_code_is_used_once() -> None:
    codes = Counter(row["code"] for row in [*COUNTIES, *REGIONS, *RSS, *MUNICIPALITIES, *OTHERS])
    assert set(codes.values()) == {1}


def test_codes_follow_the_county() -> None:
    assert [row["code"] for row in REGIONS] == [f"R{row['county']}" for row in REGIONS]
    assert [row["code"] for row in RSS] == [f"RSS{row['county']}" for row in RSS]
    assert all(row["code"].startswith(row["county"]) for row in MUNICIPALITIES)
    counties = {row["code"] for row in COUNTIES}
    for rows in (REGIONS, RSS, MUNICIPALITIES):
        assert {row["county"] for row in rows} == counties


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: row["code"])
def test_number_has_a_right_check_digit(row: dict[str, str]) -> None:
    assert orgnr.format(row["organisation_number"]) == row["organisation_number"]
    assert orgnr.is_valid(row["organisation_number"])
    assert row["organisation_number_status"] in NumberStatus.values


def test_only_gotland_has_one_number_for_two() -> None:
    numbers = Counter(row["organisation_number"] for row in NUMBERED)
    assert [number for number, times in numbers.items() if times > 1] == ["212000-0803"]
    shared = [row["code"] for row in NUMBERED if row["organisation_number"] == "212000-0803"]
    assert shared == ["R09", "0980"]


def test_no_printed_name_means_two_counties() -> None:
    names = Counter(
        name for row in COUNTIES for name in {row["name"], row["short_name"], *row["aliases"].split("|")}
    )
    assert {name: times for name, times in names.items() if times > 1} == {}


@pytest.mark.parametrize("annex", ["bilaga-3", "bilaga-4"])
def test_every_name_in_the_annexes_is_known(annex: str) -> None:
    known = {
        name: row["code"]
        for row in COUNTIES
        for name in (row["name"], row["short_name"], *row["aliases"].split("|"))
    }
    printed = table(f"published/{annex}-underlag.csv")
    assert [known.get(row["printed_name"]) for row in printed] == [row["county"] for row in printed]
    assert len(printed) == 21
