"""Rows of a plan: added, saved by one and by two, moved, removed, undone; and when the plan is closed."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, Agreement, Event, Measure, MeasureAmount, User
from overenskommelse.services import measures as services
from overenskommelse.services.measures import (
    NotUnderstood,
    PlanIsClosed,
    RowSavedByOther,
    add_row,
    last_act,
    move_row,
    remove_row,
    restore_row,
    row_of,
    rows_of,
    save_row,
    undo,
)
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
LINE = "kommuner-nara-vard"
PLANNED, USED = f"planned:{LINE}", f"used:{LINE}"
FULL = {
    "title": "Trygg hemgång",
    "description": "Rad ett\nRad två",
    "area": "Utvecklingen av den nära vården med primärvården som nav",
    "focus_area": "Samverkan mellan regioner och kommuner",
    "requirements": "3.1-a, 3.1.2-a",
    "target_group": "Äldre",
    "responsible": "Uppsala: socialdirektör; Region Uppsala; Fredagsgruppen",
    "schedule": "Hösten 2021",
    "status": "Pågår",
    "status_note": "Försenad start",
    "accounting_object": "9916",
    PLANNED: "1 500 000".replace(" ", "\u00a0"),
    USED: "250 000".replace(" ", "\u00a0"),
}


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "0380")


@pytest.fixture
def contact(user_of: Callable[[str], User]) -> User:
    return user_of("kommun.uppsala")


@pytest.fixture
def admin(user_of: Callable[[str], User]) -> User:
    return user_of("admin")


def fresh(measure: Measure) -> Measure:
    return Measure.objects.get(pk=measure.pk)


def titles(plan: ActionPlan) -> list[str]:
    return [row.title for row in Measure.objects.kept().filter(plan=plan)]


def changes(verb: str = "measures.changed") -> list[Any]:
    event = Event.objects.filter(verb=verb).first()
    return event.data["changes"] if event else []


def test_a_row_is_stored_and_shown_as_it_was_typed(plan: ActionPlan, contact: User) -> None:
    measure = add_row(plan=plan, uid=uuid.uuid4(), values=FULL, by=contact)
    assert {code: text for code, text in row_of(fresh(measure)).items() if text} == FULL
    assert (measure.schedule_kind, str(measure.starts_on), str(measure.ends_on)) == (
        "period",
        "2021-08-01",
        "2021-12-31",
    )
    event = Event.objects.get(verb="measures.added")
    assert (event.by, event.organisation, event.agreement) == (contact, plan.organisation, plan.agreement)


def test_what_is_shown_is_understood_as_the_same(plan: ActionPlan, contact: User) -> None:
    first = add_row(plan=plan, uid=uuid.uuid4(), values=FULL, by=contact)
    again = add_row(plan=plan, uid=uuid.uuid4(), values=row_of(first), by=contact)
    assert row_of(again) == row_of(first)


def test_the_same_row_sent_twice_is_one_row(plan: ActionPlan, contact: User) -> None:
    uid = uuid.uuid4()
    first = add_row(plan=plan, uid=uid, values={"title": "Ett"}, by=contact)
    again = add_row(plan=plan, uid=uid, values={"title": "Ett", "target_group": "Äldre"}, by=contact)
    assert first.pk == again.pk
    assert (titles(plan), again.target_group) == (["Ett"], "Äldre")


def test_a_new_row_comes_last(plan: ActionPlan) -> None:
    for title in ("Ett", "Två", "Tre"):
        make_measure(plan, title)
    assert titles(plan) == ["Ett", "Två", "Tre"]


def test_one_save_is_one_event_with_the_text_before_and_after(plan: ActionPlan, contact: User) -> None:
    measure = make_measure(plan, "Ett", planned={LINE: 1000})
    saved = save_row(measure=measure, values={"title": "Två", PLANNED: "2 tkr"}, seen=1, by=contact)
    assert (saved.title, saved.revision, saved.updated_by) == ("Två", 2, contact)
    assert changes() == [
        {"field": "title", "before": "Ett", "after": "Två"},
        {"field": PLANNED, "before": "1\u00a0000", "after": "2\u00a0000"},
    ]


def test_nothing_changed_is_nothing_stored(plan: ActionPlan, contact: User) -> None:
    measure = make_measure(plan, "Ett", planned={LINE: 1000})
    for values in (row_of(measure), {PLANNED: "1000 kr"}, {}):
        assert save_row(measure=measure, values=values, seen=1, by=contact).revision == 1
    assert changes() == []


def test_an_emptied_amount_is_none(plan: ActionPlan, contact: User) -> None:
    measure = make_measure(plan, "Ett", planned={LINE: 1000})
    save_row(measure=measure, values={PLANNED: ""}, seen=1, by=contact)
    assert MeasureAmount.objects.get(measure=measure).planned == 0
    save_row(measure=measure, values={"used:kommuner-medarbetare": "0"}, seen=1, by=contact)
    assert MeasureAmount.objects.filter(measure=measure).count() == 1


def test_two_who_change_different_cells_both_keep_theirs(
    plan: ActionPlan, contact: User, admin: User
) -> None:
    measure = make_measure(plan, "Ett")
    save_row(measure=measure, values={"schedule": "2021"}, seen=1, by=admin)
    saved = save_row(measure=measure, values={"title": "Två"}, seen=1, by=contact)
    assert (saved.title, saved.schedule, saved.revision) == ("Två", "2021", 3)
    # As a page without a script sends it: every cell, the other's as it was.
    whole = row_of(make_measure(plan, "Ett")) | {"target_group": "Barn"}
    saved = save_row(measure=measure, values=whole | {"title": "Ett"}, seen=1, by=contact)
    assert (saved.title, saved.schedule, saved.target_group) == ("Två", "2021", "Barn")


def test_two_who_change_the_same_cell_are_told_and_nothing_is_stored(
    plan: ActionPlan, contact: User, admin: User
) -> None:
    measure = make_measure(plan, "Ett")
    save_row(measure=measure, values={"title": "Adminens"}, seen=1, by=admin)
    with pytest.raises(RowSavedByOther) as caught:
        save_row(measure=measure, values={"title": "Mitt", "schedule": "2021"}, seen=1, by=contact)
    clash = caught.value.clashes[0]
    assert (clash.column, clash.before, clash.typed, clash.stored) == ("title", "Ett", "Mitt", "Adminens")
    assert caught.value.last is not None
    assert caught.value.last.by == admin
    assert (fresh(measure).title, fresh(measure).schedule) == ("Adminens", "")
    assert save_row(measure=measure, values={"title": "Mitt"}, seen=2, by=contact).title == "Mitt"


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_stored(plan: ActionPlan, contact: User) -> None:
    measure = make_measure(plan, "Ett")
    with pytest.raises(NotUnderstood) as caught:
        save_row(measure=measure, values={"title": "Två", "area": "?", PLANNED: "?"}, seen=1, by=contact)
    assert [problem.column for problem in caught.value.problems] == ["area", PLANNED]
    assert fresh(measure).title == "Ett"


def test_a_row_is_removed_and_taken_back_to_its_place(plan: ActionPlan, contact: User) -> None:
    first, *_rest = [make_measure(plan, title) for title in ("Ett", "Två")]
    remove_row(measure=first, by=contact)
    remove_row(measure=first, by=contact)
    assert titles(plan) == ["Två"]
    restore_row(measure=first, by=contact)
    restore_row(measure=first, by=contact)
    assert titles(plan) == ["Ett", "Två"]
    verbs = Event.objects.filter(by=contact).values_list("verb", flat=True)
    assert [*verbs] == ["measures.restored", "measures.removed"]


def test_a_row_moves_before_another_and_last(plan: ActionPlan, contact: User) -> None:
    one, two, three = (make_measure(plan, title) for title in ("Ett", "Två", "Tre"))
    move_row(measure=three, before=one, by=contact)
    assert titles(plan) == ["Tre", "Ett", "Två"]
    move_row(measure=three, before=None, by=contact)
    assert titles(plan) == ["Ett", "Två", "Tre"]
    move_row(measure=two, before=three, by=contact)
    assert titles(plan) == ["Ett", "Två", "Tre"]
    assert Event.objects.filter(verb="measures.moved").count() == 2


def test_rows_without_an_order_of_their_own_can_be_moved(plan: ActionPlan, contact: User) -> None:
    one, two = (make_measure(plan, title) for title in ("Ett", "Två"))
    Measure.objects.filter(plan=plan).update(position=0)
    move_row(measure=two, before=one, by=contact)
    assert titles(plan) == ["Två", "Ett"]


def test_every_act_is_undone_the_latest_first(plan: ActionPlan, contact: User) -> None:
    one = add_row(plan=plan, uid=uuid.uuid4(), values={"title": "Ett"}, by=contact)
    two = add_row(plan=plan, uid=uuid.uuid4(), values={"title": "Två"}, by=contact)
    save_row(measure=one, values={"title": "Först"}, seen=1, by=contact)
    move_row(measure=two, before=one, by=contact)
    remove_row(measure=one, by=contact)
    seen = [titles(plan)]
    while event := last_act(plan=plan, by=contact):
        undo(event=event, by=contact)
        seen.append(titles(plan))
    assert seen == [["Två"], ["Två", "Först"], ["Först", "Två"], ["Ett", "Två"], ["Ett"], []]


def test_undoing_never_overwrites_what_somebody_else_typed_since(
    plan: ActionPlan, contact: User, admin: User
) -> None:
    measure = make_measure(plan, "Ett", by=admin)
    save_row(measure=measure, values={"title": "Mitt"}, seen=1, by=contact)
    save_row(measure=measure, values={"schedule": "2021"}, seen=2, by=admin)
    save_row(measure=measure, values={"title": "Adminens"}, seen=3, by=admin)
    event = last_act(plan=plan, by=contact)
    assert event is not None
    with pytest.raises(RowSavedByOther):
        undo(event=event, by=contact)
    assert fresh(measure).title == "Adminens"


def test_only_own_acts_on_this_plan_are_undone(
    plan: ActionPlan, agreement: Agreement, contact: User, admin: User
) -> None:
    make_measure(make_plan(agreement, "0380", name="En annan"), "Ett", by=contact)
    make_measure(plan, "Två", by=admin)
    assert last_act(plan=plan, by=contact) is None


@pytest.mark.parametrize("status", [PlanStatus.SUBMITTED, PlanStatus.CLOSED])
def test_a_closed_plan_takes_nothing(plan: ActionPlan, contact: User, status: PlanStatus) -> None:
    measure = make_measure(plan, "Ett")
    ActionPlan.objects.filter(pk=plan.pk).update(status=status)
    acts: list[Callable[[], object]] = [
        lambda: add_row(plan=plan, uid=uuid.uuid4(), values={"title": "Två"}, by=contact),
        lambda: save_row(measure=measure, values={"title": "Två"}, seen=1, by=contact),
        lambda: save_row(measure=measure, values={"status": "Klar"}, seen=1, by=contact),
        lambda: remove_row(measure=measure, by=contact),
        lambda: move_row(measure=measure, before=None, by=contact),
    ]
    for act in acts:
        with pytest.raises(PlanIsClosed):
            act()
    assert row_of(fresh(measure)) == row_of(measure)


@pytest.mark.parametrize("status", [PlanStatus.APPROVED, PlanStatus.FOLLOWED_UP])
def test_an_approved_plan_takes_statuses_and_used_kronor(
    plan: ActionPlan, contact: User, status: PlanStatus
) -> None:
    measure = make_measure(plan, "Ett")
    ActionPlan.objects.filter(pk=plan.pk).update(status=status)
    values = {"status": "Klar", "status_note": "I tid", USED: "1000"}
    saved = save_row(measure=measure, values=values, seen=1, by=contact)
    assert (saved.status, row_of(saved)[USED]) == ("done", "1\u00a0000")
    with pytest.raises(PlanIsClosed) as caught:
        save_row(measure=measure, values={"status": "Pågår", "title": "Två"}, seen=2, by=contact)
    assert caught.value.columns == ["title"]
    # A page that sends all its cells changes only what was changed.
    assert save_row(measure=measure, values=row_of(saved), seen=2, by=contact).revision == 2


def test_rows_cost_equally_many_queries_however_many(
    plan: ActionPlan, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        make_measure(plan, f"{number}", responsible="Uppsala; Heby", requirements="3.1-a", planned={LINE: 1})
    with django_assert_num_queries(5):
        assert len(rows_of(plan)) == 3
    for number in range(5):
        make_measure(plan, f"{number}", responsible="Uppsala; Heby", requirements="3.1-a", planned={LINE: 1})
    with django_assert_num_queries(5):
        assert [row["title"] for _measure, row in rows_of(plan)] == ["0", "1", "2", "0", "1", "2", "3", "4"]


def test_the_interface_is_whole() -> None:
    assert services.COLUMNS[0] == "title"
    assert {*services.__all__} <= {*dir(services)}
