"""The pages of a plan's life: acts with their consequences, versions, differences, follow-up, history."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from overenskommelse.domain.transitions import Act
from overenskommelse.models import ActionPlan, Agreement, Event, Measure, PlanFrame, PlanVersion, User
from overenskommelse.services.measures import remove_row, save_row
from overenskommelse.services.versions import DEEDS
from tests.overenskommelse.pages import queries, said, text, typed
from tests.overenskommelse.plans import make_measure, make_plan

UserOf = Callable[[str], User]
ClientFor = Callable[[str], Client]
NEAR = "kommuner-nara-vard"
KEEPER, RSS = "kommun.uppsala", "samordnare.uppsala"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    plan = make_plan(agreement, "0380")
    PlanFrame.objects.create(plan=plan, line=agreement.lines.get(code=NEAR), amount=10, source="Budget")
    make_measure(plan, "Fast kontakt", planned={NEAR: 7}, area="nara-vard", schedule="2021-12-31")
    return plan


def brought(plan: ActionPlan, *acts: Act, by: User | None = None) -> ActionPlan:
    for act in acts:
        plan.refresh_from_db()
        DEEDS[act](plan=plan, seen=plan.version, by=by, comment="Ange ansvarig.")
    plan.refresh_from_db()
    return plan


def page(plan: ActionPlan, part: str = "") -> str:
    return f"/action-plans/{plan.pk}/{part}"


def press(client: Client, plan: ActionPlan, act: str, **values: str) -> Any:
    """Open the page of an act and press its button."""
    form = client.get(page(plan, act)).context["form"]
    return client.post(page(plan, act), typed(form) | values)


def test_a_plan_goes_back_and_forth_and_is_approved(plan: ActionPlan, client_for: ClientFor) -> None:
    keeper, rss = client_for(KEEPER), client_for(RSS)
    assert "Lämna in planen" in text(keeper.get(page(plan)))
    assert "Planen är inlämnad." in said(press(keeper, plan, "submit/", comment="Hej"))
    assert "Lämna in planen" not in text(keeper.get(page(plan)))
    assert "Länets RSS ska nu godkänna den" in text(keeper.get(page(plan)))
    assert "Skicka tillbaka" in text(rss.get(page(plan)))
    assert "Hej" in text(rss.get(page(plan, "versions/1/")))
    assert press(rss, plan, "send-back/").status_code == 200, "without a comment nothing is sent back"
    press(rss, plan, "send-back/", comment="Ange ansvarig.")
    assert "Ange ansvarig." in text(keeper.get(page(plan)))
    press(keeper, plan, "submit/")
    assert "Planen är godkänd." in said(press(rss, plan, "approve/"))
    plan.refresh_from_db()
    assert (plan.status, plan.version) == ("approved", 2)
    assert "Ange ansvarig." not in text(keeper.get(page(plan)))


def test_a_second_click_is_told_that_it_is_done(plan: ActionPlan, client_for: ClientFor) -> None:
    client = client_for(KEEPER)
    values = typed(client.get(page(plan, "submit/")).context["form"])
    for _click in range(2):
        answer = client.post(page(plan, "submit/"), values)
        assert answer.status_code == 302
        assert set(map(str, get_messages(answer.wsgi_request))) == {"Planen är inlämnad."}
    assert PlanVersion.objects.count() == 1
    assert Event.objects.about(plan).filter(verb="action_plans.submitted").count() == 1


def test_who_comes_second_is_told_who_was_first(plan: ActionPlan, client_for: ClientFor) -> None:
    brought(plan, Act.SUBMIT)
    first, second = client_for(RSS), client_for("admin")
    values = typed(second.get(page(plan, "approve/")).context["form"])
    press(first, plan, "send-back/", comment="Ange ansvarig.")
    told = said(second.post(page(plan, "approve/"), values))
    assert "någon hann före" in told
    assert "Samordnare Uppsala" in told
    plan.refresh_from_db()
    assert plan.status == "returned"


def test_who_submitted_is_told_that_somebody_else_judges(
    plan: ActionPlan, client_for: ClientFor, user_of: UserOf
) -> None:
    admin = client_for("admin")
    values = {"seen": "1", "comment": ""}
    brought(plan, Act.SUBMIT, by=user_of("admin"))
    assert "Du lämnade själv in planen" in text(admin.get(page(plan)))
    assert "Du lämnade själv in planen" in said(admin.get(page(plan, "approve/")))
    assert "Du lämnade själv in planen" in said(admin.post(page(plan, "approve/"), values))
    plan.refresh_from_db()
    assert plan.status == "submitted"


def test_what_stops_an_act_is_said_before_it(plan: ActionPlan, client_for: ClientFor) -> None:
    remove_row(measure=plan.measures.get(), by=None)
    client = client_for(KEEPER)
    answer = text(client.get(page(plan, "submit/")))
    assert "Planen har inga åtgärder. Lägg till minst en." in answer
    assert not re.search(r"<button[^>]*>Lämna in planen", answer)
    assert client.post(page(plan, "submit/"), {"seen": "1"}).status_code == 200
    plan.refresh_from_db()
    assert plan.status == "draft"


def test_what_may_stand_is_said_too(plan: ActionPlan, client_for: ClientFor) -> None:
    make_measure(plan, "Utan område", planned={NEAR: 5})
    answer = text(client_for(KEEPER).get(page(plan, "submit/")))
    for expected in ("En åtgärd saknar utvecklingsområde.", "krav som ingen åtgärd uppfyller", "2 kr"):
        assert expected in answer
    assert "Planen är inlämnad." in said(press(client_for(KEEPER), plan, "submit/"))


def test_versions_are_listed_with_what_was_said(plan: ActionPlan, client_for: ClientFor) -> None:
    client = client_for("uppfoljning")
    assert "Ingenting är inlämnat ännu" in text(client.get(page(plan, "versions/")))
    brought(plan, Act.SUBMIT, Act.SEND_BACK, Act.SUBMIT, Act.APPROVE, Act.BEGIN_VERSION, Act.SUBMIT)
    answer = text(client.get(page(plan, "versions/")))
    for expected in ("Version 1", "Version 2", "Version 3", "återsänd", "godkänd, gäller", "väntar på"):
        assert expected in answer
    assert "Version 2 gäller tills dess." in answer


def test_a_version_is_shown_as_it_was(plan: ActionPlan, client_for: ClientFor) -> None:
    brought(plan, Act.SUBMIT, Act.SEND_BACK)
    measure = plan.measures.get()
    save_row(measure=measure, values={"title": "Något annat"}, seen=measure.revision, by=None)
    answer = text(client_for(RSS).get(page(plan, "versions/1/")))
    assert "Fast kontakt" in answer
    assert "Något annat" not in answer
    assert plan.versions.get().digest in answer


def test_two_versions_are_compared(plan: ActionPlan, client_for: ClientFor) -> None:
    brought(plan, Act.SUBMIT, Act.SEND_BACK)
    measure = plan.measures.get()
    save_row(measure=measure, values={f"planned:{NEAR}": "9"}, seen=measure.revision, by=None)
    make_measure(plan, "Mobilt team")
    client = client_for(RSS)
    answer = text(client.get(page(plan, "versions/compare/?before=1&after=0")))
    assert re.search(r"<ins>Mobilt team</ins>", answer)
    assert re.search(r"<del>7</del>.*<ins>9</ins>", answer)
    brought(plan, Act.SUBMIT)
    assert answer.count("<ins>") == text(client.get(page(plan, "versions/compare/?before=1&after=2"))).count(
        "<ins>"
    )
    assert "ingen skillnad" in text(client.get(page(plan, "versions/compare/?before=2&after=0")))
    assert client.get(page(plan, "versions/compare/?before=9&after=x")).status_code == 200


# Follow-up


@pytest.fixture
def in_force(plan: ActionPlan) -> ActionPlan:
    measure = plan.measures.get()
    plan.indicators.create(measure=measure, name="Andel", baseline=40, target=90)
    return brought(plan, Act.SUBMIT, Act.APPROVE)


def follow_up_values(client: Client, plan: ActionPlan) -> dict[str, Any]:
    context = client.get(page(plan, "follow-up/")).context
    values = typed(context["text"])
    for form in context["forms"].forms:
        values |= typed(form)
    return values


def test_a_plan_is_followed_up_in_one_form(in_force: ActionPlan, client_for: ClientFor) -> None:
    client, measure = client_for(KEEPER), in_force.measures.get()
    indicator = in_force.indicators.get()
    row, reading = f"m{measure.pk}", f"i{indicator.pk}"
    assert "planerat: 7" in text(client.get(page(in_force, "follow-up/")))
    values = follow_up_values(client, in_force) | {
        f"{row}-status": "Klar",
        f"{row}-used:{NEAR}": "6",
        f"{reading}-on": "2021-12-31",
        f"{reading}-value": "87,5",
        "follow_up": "Det gick bra.",
    }
    answer = client.post(page(in_force, "follow-up/"), values)
    assert (answer.status_code, said(answer)) == (302, "Sparat.")
    measure.refresh_from_db()
    in_force.refresh_from_db()
    assert (measure.status, measure.amounts.get().used) == ("done", 6)
    assert [(str(it.on), str(it.value)) for it in indicator.readings.all()] == [("2021-12-31", "87.5000")]
    assert in_force.follow_up == "Det gick bra."
    again = client.post(page(in_force, "follow-up/"), values)
    assert again.status_code in (200, 302)
    assert indicator.readings.count() == 1
    assert Event.objects.about(measure).filter(verb="measures.changed").count() == 1
    assert "Planen är markerad som uppföljd." in said(press(client, in_force, "mark-followed-up/"))
    assert "Planen är avslutad." in said(press(client_for(RSS), in_force, "close/"))


def test_a_fault_in_one_row_stops_no_other_and_loses_nothing(
    in_force: ActionPlan, client_for: ClientFor
) -> None:
    client, first = client_for(KEEPER), in_force.measures.get()
    second = make_measure(in_force, "Mobilt team", planned={NEAR: 1})
    values = follow_up_values(client, in_force) | {
        f"m{first.pk}-used:{NEAR}": "många",
        f"m{second.pk}-status": "Pågår",
        f"i{in_force.indicators.get().pk}-value": "hälften",
    }
    answer = client.post(page(in_force, "follow-up/"), values)
    assert answer.status_code == 200
    for kept in ("många", "hälften", "Några rader sparades inte"):
        assert kept in text(answer)
    second.refresh_from_db()
    assert second.status == "under_way"


def test_two_who_follow_up_the_same_row_are_told(in_force: ActionPlan, client_for: ClientFor) -> None:
    client, measure = client_for(KEEPER), in_force.measures.get()
    opened = follow_up_values(client, in_force)
    save_row(measure=measure, values={f"used:{NEAR}": "3"}, seen=measure.revision, by=None)
    answer = client.post(page(in_force, "follow-up/"), opened | {f"m{measure.pk}-used:{NEAR}": "4"})
    assert "Någon annan ändrade under tiden. Sparat nu: 3" in text(answer)
    assert measure.amounts.get().used == 3
    values: dict[str, Any] = typed(answer.context["text"])
    for form in answer.context["forms"].forms:
        values |= typed(form)
    client.post(page(in_force, "follow-up/"), values)
    assert measure.amounts.get().used == 4


def test_more_used_than_there_is_stops_the_end_of_the_follow_up(
    in_force: ActionPlan, client_for: ClientFor
) -> None:
    client, measure = client_for(KEEPER), in_force.measures.get()
    save_row(measure=measure, values={f"used:{NEAR}": "11"}, seen=measure.revision, by=None)
    answer = text(client.get(page(in_force, "mark-followed-up/")))
    assert "1 kr mer än vad som finns har använts" in answer
    assert press(client, in_force, "mark-followed-up/").status_code == 200
    in_force.refresh_from_db()
    assert in_force.status == "approved"


# History and cost


def test_the_history_tells_who_changed_what(plan: ActionPlan, client_for: ClientFor, user_of: UserOf) -> None:
    by, first = user_of(KEEPER), plan.measures.get()
    save_row(measure=first, values={"schedule": "Hösten 2021"}, seen=first.revision, by=by)
    other = make_measure(plan, "Mobilt team", by=by)
    brought(plan, Act.SUBMIT, Act.SEND_BACK)
    client = client_for("uppfoljning")
    whole = text(client.get(page(plan, "history/")))
    for expected in ("<del>2021-12-31</del>", "<ins>Hösten 2021</ins>", "Mobilt team", "Ange ansvarig."):
        assert expected in whole
    one = text(client.get(page(plan, f"history/?measure={other.pk}")))
    assert "Hösten 2021" not in one
    assert client.get(page(plan, "history/?measure=annat&page=99")).status_code == 200


PARTS = ["about/", "versions/", "versions/1/", "versions/compare/?before=1&after=0", "history/", "submit/"]


@pytest.mark.parametrize("part", PARTS)
def test_a_page_asks_as_often_at_any_size(plan: ActionPlan, client_for: ClientFor, part: str) -> None:
    make_measure(plan, "Mobilt team", planned={NEAR: 1}, responsible="Fredagsgruppen")
    brought(plan, Act.SUBMIT, Act.SEND_BACK)
    client = client_for(KEEPER)
    client.get(page(plan, part))
    few = queries(client, page(plan, part))
    Measure.objects.bulk_create(
        Measure(plan=plan, title=f"Åtgärd {number}", position=number) for number in range(300)
    )
    brought(plan, Act.SUBMIT, Act.SEND_BACK)
    assert queries(client, page(plan, part)) == few


def test_the_follow_up_shows_a_page_at_a_time(in_force: ActionPlan, client_for: ClientFor) -> None:
    client = client_for(KEEPER)
    make_measure(in_force, "Mobilt team", planned={NEAR: 1})
    few = queries(client, page(in_force, "follow-up/"))
    Measure.objects.bulk_create(
        Measure(plan=in_force, title=f"Åtgärd {number}", position=number) for number in range(300)
    )
    assert queries(client, page(in_force, "follow-up/")) == few
    assert "Sida 1 av 16" in text(client.get(page(in_force, "follow-up/")))
