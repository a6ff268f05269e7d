"""Measures: rows of a plan added, changed, moved, removed, and each of it undone.

Rows come and go as text (``selectors/measures``); a save is held against what others saved: docs/adr/0055.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from overenskommelse.domain.merges import Clash, differences, merge
from overenskommelse.models import (
    ActionPlan,
    Event,
    FundingLine,
    Measure,
    MeasureAmount,
    MeasureResponsible,
    Organisation,
    User,
)
from overenskommelse.selectors.measures import (
    COLUMNS,
    FOLLOW_UP,
    USED,
    Column,
    Lists,
    Row,
    columns_of,
    row_of,
    rows_of,
    with_cells,
)
from overenskommelse.selectors.understanding import Problem, Understood, cleaned, understand
from overenskommelse.services.events import SavedByOther, record

__all__ = [
    "COLUMNS", "Clash", "Column", "Lists", "NotUnderstood", "PlanIsClosed", "Problem", "Row",
    "RowSavedByOther", "Understood", "add_row", "columns_of", "last_act", "move_row", "remove_row",
    "restore_row", "row_of", "rows_of", "save_row", "texts_before", "understand", "undo",
]  # fmt: skip

ADDED, CHANGED, MOVED = "measures.added", "measures.changed", "measures.moved"
REMOVED, RESTORED = "measures.removed", "measures.restored"
RENUMBERED = "structures.renumbered"  # cells that followed the own structure; nobody typed them


class RowSavedByOther(SavedByOther):
    """``clashes`` are the cells that both changed; nothing of the save is stored."""

    stored: Measure

    def __init__(self, stored: Measure, clashes: list[Clash]) -> None:
        super().__init__(stored)
        self.clashes = clashes


class NotUnderstood(ValueError):  # noqa: N818 - it says what happened, and is caught by that name
    """Cells that mean nothing; ``problems`` holds all of them, and nothing is stored."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{problem.column}: {problem}" for problem in problems))


