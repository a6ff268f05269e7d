"""From draft to closed: who is first, what is frozen, what stops an act, and that nobody judges their own."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction

from overenskommelse.domain.canonical import digest
from overenskommelse.domain.transitions import PATH, TRANSITIONS, Act, acts_from, place
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Event,
    Measure,
    MeasureAmount,
    Organisation,
    PlanFrame,
    PlanVerdict,
    PlanVersion,
    User,
)
from overenskommelse.selectors import life_of
from overenskommelse.services import versions as services
from overenskommelse.services.versions import DEEDS, Hindered, Overtaken, OwnSubmission

UserOf = Callable[[str], User]


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    """Uppsala's plan with one measure that costs 7 of 10 kronor."""
    organisation = Organisation.objects.get(code="0380")
    plan = ActionPlan.objects.create(agreement=agreement, organisation=organisation, name="Handlingsplan")
    line = agreement.lines.get(code="kommuner-nara-vard")
    PlanFrame.objects.create(plan=plan, line=line, amount=10, source="Länets fördelning")
    measure = Measure.objects.create(plan=plan, title="Fast omsorgskontakt")
    MeasureAmount.objects.create(measure=measure, line=line, planned=7)
    return plan


def act(plan: ActionPlan, act: Act, by: User | None = None, comment: str = "ord") -> ActionPlan:
    plan.refresh_from_db()
    return DEEDS[act](plan=plan, seen=plan.version, by=by, comment=comment)


def brought_to(plan: ActionPlan, *acts: Act) -> ActionPlan:
    for one in acts:
        plan = act(plan, one)
    return plan


WAYS = {
    "draft": (),
    "submitted": (Act.SUBMIT,),
    "returned": (Act.SUBMIT, Act.SEND_BACK),
    "approved": (Act.SUBMIT, Act.APPROVE),
    "followed_up": (Act.SUBMIT, Act.APPROVE, Act.FOLLOW_UP),
    "closed": (Act.SUBMIT, Act.APPROVE, Act.FOLLOW_UP, Act.CLOSE),
}


@pytest.mark.parametrize("one", list(Act))
@pytest.mark.parametrize("status", list(WAYS))
def test_an_act_leads_from_its_states_and_from_no_other(plan: ActionPlan, status: str, one: Act) -> None:
    plan = brought_to(plan, *WAYS[status])
    assert plan.status == status
    before = Event.objects.about(plan).count()
    if one in acts_from(status):
        assert act(plan, one).status == TRANSITIONS[one].target
        assert Event.objects.about(plan).count() == before + 1
    else:
        with pytest.raises(Overtaken):
            act(plan, one)
        assert Event.objects.about(plan).count() == before


def test_the_way_passes_every_state_that_is_not_sent_back() -> None:
    assert [place(status) for status in PATH] == list(range(len(PATH)))
    assert place("returned") == place("draft")


def test_a_submission_freezes_the_whole_plan(plan: ActionPlan, user_of: UserOf) -> None:
    by = user_of("kommun.uppsala")
    services.submit(plan=plan, seen=1, by=by, comment="Första")
    version = plan.versions.get()
    content = json.loads(version.content)
    assert (version.number, version.submitted_by, version.comment) == (1, by, "Första")
    assert version.digest == digest(content)
    assert [row["title"] for row in content["measures"]] == ["Fast omsorgskontakt"]
    assert content["measures"][0]["money"] == [{"line": "kommuner-nara-vard", "planned": 7, "used": 0}]
    assert content["frames"][0]["amount"] == 10
    Measure.objects.update(title="Ändrad")
    assert json.loads(plan.versions.get().content) == content


def test_what_is_sent_back_is_mended_as_the_next_version(plan: ActionPlan, user_of: UserOf) -> None:
    services.submit(plan=plan, seen=1, by=user_of("kommun.uppsala"))
    services.send_back(plan=plan, seen=1, by=user_of("samordnare.uppsala"), comment="Ange ansvarig.")
    plan.refresh_from_db()
    assert (plan.status, plan.version, plan.is_open) == ("returned", 2, True)
    assert plan.versions.get().verdict.comment == "Ange ansvarig."
    services.submit(plan=plan, seen=2, by=user_of("kommun.uppsala"))
    services.approve(plan=plan, seen=2, by=user_of("samordnare.uppsala"))
    assert [version.number for version in plan.versions.all()] == [2, 1]


def test_what_is_approved_applies_until_the_next_version_is(plan: ActionPlan, user_of: UserOf) -> None:
    plan = brought_to(plan, Act.SUBMIT, Act.APPROVE, Act.BEGIN_VERSION)
    assert (plan.status, plan.version) == ("draft", 2)
    in_force = life_of(plan, user_of("kommun.uppsala")).in_force
    assert in_force is not None
    assert in_force.number == 1
    plan = brought_to(plan, Act.SUBMIT)
    in_force = life_of(plan, user_of("kommun.uppsala")).in_force
    assert in_force is not None
    assert in_force.number == 1
    plan = brought_to(plan, Act.APPROVE)
    in_force = life_of(plan, user_of("kommun.uppsala")).in_force
    assert in_force is not None
    assert in_force.number == 2


def test_a_plan_without_measures_is_not_submitted(plan: ActionPlan) -> None:
    plan.measures.update(removed_at="2021-05-01T12:00:00Z")
    with pytest.raises(Hindered) as refused:
        act(plan, Act.SUBMIT)
    assert len(refused.value.reasons) == 1
    assert not PlanVersion.objects.exists()


