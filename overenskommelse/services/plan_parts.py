"""What a workbook says beside measures: texts, frames, structure, indicators and readings.

Each ``store_…`` gives the faults of its rows; in a trial it stores only what later parts point at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from overenskommelse.domain.amounts import whole_kronor
from overenskommelse.models import ActionPlan, IndicatorReading, PlanIndicator, PlanNode, User
from overenskommelse.selectors.measures import Lists, folded
from overenskommelse.selectors.plan_files import LEVELS
from overenskommelse.selectors.plan_tables import Change, Fault
from overenskommelse.services import plan_indicators
from overenskommelse.services.action_plans import Frame, change_plan, frames_seen, set_frames
from overenskommelse.services.events import fingerprint, record
from overenskommelse.services.structures import NoRoomError, numbers_kept

LARGEST_SMALL: Final = 32_767  # a PositiveSmallIntegerField


@dataclass
class Made:
    """What the parts before have made, or would make: ids in the file → what stands for them in the plan."""

    dry_run: bool
    measures: set[str] = field(default_factory=set)
    indicators: dict[str, PlanIndicator] = field(default_factory=dict)


def store_texts(plan: ActionPlan, found: list[Change], by: User, made: Made) -> Iterator[Fault]:
    """The plan's own texts."""
    changed = ActionPlan.objects.select_related("agreement", "organisation").get(pk=plan.pk)
    seen, by_field = fingerprint(changed), {change.row.key: change for change in found}
    for name, change in by_field.items():
        text = change.cells.get("text", "").strip()
        if change.before is None:
            what = _("The plan has no text of this name")
            yield _fault(change, "label", what, _("Keep the rows as they were saved from here."))
        else:
            setattr(changed, name, text.splitlines() if name == LEVELS else text.replace("\r\n", "\n"))
    may = plan.is_open or (plan.takes_follow_up and set(by_field) <= {"follow_up"})
    faults = [closed(plan, found[0], "text")] if found and not may else []
    faults += [
        _fault(by_field.get(name, found[0]), "text", what, "")
        for name, what in (_wrong(changed) if found else ())
    ]
    if found and not faults and not made.dry_run:
        change_plan(plan=changed, seen=seen, by=by)
    yield from faults


