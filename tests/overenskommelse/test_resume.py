"""An ended sign-in loses nothing that was sent."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from overenskommelse.models import Organisation
from overenskommelse.selectors.measures import LONGEST

pytestmark = pytest.mark.django_db
ADDRESS = "/recipients/R12/edit/"


@pytest.fixture
def returned(client_for: Callable[[str], Client], client: Client) -> Client:
    """A browser that sent a form without being signed in, and then signed in."""
    page = client_for("ekonom.skane").get(ADDRESS).context["form"]
    sent = {name: page.get_initial_for_field(field, name) or "" for name, field in page.fields.items()}
    answer = client.post(ADDRESS, sent | {"contact_person": "Åsa Öberg ”Ekonom”"})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/resume/")  # type: ignore[attr-defined]
    client.post("/accounts/login/", {"login": "ekonom.skane@demo.test", "password": "demo"})
    return client


def test_it_is_sent_after_signing_in_again(returned: Client) -> None:
    fields = returned.get("/resume/").context["fields"]
    assert ("contact_person", "Åsa Öberg ”Ekonom”") in fields
    assert not Organisation.objects.filter(contact_person__startswith="Åsa").exists()
    returned.post(ADDRESS, dict(fields))
    assert Organisation.objects.get(contact_person__startswith="Åsa").code == "R12"


def test_it_may_be_thrown_away(returned: Client) -> None:
    assert returned.post("/resume/").url == "/"  # type: ignore[attr-defined]
    assert returned.get("/resume/").status_code == 302


def test_a_file_is_chosen_again(client: Client) -> None:
    answer = client.post("/allocation/datasets/imports/new/", {"file": SimpleUploadedFile("a.csv", b"a")})
    assert answer.url == "/accounts/login/?next=/allocation/datasets/imports/new/"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/accounts/password/change/", {"oldpassword": "hemligt"}),
        (ADDRESS, {"contact_person": "x" * 270_000}),
    ],
)
def test_no_password_and_no_book_is_kept(client: Client, address: str, sent: dict[str, str]) -> None:
    answer = client.post(address, sent)
    assert answer.url == f"/accounts/login/?next={address}"  # type: ignore[attr-defined]
    assert not client.session.keys()


def test_the_longest_text_of_a_measure_waits_too(client: Client) -> None:
    sent = {"title": "Åtgärd", "description": "👩" * LONGEST}
    assert "/resume/" in client.post("/action-plans/1/measures/add/", sent)["Location"]
    assert client.session["unsent"]["path"] == "/action-plans/1/measures/add/"


@pytest.mark.parametrize(("address", "status"), [("/", 200), ("/recipients/R03/", 404)])
def test_nothing_on_the_way_keeps_what_a_person_sees(
    client_for: Callable[[str], Client], address: str, status: int
) -> None:
    answer = client_for("ekonom.skane").get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (status, "private, no-cache")
