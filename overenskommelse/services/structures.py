"""A plan's own tree: parts added, changed, moved and removed; what refers to them follows: docs/adr/0061."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Model

from overenskommelse.domain.mentions import renumbered
from overenskommelse.domain.references import Way, moved
from overenskommelse.models import ActionPlan, Measure, PlanFollowUp, PlanIndicator, PlanNode, User
from overenskommelse.selectors.structures import TEXTS, Structure
from overenskommelse.services.events import record, save_change
from overenskommelse.services.measures import RENUMBERED, PlanIsClosed


class Rearranged(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """The tree is no longer as the person saw it; nothing was done. A second click ends here too."""


class NoRoomError(Exception):
    """A text that refers to a part has no room for its new number; nothing was done."""

    def __init__(self, row: Model) -> None:
        self.row = row
        super().__init__(str(row))


@transaction.atomic
def add_node(*, node: PlanNode, seen: str, by: User | None) -> PlanNode:
    """Store a new part, last below its parent. ``seen``: ``Structure.seen`` as the page was opened.

    Has the tree changed since, and a part of the same name stands in the same place, that one is meant.
    Raises PlanIsClosed.
    """
    plan = _open(node.plan)
    tree = Structure(plan)
    siblings = [row for row in tree.nodes.values() if row.parent_id == node.parent_id]
    if tree.seen != seen:
        for same in siblings:
            if (same.name, same.text) == (node.name, node.text):
                return same
    node.position = max((row.position for row in siblings), default=0) + 1
    node.save()
    number = Structure(plan).numbers[node.pk]
    _record("structures.added", plan, by, [(f"{number} {node.name}", "", node.text or node.name)])
    return node


@transaction.atomic
def save_node(*, node: PlanNode, seen: str, by: User | None) -> None:
    """Store a changed part that was opened as ``seen`` (its fingerprint).

    Raises PlanIsClosed, NoRoomError, and SavedByOther when somebody else saved first.
    """
    plan = _open(node.plan)
    with numbers_kept(plan, by):
        about: Any = {"agreement": plan.agreement, "organisation": plan.organisation}
        save_change(node, verb="structures.changed", seen=seen, by=by, **about)


@transaction.atomic
def move_node(*, node: PlanNode, way: Way, seen: str, by: User | None) -> bool:
    """Move the part, with all below it, one step; whether there was such a way.

    Raises PlanIsClosed, NoRoomError, and Rearranged when the tree is not as it was ``seen``.
    """
    plan = _open(node.plan)
    before = Structure(plan)
    _require_seen(before, node, seen)
    with numbers_kept(plan, by) as kept:
        for place, row in enumerate(moved(before.bare, node.pk, way)):
            stored = before.nodes[row.pk]
            if (stored.parent_id, stored.position) != (row.parent, place):
                PlanNode.objects.filter(pk=row.pk).update(parent=row.parent, position=place)
    if kept:
        _record("structures.moved", plan, by, [(before.nodes[pk].name, *both) for pk, both in kept.items()])
    return bool(kept)


@transaction.atomic
def remove_node(*, node: PlanNode, seen: str, by: User | None) -> None:
    """Remove the part, all below it, indicators and follow-ups. Measures stay in the plan, without a place.

    The event keeps what is lost. Raises PlanIsClosed, and Rearranged as ``move_node``.
    """
    plan = _open(node.plan)
    before = Structure(plan)
    _require_seen(before, node, seen)
    gone = before.below(node)
    lost = [(before.title(row), row.text or row.name, "") for row in gone]
    for indicator in PlanIndicator.objects.filter(node__in=gone).prefetch_related("readings"):
        lost.append((indicator.name, _figures(indicator), ""))
    for row in PlanFollowUp.objects.filter(node__in=gone).select_related("node"):
        lost.append((before.title(before.nodes[row.node_id or 0]), row.text, ""))
    _displace(plan, before, gone, by)
    with numbers_kept(plan, by):
        PlanNode.objects.get(pk=node.pk).delete()
    _record("structures.removed", plan, by, lost)


@contextmanager
def numbers_kept(plan: ActionPlan, by: User | None) -> Iterator[dict[int, tuple[str, str]]]:
    """Whatever is done to the tree within, references lead where they led; some perhaps nowhere.

    Gives, afterwards, part → number before and after, of those that have another. Raises NoRoomError.
    """
    before, differing = Structure(plan).numbers, dict[int, tuple[str, str]]()
    yield differing
    after = Structure(plan).numbers
    differing |= {pk: (number, after.get(pk, "")) for pk, number in before.items() if after.get(pk) != number}
    numbers = {old: new or None for old, new in differing.values()}
    if numbers:
        for model, fields in TEXTS.items():
            within = {"pk": plan.pk} if model is ActionPlan else {"plan": plan}
            for row in model._default_manager.filter(**within):
                _follow(row, fields, numbers, plan, by)


def _follow(
    row: Model, fields: tuple[str, ...], numbers: Mapping[str, str | None], plan: ActionPlan, by: User | None
) -> None:
    """Rewrite the references of one row."""
    texts = {field: str(getattr(row, field)) for field in fields}
    changed = {
        field: (text, now) for field, text in texts.items() if (now := renumbered(text, numbers)) != text
    }
    if not changed:
        return
    for field, (_text, now) in changed.items():
        longest = getattr(row._meta.get_field(field), "max_length", None)
        if longest and len(now) > longest:
            raise NoRoomError(row)
        setattr(row, field, now)
    _save(row, [(field, *both) for field, both in changed.items()], plan, by)


def _save(row: Model, said: list[tuple[str, str, str]], plan: ActionPlan, by: User | None) -> None:
    """Store a row that followed the tree; a measure gets a revision, so that its saves see it."""
    more: dict[str, Any] = {}
    if isinstance(row, Measure):
        row.revision += 1
        more = {"plan": plan.pk, "revision": row.revision}
    row.save()
    about: Any = {"agreement": plan.agreement, "organisation": plan.organisation}
    record(RENUMBERED, row, by=by, changes=_changes(said), **about, **more)


def _displace(plan: ActionPlan, before: Structure, gone: list[PlanNode], by: User | None) -> None:
    """Take the measures out of parts that go."""
    for measure in Measure.objects.filter(node__in=gone).select_related("node"):
        place = before.title(before.nodes[measure.node_id or 0])
        measure.node = None
        _save(measure, [("node", place, "")], plan, by)


def _open(plan: ActionPlan) -> ActionPlan:
    """The plan as stored, locked, if its tree may be changed."""
    rows: Any = ActionPlan.objects.select_for_update(of=("self",))
    stored: ActionPlan = rows.select_related("agreement", "organisation").get(pk=plan.pk)
    if not stored.is_open:
        raise PlanIsClosed(stored)
    return stored


def _require_seen(tree: Structure, node: PlanNode, seen: str) -> None:
    if tree.seen != seen or node.pk not in tree.nodes:
        raise Rearranged


def _figures(indicator: PlanIndicator) -> str:
    """What is lost with an indicator, in a line."""
    said = [f"{it.on} {it.text if it.value is None else it.value}" for it in indicator.readings.all()]
    return "; ".join(said) or indicator.name


def _changes(said: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"field": field, "before": before, "after": after} for field, before, after in said]


def _record(verb: str, plan: ActionPlan, by: User | None, said: list[tuple[str, str, str]]) -> None:
    about: Any = {"agreement": plan.agreement, "organisation": plan.organisation}
    record(verb, plan, by=by, changes=_changes(said), **about)
