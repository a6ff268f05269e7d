"""Action plans as wholes: begun, described, framed, carried over to a new year."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, NamedTuple, TypeAlias, TypeVar

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.base import ModelState

from overenskommelse.choices import MeasureStatus, PlanStatus
from overenskommelse.domain.canonical import digest
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    DevelopmentArea,
    Event,
    FundingLine,
    Measure,
    MeasureAmount,
    MeasureResponsible,
    MeasureShare,
    PlanFrame,
    PlanIndicator,
    PlanNode,
    Undertaking,
    User,
)
from overenskommelse.selectors import content_of
from overenskommelse.selectors.carrying import Counterparts
from overenskommelse.services.events import SavedByOther, changes, record, save_change
from overenskommelse.services.measures import PlanIsClosed

M = TypeVar("M", bound=Model)

__all__ = [
    "Frame",
    "add_plan",
    "carry_over",
    "change_plan",
    "content_of",
    "frames_seen",
    "remove_plan",
    "set_frames",
]


@transaction.atomic
def add_plan(*, plan: ActionPlan, by: User | None) -> ActionPlan:
    """Store a new ``plan``."""
    plan.created_by = plan.updated_by = by
    plan.save()
    _record("action_plans.added", plan, by)
    return plan


@transaction.atomic
def change_plan(*, plan: ActionPlan, seen: str, by: User) -> Event | None:
    """Store the plan's own texts; nothing when nothing differs. ``seen``: the fingerprint that was opened.

    The follow-up may be written as long as the plan takes one. Raises PlanIsClosed, SavedByOther.
    """
    stored = _locked(plan)
    changed = {row["field"] for row in changes(stored, plan)}
    if not stored.is_open and not (stored.takes_follow_up and changed <= {"follow_up"}):
        raise PlanIsClosed(stored)
    return save_change(
        plan, verb="action_plans.changed", seen=seen, by=by,
        agreement=plan.agreement, organisation=plan.organisation,
    )  # fmt: skip


@transaction.atomic
def remove_plan(*, plan: ActionPlan, by: User | None) -> None:
    """Remove a plan that was never submitted, with its measures; the event keeps their titles.

    Raises PlanIsClosed, and ProtectedError when something outside the plan stands on a measure.
    """
    stored = _locked(plan)
    if stored.versions.exists():
        raise PlanIsClosed(stored)
    _record(
        "action_plans.removed", stored, by, measures=list(stored.measures.values_list("title", flat=True))
    )
    stored.delete()


class Frame(NamedTuple):
    """Kronor to plan for on a line, perhaps within an area, and where the amount comes from."""

    line: FundingLine
    area: DevelopmentArea | None
    amount: int
    source: str


def frames_seen(plan: ActionPlan) -> str:
    """A digest of the plan's frames; it travels with the form, so that a save sees what came between."""
    rows = plan.frames.order_by("line", "area").values_list("line", "area", "amount", "source")
    return digest({"frames": [list(row) for row in rows]})


@transaction.atomic
def set_frames(*, plan: ActionPlan, frames: Iterable[Frame], seen: str, by: User | None) -> Event | None:
    """Let the plan reckon with ``frames`` and no others. ``seen``: ``frames_seen`` as they were opened.

    Raises PlanIsClosed, SavedByOther.
    """
    stored = _locked(plan)
    if not stored.is_open:
        raise PlanIsClosed(stored)
    if frames_seen(stored) != seen:
        raise SavedByOther(stored)
    before = _said(stored)
    stored.frames.all().delete()
    PlanFrame.objects.bulk_create(PlanFrame(plan=stored, **frame._asdict()) for frame in frames)
    after = _said(stored)
    if before == after:
        return None
    changed = [
        {"field": name, "before": before.get(name, ""), "after": after.get(name, "")}
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]
    return _record("action_plans.framed", stored, by, changes=changed)


def _said(plan: ActionPlan) -> dict[str, str]:
    """Line and area → amount and source, as the log tells them."""
    rows = plan.frames.select_related("line", "area")
    return {
        ", ".join(str(part) for part in (row.line, row.area) if part): f"{row.amount} ({row.source})"
        for row in rows
    }


def _locked(plan: ActionPlan) -> ActionPlan:
    """The plan as stored, which nobody else changes before this transaction ends."""
    rows: Any = ActionPlan.objects.select_for_update(of=("self",))
    return rows.select_related("agreement", "organisation").get(pk=plan.pk)  # type: ignore[no-any-return]


def _record(verb: str, plan: ActionPlan, by: User | None, **data: Any) -> Event:
    return record(verb, plan, by=by, agreement=plan.agreement, organisation=plan.organisation, **data)


UNFINISHED = (MeasureStatus.PLANNED, MeasureStatus.UNDER_WAY, MeasureStatus.PAUSED)
Copies: TypeAlias = dict[int | None, Any]


