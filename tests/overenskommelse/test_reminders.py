"""Reminders: to those chosen, in the coordinator's words, logged, and never twice the same day."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, Agreement, County, Event, Organisation, Reminder, User
from overenskommelse.selectors.county_plans import county_plans
from overenskommelse.selectors.reminders import PLAN, contacts
from overenskommelse.services import reminders as services
from overenskommelse.services.county_plans import set_plan_day
from tests.overenskommelse.mail import mail_server
from tests.overenskommelse.pages import queries, said, text
from tests.overenskommelse.plans import make_measure, make_plan

SignIn = Callable[[str], Client]
REMIND = "/action-plans/county/remind/"


@pytest.fixture
def client(client_for: SignIn) -> Client:
    return client_for("samordnare.uppsala")


def typed(*codes: str, **more: str) -> dict[str, Any]:
    return {"organisations": codes, "subject": "Er plan", "text": "Hej!\n\nVi saknar er plan.", **more}


def letters(*codes: str) -> list[services.Letter]:
    organisations = [Organisation.objects.get(code=code) for code in codes]
    addresses = contacts(organisations)
    return [services.Letter(one, addresses[one.pk], "Er plan", "Hej!") for one in organisations]


def send(agreement: Agreement, by: User, *codes: str) -> services.Outcome:
    return services.send_reminders(
        agreement=agreement, letters=letters(*codes), about=PLAN, on=timezone.localdate(), by=by
    )


@pytest.mark.django_db
def test_those_who_have_not_submitted_are_ticked(client: Client, agreement: Agreement) -> None:
    ActionPlan.objects.filter(pk=make_plan(agreement, "0380").pk).update(status=PlanStatus.SUBMITTED)
    Organisation.objects.filter(code="0319").update(email="")
    form = client.get(REMIND).context["form"]
    ticked = {row.organisation.code for row, _addresses, is_ticked in form.places if is_ticked}
    assert ticked == {"R03", "0305", "0330", "0331", "0360", "0381", "0382"}
    page = text(client.get(REMIND))
    assert "adress saknas" in page
    assert "Er handlingsplan för God och nära vård 2021 är ännu inte inlämnad." in page


@pytest.mark.django_db
def test_the_draft_names_the_last_day(
    client: Client, agreement: Agreement, user_of: Callable[[str], User]
) -> None:
    by, county = user_of("samordnare.uppsala"), County.objects.get(code="03")
    set_plan_day(agreement=agreement, county=county, day=date(2021, 5, 31), by=by)
    assert "Sista dagen är 2021-05-31." in text(client.get(REMIND))


@pytest.mark.django_db
def test_nothing_is_sent_before_everybody_s_letter_has_been_seen(
    client: Client, agreement: Agreement
) -> None:
    plan = make_plan(agreement, "0330")
    make_measure(plan, "Hembesök", planned={"kommuner-nara-vard": 1_200_000})
    page = text(client.post(REMIND, typed("0330", "0305")))
    assert "Detta skickas till 2 organisationer" in page
    assert "Så långt har Knivsta kommit\nPlan: Utkast\nÅtgärder: 1\nPlanerat: 1 200 000 kr" in page
    assert f"http://127.0.0.1:8000/action-plans/{plan.pk}/" in page
    assert "Plan: Inte påbörjad\n" in page
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_one_can_go_back_from_the_letters_and_nothing_typed_is_lost(client: Client) -> None:
    page = client.post(REMIND, typed("0330", text="  <b>Hej</b> 😀", edit="yes"))
    assert page.context["form"]["subject"].value() == "Er plan"
    assert "&lt;b&gt;Hej&lt;/b&gt; 😀" in text(page)
    assert [row.organisation.code for row, _to, ticked in page.context["form"].places if ticked] == ["0330"]


@pytest.mark.django_db
def test_the_letters_are_sent_and_logged(client: Client, user_of: Callable[[str], User]) -> None:
    answer = client.post(REMIND, typed("0330", "0380", send="yes"))
    assert answer["Location"] == "/action-plans/county/?county=03"
    assert "Påminnelser är skickade till Knivsta, Uppsala." in said(answer)
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "kommun.knivsta@demo.test",
        "kommun.uppsala@demo.test",
    ]
    letter = mail.outbox[0]
    assert letter.reply_to == ["samordnare.uppsala@demo.test"]
    assert str(letter.body).startswith("Hej!\n\nVi saknar er plan.\n\n--------\nSå långt har")
    stored = Reminder.objects.get(organisation__code="0330")
    assert stored.recipients == ["kommun.knivsta@demo.test"]
    assert (stored.about, stored.sent_by) == (PLAN, user_of("samordnare.uppsala"))
    event = Event.objects.about(stored).get()
    assert (event.verb, event.organisation) == ("reminders.sent", stored.organisation)


@pytest.mark.django_db
def test_a_second_is_told_who_reminded_and_when(client: Client, client_for: SignIn) -> None:
    client.post(REMIND, typed("0330", send="yes"))
    answer = client_for("admin").post(REMIND + "?county=03", typed("0330", "0305", send="yes"))
    assert "Knivsta fick redan en påminnelse i dag kl." in said(answer)
    assert "av Samordnare Uppsala (exempel). Ingen ny skickades." in said(answer)
    assert [letter.to[0] for letter in mail.outbox] == ["kommun.knivsta@demo.test", "kommun.habo@demo.test"]
    assert "0330" not in client.get(REMIND).context["form"]["organisations"].value()


@pytest.mark.django_db
def test_one_without_an_address_is_named(client: Client) -> None:
    Organisation.objects.filter(code="0330").update(email="")
    answer = client.post(REMIND, typed("0330", "0305", send="yes"))
    assert "Knivsta saknar adress och fick ingen påminnelse." in said(answer)
    assert Reminder.objects.get().organisation.code == "0305"


@pytest.mark.django_db
def test_a_wrong_address_is_named_and_spoils_no_other(
    client: Client, agreement: Agreement, user_of: Callable[[str], User]
) -> None:
    Organisation.objects.filter(code="0305").update(email="wrong@demo.test")
    with mail_server() as server:
        answer = client.post(REMIND, typed("0305", "0330", "0331", send="yes"))
        assert "Mejlet till wrong@demo.test (Håbo) gick inte iväg: 550 No such mailbox." in said(answer)
        assert "Påminnelser är skickade till Heby, Knivsta." in said(answer).replace(
            "Knivsta, Heby", "Heby, Knivsta"
        )
        assert len(server.letters) == 2
        Organisation.objects.filter(code="0305").update(email="ratt@demo.test")
        assert len(send(agreement, user_of("admin"), "0305").sent) == 1  # the same day, once it is corrected
        assert "To: ratt@demo.test" in server.letters[-1]


@pytest.mark.django_db
def test_one_of_several_addresses_may_fail(agreement: Agreement, user_of: Callable[[str], User]) -> None:
    organisation = Organisation.objects.get(code="0330")
    letter = services.Letter(organisation, ["wrong@demo.test", "ratt@demo.test"], "Er plan", "Hej!")
    with mail_server() as server:
        outcome = services.send_reminders(
            agreement=agreement, letters=[letter], about=PLAN, on=date(2021, 5, 3), by=user_of("admin")
        )
    assert [row.recipients for row in outcome.sent] == [["ratt@demo.test"]]
    assert [failure.address for failure in outcome.failed] == ["wrong@demo.test"]
    assert len(server.letters) == 1


@pytest.mark.django_db
def test_without_a_mail_server_nothing_is_logged(client: Client) -> None:
    with mail_server() as server:
        server.shutdown()
        server.server_close()
        answer = client.post(REMIND, typed("0330", send="yes"))
    assert "gick inte iväg" in said(answer)
    assert not Reminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_remind_once(concurrent_db: None) -> None:
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    by = User.objects.get(email="samordnare.uppsala@demo.test")
    outcomes: list[services.Outcome] = []

    def act() -> None:
        outcomes.append(send(agreement, by, "0330", "0305"))
        connection.close()

    threads = [threading.Thread(target=act) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == Reminder.objects.count() == 2
    assert sum(len(outcome.sent) for outcome in outcomes) == sum(len(o.already) for o in outcomes) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"organisations": []}, "Kryssa för minst en att påminna."),
        ({"organisations": ["1280"]}, "1280 kan inte påminnas här."),
        ({"subject": ""}, "Detta fält måste fyllas i."),
        ({"text": "x" * 5001}, "som mest 5000 tecken"),
    ],
)
def test_what_is_missing_is_said_at_its_place(client: Client, changed: dict[str, Any], message: str) -> None:
    answer = client.post(REMIND, typed("0330", send="yes") | changed)
    assert message in text(answer)
    assert not mail.outbox


@pytest.mark.django_db
def test_a_subject_is_one_line(client: Client) -> None:
    client.post(REMIND, typed("0330", subject="Er plan\r\nBcc: alla@demo.test", send="yes"))
    assert [(letter.subject, letter.bcc) for letter in mail.outbox] == [("Er plan Bcc: alla@demo.test", [])]


@pytest.mark.django_db
def test_what_was_sent_can_be_read_by_both_sides(client: Client, client_for: SignIn) -> None:
    client.post(REMIND, typed("0380", send="yes"))
    address = Reminder.objects.get().get_absolute_url()
    for reader in (client, client_for("kommun.uppsala"), client_for("uppfoljning")):
        assert "Vi saknar er plan." in text(reader.get(address))
        assert "kommun.uppsala@demo.test" in text(reader.get(reverse("reminders")))
    assert client_for("samordnare.skane").get(address).status_code == 404


@pytest.mark.django_db
def test_as_many_queries_for_many_as_for_few(client: Client, agreement: Agreement) -> None:
    make_measure(make_plan(agreement, "0305"), "Hembesök", planned={"kommuner-nara-vard": 1})
    client.post(REMIND, typed("0305", send="yes"))
    few, few_sent = queries(client, REMIND), queries(client, reverse("reminders"))
    for code in ("0319", "0330", "0331", "0360"):
        make_measure(make_plan(agreement, code), "Hembesök", planned={"kommuner-nara-vard": 1})
    client.post(REMIND, typed("0305", "0319", "0330", send="yes"))
    assert queries(client, REMIND) == few
    assert queries(client, reverse("reminders")) == few_sent


@pytest.mark.django_db
def test_contacts_are_people_first_and_then_the_register(
    agreement: Agreement, user_of: Callable[[str], User]
) -> None:
    uppsala, rows = Organisation.objects.get(code="0380"), Organisation.objects.filter(code="0380")
    assert contacts(rows) == {uppsala.pk: ["kommun.uppsala@demo.test"]}
    Organisation.objects.filter(code="0380").update(email="registrator@demo.test")
    assert contacts(Organisation.objects.filter(code="0380")) == {uppsala.pk: ["kommun.uppsala@demo.test"]}
    User.objects.filter(email="kommun.uppsala@demo.test").update(is_active=False)
    assert contacts(Organisation.objects.filter(code="0380")) == {uppsala.pk: ["registrator@demo.test"]}


@pytest.mark.django_db
def test_those_reminded_today_are_marked(agreement: Agreement, user_of: Callable[[str], User]) -> None:
    by = user_of("samordnare.uppsala")
    send(agreement, by, "0330")
    county = Organisation.objects.get(code="0330").county
    assert county
    rows = county_plans(agreement, county, by).rows
    assert [row.organisation.code for row in rows if row.is_reminded_today] == ["0330"]
