"""The start page tells what is to be done about action plans, and by whom."""

from collections.abc import Callable

import pytest
from django.test import Client

from allocation.models import SplitAmount
from overenskommelse.models import ActionPlan, Agreement, FundingLine, Measure, Organisation, PlanDay, User
from overenskommelse.services import versions
from tests.overenskommelse.plans import make_measure, make_plan
from tests.reporting.conftest import asked
from tests.reporting.test_start import SignIn, start

LINE = "kommuner-nara-vard"
UserOf = Callable[[str], User]


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    """Uppsala municipality's draft: 400 of 1 000 kronor planned, one measure late."""
    plan = make_plan(agreement, "0380", name="Plan 2021")
    line = FundingLine.objects.get(code=LINE)
    SplitAmount.objects.create(line=line, municipality=plan.organisation, amount=1_000)
    make_measure(plan, "Mobilt team", {LINE: 400}, schedule="2021-03-31", requirements="3.1.2-a")
    return plan


def done(act: Callable[..., ActionPlan], plan: ActionPlan, by: User, **values: str) -> None:
    """``act`` on the plan as it stands now."""
    plan.refresh_from_db()
    act(plan=plan, seen=plan.version, by=by, **values)


def submit(plan: ActionPlan, user_of: UserOf) -> None:
    done(versions.submit, plan, user_of("kommun.uppsala"))


def test_a_plan_is_to_be_begun(client_for: SignIn, agreement: Agreement) -> None:
    PlanDay.objects.create(agreement=agreement, county_id="03", date="2021-05-31")
    text = start(client_for("kommun.uppsala"))
    assert "En sak att göra" in text
    assert "Börja handlingsplanen för Uppsala" in text
    assert "2021-05-31" in text
    Agreement.objects.update(status="closed")
    assert "Börja handlingsplanen" not in start(client_for("kommun.uppsala"))


def test_the_button_begins_at_the_organisation_that_it_names(
    client_for: SignIn, agreement: Agreement
) -> None:
    client = client_for("samordnare.uppsala")
    answer = client.post("/context/", {"organisation": "R03", "next": "/action-plans/add/"}, follow=True)
    assert answer.context["here"].organisation.code == "R03"
    assert answer.redirect_chain[-1][0] == "/action-plans/add/"


def test_a_draft_says_how_far_it_has_come(client_for: SignIn, plan: ActionPlan) -> None:
    text = start(client_for("kommun.uppsala"))
    assert "Fortsätt med Plan 2021 för Uppsala" in text
    assert "400 av 1 000 kr planerat" in text
    assert "krav utan åtgärd" in text
    assert "1 försenad" in text


def test_a_draft_is_nobody_elses(client_for: SignIn, plan: ActionPlan) -> None:
    for person in ("samordnare.uppsala", "uppfoljning"):
        assert "Plan 2021 för Uppsala" not in start(client_for(person))


def test_a_submitted_plan_waits_for_its_rss(client_for: SignIn, plan: ActionPlan, user_of: UserOf) -> None:
    submit(plan, user_of)
    judge = start(client_for("samordnare.uppsala"))
    assert "Godkänn eller återsänd Plan 2021 från Uppsala" in judge
    assert "av Kommunkontakt Uppsala (exempel)." in judge
    keeper = start(client_for("kommun.uppsala"))
    assert "Plan 2021 för Uppsala väntar på någon annan" in keeper
    assert "En sak att göra" in keeper  # its part of the financial report
    assert "Plan 2021" not in start(client_for("samordnare.skane"))


def test_a_plan_sent_back_comes_with_its_comment(
    client_for: SignIn, plan: ActionPlan, user_of: UserOf
) -> None:
    submit(plan, user_of)
    done(versions.send_back, plan, user_of("samordnare.uppsala"), comment="Vem gör vad?")
    text = start(client_for("kommun.uppsala"))
    assert "Rätta Plan 2021 för Uppsala: den är återsänd" in text
    assert "Vem gör vad?" in text


def test_an_approved_plan_calls_when_something_is_late(
    client_for: SignIn, plan: ActionPlan, user_of: UserOf
) -> None:
    submit(plan, user_of)
    done(versions.approve, plan, user_of("samordnare.uppsala"))
    text = start(client_for("kommun.uppsala"))
    assert "2 saker att göra" in text
    assert "Följ upp Plan 2021 för Uppsala" in text
    assert "0 av 1 åtgärd klar" in text
    Measure.objects.update(status="done")
    assert "En sak att göra" in start(client_for("kommun.uppsala"))
    done(versions.follow_up, plan, user_of("kommun.uppsala"))
    assert "Avsluta Plan 2021 för Uppsala" in start(client_for("samordnare.uppsala"))


def submitted(agreement: Agreement, code: str) -> None:
    plan = ActionPlan.objects.create(
        agreement=agreement, organisation=Organisation.objects.get(code=code), name="Plan", status="submitted"
    )
    Measure.objects.create(plan=plan, title="Mobilt team")


def test_many_plans_are_no_wall(client_for: SignIn, plan: ActionPlan) -> None:
    municipalities = Organisation.objects.filter(kind="municipality", county="03").exclude(code="0380")
    for municipality in municipalities:
        submitted(plan.agreement, municipality.code)
    text = start(client_for("samordnare.uppsala"))
    assert text.count("Godkänn eller återsänd") == 5
    assert f"{len(municipalities) - 5} planer till väntar på ditt besked" in text


def test_it_asks_as_often_about_many_plans(
    client_for: SignIn, plan: ActionPlan, agreement: Agreement
) -> None:
    submitted(agreement, "0305")
    client: Client = client_for("samordnare.uppsala")
    before = asked(client, "/")
    for municipality in Organisation.objects.filter(kind="municipality", county="03").exclude(
        code__in=["0380", "0305"]
    ):
        submitted(agreement, municipality.code)
    assert asked(client, "/") == before <= 40