@transaction.atomic
def carry_over(
    *, plan: ActionPlan, agreement: Agreement, name: str, with_planned: bool, by: User | None
) -> ActionPlan:
    """A draft under ``agreement`` with what ``plan`` leaves unfinished, each part with its lineage.

    Texts, own tree, indicators (the last reading is the new baseline) and unfinished measures follow; used
    kronor never do, planned ones only ``with_planned``. Nothing happens to ``plan``.
    """
    old = _locked(plan)
    new = _copy(old, agreement=agreement, name=name, status=PlanStatus.DRAFT, version=1, follow_up="")
    new.created_by = new.updated_by = by
    new.save()
    beside = Counterparts(old, new)
    nodes = _carry_tree(old, new)
    measures = _carry_measures(old, new, beside, nodes, by)
    _carry_parts(measures, beside, with_planned=with_planned)
    _carry_indicators(old, new, measures, nodes)
    _record("action_plans.carried", new, by, source=old.pk, measures=len(measures))
    return new


def _copy(row: M, **values: Any) -> M:
    """A new row, not stored, like ``row`` but for ``values``, with its lineage if the model keeps one."""
    new = copy(row)
    new.pk, new._state = None, ModelState()
    if any(field.name == "carried_from" for field in row._meta.fields):
        values["carried_from"] = row
    for field, value in values.items():
        setattr(new, field, value)
    return new


def _carry_tree(old: ActionPlan, new: ActionPlan) -> Copies:
    """Old id → new part; parents are set when all have their ids."""
    rows = list(old.nodes.all())
    copies: Copies = {row.pk: _copy(row, plan=new, parent=None) for row in rows}
    PlanNode.objects.bulk_create(copies.values())
    for row in rows:
        copies[row.pk].parent = copies.get(row.parent_id)
    PlanNode.objects.bulk_update(copies.values(), ["parent"])
    return copies


def _carry_measures(
    old: ActionPlan, new: ActionPlan, beside: Counterparts, nodes: Copies, by: User | None
) -> Copies:
    """Old id → new measure. An area that the new agreement does not have is left empty."""
    copies: Copies = {
        row.pk: _copy(
            row,
            plan=new,
            area=beside.areas.get(row.area_id or 0),
            focus_area=beside.focus_areas.get(row.focus_area_id or 0),
            node=nodes.get(row.node_id),
            revision=1,
            created_by=by,
            updated_by=by,
        )
        for row in old.measures.kept().filter(status__in=UNFINISHED)
    }
    Measure.objects.bulk_create(copies.values())
    return copies


def _carry_parts(measures: Copies, beside: Counterparts, *, with_planned: bool) -> None:
    """The people, requirements and undertakings of the measures; with planned kronor also who bears them."""
    _carry_links(Measure.requirements.through, "requirement_id", measures, _ids(beside.requirements))
    _carry_links(Undertaking.measures.through, "undertaking_id", measures)
    _carry_links(Measure.attachments.through, "attachment_id", measures)
    kinds: list[tuple[Any, dict[str, Any]]] = [(MeasureResponsible, {})]
    kinds += [(MeasureShare, {})] if with_planned else []
    for kind, values in kinds:
        rows = kind.objects.filter(measure__in=measures)
        kind.objects.bulk_create(_copy(row, measure=measures[row.measure_id], **values) for row in rows)
    if with_planned:
        amounts = MeasureAmount.objects.filter(measure__in=measures, planned__gt=0, line__in=beside.lines)
        MeasureAmount.objects.bulk_create(
            _copy(row, measure=measures[row.measure_id], line=beside.lines[row.line_id], used=0)
            for row in amounts
        )


def _ids(rows: Mapping[int, Model]) -> dict[int, int]:
    return {old: row.pk for old, row in rows.items()}


def _carry_links(
    table: Any, field: str, measures: Copies, counterparts: Mapping[int, int] | None = None
) -> None:
    """Rows of a many-to-many table again for the new measures; those without a counterpart are left out."""
    found = table.objects.filter(measure__in=measures).values_list("measure", field)
    pairs = {
        (measures[old].pk, other if counterparts is None else counterparts.get(other)) for old, other in found
    }
    table.objects.bulk_create(table(measure_id=new, **{field: other}) for new, other in pairs if other)


def _carry_indicators(old: ActionPlan, new: ActionPlan, measures: Copies, nodes: Copies) -> None:
    """Those of the plan, of its tree and of unfinished measures; their readings stay where they were made."""
    rows = old.indicators.filter(Q(measure=None) | Q(measure__in=measures)).prefetch_related("readings")
    PlanIndicator.objects.bulk_create(
        _copy(
            row, plan=new, measure=measures.get(row.measure_id), node=nodes.get(row.node_id), **_baseline(row)
        )
        for row in rows
    )


def _baseline(row: PlanIndicator) -> dict[str, Any]:
    """The last reading that is a figure; the old baseline where there is none."""
    readings = [reading for reading in row.readings.all() if reading.value is not None]
    last = max(readings, key=lambda reading: reading.on, default=None)
    return {"baseline": last.value, "baseline_on": last.on} if last else {}
