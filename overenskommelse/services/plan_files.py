"""A plan read from a workbook: shown first, then stored all or nothing: docs/adr/0057.

Between the two steps nothing is kept here: what was read travels with the page, signed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from overenskommelse.domain.canonical import digest
from overenskommelse.models import ActionPlan, Measure, User
from overenskommelse.selectors.measures import FOLLOW_UP, USED, Lists
from overenskommelse.selectors.pasted import PastedRow
from overenskommelse.selectors.plan_files import (
    FOLLOW_UPS,
    FRAMES,
    INDICATORS,
    MEASURES,
    READINGS,
    STRUCTURE,
    TEXTS,
    TITLES,
    Part,
    parts_of,
)  # fmt: skip
from overenskommelse.selectors.plan_tables import Change, Fault, Table, absent, changes_in, table_of
from overenskommelse.selectors.understanding import Problem, understand
from overenskommelse.services import follow_ups, measures, plan_parts
from overenskommelse.services.events import SavedByOther, record
from overenskommelse.workbooks import read_plan

# Texts and frames first, and the structure before the measures that point into it.
ORDER: Final = (TEXTS, FRAMES, STRUCTURE, MEASURES, INDICATORS, READINGS, FOLLOW_UPS)


class RefusedError(Exception):
    """The plan is no longer as the person saw it, or the rows can no longer be stored."""


class Line(NamedTuple):
    """A row that would be new or changed; ``fields`` are label, text before and text after."""

    sheet: str
    key: str
    name: str
    is_new: bool
    fields: list[tuple[str, str, str]]


@dataclass
class Preview:
    """What storing would do, or did. ``absent`` are the measures that the file does not have."""

    lines: list[Line] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    seal: str = ""


def read(*, plan: ActionPlan, content: bytes, name: str) -> Table:
    """The sheets of the file that are a plan's. Raises UnreadableError."""
    return table_of(read_plan(content, name, max_bytes=settings.UPLOAD_MAX_BYTES), plan)


def preview(*, plan: ActionPlan, table: Table, by: User) -> Preview:
    """What storing the table would do, with all faults at once. Nothing is stored."""
    return _carried_out(plan, table, by, frozenset(), dry_run=True)


@transaction.atomic
def confirm(
    *, plan: ActionPlan, table: Table, seal: str, by: User, remove: frozenset[str] = frozenset()
) -> Preview:
    """Store everything or nothing; the measures whose ids are in ``remove`` go. Raises RefusedError."""
    ActionPlan.objects.select_for_update().get(pk=plan.pk)
    try:
        done = _carried_out(plan, table, by, remove, dry_run=False, seal=seal)
    except (measures.PlanIsClosed, measures.NotUnderstood, SavedByOther) as error:
        raise RefusedError from error
    if done.faults or done.seal != seal:
        raise RefusedError
    record(
        "plan_files.imported", plan, by=by, agreement=plan.agreement, organisation=plan.organisation,
        rows=len(done.lines), removed=len(remove),
    )  # fmt: skip
    return done


@transaction.atomic
def add_pasted(*, plan: ActionPlan, rows: Sequence[PastedRow], by: User) -> int:
    """Add the rows, all or none; those that are there since a first click stay one. How many were new.

    Raises PlanIsClosed, NotUnderstood, and SavedByOther for a row that somebody has changed since.
    """
    there = plan.measures.count()
    for row in rows:
        measures.add_row(plan=plan, uid=row.uid, values=row.values, by=by)
    added = plan.measures.count() - there
    if added:
        about: dict[str, Any] = {"agreement": plan.agreement, "organisation": plan.organisation}
        record("plan_files.pasted", plan, by=by, rows=added, **about)
    return added


