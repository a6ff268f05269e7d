"""``manage.py remind``: so many working days before, those who have something left to do, once."""

import csv
import io
from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command

from overenskommelse.choices import AgreementStatus, PlanStatus
from overenskommelse.models import ActionPlan, Agreement, County, Reminder, User
from overenskommelse.selectors.reminders import days_off, duties
from overenskommelse.services.county_plans import set_plan_day
from overenskommelse.services.reminders import letters_of, send_reminders
from reporting.services.fixtures import DemoYear
from tests.overenskommelse.mail import mail_server
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db

FIVE_BEFORE = "2021-08-25"  # working days before 1 September 2021


def remind(day: str, *options: str) -> list[tuple[str, str, str]]:
    """What the command prints: about, organisation, address."""
    out = io.StringIO()
    call_command("remind", f"--date={day}", *options, stdout=out, stderr=io.StringIO())
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    return [(row["about"], row["organisation"], row["address"]) for row in rows]


def abouts(rows: list[tuple[str, str, str]], organisation: str) -> set[str]:
    return {about for about, code, _address in rows if code == organisation}


PLANS = {"handlingsplan-fast-lakarkontakt", "handlingsplan-patientkontrakt"}


def test_those_bound_are_reminded_with_what_when_and_what_happens(agreement: Agreement) -> None:
    found = remind(FIVE_BEFORE)
    assert abouts(found, "R03") == abouts(found, "R12") == PLANS
    assert not abouts(found, "RSS03")
    assert ("handlingsplan-patientkontrakt", "R03", "samordnare.uppsala@demo.test") in found
    letter = next(one for one in mail.outbox if "fast läkarkontakt" in one.subject)
    assert letter.subject.startswith("Påminnelse: Handlingsplan för fast läkarkontakt")
    assert "Sista dag: 2021-09-01" in letter.body
    assert "5 arbetsdagar återstår." in letter.body
    assert "Om dagen passeras: Villkor för" in letter.body
    assert "http://127.0.0.1:8000/agreements/god-och-nara-vard-2021/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert len(mail.outbox) == len(found)


def test_never_twice_the_same_day_nor_until_the_next_day_comes() -> None:
    assert remind(FIVE_BEFORE)
    assert remind(FIVE_BEFORE) == remind("2021-08-27") == []
    assert abouts(remind("2021-08-31"), "R03") == PLANS
    assert not abouts(remind("2021-09-02"), "R03") & PLANS


def test_a_day_that_was_missed_is_made_up_for() -> None:
    assert abouts(remind("2021-08-29"), "R03") == PLANS


def test_a_dry_run_says_the_same_and_sends_nothing() -> None:
    found = remind(FIVE_BEFORE, "--dry-run")
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)
    assert found == remind(FIVE_BEFORE)


def test_one_whose_plan_meets_the_requirement_is_left_alone(agreement: Agreement) -> None:
    plan = make_plan(agreement, "R03")
    make_measure(plan, "Lista läkare", requirements="3.3.1-b")
    assert abouts(remind("2021-08-04", "--dry-run"), "R03") > PLANS
    ActionPlan.objects.filter(pk=plan.pk).update(status=PlanStatus.SUBMITTED)
    assert abouts(remind(FIVE_BEFORE), "R03") == {"handlingsplan-patientkontrakt"}


def test_one_who_has_requisitioned_is_left_alone(demo_year: DemoYear) -> None:
    found = remind("2021-11-24")
    assert abouts(found, "R12") == abouts(found, "RSS12") == {"rekvisition"}
    assert abouts(found, "R03") == set()


def test_nobody_is_asked_to_requisition_what_is_not_decided() -> None:
    assert "rekvisition" not in {about for about, _code, _address in remind("2021-11-24")}


def test_only_agreements_in_force(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(status=AgreementStatus.CLOSED)
    assert remind(FIVE_BEFORE) == []


def test_the_countys_own_day(agreement: Agreement) -> None:
    by, county = User.objects.get(email="samordnare.uppsala@demo.test"), County.objects.get(code="03")
    set_plan_day(agreement=agreement, county=county, day=date(2021, 6, 3), by=by)
    ActionPlan.objects.filter(pk=make_plan(agreement, "0305").pk).update(status=PlanStatus.APPROVED)
    found = remind("2021-05-27")
    reminded = {code for about, code, _address in found if about == "plan"}
    assert {"0380", "0330", "R03"} <= reminded
    assert not {"0305", "RSS03", "1280"} & reminded
    assert "Lämna in handlingsplanen" in mail.outbox[0].subject
    send_again = remind("2021-05-27")
    assert send_again == []


def test_an_address_that_fails_is_named_and_the_exit_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.filter(email="samordnare.skane@demo.test").update(email="wrong@demo.test")
    with mail_server() as server, pytest.raises(SystemExit) as stopped:
        call_command("remind", f"--date={FIVE_BEFORE}")
    assert stopped.value.code == 1
    assert "R12 wrong@demo.test: " in capsys.readouterr().err
    assert len(server.letters) == 6  # two plans: two people in Uppsala, one left in Skåne


def test_those_without_any_address_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("remind", f"--date={FIVE_BEFORE}", "--dry-run")
    named = capsys.readouterr().err
    assert "handlingsplan-patientkontrakt: saknar adress och har inte påmints: R01, R04" in named


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(Exception, match="--date"):
        call_command("remind", "--date=imorgon")


@pytest.mark.parametrize(
    "day",
    [
        "2021-04-02",
        "2021-05-13",
        "2021-06-06",
        "2021-06-25",
        "2021-12-24",
        "2021-12-31",
        "2024-03-29",
    ],
)
def test_swedish_holidays_and_eves_are_days_off(day: str) -> None:
    assert date.fromisoformat(day) in days_off(date(2021, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize("day", ["2021-04-01", "2021-05-14", "2021-04-30", "2021-06-24"])
def test_half_days_and_squeezed_days_are_working_days(day: str) -> None:
    assert date.fromisoformat(day) not in days_off(date(2021, 1, 1), date(2021, 12, 31))


def test_a_reminder_by_hand_counts_as_the_programs(agreement: Agreement) -> None:
    by, county = User.objects.get(email="samordnare.uppsala@demo.test"), County.objects.get(code="03")
    set_plan_day(agreement=agreement, county=county, day=date(2021, 6, 3), by=by)
    (duty,) = [one for one in duties(date(2021, 5, 27)) if one.plan_day]
    before = [one.code for one in duty.to_remind]
    (letter,) = [one for one in letters_of(duty) if one.organisation.code == "0330"]
    send_reminders(agreement=agreement, letters=[letter], about=duty.about, on=date(2021, 5, 27), by=by)
    assert len(before) - 1 == len({code for about, code, _to in remind("2021-05-28") if about == "plan"})
