"""A plan's own texts, and the amounts that it reckons with."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Event,
    PlanFrame,
    User,
)
from overenskommelse.selectors import money_of
from overenskommelse.services.action_plans import (
    Frame,
    change_plan,
    frames_seen,
    set_frames,
)
from overenskommelse.services.events import SavedByOther, fingerprint
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.services.versions import approve, submit
from tests.overenskommelse.pages import said, text, typed
from tests.overenskommelse.plans import make_measure, make_plan

UserOf = Callable[[str], User]
ClientFor = Callable[[str], Client]
NEAR, STAFF = "kommuner-nara-vard", "kommuner-medarbetare"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "0380", background="Så här är det.")


def approved(plan: ActionPlan) -> ActionPlan:
    make_measure(plan, "Fast kontakt")
    submit(plan=plan, seen=1, by=None)
    return approve(plan=plan, seen=1, by=None)


# Texts


def test_texts_are_saved_with_what_they_were(plan: ActionPlan, user_of: UserOf) -> None:
    seen = fingerprint(plan)
    plan.background = "Så här blir det."
    change_plan(plan=plan, seen=seen, by=user_of("kommun.uppsala"))
    event = Event.objects.about(plan).get(verb="action_plans.changed")
    assert event.data["changes"] == [
        {"field": "background", "before": "Så här är det.", "after": "Så här blir det."}
    ]


def test_texts_of_a_plan_in_force_stand_but_for_the_follow_up(plan: ActionPlan, user_of: UserOf) -> None:
    by = user_of("kommun.uppsala")
    plan = ActionPlan.objects.get(pk=approved(plan).pk)
    seen = fingerprint(plan)
    plan.follow_up = "Det gick bra."
    change_plan(plan=plan, seen=seen, by=by)
    seen = fingerprint(plan)
    plan.background = "Annat."
    with pytest.raises(PlanIsClosed):
        change_plan(plan=plan, seen=seen, by=by)


def test_the_second_save_is_told_and_nothing_typed_is_lost(plan: ActionPlan, client_for: ClientFor) -> None:
    client, address = client_for("kommun.uppsala"), f"/action-plans/{plan.pk}/edit/"
    opened = typed(client.get(address).context["form"])
    client.post(address, opened | {"goals": "Först"})
    answer = client_for("admin").post(address, opened | {"goals": "Sedan"})
    assert answer.status_code == 200
    assert "Sedan" in text(answer)
    assert "Först" in text(answer)
    plan.refresh_from_db()
    assert plan.goals == "Först"
    client_for("admin").post(address, typed(answer.context["form"]))
    plan.refresh_from_db()
    assert plan.goals == "Sedan"


def test_what_was_typed_in_a_plan_that_was_submitted_meanwhile_is_refused(
    plan: ActionPlan, client_for: ClientFor
) -> None:
    client, address = client_for("kommun.uppsala"), f"/action-plans/{plan.pk}/edit/"
    opened = typed(client.get(address).context["form"])
    make_measure(plan, "Fast kontakt")
    submit(plan=plan, seen=1, by=None)
    answer = client.post(address, opened | {"goals": "För sent"})
    assert answer.status_code == 200
    for expected in ("För sent", "Planen är inlämnad och kan inte ändras"):
        assert expected in text(answer)
    plan.refresh_from_db()
    assert plan.goals == ""


def test_a_name_is_used_once(plan: ActionPlan, agreement: Agreement, client_for: ClientFor) -> None:
    make_plan(agreement, "0380", name="Den andra")
    client, address = client_for("kommun.uppsala"), f"/action-plans/{plan.pk}/edit/"
    answer = client.post(address, typed(client.get(address).context["form"]) | {"name": "Den andra"})
    assert "har redan en plan" in text(answer)


# Frames


def frame(agreement: Agreement, code: str, amount: int, source: str = "Budget") -> Frame:
    return Frame(agreement.lines.get(code=code), None, amount, source)


def test_frames_are_what_the_plan_reckons_with(plan: ActionPlan, agreement: Agreement) -> None:
    set_frames(plan=plan, frames=[frame(agreement, NEAR, 17_332_000)], seen=frames_seen(plan), by=None)
    assert money_of(plan).total.allocated == 17_332_000
    set_frames(plan=plan, frames=[frame(agreement, STAFF, 5)], seen=frames_seen(plan), by=None)
    assert money_of(plan).total.allocated == 5
    last = Event.objects.about(plan).filter(verb="action_plans.framed").first()
    assert last is not None
    assert {row["after"] for row in last.data["changes"]} == {"", "5 (Budget)"}


def test_the_same_frames_again_are_no_act(plan: ActionPlan, agreement: Agreement) -> None:
    frames = [frame(agreement, NEAR, 7)]
    set_frames(plan=plan, frames=frames, seen=frames_seen(plan), by=None)
    assert set_frames(plan=plan, frames=frames, seen=frames_seen(plan), by=None) is None


def test_frames_that_somebody_changed_are_not_overwritten(plan: ActionPlan, agreement: Agreement) -> None:
    opened = frames_seen(plan)
    set_frames(plan=plan, frames=[frame(agreement, NEAR, 7)], seen=opened, by=None)
    with pytest.raises(SavedByOther):
        set_frames(plan=plan, frames=[frame(agreement, NEAR, 8)], seen=opened, by=None)
    assert plan.frames.get().amount == 7


def test_frames_of_a_plan_in_force_stand(plan: ActionPlan) -> None:
    plan = approved(plan)
    with pytest.raises(PlanIsClosed):
        set_frames(plan=plan, frames=[], seen=frames_seen(plan), by=None)


def test_an_amount_says_where_it_comes_from(
    plan: ActionPlan, agreement: Agreement, client_for: ClientFor
) -> None:
    client, address = client_for("kommun.uppsala"), f"/action-plans/{plan.pk}/frames/"
    seen, line = client.get(address).context["forms"].seen, agreement.lines.get(code=NEAR).pk
    answer = client.post(address, {"seen": seen, f"{line}-0-amount": "17 332 000 kr"})
    assert "Skriv varifrån beloppet kommer" in text(answer)
    assert "17 332 000" in text(answer)
    whole = {"seen": seen, f"{line}-0-amount": "17 332 000 kr", f"{line}-0-source": "Länets fördelning"}
    answer = client.post(address, whole)
    assert answer.status_code == 302
    assert plan.frames.get().amount == 17_332_000
    answer = client.post(address, whole | {f"{line}-0-amount": "1"})
    assert "Någon annan sparade" in text(answer)
    assert plan.frames.get().amount == 17_332_000


def test_the_page_of_a_plan_tells_it_in_words(plan: ActionPlan, client_for: ClientFor) -> None:
    PlanFrame.objects.create(
        plan=plan, line=plan.agreement.lines.get(code=NEAR), amount=17_332_000, source="Länets fördelning"
    )
    answer = text(client_for("uppfoljning").get(f"/action-plans/{plan.pk}/about/"))
    for expected in ("Så här är det.", "17 332 000", "Länets fördelning"):
        assert expected in answer
    assert "Ändra texterna" not in answer


def test_a_plan_that_is_not_open_sends_one_back(plan: ActionPlan, client_for: ClientFor) -> None:
    plan = approved(plan)
    for part in ("edit", "frames"):
        answer = client_for("kommun.uppsala").get(f"/action-plans/{plan.pk}/{part}/")
        assert answer.status_code == 302
        assert "Påbörja en ny version" in said(answer)


# Removal


def test_a_plan_begun_by_mistake_is_removed_and_told(plan: ActionPlan, client_for: ClientFor) -> None:
    make_measure(plan, "Fast kontakt", planned={NEAR: 7})
    client, address = client_for("kommun.uppsala"), f"/action-plans/{plan.pk}/remove/"
    assert "En åtgärd tas bort med planen, med 7 kr planerade." in text(client.get(address))
    answer = client.post(address)
    assert (answer.status_code, said(answer)) == (302, "Handlingsplan 2021 är borttagen.")
    assert not ActionPlan.objects.filter(pk=plan.pk).exists()
    event = Event.objects.get(verb="action_plans.removed")
    assert (event.subject_label, event.data) == ("Handlingsplan 2021", {"measures": ["Fast kontakt"]})


def test_what_has_been_submitted_is_kept(plan: ActionPlan, client_for: ClientFor) -> None:
    approved(plan)
    client, address = client_for("kommun.uppsala"), f"/action-plans/{plan.pk}/remove/"
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert "Det som har lämnats in finns kvar" in said(answer)
    assert ActionPlan.objects.filter(pk=plan.pk).exists()


@pytest.mark.usefixtures("concurrent_db")
def test_of_two_who_begin_the_same_plan_one_does() -> None:
    together = Barrier(2)

    def begin(who: str) -> int:
        client = Client()
        client.force_login(User.objects.get(email=who))
        client.get("/action-plans/add/")
        together.wait()
        try:
            return client.post("/action-plans/add/", {"name": "Handlingsplan"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(begin, ["kommun.uppsala@demo.test"] * 2))
    assert answers == [200, 302], "the other one is told at the field"
    assert ActionPlan.objects.filter(name="Handlingsplan").count() == 1