@transaction.atomic
def _carried_out(
    plan: ActionPlan, table: Table, by: User, remove: frozenset[str], *, dry_run: bool, seal: str = ""
) -> Preview:
    """Held against the plan, part by part. A trial does what later rows point at, and takes it back."""
    plan = ActionPlan.objects.select_related("agreement", "organisation").get(pk=plan.pk)
    parts = {part.code: part for part in parts_of(plan)}
    files = {part.code: part for part in table.parts}
    shown = Preview(faults=list(table.faults), seal=_seal(plan, parts))
    if seal and shown.seal != seal:
        return shown
    made = plan_parts.Made(dry_run=dry_run)
    for code in ORDER:
        if code in files:
            found = changes_in(files[code], parts[code])
            shown.lines += [_line(change, parts[code]) for change in found]
            shown.unchanged += len(files[code].rows) - len(found)
            shown.faults += STORE[code](plan, found, by, made)
    shown.absent = [
        (key, parts[MEASURES].rows[key]["title"]) for key in absent(files.get(MEASURES), parts[MEASURES])
    ]
    _remove(plan, [key for key, _title in shown.absent if key in remove], by)
    if dry_run or shown.faults:
        transaction.set_rollback(True)
    return shown


def _seal(plan: ActionPlan, parts: Mapping[str, Part]) -> str:
    """A digest of the plan as it stands, so that a confirmation sees what came between."""
    return digest({"status": plan.status, **{code: part.rows for code, part in parts.items()}})


def _line(change: Change, part: Part) -> Line:
    labels, before = part.labels, change.before or {}
    texts = before | change.cells
    named = next(
        (texts[code] for code in ("title", "name", "label", "indicator", "line") if texts.get(code)), ""
    )
    fields = [
        (labels[code], before.get(code, ""), text)
        for code, text in change.cells.items()
        if text or before.get(code)
    ]
    return Line(str(TITLES[part.code]), change.row.key, named, change.before is None, fields)


def _remove(plan: ActionPlan, keys: list[str], by: User) -> None:
    for measure in plan.measures.filter(uid__in=keys):
        measures.remove_row(measure=measure, by=by)


def _store_measures(
    plan: ActionPlan, found: list[Change], by: User, made: plan_parts.Made
) -> Iterator[Fault]:
    lists = Lists(plan)
    stored = {str(it.uid): it for it in plan.measures.select_related("plan", "area", "focus_area")}
    for change in found:
        measure = stored.get(change.row.key)
        made.measures.add(change.row.key)
        closed = list(_closed(plan, change))
        problems = understand(plan, change.cells, measure=measure, lists=lists).problems
        faults = closed or [_fault(change, problem) for problem in problems]
        if not faults and not made.dry_run:
            _store_measure(plan, change, measure, by)
        yield from faults


def _store_measure(plan: ActionPlan, change: Change, measure: Measure | None, by: User) -> None:
    if measure is None:
        measures.add_row(plan=plan, uid=UUID(change.row.key), values=change.cells, by=by)
        return
    if measure.removed_at:
        measures.restore_row(measure=measure, by=by)
    measures.save_row(measure=measure, values=change.cells, seen=measure.revision, by=by)


def _closed(plan: ActionPlan, change: Change) -> Iterator[Fault]:
    """The first cell that the plan's state does not let be changed."""
    may = change.before is not None and plan.takes_follow_up
    codes = () if plan.is_open else change.cells
    wrong = (it for it in codes if not may or not (it in FOLLOW_UP or it.startswith(f"{USED}:")))
    yield from (plan_parts.closed(plan, change, code) for code in list(wrong)[:1])


def _fault(change: Change, problem: Problem) -> Fault:
    where = change.part.where(change.row.number, problem.column)
    value = change.cells.get(problem.column, "")
    return Fault(where, value[:80], problem.message.rstrip("."), problem.remedy)


STORE: Final[Mapping[str, Callable[[ActionPlan, list[Change], User, plan_parts.Made], Iterator[Any]]]] = {
    TEXTS: plan_parts.store_texts,
    FRAMES: plan_parts.store_frames,
    STRUCTURE: plan_parts.store_structure,
    MEASURES: _store_measures,
    INDICATORS: plan_parts.store_indicators,
    READINGS: plan_parts.store_readings,
    FOLLOW_UPS: follow_ups.store_follow_ups,
}
