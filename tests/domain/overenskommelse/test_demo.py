"""The demo year: everything in it can be told from real data, and fits the registers."""

import json

import pytest
from stdnum import luhn
from stdnum.se import orgnr, postnummer

from overenskommelse.choices import Role
from tests.domain.overenskommelse.fixtures import FIXTURES, demo, table

NAMES = ("regions", "rss", "municipalities", "others")
CODES = {row["code"] for name in NAMES for row in table(f"recipients/{name}.csv")}


def test_users_are_those_that_the_documentation_names() -> None:
    assert {user["email"].removesuffix("@demo.test") for user in demo()["users"]} == {
        "admin",
        "samordnare.skane",
        "ekonom.skane",
        "ekonomichef.skane",
        "firmatecknare.skane",
        "samordnare.uppsala",
        "kommun.uppsala",
        "ekonom.uppsala",
        "ekonomichef.uppsala",
        "uppfoljning",
    }


def test_every_role_is_held_at_a_known_organisation() -> None:
    held = [membership for user in demo()["users"] for membership in user["memberships"]]
    assert {one["role"] for one in held} == set(Role.values)
    assert {one["organisation"] for one in held} <= CODES


@pytest.mark.parametrize("contact", demo()["contacts"], ids=lambda contact: contact["organisation"])
def test_contact_passes_every_check_digit(contact: dict[str, str]) -> None:
    assert contact["organisation"] in CODES
    assert luhn.is_valid(contact["giro"].replace("-", ""))
    assert postnummer.is_valid(contact["postcode"])
    assert len(contact["payment_reference"]) <= 25


def test_example_numbers_are_valid_marked_and_nobody_elses() -> None:
    taken = {
        row["organisation_number"]
        for name in ("regions", "municipalities", "others")
        for row in table(f"recipients/{name}.csv")
    }
    given = [contact for contact in demo()["contacts"] if "organisation_number" in contact]
    assert [contact["organisation"] for contact in given] == ["RSS12", "RSS03"]
    for contact in given:
        assert contact["organisation_number_status"] == "example"
        assert orgnr.is_valid(contact["organisation_number"])
        assert contact["organisation_number"] not in taken


def test_examples_say_so() -> None:
    assert demo()["registration_number"].endswith("(exempel)")
    assert demo()["payment_registration_number"].endswith("(exempel)")
    assert demo()["registration_number"] != demo()["payment_registration_number"]
    people = [contact["contact_person"] for contact in demo()["contacts"]]
    people += [user["name"] for user in demo()["users"]]
    assert all(name.endswith("(exempel)") for name in people)


def test_agreement_is_one_that_exists() -> None:
    path = FIXTURES / "agreements" / f"{demo()['agreement']}.json"
    assert json.loads(path.read_text(encoding="utf-8"))["registration_number"] is None