def _wrong(row: Model, exclude: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Field and words of what the model says is wrong with the row."""
    try:
        row.full_clean(exclude=set(exclude))
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            yield from ((name if name != NON_FIELD_ERRORS else "", text.rstrip(".")) for text in texts)


def _fault(change: Change, column: str, what: str, remedy: str) -> Fault:
    value = change.cells.get(column, "")
    return Fault(change.part.where(change.row.number, column), value[:80], what, remedy)


def closed(plan: ActionPlan, change: Change, column: str) -> Fault:
    """What the plan's state does not let be changed."""
    what = _("The plan is %(status)s, so this cannot be changed") % {
        "status": plan.get_status_display().lower()
    }
    remedy = _("Statuses, notes and used kronor may be changed; begin a new version for the rest.")
    return _fault(change, column, what, remedy)


def store_frames(plan: ActionPlan, found: list[Change], by: User, made: Made) -> Iterator[Fault]:
    """The amounts that the plan reckons with; frames that the file does not have stay."""
    if not found:
        return
    if not plan.is_open:
        yield closed(plan, found[0], "amount")
        return
    frames: dict[str, Frame | None] = {
        _frame_key(it.line.code, it.area.code if it.area else ""): Frame(
            it.line, it.area, it.amount, it.source
        )
        for it in plan.frames.select_related("line", "area")
    }
    for change in found:
        frame, faults = _frame(plan, change)
        yield from faults
        frames.pop(change.row.key, None)
        if frame:
            frames[_frame_key(frame.line.code, frame.area.code if frame.area else "")] = frame
    if not made.dry_run:
        kept = [frame for frame in frames.values() if frame]
        set_frames(plan=plan, frames=kept, seen=frames_seen(plan), by=by)


def _frame_key(line: str, area: str) -> str:
    return f"{line} {area}".strip()


def _frame(plan: ActionPlan, change: Change) -> tuple[Frame | None, list[Fault]]:
    cells = (change.before or {}) | change.cells
    lines = {folded(text): it for it in plan.agreement.lines.all() for text in (it.name, it.code)}
    areas = {folded(text): it for it in plan.agreement.areas.all() for text in (it.name, it.code)}
    line, area = lines.get(folded(cells.get("line", ""))), areas.get(folded(cells.get("area", "")))
    amount, source = whole_kronor(cells.get("amount", "")), cells.get("source", "").strip()
    wrong = (
        ("line", line is None, _("No funding line is called so"), _("Write the line's name or code.")),
        ("area", bool(cells.get("area")) and area is None, _("No development area is called so"), ""),
        ("amount", not amount, _("This is not an amount in whole kronor"), _("Write for example 250 000.")),
        ("source", not source or len(source) > 300, _("The source of the amount is missing or too long"),
         _("Say where the amount comes from, in at most 300 characters.")),
    )  # fmt: skip
    faults = [_fault(change, column, what, remedy) for column, is_wrong, what, remedy in wrong if is_wrong]
    return (None if faults or line is None or not amount else Frame(line, area, amount, source)), faults


def store_structure(plan: ActionPlan, found: list[Change], by: User, made: Made) -> Iterator[Fault]:
    """Parts of the own tree renamed, or added where their numbers say. Stored in a trial too."""
    if found and not plan.is_open:
        yield closed(plan, found[0], "name")
        return
    changed: list[dict[str, str]] = []
    try:
        with numbers_kept(plan, by):
            yield from _store_nodes(plan, found, changed)
    except NoRoomError as error:
        what = _("“%(text)s” refers to a part here and has no room for its new number") % {"text": error.row}
        yield _fault(found[0], "first_number", what, _("Shorten it first."))
    if changed and not made.dry_run:
        about: dict[str, Any] = {"agreement": plan.agreement, "organisation": plan.organisation}
        record("plan_files.structured", plan, by=by, changes=changed, **about)


def _store_nodes(plan: ActionPlan, found: list[Change], changed: list[dict[str, str]]) -> Iterator[Fault]:
    for change in found:
        yield from _store_node(plan, change)
        before = change.before or {}
        changed += [
            {"field": f"{change.cells.get('number') or before.get('number', '')} {code}",
             "before": before.get(code, ""), "after": text}
            for code, text in change.cells.items()
        ]  # fmt: skip


def _store_node(plan: ActionPlan, change: Change) -> Iterator[Fault]:
    stored = {f"n{node.pk}": node for node in plan.nodes.all()}
    node = stored.get(change.row.key)
    if node and "number" in change.cells:
        what = _("The part has another number in the plan: %(number)s") % (change.before or {})
        yield _fault(change, "number", what, _("Move it on the page of the own structure."))
        return
    if node is None:
        node, fault = _new_node(plan, change)
        if node is None:
            yield from [fault] if fault else []
            return
    node.name = change.cells.get("name", node.name).strip()
    node.text = change.cells.get("text", node.text).strip()
    first = change.cells.get("first_number", str(node.first_number)).strip() or "1"
    node.first_number = int(first) if first.isdecimal() and int(first) <= LARGEST_SMALL else -1
    wrong = list(_wrong(node, exclude={"plan", "parent", "carried_from"}))
    yield from (_fault(change, name, what, "") for name, what in wrong)
    if not wrong:
        node.save()


def _new_node(plan: ActionPlan, change: Change) -> tuple[PlanNode | None, Fault | None]:
    """A new part, last below the part that its number names. Its number must follow the last there."""
    above, _dot, _own = change.cells.get("number", "").strip().rstrip(".").rpartition(".")
    nodes = Lists(plan).nodes
    parent = nodes.get(above)
    siblings = [node for node in nodes.values() if node.parent_id == (parent.pk if parent else None)]
    number = (parent.first_number if parent else 1) + len(siblings)
    wanted = f"{above}.{number}" if above else str(number)
    if (above and parent is None) or wanted != change.cells.get("number", "").strip().rstrip("."):
        what, remedy = (
            _("A new part cannot have this number"),
            _("Give it the number after the last: %(number)s."),
        )
        return None, _fault(
            change, "number", what, remedy % {"number": wanted if parent or not above else "…"}
        )
    last = max((node.position for node in siblings), default=0)
    return PlanNode(plan=plan, parent=parent, position=last + 1), None


def store_indicators(plan: ActionPlan, found: list[Change], by: User, made: Made) -> Iterator[Fault]:
    """Indicators of the plan, of measures (by id) and of parts of the structure (by number)."""
    made.indicators |= {f"i{it.pk}": it for it in plan.indicators.select_related("measure", "node")}
    measures = {str(it.uid): it for it in plan.measures.all()}
    nodes = Lists(plan).nodes
    for change in found:
        indicator = made.indicators.get(change.row.key) or PlanIndicator(plan=plan)
        indicator.plan, seen = plan, fingerprint(indicator)
        faults = [closed(plan, change, "name")] if not plan.is_open else []
        faults += _fill(indicator, change)
        for name, known in (("measure", measures), ("node", nodes)):
            if text := change.cells.get(name, "").strip():
                if text not in known and text not in made.measures:
                    faults.append(_fault(change, name, _("Nothing in the plan has this id or number"), ""))
                setattr(indicator, name, known.get(text))
        faults += [_fault(change, name, what, "") for name, what in _wrong(indicator, exclude={"plan"})]
        yield from faults
        made.indicators[change.row.key] = indicator
        if not faults and not made.dry_run:
            plan_indicators.save_indicator(indicator=indicator, seen=seen, by=by)


def _fill(indicator: PlanIndicator, change: Change) -> list[Fault]:
    faults = []
    for name in ("name", "unit"):
        setattr(indicator, name, change.cells.get(name, getattr(indicator, name)).strip())
    for name, read in (
        ("baseline", _figure),
        ("baseline_on", _day),
        ("target", _figure),
        ("target_on", _day),
    ):
        if name in change.cells:
            try:
                setattr(indicator, name, read(change.cells[name]))
            except ValueError as error:
                faults.append(_fault(change, name, str(error), ""))
    return faults


def _figure(text: str) -> Decimal | None:
    plain = "".join(text.split()).replace(",", ".").replace("−", "-")
    try:
        return Decimal(plain) if plain else None
    except InvalidOperation as error:
        raise ValueError(_("This is not a number")) from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise ValueError(_("This is not a day; write it as 2021-12-01")) from error


def store_readings(plan: ActionPlan, found: list[Change], by: User, made: Made) -> Iterator[Fault]:
    """Readings, of the indicator by its id, or by its name where the row is new."""
    by_name = {folded(it.name): it for it in plan.indicators.all()}
    known = {f"i{it.pk}": it for it in plan.indicators.all()} | made.indicators
    for change in found:
        cells = (change.before or {}) | change.cells
        indicator = known.get(change.row.key.split(" ")[0]) or by_name.get(folded(cells.get("indicator", "")))
        if not plan.takes_follow_up:
            yield closed(plan, change, "on")
        elif indicator is None:
            yield _fault(change, "indicator", _("The plan has no indicator of this name"), "")
        else:
            yield from _store_reading(indicator, change, by, made)


def _store_reading(indicator: PlanIndicator, change: Change, by: User, made: Made) -> Iterator[Fault]:
    cells = (change.before or {}) | change.cells
    try:
        on, value = _day(cells.get("on", "")), _figure(cells.get("value", ""))
    except ValueError as error:
        yield _fault(change, "on", str(error), "")
        return
    text = cells.get("text", "").strip()
    if on is None or (value is None and not text):
        yield _fault(change, "on", _("A reading needs a day, and a figure or words"), "")
        return
    reading = IndicatorReading(on=on, value=value, text=text)
    faults = [_fault(change, name, what, "") for name, what in _wrong(reading, exclude={"indicator"})]
    yield from faults
    if not faults and not made.dry_run:
        plan_indicators.save_reading(indicator=indicator, on=on, value=value, text=text, by=by)