class PlanIsClosed(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """The plan's state does not let ``columns`` be changed (all, if empty)."""

    def __init__(self, plan: ActionPlan, columns: Iterable[str] = ()) -> None:
        self.plan, self.columns = plan, list(columns)
        super().__init__(f"{plan}: {plan.status}")


@transaction.atomic
def add_row(*, plan: ActionPlan, uid: UUID, values: Mapping[str, str], by: User | None) -> Measure:
    """A new last row of ``plan``. The same ``uid`` again is the same row, saved with ``values``.

    Raises NotUnderstood, PlanIsClosed, and RowSavedByOther when the row was there and others changed it.
    """
    plan = _locked(plan)
    known = Measure.objects.filter(plan=plan, uid=uid).first()
    if known is not None:
        return save_row(measure=known, values=values, seen=1, by=by)
    _require_open(plan)
    lists = Lists(plan)
    understood = _understood(plan, values, None, lists)
    measure = Measure(plan=plan, uid=uid, position=_last(plan) + 1, created_by=by, updated_by=by)
    _store(measure, understood)
    stored = _fresh(measure)
    _record(ADDED, stored, by, changes=differences({}, row_of(stored, lists)))
    return stored


@transaction.atomic
def save_row(
    *,
    measure: Measure,
    values: Mapping[str, str],
    seen: int,
    by: User | None,
    undoes: Event | None = None,
) -> Measure:
    """Store the cells of ``values`` (column → text) that differ from the row as of revision ``seen``.

    What others changed since in other cells stays. Raises RowSavedByOther when they changed the same cells
    to something else; NotUnderstood; PlanIsClosed.
    """
    plan = _locked(measure.plan)
    stored, lists = _fresh(measure, plan), Lists(plan)
    before = row_of(stored, lists)
    wanted = _wanted(stored, before, _typed(values, plan, lists), seen)
    if not wanted:
        return stored
    _require_open(plan, wanted)
    _store(stored, _understood(plan, wanted, stored, lists), by=by)
    after = _fresh(stored, plan)
    changes = differences(before, row_of(after, lists))
    if changes:
        Measure.objects.filter(pk=after.pk).update(revision=stored.revision + 1)
        after.revision += 1
        _record(CHANGED, after, by, changes=changes, undoes=undoes and undoes.pk)
    return after


@transaction.atomic
def remove_row(*, measure: Measure, by: User | None, undoes: Event | None = None) -> None:
    """Take the row out of the plan; it can be taken back. Removed already: nothing. Raises PlanIsClosed."""
    _mark(measure, timezone.now(), REMOVED, by, undoes)


@transaction.atomic
def restore_row(*, measure: Measure, by: User | None, undoes: Event | None = None) -> None:
    """Take a removed row back, to its place. There already: nothing. Raises PlanIsClosed."""
    _mark(measure, None, RESTORED, by, undoes)


@transaction.atomic
def move_row(
    *, measure: Measure, before: Measure | None, by: User | None, undoes: Event | None = None
) -> None:
    """Put the row before another of its plan, or last. Raises PlanIsClosed."""
    plan = _locked(measure.plan)
    _require_open(plan)
    order = list(Measure.objects.filter(plan=plan).values_list("pk", "position", "removed_at"))
    keys = [pk for pk, _position, _removed in order]
    shown = [pk for pk, _position, removed in order if removed is None]
    follower = next(iter(shown[shown.index(measure.pk) + 1 :]), None) if measure.pk in shown else None
    keys.remove(measure.pk)
    keys.insert(keys.index(before.pk) if before else len(keys), measure.pk)
    was = {pk: position for pk, position, _removed in order}
    moved = [Measure(pk=pk, position=place) for place, pk in enumerate(keys, 1) if was[pk] != place]
    if [pk for pk, *_rest in order] == keys:
        return
    Measure.objects.bulk_update(moved, ["position"], batch_size=500)
    _record(MOVED, measure, by, before=follower, undoes=undoes and undoes.pk)


@transaction.atomic
def undo(*, event: Event, by: User) -> Measure:
    """Do the reverse of one act on a row, through the same rules.

    Raises RowSavedByOther when somebody has changed the same cells since; PlanIsClosed; NotUnderstood.
    """
    measure = Measure.objects.select_related("plan").get(pk=event.subject_id)
    if event.verb == CHANGED:
        seen = event.data["revision"]
        return save_row(measure=measure, values=texts_before(event), seen=seen, by=by, undoes=event)
    if event.verb == MOVED:
        follower = Measure.objects.filter(plan=measure.plan, pk=event.data["before"]).first()
        move_row(measure=measure, before=follower, by=by, undoes=event)
    elif event.verb == REMOVED:
        restore_row(measure=measure, by=by, undoes=event)
    else:
        remove_row(measure=measure, by=by, undoes=event)
    return measure


def texts_before(event: Event) -> Row:
    """What the cells held that an act on a row changed."""
    return {change["field"]: change["before"] for change in event.data["changes"]}


FAR_BACK = 100  # events; what is older is changed by hand


def last_act(*, plan: ActionPlan, by: User) -> Event | None:
    """The person's latest act on the plan's rows that is not undone and undoes nothing."""
    rows = Event.objects.filter(by=by, agreement=plan.agreement_id, organisation=plan.organisation_id)
    undone: set[int] = set()
    for event in rows.filter(verb__startswith="measures.")[:FAR_BACK]:
        if event.data.get("plan") == plan.pk:
            if undoes := event.data.get("undoes"):
                undone.add(undoes)
            elif event.pk not in undone:
                return event
    return None


def _locked(plan: ActionPlan) -> ActionPlan:
    """The plan as stored; whoever changes a row of it waits here for the one before."""
    rows = ActionPlan.objects.select_for_update(of=("self",))
    return rows.select_related("agreement", "organisation").get(pk=plan.pk)


def _fresh(measure: Measure, plan: ActionPlan | None = None) -> Measure:
    stored = with_cells(Measure.objects.all()).get(pk=measure.pk)
    stored.plan = plan or measure.plan
    return stored


def _last(plan: ActionPlan) -> int:
    return Measure.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0


def _require_open(plan: ActionPlan, columns: Iterable[str] = ()) -> None:
    """An open plan takes all cells, one in follow-up some. No columns: the row itself comes or goes."""
    closed = [code for code in columns if code not in FOLLOW_UP and not code.startswith(f"{USED}:")]
    if not plan.is_open and (closed or not columns or not plan.takes_follow_up):
        raise PlanIsClosed(plan, closed)


def _understood(
    plan: ActionPlan, values: Mapping[str, str], measure: Measure | None, lists: Lists
) -> Understood:
    understood = understand(plan, values, measure=measure, lists=lists)
    if understood.problems:
        raise NotUnderstood(understood.problems)
    return understood


def _typed(values: Mapping[str, str], plan: ActionPlan, lists: Lists) -> Row:
    kinds = {column.code: column.kind for column in columns_of(plan, lists)}
    return {code: cleaned(text, kinds.get(code, "")) for code, text in values.items()}


def _wanted(stored: Measure, now: Row, typed: Row, seen: int) -> Row:
    """The cells that were changed from what was seen. Raises RowSavedByOther where others did so too."""
    merged = merge(now | _since(stored, seen), typed, now)
    if merged.clashes:
        raise RowSavedByOther(stored, merged.clashes)
    return merged.wanted


def _since(stored: Measure, seen: int) -> Row:
    """What the cells that were changed after revision ``seen`` held at it."""
    if stored.revision <= seen:
        return {}
    events = Event.objects.about(stored).filter(verb__in=(CHANGED, RENUMBERED))[: stored.revision - seen]
    later = [event for event in events if event.data["revision"] > seen]
    return {row["field"]: row["before"] for event in later for row in event.data["changes"]}


def _store(measure: Measure, understood: Understood, by: User | None = None) -> None:
    for name, value in understood.fields.items():
        setattr(measure, name, value)
    measure.updated_by = by or measure.updated_by
    measure.save()
    if understood.requirements is not None:
        measure.requirements.set(understood.requirements)
    if understood.responsible is not None:
        _store_responsible(measure, understood.responsible)
    _store_amounts(measure, understood.amounts)


def _store_responsible(measure: Measure, people: list[tuple[Organisation | None, str]]) -> None:
    measure.responsible.all().delete()
    MeasureResponsible.objects.bulk_create(
        MeasureResponsible(measure=measure, organisation=organisation, function=function, position=place)
        for place, (organisation, function) in enumerate(people)
    )


def _store_amounts(measure: Measure, amounts: Mapping[FundingLine, Mapping[str, int]]) -> None:
    for line, kronor in amounts.items():
        if any(kronor.values()):
            MeasureAmount.objects.update_or_create(measure=measure, line=line, defaults=kronor)
        else:
            measure.amounts.filter(line=line).update(**kronor)


def _mark(measure: Measure, at: Any, verb: str, by: User | None, undoes: Event | None) -> None:
    plan = _locked(measure.plan)
    _require_open(plan)
    changing = Measure.objects.filter(pk=measure.pk, removed_at__isnull=at is not None)
    if changing.update(removed_at=at):
        measure.removed_at, measure.plan = at, plan
        _record(verb, measure, by, undoes=undoes and undoes.pk)


def _record(verb: str, measure: Measure, by: User | None, **data: Any) -> None:
    plan = measure.plan
    record(
        verb, measure, by=by, agreement=plan.agreement, organisation=plan.organisation,
        plan=plan.pk, revision=measure.revision, **data,
    )  # fmt: skip
