"""An action plan as one record of plain values: what is frozen, compared, printed and exported.

``docs/schemas/action-plan.schema.json`` describes it. Days are ISO text, kronor whole numbers, figures text.
Rows point at each other by the codes that people see, at parts of the own tree by ``id``.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.models import Prefetch, QuerySet

from overenskommelse.domain.references import Node, places
from overenskommelse.models import (
    ActionPlan,
    Attachment,
    FundingLine,
    Measure,
    MeasureResponsible,
    MeasureShare,
    Organisation,
    PlanIndicator,
    PlanNode,
)
from overenskommelse.selectors.bearing import joint_content
from overenskommelse.selectors.money import allocated
from overenskommelse.selectors.plans import binding

Content: TypeAlias = dict[str, Any]

Owner: TypeAlias = tuple[int | None, int | None]  # measure id, node id

SCHEMA = "action-plan@1"
AGREEMENT = ("code", "name", "year", "registration_number")
CELLS = ("title", "description", "target_group", "status", "status_note", "accounting_object")
TEXTS = ("name", "background", "goals", "conditions", "follow_up", "accounting_object")


def content_of(plan: ActionPlan) -> Content:
    """The plan as it stands now. Equally many queries whatever its size."""
    indicators = _indicators(plan)
    lines = {line.pk: line for line in plan.agreement.lines.select_related("area")}
    joint = joint_content(plan, lines)
    return {
        "schema": SCHEMA,
        "version": plan.version,
        "agreement": {field: getattr(plan.agreement, field) for field in AGREEMENT},
        "organisation": _organisation(plan.organisation),
        **{field: getattr(plan, field) for field in TEXTS},
        "level_names": list(plan.level_names),
        "areas": _areas(plan),
        "lines": _lines(plan, lines.values(), joint),
        "frames": _frames(plan),
        "requirements": _requirements(plan),
        "tree": _tree(plan, indicators),
        "indicators": indicators.get((None, None), []),
        "measures": [_measure(row, indicators) for row in _rows(plan)],
        "joint": joint,
        "follow_ups": _follow_ups(plan),
    }


def measures_with_parts(rows: "QuerySet[Measure]") -> "QuerySet[Measure]":
    """``rows`` with everything that a record of a measure needs."""
    attachments = Attachment.objects.without_content()
    return rows.select_related("area", "focus_area").prefetch_related(
        "amounts__line",
        "requirements",
        Prefetch("attachments", attachments),
        Prefetch("responsible", MeasureResponsible.objects.select_related("organisation")),
        Prefetch("shares", MeasureShare.objects.select_related("organisation")),
    )


def _rows(plan: ActionPlan) -> "QuerySet[Measure]":
    return measures_with_parts(plan.measures.kept())


def _organisation(organisation: Organisation) -> Content:
    return {"code": organisation.code, "name": organisation.name, "kind": organisation.kind}


def _areas(plan: ActionPlan) -> list[Content]:
    return [
        {
            "code": area.code,
            "name": area.name,
            "section": area.section,
            "focus_areas": [
                {"code": focus.code, "name": focus.name, "section": focus.section}
                for focus in area.focus_areas.all()
            ],
        }
        for area in plan.agreement.areas.prefetch_related("focus_areas")
    ]


def _lines(plan: ActionPlan, lines: Iterable[FundingLine], joint: list[Content]) -> list[Content]:
    """The lines that have money for the plan, or whose money its measures or ``joint`` ones count on."""
    granted = allocated(plan.agreement, [plan.organisation])[plan.organisation_id]
    measured = set(Measure.objects.kept().filter(plan=plan).values_list("amounts__line", flat=True))
    chosen = {*granted, *plan.frames.values_list("line", flat=True), *measured}
    shared = {money["line"] for row in joint for money in row["money"]}
    return [
        line_content(line, granted.get(line.pk)) for line in lines if line.pk in chosen or line.code in shared
    ]


def line_content(line: FundingLine, kronor: int | None) -> Content:
    """A line with what there is of it; None where nobody knows."""
    return {
        "code": line.code,
        "name": line.name,
        "area": line.area.code if line.area else None,
        "allocated": kronor,
        "purposes": line.eligible_purposes.splitlines(),
    }


def _frames(plan: ActionPlan) -> list[Content]:
    return [
        {
            "line": frame.line.code,
            "area": frame.area.code if frame.area else None,
            "amount": frame.amount,
            "source": frame.source,
        }
        for frame in plan.frames.select_related("line", "area")
    ]


def _requirements(plan: ActionPlan) -> list[Content]:
    """What binds the organisation, so that a version still tells what it left unmet."""
    return [
        {
            "code": row.code,
            "section": row.section,
            "kind": row.kind,
            "text": row.text,
            "due": _day(row.due),
            "area": row.area.code if row.area else None,
        }
        for row in binding(plan)
    ]


def _indicators(plan: ActionPlan) -> dict[Owner, list[Content]]:
    found: dict[Owner, list[Content]] = {}
    for row in plan.indicators.prefetch_related("readings"):
        found.setdefault((row.measure_id, row.node_id), []).append(_indicator(row))
    return found


def _indicator(row: PlanIndicator) -> Content:
    return {
        "id": row.pk,
        "name": row.name,
        "unit": row.unit,
        "baseline": _figure(row.baseline),
        "baseline_on": _day(row.baseline_on),
        "target": _figure(row.target),
        "target_on": _day(row.target_on),
        "readings": [
            {"on": _day(reading.on), "value": _figure(reading.value), "text": reading.text}
            for reading in row.readings.all()
        ],
    }


def _tree(plan: ActionPlan, indicators: dict[Owner, list[Content]]) -> list[Content]:
    """The own tree in reading order."""
    nodes: dict[int, PlanNode] = {node.pk: node for node in plan.nodes.all()}
    bare = [Node(node.pk, node.parent_id, node.first_number) for node in nodes.values()]
    return [
        {
            "id": place.pk,
            "parent": nodes[place.pk].parent_id,
            "number": place.number,
            "name": nodes[place.pk].name,
            "text": nodes[place.pk].text,
            "indicators": indicators.get((None, place.pk), []),
        }
        for place in places(bare)
    ]


def _follow_ups(plan: ActionPlan) -> list[Content]:
    """What came of areas and parts of the tree. Versions from before there was such a thing lack it."""
    return [
        {"area": row.area.code if row.area else None, "node": row.node_id, "text": row.text}
        for row in plan.follow_ups.select_related("area")
    ]


def _measure(row: Measure, indicators: dict[Owner, list[Content]]) -> Content:
    return {
        "uid": str(row.uid),
        **{field: getattr(row, field) for field in CELLS},
        "area": row.area.code if row.area else None,
        "focus_area": row.focus_area.code if row.focus_area else None,
        "node": row.node_id,
        "requirements": [requirement.code for requirement in row.requirements.all()],
        "schedule": {
            "text": row.schedule,
            "kind": row.schedule_kind,
            "starts_on": _day(row.starts_on),
            "ends_on": _day(row.ends_on),
        },
        "responsible": [_responsible(somebody) for somebody in row.responsible.all()],
        "money": [
            {"line": amount.line.code, "planned": amount.planned, "used": amount.used}
            for amount in row.amounts.all()
            if amount.planned or amount.used
        ],
        "shares": [
            {"organisation": share.organisation.code, "name": share.organisation.name, "amount": share.amount}
            for share in row.shares.all()
        ],
        "indicators": indicators.get((row.pk, None), []),
        "attachments": [
            {"name": file.name, "digest": file.digest, "size": file.size} for file in row.attachments.all()
        ],
    }


def _responsible(somebody: MeasureResponsible) -> Content:
    organisation = somebody.organisation
    return {
        "organisation": organisation.code if organisation else None,
        "name": organisation.name if organisation else None,
        "function": somebody.function,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
