"""The calendar of last days: on the page, and under a secret address that can be taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from overenskommelse.choices import AgreementStatus
from overenskommelse.models import Agreement, CalendarFeed, Deadline, Event, Measure, Organisation, User
from overenskommelse.services.county_plans import set_plan_day
from overenskommelse.services.reminders import open_feed
from tests.overenskommelse.pages import queries, text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
UserOf = Callable[[str], User]


def events_of(user: User) -> dict[str, Any]:
    """Summary → event, as a calendar program without any sign-in reads them."""
    answer = Client().get(open_feed(user=user).get_absolute_url())
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content.decode())
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_a_deadline_is_a_whole_day_with_its_consequence(user_of: UserOf) -> None:
    event = events_of(user_of("samordnare.uppsala"))["Sista dag: Rekvisition"]
    assert event["dtstart"].dt == date(2021, 12, 1)
    assert event["dtend"].dt == date(2021, 12, 2)
    assert str(event["dtstamp"].dt.tzinfo) == "UTC"
    assert "Efter den dagen: Rätten till medlen förfaller" in event["description"]
    assert "Skickas till: Kammarkollegiet" in event["description"]
    assert event["url"] == "http://testserver/agreements/god-och-nara-vard-2021/#deadlines"
    assert not event.subcomponents  # no alarm


def test_an_event_keeps_its_uid_when_the_day_moves(user_of: UserOf) -> None:
    user = user_of("samordnare.uppsala")
    first = events_of(user)["Sista dag: Rekvisition"]
    Deadline.objects.filter(code="rekvisition").update(date="2021-12-15")
    later = events_of(user)["Sista dag: Rekvisition"]
    assert later["dtstart"].dt == date(2021, 12, 15)
    assert later["uid"] == first["uid"]


def test_each_sees_what_binds_the_own_organisations(user_of: UserOf, agreement: Agreement) -> None:
    skr = "Sista dag: SKR:s delrapport om första halvåret"
    region = "Sista dag: Handlingsplan för patientkontrakt"
    assert skr in events_of(user_of("admin"))
    assert region in events_of(user_of("ekonom.skane"))
    municipality = events_of(user_of("kommun.uppsala"))
    assert "Sista dag: Delredovisning" in municipality
    assert not {skr, region} & set(municipality)
    Agreement.objects.filter(pk=agreement.pk).update(status=AgreementStatus.DRAFT)
    assert "Sista dag: Delredovisning" not in events_of(user_of("kommun.uppsala"))


def test_the_counties_own_day_is_in_it(user_of: UserOf, agreement: Agreement) -> None:
    county = Organisation.objects.get(code="RSS03").county
    assert county
    by = user_of("samordnare.uppsala")
    set_plan_day(agreement=agreement, county=county, day=date(2021, 5, 31), by=by)
    event = events_of(user_of("kommun.uppsala"))["Sista dag: lämna in handlingsplanen"]
    assert event["dtstart"].dt == date(2021, 5, 31)
    assert "Sista dag: lämna in handlingsplanen" not in events_of(user_of("samordnare.skane"))


def test_measures_to_be_done_are_with_those_who_answer_for_them(
    user_of: UserOf, agreement: Agreement
) -> None:
    plan = make_plan(agreement, "RSS03")
    make_measure(plan, "Egen", schedule="2021-06-30")
    make_measure(plan, "Kommunens 😀; a, b\\n", schedule="2021-09-01", responsible="0380")
    make_measure(plan, "Klar", schedule="2021-06-30", status="done")
    make_measure(plan, "Löpande", schedule="Löpande")
    Measure.objects.filter(title="Klar").update(status="done")
    rss, municipality = events_of(user_of("samordnare.uppsala")), events_of(user_of("kommun.uppsala"))
    assert {"Egen", "Kommunens 😀; a, b\\n"} & set(rss) == {"Egen"}
    assert {"Egen", "Kommunens 😀; a, b\\n"} & set(municipality) == {"Kommunens 😀; a, b\\n"}
    assert not {"Klar", "Löpande"} & set(rss)
    event = municipality["Kommunens 😀; a, b\\n"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2021, 9, 1), date(2021, 9, 2))
    assert event["last-modified"].dt.tzinfo is not None
    measure = Measure.objects.get(title__startswith="Kommunens")
    assert event["uid"] == f"measure-{plan.pk}-{measure.uid}@overenskommelse"


def test_the_address_is_made_changed_and_revoked(client_for: SignIn, user_of: UserOf) -> None:
    client = client_for("kommun.uppsala")
    assert "Skapa en adress" in text(client.get("/calendar/"))
    client.post("/calendar/")
    first = CalendarFeed.objects.get()
    assert f"http://testserver/calendar/{first.secret}.ics" in text(client.get("/calendar/"))
    assert len(first.secret) > 40
    client.post("/calendar/")
    second = CalendarFeed.objects.get(revoked_at=None)
    assert Client().get(first.get_absolute_url()).status_code == 404
    assert Client().get(second.get_absolute_url()).status_code == 200
    client.post("/calendar/revoke/")
    assert Client().get(second.get_absolute_url()).status_code == 404
    assert "Skapa en adress" in text(client.get("/calendar/"))
    verbs = (
        Event.objects.filter(verb__startswith="reminders.feed").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["reminders.feed_opened"] * 2 + ["reminders.feed_revoked"]
    assert first.secret not in str(list(Event.objects.values_list("subject_label", "data")))


def test_revoking_twice_does_nothing_more(client_for: SignIn) -> None:
    client = client_for("kommun.uppsala")
    assert client.post("/calendar/revoke/").status_code == 302
    assert not Event.objects.filter(verb="reminders.feed_revoked").exists()


def test_nothing_on_the_way_keeps_it_or_tells_it(user_of: UserOf, client_for: SignIn) -> None:
    feed = open_feed(user=user_of("kommun.uppsala"))
    for answer in (Client().get(feed.get_absolute_url()), client_for("kommun.uppsala").get("/calendar/")):
        assert answer["Cache-Control"] == "no-store"
    answer = Client().get(feed.get_absolute_url())
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies


def test_one_who_has_left_has_no_calendar(user_of: UserOf) -> None:
    feed = open_feed(user=user_of("kommun.uppsala"))
    User.objects.filter(pk=feed.user_id).update(is_active=False)
    assert Client().get(feed.get_absolute_url()).status_code == 404
    assert Client().get("/calendar/x.ics").status_code == 404
    assert Client().post(feed.get_absolute_url()).status_code == 405


def test_as_many_queries_for_many_as_for_few(
    user_of: UserOf, agreement: Agreement, client_for: SignIn
) -> None:
    client, feed = client_for("kommun.uppsala"), open_feed(user=user_of("kommun.uppsala"))
    plan = make_plan(agreement, "0380")
    make_measure(plan, "Hembesök", schedule="2021-06-30")
    few, few_read = queries(client, "/calendar/"), queries(Client(), feed.get_absolute_url())
    for place in range(20):
        make_measure(plan, f"Hembesök {place}", schedule="2021-06-30")
    assert queries(client, "/calendar/") == few
    assert queries(Client(), feed.get_absolute_url()) == few_read <= 6
