"""What follows a plan to a new year, with lineage, and what the new agreement has changed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Attachment,
    Measure,
    Organisation,
    PlanNode,
    Undertaking,
    User,
)
from overenskommelse.selectors import money_of
from overenskommelse.selectors.carrying import Counterparts, without_home
from overenskommelse.services.action_plans import carry_over
from overenskommelse.services.agreements import copy_agreement
from overenskommelse.services.attachments import add_attachment, attach, detach
from tests.overenskommelse.pages import text, typed
from tests.overenskommelse.plans import make_measure, make_plan

UserOf = Callable[[str], User]
ClientFor = Callable[[str], Client]
NEAR = "kommuner-nara-vard"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "0380", background="Så här är det.")


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


def test_files_follow_as_the_same_files_and_are_taken_away_apart(full: ActionPlan, later: Agreement) -> None:
    old, done = full.measures.get(title="under_way"), full.measures.get(title="done")
    files = [
        add_attachment(organisation=full.organisation, name=name, content=PDF + name.encode(), by=None)
        for name in ("avtal.pdf", "resultat.pdf")
    ]
    for measure, file in zip((old, done), files, strict=True):
        attach(measure=measure, attachment=file, by=None)
    going = carried(full, later).measures.get(title="under_way")
    assert list(going.attachments.all()) == files[:1]
    assert Attachment.objects.count() == 2, "linked, not copied"
    detach(measure=old, attachment=files[0], by=None)
    assert list(going.attachments.all()) == files[:1]


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
