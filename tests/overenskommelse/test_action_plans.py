"""A plan's own texts and frames, and what follows it to a new year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Event,
    Measure,
    Organisation,
    PlanFrame,
    PlanNode,
    Undertaking,
    User,
)
from overenskommelse.selectors import money_of
from overenskommelse.selectors.carrying import Counterparts, without_home
from overenskommelse.services.action_plans import (
    Frame,
    carry_over,
    change_plan,
    frames_seen,
    set_frames,
)
from overenskommelse.services.agreements import copy_agreement
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


# A new year


@pytest.fixture
def later(agreement: Agreement, user_of: UserOf) -> Agreement:
    """A copy for 2022: one area has another name, one is new, a requirement is reworded and one is gone."""
    later = copy_agreement(
        source=agreement, code="god-och-nara-vard-2022", name="God och nära vård 2022", year=2022,
        by=user_of("admin"),
    )  # fmt: skip
    Agreement.objects.filter(pk=later.pk).update(status="in_force")
    later.areas.filter(code="nara-vard").update(name="Nära vård")
    later.areas.create(code="barn", name="Barn och unga", section="9")
    first, second = later.requirements.filter(for_rss=True)[:2]
    later.requirements.filter(pk=first.pk).update(text="Något annat.")
    second.delete()
    return later


@pytest.fixture
def full(plan: ActionPlan, agreement: Agreement) -> ActionPlan:
    """A plan with measures in every status, a tree, indicators and an undertaking."""
    top = PlanNode.objects.create(plan=plan, name="Nära vård", first_number=2)
    below = PlanNode.objects.create(plan=plan, name="Trygg hemgång", parent=top)
    for status in ("planned", "under_way", "paused", "done"):
        Measure.objects.filter(pk=make_measure(plan, status, planned={NEAR: 7}, used={NEAR: 3}).pk).update(
            status=status, area=agreement.areas.get(code="nara-vard"), node=below
        )
    going = plan.measures.get(title="under_way")
    going.responsible.create(function="Fredagsgruppen")
    going.requirements.set(agreement.requirements.filter(for_rss=True)[:3])
    going.shares.create(organisation=Organisation.objects.get(code="R03"), amount=2)
    county = plan.organisation.county
    assert county is not None
    undertaking = Undertaking.objects.create(county=county, document="Avtalet", name="Trygg hemgång")
    undertaking.measures.add(going)
    for owner in ({"measure": going}, {"node": below}, {}):
        indicator = plan.indicators.create(name="Andel", baseline=40, target=90, **owner)
        indicator.readings.create(on=date(2021, 6, 30), value=Decimal(50))
        indicator.readings.create(on=date(2021, 9, 30), value=Decimal(60))
        indicator.readings.create(on=date(2021, 12, 30), text="Inte mätt")
    plan.indicators.create(name="Klart", measure=plan.measures.get(title="done"))
    return plan


def carried(plan: ActionPlan, later: Agreement, *, with_planned: bool = True) -> ActionPlan:
    return carry_over(
        plan=plan, agreement=later, name="Handlingsplan 2022", with_planned=with_planned, by=None
    )


def test_what_is_unfinished_follows_with_lineage(full: ActionPlan, later: Agreement) -> None:
    new = carried(full, later)
    assert (new.status, new.version, new.carried_from, new.background) == ("draft", 1, full, full.background)
    rows = list(new.measures.select_related("carried_from", "area", "node"))
    assert [row.title for row in rows] == ["planned", "under_way", "paused"]
    assert {row.carried_from and row.carried_from.title == row.title for row in rows} == {True}
    assert {row.carried_from and row.carried_from.uid == row.uid for row in rows} == {True}
    assert {row.area and row.area.agreement for row in rows} == {later}
    assert {row.node and row.node.plan for row in rows} == {new}
    assert full.measures.count() == 4


def test_the_tree_follows(full: ActionPlan, later: Agreement) -> None:
    top, below = carried(full, later).nodes.order_by("pk")
    assert (top.name, top.first_number, below.parent) == ("Nära vård", 2, top)
    assert below.carried_from is not None
    assert below.carried_from.plan == full


def test_people_requirements_shares_and_undertakings_follow(full: ActionPlan, later: Agreement) -> None:
    going = carried(full, later).measures.get(title="under_way")
    assert [row.function for row in going.responsible.all()] == ["Fredagsgruppen"]
    assert [row.organisation.code for row in going.shares.all()] == ["R03"]
    assert going.undertakings.count() == 1
    assert {row.agreement for row in going.requirements.all()} == {later}
    assert going.requirements.count() == 2, "one is no longer asked for"


def test_planned_kronor_follow_if_one_wants_and_used_never(full: ActionPlan, later: Agreement) -> None:
    new = carried(full, later)
    amounts = [(row.planned, row.used) for measure in new.measures.all() for row in measure.amounts.all()]
    assert amounts == [(7, 0)] * 3
    bare = carry_over(plan=full, agreement=later, name="Utan", with_planned=False, by=None)
    assert money_of(bare).total.planned == 0
    assert bare.measures.get(title="under_way").shares.count() == 0


def test_the_last_reading_is_the_new_baseline(full: ActionPlan, later: Agreement) -> None:
    rows = list(carried(full, later).indicators.all())
    assert len(rows) == 3, "that of a finished measure stays"
    assert {(row.baseline, row.baseline_on, row.target) for row in rows} == {
        (Decimal(60), date(2021, 9, 30), Decimal(90))
    }
    assert {row.readings.count() for row in rows} == {0}
    assert {row.carried_from and row.carried_from.plan for row in rows} == {full}


def test_what_the_agreement_has_changed_is_listed(full: ActionPlan, later: Agreement) -> None:
    found = Counterparts(full, carried(full, later))
    assert [area.code for area in found.areas_added] == ["barn"]
    assert [row.after for row in found.areas_renamed] == ["Nära vård"]
    assert found.areas_removed == []
    assert [new.text for _old, new in found.asking.reworded] == ["Något annat."]
    assert len(found.asking.removed) == 1
    assert found.asking.added == ()


def test_a_measure_whose_area_is_gone_is_listed(full: ActionPlan, later: Agreement) -> None:
    area = later.areas.get(code="nara-vard")
    type(area).objects.filter(pk=area.pk).update(code="annat", name="Annat")
    new = carried(full, later)
    assert {row.area for row in new.measures.all()} == {None}
    assert len(without_home(new)) == 3
    assert full.measures.filter(area=None).count() == 0


def test_an_area_under_another_code_is_found_by_its_name(full: ActionPlan, later: Agreement) -> None:
    later.areas.filter(code="medarbetare").update(code="personal")
    found = Counterparts(full, carried(full, later))
    assert found.areas_removed == []
    assert found.areas_renamed == [row for row in found.areas_renamed if row.after == "Nära vård"]


def test_a_plan_is_carried_over_in_the_browser(
    full: ActionPlan, later: Agreement, client_for: ClientFor
) -> None:
    client, address = client_for("kommun.uppsala"), f"/action-plans/{full.pk}/carry-over/"
    form = typed(client.get(address).context["form"])
    assert (form["agreement"], form["name"]) == (later.pk, "Handlingsplan 2022")
    answer = client.post(address, form, follow=True)
    for expected in ("Något annat.", "Barn och unga", "Nära vård"):
        assert expected in text(answer)
    new = ActionPlan.objects.get(carried_from=full)
    again = client.post(address, form)
    assert "har redan en plan" in text(again)
    assert ActionPlan.objects.filter(carried_from=full).count() == 1
    for shown, other in ((new, full), (full, new)):
        assert other.get_absolute_url() in text(client.get(f"/action-plans/{shown.pk}/about/"))


def test_without_a_later_agreement_the_page_says_what_to_do(plan: ActionPlan, client_for: ClientFor) -> None:
    answer = client_for("kommun.uppsala").get(f"/action-plans/{plan.pk}/carry-over/")
    assert "Det finns ingen senare överenskommelse" in text(answer)


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
