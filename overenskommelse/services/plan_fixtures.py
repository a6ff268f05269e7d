"""Loading the demo year's plans and undertakings from ``fixtures``, by the acts that people do. What is there
is left.

A file names a plan's texts, frames, own tree and indicators, and its measures as rows of cells: those of the
group, then the row's own; ``then`` holds what was changed in the row later.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import translation

from overenskommelse.domain.transitions import Act
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    County,
    Organisation,
    OtherAgreement,
    PlanFrame,
    PlanIndicator,
    PlanNode,
    Undertaking,
    User,
)
from overenskommelse.selectors.follow_ups import followed_parts
from overenskommelse.services.action_plans import add_plan
from overenskommelse.services.fixtures import FIXTURES
from overenskommelse.services.follow_ups import save_follow_up
from overenskommelse.services.measures import add_row, save_row
from overenskommelse.services.undertakings import add_other, add_undertaking, mark
from overenskommelse.services.versions import DEEDS

Data = Mapping[str, Any]


def load_plans() -> list[ActionPlan]:
    """Every plan of the demo year."""
    return [load_plan(path) for path in sorted((FIXTURES / "plans").glob("*.json"))]


@transaction.atomic
def load_plan(path: Path) -> ActionPlan:
    """The plan in ``path`` (JSON); a plan of that name that is there is left as it is."""
    data = json.loads(path.read_text(encoding="utf-8"))
    agreement = Agreement.objects.get(code=data["agreement"])
    organisation = Organisation.objects.get(code=data["organisation"])
    head = {"agreement": agreement, "organisation": organisation, "name": data["name"]}
    found = ActionPlan.objects.filter(**head).first()
    if found:
        return found
    with translation.override("sv"):
        return _create(ActionPlan(**head, **data["texts"], level_names=data.get("level_names", [])), data)


def _create(plan: ActionPlan, data: Data) -> ActionPlan:
    by = _person(data.get("by"))
    add_plan(plan=plan, by=by)
    _frame(plan, data.get("frames", []))
    _grow(plan, data.get("tree", []), None)
    _indicate(plan, data.get("indicators", []))
    for place, row in enumerate(_rows(data)):
        _add(plan, _uid(plan, place), row, by)
    _follow_up(plan, data.get("follow_ups", {}), by)
    for act in data["acts"]:
        deed = DEEDS[Act(act["act"])]
        plan = deed(plan=plan, seen=plan.version, by=_person(act["by"]), comment=act["comment"])
    return plan


def _frame(plan: ActionPlan, frames: list[Data]) -> None:
    lines = {line.code: line for line in plan.agreement.lines.all()}
    areas = {area.code: area for area in plan.agreement.areas.all()}
    PlanFrame.objects.bulk_create(
        PlanFrame(
            plan=plan,
            line=lines[row["line"]],
            area=areas.get(row["area"]),
            amount=row["amount"],
            source=row["source"],
        )
        for row in frames
    )


def _grow(plan: ActionPlan, rows: list[Data], parent: PlanNode | None) -> None:
    """The own tree, level by level."""
    for position, row in enumerate(rows):
        node = PlanNode.objects.create(
            plan=plan,
            parent=parent,
            position=position,
            name=row["name"],
            text=row.get("text", ""),
            first_number=row.get("first_number", 1),
        )
        _indicate(plan, row.get("indicators", []), node)
        _grow(plan, row.get("children", []), node)


def _indicate(plan: ActionPlan, rows: list[Data], node: PlanNode | None = None) -> None:
    """Indicators of the plan, or of a part of its tree."""
    PlanIndicator.objects.bulk_create(
        PlanIndicator(plan=plan, node=node, position=place, **row) for place, row in enumerate(rows)
    )


def _follow_up(plan: ActionPlan, texts: Mapping[str, str], by: User | None) -> None:
    """What came of parts of the own tree, by number."""
    for part in followed_parts(plan):
        if part.number in texts:
            save_follow_up(plan=plan, part=part, text=texts[part.number], seen="", by=by)


def _rows(data: Data) -> Iterator[dict[str, Any]]:
    for group in data["groups"]:
        for row in group["measures"]:
            yield {**group["cells"], **row}


def _add(plan: ActionPlan, uid: UUID, row: dict[str, Any], by: User | None) -> None:
    later = row.pop("then", [])
    measure = add_row(plan=plan, uid=uid, values=row, by=by)
    for values in later:
        measure = save_row(measure=measure, values=values, seen=measure.revision, by=by)


def _uid(plan: ActionPlan, place: int) -> UUID:
    """The same row has the same identity in every database."""
    parts = (plan.agreement.code, plan.organisation.code, plan.name, str(place))
    return uuid5(NAMESPACE_URL, "/".join(parts))


def _person(name: str | None) -> User | None:
    return User.objects.filter(email=f"{name}@demo.test").first() if name else None


def load_undertakings() -> None:
    """Every county's own undertakings of the demo year, with their marks in state agreements."""
    for path in sorted((FIXTURES / "undertakings").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if not Undertaking.objects.filter(county=data["county"], document=data["document"]).exists():
            _undertake(data)


@transaction.atomic
def _undertake(data: Data) -> None:
    county, agreement = County.objects.get(code=data["county"]), Agreement.objects.get(code=data["agreement"])
    others = {
        name: add_other(other=OtherAgreement(county=county, name=name), by=None) for name in data["others"]
    }
    for row in data["undertakings"]:
        undertaking = Undertaking(county=county, document=data["document"], name=row["name"])
        add_undertaking(undertaking=undertaking, by=None)
        for target in [agreement] * row["agreement"] + [others[name] for name in row["others"]]:
            mark(undertaking=undertaking, target=target, is_marked=True, by=None)
