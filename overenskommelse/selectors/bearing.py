"""Joint measures in a record of a plan: what the organisation bears of its own, and of others'.

A measure is recorded with its whole cost and its shares; ``joint`` tells what the organisation bears of
measures in others' plans. A record from before there was such a part has none.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from overenskommelse.domain.joint import borne, parts_of
from overenskommelse.models import ActionPlan, FundingLine
from overenskommelse.selectors.joint import JointPart, joint_measures, own_line

Content = dict[str, Any]
SIDES = ("planned", "used")
# What a measure in another's plan says of itself in the record of a partner.
SILENT: Content = {
    "description": "", "target_group": "", "status_note": "", "accounting_object": "", "focus_area": None,
    "node": None, "requirements": [], "responsible": [], "shares": [], "indicators": [], "attachments": [],
    "schedule": {"text": "", "kind": "none", "starts_on": None, "ends_on": None},
}  # fmt: skip


def whole_of(row: Content) -> int:
    """All that is planned for a measure, whoever bears it."""
    return sum(money["planned"] for money in row["money"])


def parts_in(content: Content, row: Content) -> dict[str, int]:
    """Organisation (code) → what it bears of what is planned, the owner first; adds up to the whole."""
    shares = {share["organisation"]: share["amount"] for share in row["shares"]}
    return parts_of(whole_of(row), content["organisation"]["code"], shares)


def money_in(content: Content, row: Content) -> dict[str, list[Content]]:
    """Organisation (code) → the money of a measure as far as it bears it, line by line."""
    parts = parts_in(content, row)
    sides = {side: borne({one["line"]: one[side] for one in row["money"]}, parts) for side in SIDES}
    return {
        code: [
            {"line": one["line"], **{side: sides[side][code][one["line"]] for side in SIDES}}
            for one in row["money"]
        ]
        for code in parts
    }


def borne_in(content: Content) -> list[Content]:
    """Every measure with what the organisation itself bears of it; those of others' plans last.

    A joint one has ``parts``: who bears what of it. One of another's plan is shaped as a measure, with
    ``joint``: in whose plan, and the whole of it.
    """
    code = content["organisation"]["code"]
    own = [
        row | {"money": money_in(content, row)[code], "parts": parts_in(content, row)}
        if row["shares"]
        else row
        for row in content["measures"]
    ]
    return [*own, *(SILENT | row | {"joint": row} for row in content.get("joint", []))]


def shares_of(content: Content, row: Content) -> list[Content]:
    """Everybody who bears a joint measure, the owner first, with what they bear; adds up to the whole."""
    if not row["shares"]:
        return []
    names = {share["organisation"]: share["name"] for share in row["shares"]}
    names[content["organisation"]["code"]] = content["organisation"]["name"]
    parts = row["parts"] if "parts" in row else parts_in(content, row)
    return [
        {"organisation": code, "name": names[code], "amount": amount}
        for code, amount in parts.items()
        if amount
    ]


def joint_content(plan: ActionPlan, lines: Mapping[int, FundingLine]) -> list[Content]:
    """What the plan's organisation bears of measures in others' plans, as a record has it. One query."""
    found: dict[int, list[JointPart]] = {}
    for measure in joint_measures(plan.agreement, [plan.organisation]):
        for part in measure.parts(lines, dropped=True):
            if part.plan == plan.pk and not part.is_owners:
                found.setdefault(measure.pk, []).append(part)
    areas = {area.pk: area.code for area in plan.agreement.areas.all()} if found else {}
    return [_joint(parts, lines, areas) for parts in found.values()]


def _joint(parts: list[JointPart], lines: Mapping[int, FundingLine], areas: Mapping[int, str]) -> Content:
    measure = parts[0].measure
    money = [{"line": lines[one.line].code, "planned": one.planned, "used": one.used} for one in parts]
    return {
        "uid": str(measure.uid),
        "title": measure.title,
        "status": measure.status,
        "area": areas.get(measure.area or 0),
        "organisation": measure.owner_code,
        "name": measure.owner_name,
        "whole": measure.whole,
        "money": _together(money),
    }


def _together(money: list[Content]) -> list[Content]:
    """One row a line: two lines of the owner may be one line of a partner."""
    found: dict[str, Content] = {}
    for row in money:
        sums = found.setdefault(row["line"], {"line": row["line"], "planned": 0, "used": 0})
        for side in SIDES:
            sums[side] += row[side]
    return [row for row in found.values() if row["planned"] or row["used"]]


def partners_in(
    content: Content, kinds: Mapping[str, str], lines: Mapping[str, FundingLine]
) -> Iterator[tuple[str, Content]]:
    """Each partner (code, of those in ``kinds``) of a record's measures, with its share as ``joint`` has it.

    ``lines`` by code are the agreement's.
    """
    by_id = {line.pk: line for line in lines.values()}
    for row in (one for one in content["measures"] if one["shares"]):
        for code, money in money_in(content, row).items():
            if code == content["organisation"]["code"] or code not in kinds:
                continue
            own = [
                one | {"line": by_id[own_line(by_id, lines[one["line"]].pk, kinds[code])].code}
                for one in money
            ]
            yield (
                code,
                {
                    "uid": row["uid"],
                    "title": row["title"],
                    "status": row["status"],
                    "area": row["area"],
                    "organisation": content["organisation"]["code"],
                    "name": content["organisation"]["name"],
                    "whole": whole_of(row),
                    "money": _together(own),
                },
            )
