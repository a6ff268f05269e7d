"""People and roles: invited, changed, taken away, and never without an administrator."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from overenskommelse.choices import Role
from overenskommelse.models import Event, Membership, Organisation, User
from overenskommelse.services import memberships as services
from tests.overenskommelse.pages import queries, said, text, typed

SignIn = Callable[[str], Client]
ADD = "/memberships/add/"


@pytest.fixture
def admin(client_for: SignIn) -> Client:
    return client_for("admin")


def of(email: str, code: str) -> Membership:
    return Membership.objects.get(user__email=f"{email}@demo.test", organisation__code=code)


def invitation(**changed: Any) -> dict[str, Any]:
    organisation = Organisation.objects.get(code="RSS12")
    return {
        "email": "Ny.Person@demo.test",
        "name": "Ny Person",
        "organisation": organisation.pk,
        "role": "coordinator",
    } | changed


def form_of(client: Client, membership: Membership) -> tuple[str, dict[str, Any]]:
    address = reverse("membership_edit", args=[membership.pk])
    return address, typed(client.get(address).context["form"])


@pytest.mark.django_db
def test_the_list_shows_who_has_which_role(admin: Client) -> None:
    page = text(admin.get(reverse("memberships"), {"role": "head_of_finance"}))
    assert page.count("ekonomichef.skane@demo.test") == 2
    assert "ekonom.uppsala" not in page
    assert "uppfoljning@demo.test" in text(admin.get(reverse("memberships"), {"text": "UPPFÖLJARE"}))
    assert "demo.test" not in text(admin.get(reverse("memberships"), {"active": "no"})).split("<table")[1]


@pytest.mark.django_db
def test_as_many_queries_at_one_row_as_at_many(admin: Client) -> None:
    address = reverse("memberships")
    assert queries(admin, address) == queries(admin, address + "?text=uppfoljning") <= 10


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["samordnare.skane", "ekonomichef.skane", "uppfoljning", "kommun.uppsala"])
def test_only_administrators_reach_people(client_for: SignIn, name: str) -> None:
    client, pk = client_for(name), of("ekonom.skane", "R12").pk
    for address in ("/memberships/", ADD, f"/memberships/{pk}/edit/", f"/memberships/{pk}/remove/"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert Membership.objects.filter(pk=pk).exists()


@pytest.mark.django_db
def test_a_new_person_is_invited_and_chooses_a_password(admin: Client) -> None:
    response = admin.post(ADD, invitation())
    assert response["Location"] == reverse("memberships")
    assert "Ett mejl med en länk för att välja lösenord är på väg." in said(response)
    person = User.objects.get(email="ny.person@demo.test")
    assert (person.name, person.has_usable_password()) == ("Ny Person", False)
    assert person.memberships.get().role == Role.COORDINATOR
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))[-2:]
    assert verbs == ["memberships.person_added", "memberships.added"]

    (letter,) = mail.outbox
    assert letter.to == ["ny.person@demo.test"]
    assert "Administratör (exempel) har gett dig en roll" in letter.body
    link = re.findall(r"https?://[^/\s]+(/\S+)", str(letter.body))[0]
    visitor = Client()
    page = visitor.get(link, follow=True)
    chosen = {"password1": "Xk9-langt-nog", "password2": "Xk9-langt-nog"}
    assert visitor.post(page.request["PATH_INFO"], chosen).status_code == 302
    sign_in = {"login": "ny.person@demo.test", "password": "Xk9-langt-nog"}
    assert visitor.post(reverse("account_login"), sign_in)["Location"] == reverse("start")
    assert "password1" not in text(Client().get(link, follow=True)), "the link works once"


@pytest.mark.django_db
def test_a_further_role_sends_no_mail_and_keeps_the_name(admin: Client) -> None:
    data = invitation(email="EKONOM.skane@demo.test", name="Annat namn", role="reader")
    assert "Rollen är given." in said(admin.post(ADD, data))
    assert mail.outbox == []
    assert User.objects.get(email="ekonom.skane@demo.test").name == "Ekonom Skåne (exempel)"


@pytest.mark.django_db
def test_a_role_is_held_once(admin: Client) -> None:
    data = invitation(email="ekonom.skane@demo.test", role="finance_officer")
    response = admin.post(ADD, data)
    assert response.status_code == 200
    assert "Personen har redan den rollen hos organisationen." in text(response)


@pytest.mark.django_db
def test_a_mail_that_cannot_be_sent_is_told_and_the_role_stays(admin: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "Mejlet kunde inte skickas." in said(admin.post(ADD, invitation()))
    assert Membership.objects.filter(user__email="ny.person@demo.test").exists()


@pytest.mark.django_db
def test_a_role_and_a_person_are_changed_and_recorded(admin: Client) -> None:
    address, data = form_of(admin, of("ekonom.uppsala", "R03"))
    assert admin.post(address, data | {"role": "reader", "name": "Nytt namn"}).status_code == 302
    changed = of("ekonom.uppsala", "R03")
    assert (changed.role, changed.user.name) == (Role.READER, "Nytt namn")
    assert Event.objects.get(verb="memberships.changed").changed == [("Roll", "Ekonom", "Läsare")]
    person = Event.objects.get(verb="memberships.person_changed")
    assert person.changed == [("Namn", "Ekonom Uppsala (exempel)", "Nytt namn")]


@pytest.mark.django_db
def test_who_leaves_is_out_at_once_and_what_was_done_stays(admin: Client, client_for: SignIn) -> None:
    leaver = client_for("ekonom.uppsala")
    address, data = form_of(admin, of("ekonom.uppsala", "R03"))
    del data["is_active"]
    admin.post(address, data)
    assert leaver.get(reverse("recipients")).status_code == 302
    assert User.objects.filter(email="ekonom.uppsala@demo.test").exists()


@pytest.mark.django_db
def test_a_role_already_held_is_not_given_by_changing_another(admin: Client) -> None:
    address, data = form_of(admin, of("ekonom.uppsala", "R03"))
    data["organisation"] = Organisation.objects.get(code="RSS03").pk
    assert "Personen har redan den rollen hos organisationen." in text(admin.post(address, data))


@pytest.mark.django_db
def test_a_role_is_taken_away_after_a_question(admin: Client) -> None:
    membership = of("kommun.uppsala", "0380")
    address = reverse("membership_remove", args=[membership.pk])
    assert "Ta rollen Kommunkontakt hos Uppsala från Kommunkontakt Uppsala (exempel)?" in text(
        admin.get(address)
    )
    assert "Rollen är borttagen." in said(admin.post(address))
    assert not Membership.objects.filter(pk=membership.pk).exists()
    event = Event.objects.get(verb="memberships.removed")
    assert event.subject_label == "Kommunkontakt Uppsala (exempel) · Kommunkontakt · Uppsala"


@pytest.mark.django_db
def test_the_last_administrator_stays(admin: Client) -> None:
    last = of("admin", "SKR")
    answer = said(admin.post(reverse("membership_remove", args=[last.pk])))
    assert "Minst en administratör som får logga in måste finnas kvar." in answer
    address, data = form_of(admin, last)
    for changed in ({"role": "reader"}, {"is_active": ""}):
        response = admin.post(address, data | changed)
        assert "Minst en administratör som får logga in" in text(response)
    last.refresh_from_db()
    assert (last.role, last.user.is_active) == (Role.ADMINISTRATOR, True)
    assert not Event.objects.filter(verb__startswith="memberships.").exists()


@pytest.mark.django_db
def test_with_two_administrators_one_may_go(admin: Client, user_of: Callable[[str], User]) -> None:
    rss = Organisation.objects.get(code="RSS12")
    user = user_of("samordnare.skane")
    Membership.objects.create(user=user, organisation=rss, role=Role.ADMINISTRATOR)
    admin.post(reverse("membership_remove", args=[of("admin", "SKR").pk]))
    assert Membership.objects.get(role=Role.ADMINISTRATOR).user == user


def test_the_second_save_is_told_what_the_first_made_of_the_role(admin: Client) -> None:
    membership = of("ekonom.skane", "R12")
    address, mine = form_of(admin, membership)
    Membership.objects.filter(pk=membership.pk).update(role=Role.COORDINATOR)
    refused = admin.post(address, mine | {"role": Role.READER, "name": "Nytt Namn"})
    assert "Sparat nu: Samordnare" in text(refused)
    assert typed(refused.context["form"])["name"] == "Nytt Namn"
    assert User.objects.get(pk=membership.user_id).name != "Nytt Namn"


@pytest.mark.usefixtures("concurrent_db")
def test_two_administrators_cannot_remove_each_other() -> None:
    first = Membership.objects.get(role=Role.ADMINISTRATOR)
    user = User.objects.get(email="samordnare.skane@demo.test")
    second = Membership.objects.create(
        user=user, organisation=Organisation.objects.get(code="RSS12"), role=Role.ADMINISTRATOR
    )
    refused: list[Exception] = []
    start = threading.Barrier(2)

    def remove(membership: Membership, by: User) -> None:
        start.wait()
        try:
            services.remove_membership(membership=membership, by=by)
        except services.LastAdministrator as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=pair) for pair in ((first, second.user), (second, first.user))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1
