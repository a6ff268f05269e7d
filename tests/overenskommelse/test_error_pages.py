"""What is shown when something cannot be shown, and everything else that the sign-in library can show."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.views.defaults import bad_request, server_error

from overenskommelse.models import User

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
EMAIL = "ekonom.skane@demo.test"


def heading(html: str) -> str:
    found = re.findall(r"<h1>(.*?)</h1>", html)
    assert len(found) == 1
    return str(found[0])


def test_what_is_not_there(client_for: ClientFor) -> None:
    response = client_for("admin").get("/recipients/R99/")
    assert (response.status_code, heading(response.content.decode())) == (404, "Sidan finns inte här")


def test_what_the_role_does_not_allow(client_for: ClientFor) -> None:
    response = client_for("ekonom.skane").get(reverse("memberships"))
    assert (response.status_code, heading(response.content.decode())) == (403, "Du får inte göra detta")


def test_a_form_that_was_open_too_long() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": EMAIL})
    assert (response.status_code, heading(response.content.decode())) == (
        403,
        "Sidan har stått öppen för länge",
    )


def test_pages_that_need_nothing_to_work() -> None:
    fault, nonsense = server_error(HttpRequest()), bad_request(HttpRequest(), Exception())
    assert (fault.status_code, heading(fault.content.decode())) == (500, "Något gick fel hos oss")
    assert (nonsense.status_code, heading(nonsense.content.decode())) == (400, "Begäran gick inte att förstå")


def test_too_many_letters_are_refused_in_words(client: Client) -> None:
    cache.clear()
    answers = [client.post(reverse("account_reset_password"), {"email": EMAIL}) for _attempt in range(30)]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert heading(refused.content.decode()) == "För många försök"
    cache.clear()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accounts/login/", "Logga in"),
        ("/accounts/inactive/", "Kontot är stängt"),
        ("/accounts/signup/", "Konton ges av en administratör"),
        ("/accounts/password/reset/", "Välj ett nytt lösenord"),
        ("/accounts/password/reset/done/", "Titta i din e-post"),
        ("/accounts/password/reset/key/x-y/", "Länken fungerar inte längre"),
        ("/accounts/password/reset/key/done/", "Lösenordet är sparat"),
    ],
)
def test_pages_before_signing_in(client: Client, address: str, words: str) -> None:
    html = client.get(address).content.decode()
    assert heading(html) == words
    assert "Epost" not in html


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accounts/logout/", "Logga ut"),
        ("/accounts/password/change/", "Byt lösenord"),
        ("/accounts/reauthenticate/", "Bekräfta att det är du"),
    ],
)
def test_pages_of_the_own_account(client_for: ClientFor, address: str, words: str) -> None:
    assert heading(client_for("ekonom.skane").get(address).content.decode()) == words


def test_whoever_has_no_password_chooses_one(client_for: ClientFor, user_of: Callable[[str], User]) -> None:
    user = user_of("ekonom.skane")
    user.set_unusable_password()
    user.save()
    page = client_for("ekonom.skane").get("/accounts/password/set/")
    assert heading(page.content.decode()) == "Välj ett lösenord"


def test_changing_the_password_is_confirmed_and_keeps_the_session(client_for: ClientFor) -> None:
    client = client_for("ekonom.skane")
    new = {"oldpassword": "demo", "password1": "Xk9-langt-nog", "password2": "Xk9-langt-nog"}
    page = client.post(reverse("account_change_password"), new, follow=True)
    assert "Lösenordet är sparat." in page.content.decode()
    assert client.get(reverse("start")).status_code == 200


def test_the_letter_is_in_plain_swedish(client: Client) -> None:
    cache.clear()
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    letter = mail.outbox[0]
    assert letter.subject.endswith("Välj ett nytt lösenord")
    assert f"nytt lösenord för {EMAIL}" in letter.body
    assert "/accounts/password/reset/key/" in letter.body
    assert "signup" not in letter.body


def test_an_unknown_address_gets_the_same_answer_and_no_letter(client: Client) -> None:
    cache.clear()
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}).headers["Location"]
        for email in (EMAIL, "ingen@demo.test")
    ]
    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]