@pytest.mark.parametrize("one", [Act.SUBMIT, Act.APPROVE, Act.FOLLOW_UP, Act.CLOSE])
def test_nothing_goes_on_while_more_is_used_than_there_is(plan: ActionPlan, one: Act) -> None:
    status = TRANSITIONS[one].sources[0]
    plan = brought_to(plan, *WAYS[status])
    MeasureAmount.objects.update(used=11)
    with pytest.raises(Hindered) as refused:
        act(plan, one)
    assert "1\u00a0kr" in refused.value.reasons[0]
    plan.refresh_from_db()
    assert plan.status == status


@pytest.mark.parametrize("one", [Act.SEND_BACK, Act.BEGIN_VERSION])
def test_there_is_a_way_to_put_it_right(plan: ActionPlan, one: Act) -> None:
    plan = brought_to(plan, *WAYS[TRANSITIONS[one].sources[0]])
    MeasureAmount.objects.update(used=11)
    assert act(plan, one).is_open


def test_more_planned_than_there_is_may_stand(plan: ActionPlan) -> None:
    MeasureAmount.objects.update(planned=11)
    assert act(plan, Act.SUBMIT).status == "submitted"


@pytest.mark.parametrize("one", [Act.APPROVE, Act.SEND_BACK])
def test_nobody_judges_what_they_submitted(plan: ActionPlan, user_of: UserOf, one: Act) -> None:
    admin = user_of("admin")
    act(plan, Act.SUBMIT, admin)
    with pytest.raises(OwnSubmission):
        act(plan, one, admin)
    assert not PlanVerdict.objects.exists()
    plan.refresh_from_db()
    life = life_of(plan, admin)
    assert (life.acts, life.is_own_submission) == ([], True)


def test_who_comes_second_is_told_who_was_first(plan: ActionPlan, user_of: UserOf) -> None:
    act(plan, Act.SUBMIT, user_of("kommun.uppsala"))
    first = user_of("samordnare.uppsala")
    act(plan, Act.APPROVE, first)
    with pytest.raises(Overtaken) as told:
        services.send_back(plan=plan, seen=1, by=user_of("admin"), comment="Nej")
    assert told.value.last is not None
    assert (told.value.last.by, told.value.last.verb) == (first, "action_plans.approved")


def test_a_verdict_is_on_the_version_that_was_read(plan: ActionPlan, user_of: UserOf) -> None:
    brought_to(plan, Act.SUBMIT, Act.SEND_BACK, Act.SUBMIT)
    with pytest.raises(Overtaken):
        services.approve(plan=plan, seen=1, by=user_of("admin"))
    plan.refresh_from_db()
    assert plan.status == "submitted"


KEEPERS, RSS, SIGNATORY = {Act.SUBMIT}, {Act.APPROVE, Act.SEND_BACK}, {Act.APPROVE, Act.SEND_BACK}
MAY = [
    ("0380", "kommun.uppsala", KEEPERS),
    ("0380", "samordnare.uppsala", RSS),
    ("0380", "ekonom.uppsala", set()),
    ("0380", "uppfoljning", set()),
    ("0380", "samordnare.skane", set()),
    ("0380", "admin", KEEPERS | RSS),
    ("RSS03", "samordnare.uppsala", KEEPERS),
    ("RSS03", "kommun.uppsala", set()),
    ("RSS03", "admin", KEEPERS | RSS),
    ("R12", "samordnare.skane", KEEPERS),
    ("R12", "firmatecknare.skane", SIGNATORY),
    ("R12", "ekonomichef.skane", set()),
]


@pytest.mark.parametrize(("code", "who", "acts"), MAY)
def test_who_may_do_what(agreement: Agreement, user_of: UserOf, code: str, who: str, acts: set[Act]) -> None:
    organisation, user = Organisation.objects.get(code=code), user_of(who)
    found = set()
    for status in ("draft", "submitted"):
        plan = ActionPlan(agreement=agreement, organisation=organisation, status=status, pk=1)
        found |= set(life_of(plan, user).acts)
    assert found == acts


@pytest.mark.parametrize("table", [PlanVersion, PlanVerdict])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_lets_nobody_touch_what_was_submitted_or_said(
    plan: ActionPlan, table: type[PlanVersion | PlanVerdict], change: str
) -> None:
    brought_to(plan, Act.SUBMIT, Act.APPROVE)
    rows = table._default_manager.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(comment="annat") if change == "update" else rows._raw_delete("default")


@pytest.mark.usefixtures("concurrent_db")
@pytest.mark.parametrize("one", [Act.SUBMIT, Act.APPROVE])
def test_of_two_at_once_one_is_first(one: Act) -> None:
    plan = _stored_plan()
    if one == Act.APPROVE:
        act(plan, Act.SUBMIT)
    together = Barrier(2)

    def press(_place: int) -> str:
        together.wait()
        try:
            return DEEDS[one](plan=plan, seen=1, by=None, comment="").status
        except Overtaken:
            return "second"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcome = sorted(pool.map(press, range(2)))
    assert outcome == sorted([TRANSITIONS[one].target, "second"])
    assert PlanVersion.objects.count() == 1
    assert Event.objects.about(plan).filter(verb=services.VERB_OF[one]).count() == 1


def _stored_plan() -> ActionPlan:
    agreement, organisation = Agreement.objects.get(), Organisation.objects.get(code="0380")
    plan = ActionPlan.objects.create(agreement=agreement, organisation=organisation, name="Handlingsplan")
    Measure.objects.create(plan=plan, title="Fast omsorgskontakt")
    return plan
