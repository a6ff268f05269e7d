"""The register: who is there, what is missing, and who may change what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Event, Organisation, User
from overenskommelse.services import recipients as services
from overenskommelse.services.events import fingerprint
from tests.overenskommelse.pages import queries, text, typed

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
EDIT = "/recipients/R12/edit/"


@pytest.fixture
def admin(client_for: SignIn) -> Client:
    return client_for("admin")


def found(client: Client, **query: str) -> list[str]:
    """Codes of the list, in its order."""
    response = client.get(reverse("recipients"), query)
    return [row.record.code for row in response.context["table"].rows]


def form_of(client: Client, address: str = EDIT) -> dict[str, Any]:
    return typed(client.get(address).context["form"])


def test_everybody_is_there_for_administrators_and_readers(client_for: SignIn) -> None:
    everybody = set(Organisation.objects.values_list("code", flat=True))
    assert len(everybody) == 21 + 21 + 290 + 4
    for name in ("admin", "uppfoljning"):
        assert set(found(client_for(name))) == everybody


def test_others_see_their_county(client_for: SignIn) -> None:
    skane = {o.code for o in Organisation.objects.filter(county="12")}
    assert set(found(client_for("ekonom.skane"))) == skane
    assert set(found(client_for("kommun.uppsala"))) == {"0380", "RSS03"}


def test_a_county_stands_together_its_region_first(admin: Client) -> None:
    codes = found(admin)
    assert codes.index("R01") + 1 == codes.index("RSS01") == codes.index("0114") - 1
    assert codes.index("0192") + 1 == codes.index("R03")


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"text": "öster", "kind": "municipality"}, ["0117", "2380"]),
        ({"text": "malmö"}, ["1280"]),
        ({"text": "MALMÖ"}, ["1280"]),
        ({"text": "rss1", "kind": "rss"}, ["RSS10", "RSS12", "RSS13", "RSS14", "RSS17", "RSS18", "RSS19"]),
        ({"county": "09"}, ["R09", "RSS09", "0980"]),
        ({"kind": "skr"}, ["SKR"]),
        ({"kind": "rss", "county": "12", "missing": "giro"}, []),
        ({"kind": "rss", "county": "01", "missing": "giro"}, ["RSS01"]),
        ({"kind": "region", "county": "12", "missing": "organisation_number"}, []),
        ({"kind": "region", "county": "12", "missing": "unconfirmed"}, ["R12"]),
        ({"kind": "rss", "county": "01", "missing": "contact"}, ["RSS01"]),
        ({"text": "'; drop table"}, []),
    ],
)
def test_the_list_is_filtered(admin: Client, query: dict[str, str], codes: list[str]) -> None:
    assert found(admin, **query) == codes


def test_an_unknown_choice_shows_everybody_and_says_so(admin: Client) -> None:
    response = admin.get(reverse("recipients"), {"kind": "nonsense"})
    assert response.status_code == 200
    assert "nonsense" in text(response)


def test_as_many_queries_at_one_row_as_at_all(admin: Client) -> None:
    address = reverse("recipients")
    all_rows = queries(admin, address)
    assert queries(admin, address + "?text=1280") == all_rows <= 10


def test_a_page_says_what_is_missing_and_what_is_an_example(client_for: SignIn, admin: Client) -> None:
    missing = text(admin.get("/recipients/RSS01/"))
    assert "Saknas för handlingar" in missing
    assert "<li>Bankgiro eller plusgiro</li>" in missing
    example = text(client_for("ekonom.skane").get("/recipients/RSS12/"))
    assert "Saknas för handlingar" not in example
    assert '<span class="tag warn">exempel</span>' in example
    assert '222000-9902 <span class="tag warn">Exempel</span>' in example
    assert "Ekonom Skåne (exempel)" in example


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("admin", "1280", 200),
        ("samordnare.skane", "R12", 200),
        ("ekonom.skane", "RSS12", 200),
        ("ekonom.skane", "1280", 403),
        ("ekonomichef.skane", "R12", 403),
        ("firmatecknare.skane", "R12", 403),
        ("kommun.uppsala", "0380", 403),
        ("uppfoljning", "R12", 403),
        ("samordnare.uppsala", "R12", 404),
    ],
)
def test_who_may_change_what(client_for: SignIn, name: str, code: str, status: int) -> None:
    client = client_for(name)
    assert client.get(f"/recipients/{code}/edit/").status_code == status
    assert client.post(f"/recipients/{code}/edit/", {"contact_person": "Någon"}).status_code == status


def test_an_officer_changes_contact_and_payment_only(client_for: SignIn) -> None:
    client = client_for("ekonom.skane")
    data = form_of(client) | {"contact_person": "Eva Ek", "name": "Annat", "organisation_number": "1"}
    assert client.post(EDIT, data)["Location"] == "/recipients/R12/"
    region = Organisation.objects.get(code="R12")
    assert (region.contact_person, region.name) == ("Eva Ek", "Region Skåne")
    assert region.organisation_number == "232100-0255"


def test_a_change_is_recorded_before_and_after_and_shown(client_for: SignIn) -> None:
    client = client_for("ekonom.skane")
    data = form_of(client) | {"giro": "123456-6"}
    del data["is_example"]
    client.post(EDIT, data)
    event = Event.objects.get(verb="recipients.changed")
    assert event.organisation == Organisation.objects.get(code="R12")
    assert event.data["changes"] == [
        {"field": "giro", "before": "5050-1055", "after": "123456-6"},
        {"field": "is_example", "before": True, "after": False},
    ]
    page = text(client.get("/recipients/R12/"))
    assert "Bankgiro eller plusgiro: från 5050-1055 till 123456-6" in page
    assert "Kontaktuppgifterna är exempel: från ja till nej" in page
    assert "från 5050-1055" in text(client_for("ekonomichef.skane").get("/recipients/R12/"))
    history = Organisation.objects.get(code="R12").history.first()
    assert (history.history_user.email, history.giro) == ("ekonom.skane@demo.test", "123456-6")


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("giro", "5050-1054", "Menade ni 5050-1055?"),
        ("giro", "50501055", "Skriv bankgiro som NNNN-NNNN"),
        ("postcode", "1234", "Skriv postnumret med fem siffror"),
        ("email", "inte en adress", "e-postadress"),
        ("organisation_number", "232100-0256", "Kontrollsiffran i 232100-0256 stämmer inte"),
        ("organisation_number", "2321000255", "NNNNNN-NNNN"),
        ("organisation_number", "232100-0016", "En annan organisation av samma slag har det"),
        ("county", "", "En region, en RSS och en kommun har ett län."),
        ("county", "01", "Länet har redan en sådan organisation."),
        ("code", "R01", "finns redan"),
        ("payment_reference", "x" * 26, "25"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_kept(
    admin: Client, field: str, value: str, why: str
) -> None:
    response = admin.post(EDIT, form_of(admin) | {field: value})
    page = text(response)
    assert response.status_code == 200
    assert why in page
    assert f'value="{value}"' in page
    assert 'role="alert"' in page
    assert not Event.objects.filter(verb="recipients.changed").exists()


def test_the_second_save_is_told_who_saved_first(client_for: SignIn, user_of: Callable[[str], User]) -> None:
    client = client_for("ekonom.skane")
    mine = form_of(client) | {"phone": "040-1"}
    region = Organisation.objects.get(code="R12")
    seen, region.phone = fingerprint(region), "040-2"
    services.change_recipient(recipient=region, seen=seen, by=user_of("samordnare.skane"))
    page = text(client.post(EDIT, mine))
    assert "Samordnare Skåne (exempel) sparade det här" in page
    assert "Sparat nu: 040-2" in page
    assert 'value="040-1"' in page
    assert Organisation.objects.get(code="R12").phone == "040-2"


def test_an_unknown_code_is_not_found(admin: Client) -> None:
    assert admin.get("/recipients/R99/").status_code == 404


def test_the_accessibility_statement_is_for_everybody(client: Client, settings: Any) -> None:
    address = reverse("accessibility")
    page = text(client.get(address))
    assert "Redogörelsen är inte komplett" in page
    assert "(2018:1937)" in page
    assert "Digg" in page
    settings.OPERATOR = {
        "name": "Region Exempel",
        "email": "hjalp@example.com",
        "phone": "010-1",
        "statement_date": "2026-01-01",
        "known_issues": ["Kartan går inte att nå med tangentbord."],
    }
    page = text(client.get(address))
    assert "Redogörelsen är inte komplett" not in page
    assert "Kartan går inte att nå med tangentbord." in page
    for value in ("Region Exempel", "hjalp@example.com", "010-1", "2026-01-01"):
        assert value in page
    assert reverse("accessibility") in text(client.get(reverse("account_login")))
