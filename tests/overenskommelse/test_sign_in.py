"""Signing in: by e-mail, limited, ended, and telling nobody who has an account."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from overenskommelse.models import User

pytestmark = pytest.mark.django_db
EMAIL = "ekonom.skane@demo.test"
LIMIT = 5


@pytest.fixture(autouse=True)
def _no_attempts_before() -> None:
    cache.clear()


def sign_in(client: Client, email: str = EMAIL, **typed: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": "demo"} | typed)


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper()])
def test_by_e_mail_in_any_case(client: Client, email: str) -> None:
    response = sign_in(client, email)
    assert (response.status_code, response["Location"]) == (302, reverse("start"))
    assert client.session[SESSION_KEY] == str(User.objects.get(email=EMAIL).pk)


def test_it_leads_on_to_the_page_that_was_asked_for(client: Client) -> None:
    asked = client.get(reverse("recipients"), {"kind": "rss"})
    assert asked.status_code == 302
    response = client.post(asked["Location"], {"login": EMAIL, "password": "demo"})
    assert response["Location"] == reverse("recipients") + "?kind=rss"


def test_it_does_not_lead_to_another_site(client: Client) -> None:
    address = reverse("account_login") + "?next=https://example.com/"
    assert client.post(address, {"login": EMAIL, "password": "demo"})["Location"] == reverse("start")


def test_the_sixth_wrong_password_is_refused_in_words(client: Client) -> None:
    for _attempt in range(LIMIT):
        assert "För många försök" not in sign_in(client, password="fel").content.decode()
    refused = sign_in(client, password="fel")
    assert "För många försök att logga in. Vänta fem minuter och försök igen." in refused.content.decode()
    assert sign_in(client).status_code == 200, "not even the right password opens now"
    assert SESSION_KEY not in client.session
    assert sign_in(client, "admin@demo.test").status_code == 302, "others are not shut out"


def test_a_wrong_address_and_a_wrong_password_are_answered_alike(client: Client) -> None:
    answers = {
        re.sub(r'value="[^"]*"', "", sign_in(client, email, password="fel").content.decode())
        for email in (EMAIL, "ingen@demo.test")
    }
    assert len(answers) == 1
    assert "E-postadressen eller lösenordet är fel." in answers.pop()


def test_a_session_ends_by_itself_and_with_the_browser(client: Client) -> None:
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    session = Session.objects.get()
    assert session.expire_date - timezone.now() <= timedelta(seconds=settings.SESSION_COOKIE_AGE)
    session.expire_date = timezone.now() - timedelta(seconds=1)
    session.save()
    assert client.get(reverse("start")).status_code == 302


def test_signing_out_needs_a_post_and_ends_the_session(client: Client) -> None:
    sign_in(client)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert client.get(reverse("start")).status_code == 302


def test_who_may_no_longer_sign_in_is_out_at_once(client: Client) -> None:
    sign_in(client)
    User.objects.filter(email=EMAIL).update(is_active=False)
    assert client.get(reverse("start")).status_code == 302
    assert sign_in(client)["Location"] == reverse("account_inactive")
    assert client.get(reverse("start")).status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    page = client.get(reverse("account_signup"))
    assert page.status_code == 200
    data = {"email": "ny@demo.test", "password1": "Xk9-langt-nog", "password2": "Xk9-langt-nog"}
    client.post(reverse("account_signup"), data)
    assert not User.objects.filter(email="ny@demo.test").exists()
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("email", [EMAIL, "ingen@demo.test"])
def test_a_forgotten_password_is_answered_alike_whoever_asks(client: Client, email: str) -> None:
    response = client.post(reverse("account_reset_password"), {"email": email})
    assert (response.status_code, response["Location"]) == (302, reverse("account_reset_password_done"))


def test_a_mail_lets_a_person_choose_a_new_password(client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    link = re.findall(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))[0]
    page = client.get(link, follow=True)
    weak = client.post(page.request["PATH_INFO"], {"password1": "12345", "password2": "12345"})
    assert weak.status_code == 200
    assert User.objects.get(email=EMAIL).check_password("demo")
    good = {"password1": "Xk9-langt-nog", "password2": "Xk9-langt-nog"}
    assert client.post(page.request["PATH_INFO"], good).status_code == 302
    assert User.objects.get(email=EMAIL).check_password("Xk9-langt-nog")
    assert sign_in(Client(), password="Xk9-langt-nog").status_code == 302


def test_nobody_changes_the_address_they_sign_in_with(client: Client) -> None:
    sign_in(client)
    for act in ("action_add", "action_primary"):
        answer = client.post("/accounts/email/", {act: "", "email": "annan@example.com"})
        assert answer["Location"] == reverse("start")
    assert User.objects.filter(email=EMAIL).exists()
    assert not User.objects.filter(email="annan@example.com").exists()


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_the_technical_administration_has_no_sign_in_of_its_own(client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert response.request["PATH_INFO"] == reverse("account_login")
    sign_in(client)
    assert client.get("/admin/login/").status_code == 403


def test_staff_reach_the_technical_administration(client: Client) -> None:
    User.objects.filter(email=EMAIL).update(is_staff=True, is_superuser=True)
    sign_in(client)
    for path in ("", "overenskommelse/organisation/", "overenskommelse/user/", "overenskommelse/event/"):
        assert client.get(f"/admin/{path}").status_code == 200
    assert client.get("/admin/overenskommelse/event/add/").status_code == 403
