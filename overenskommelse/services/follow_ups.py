"""What came of each part of a plan, written while the plan takes a follow-up: docs/adr/0062."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from overenskommelse.models import ActionPlan, Event, PlanFollowUp, User
from overenskommelse.selectors.follow_ups import FollowedPart, followed_parts
from overenskommelse.selectors.measures import Lists, Row, folded
from overenskommelse.selectors.plan_tables import Change, Fault
from overenskommelse.services.events import record
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.services.plan_parts import Made, closed


class TextSavedByOther(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """Somebody saved another text, ``stored``, after the person opened it. Nothing was stored."""

    def __init__(self, stored: str) -> None:
        self.stored = stored
        super().__init__(stored)


@transaction.atomic
def save_follow_up(
    *, plan: ActionPlan, part: FollowedPart, text: str, seen: str, by: User | None
) -> Event | None:
    """Let ``text`` stand for the part; an empty one takes it away. Nothing happens when it stands already.

    ``seen`` is the text as it was opened. Raises PlanIsClosed, TextSavedByOther.
    """
    rows: Any = ActionPlan.objects.select_for_update(of=("self",))
    locked = rows.select_related("agreement", "organisation").get(pk=plan.pk)
    wanted, opened = (_plain(it) for it in (text, seen))
    about: dict[str, Any] = {"area": part.area, "node": part.node}
    stored = PlanFollowUp.objects.filter(plan=plan, **about).first()
    before = stored.text if stored else ""
    if wanted == before:
        return None
    if not locked.takes_follow_up:
        raise PlanIsClosed(locked)
    if opened != before:
        raise TextSavedByOther(before)
    if wanted:
        PlanFollowUp.objects.update_or_create(plan=plan, **about, defaults={"text": wanted})
    elif stored:
        stored.delete()
    return record(
        "follow_ups.changed", locked, by=by, agreement=locked.agreement, organisation=locked.organisation,
        changes=[{"field": part.name, "before": before, "after": wanted}],
    )  # fmt: skip


def _plain(text: str) -> str:
    """Without what a form adds: blank ends, and line breaks of two characters."""
    return text.replace("\r\n", "\n").strip()


def store_follow_ups(plan: ActionPlan, found: list[Change], by: User, made: Made) -> Iterator[Fault]:
    """What a workbook says came of each part; parts that the file does not have keep their texts."""
    known = {part.key: part for part in followed_parts(plan)}
    for change in found:
        part = known.get(change.row.key) or _named(plan, change.cells)
        text = change.cells.get("text", part.text if part else "")
        if part is None:
            where, value = change.part.where(change.row.number, "area"), change.cells.get("area", "")
            what = _("Nothing in the plan has this name or number")
            yield Fault(where, value[:80], what, _("Keep the rows as they were saved from here."))
        elif not plan.takes_follow_up:
            yield closed(plan, change, "text")
        elif not made.dry_run:
            save_follow_up(plan=plan, part=part, text=text, seen=part.text, by=by)


def _named(plan: ActionPlan, cells: Row) -> FollowedPart | None:
    """The part of the tree with the row's number, or the area with its name or code."""
    number, area = cells.get("node", "").strip().rstrip("."), folded(cells.get("area", ""))
    if number:
        node = Lists(plan).nodes.get(number)
        return FollowedPart(None, node, number) if node else None
    named = {folded(text): row for row in plan.agreement.areas.all() for text in (row.name, row.code)}
    return FollowedPart(named[area], None) if area in named else None
