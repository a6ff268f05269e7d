"""A county's plan as one record: of each plan the version that holds, and the measures that are joint.

Of each plan the latest approved version; without one the latest submitted, marked as not approved.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate, localtime

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, FundingLine, PlanVersion
from overenskommelse.selectors.bearing import partners_in, shares_of, whole_of
from overenskommelse.selectors.content import Content, line_content
from overenskommelse.selectors.county_plans import CountyPlans, CountyRow

SCHEMA = "county-plan@1"


@dataclass(frozen=True)
class Choice:
    """The version of a plan that counts: ``state`` is approved or submitted, ``at`` when it became that."""

    pk: int
    number: int
    state: PlanStatus
    at: datetime


def county_content(plans: CountyPlans) -> Content:
    """The county's record. ``day`` is the latest version's, so that the same versions give the same."""
    chosen = _chosen(plans)
    versions = PlanVersion.objects.in_bulk([choice.pk for choice in chosen.values()])
    contents = {plan: json.loads(versions[choice.pk].content) for plan, choice in chosen.items()}
    rows = [row for one in plans.rows for row in _rows(one, chosen, contents)]
    _share(rows, plans)
    days = [row["day"] for row in rows if row["day"]]
    return {
        "schema": SCHEMA,
        "agreement": {
            "code": plans.agreement.code,
            "name": plans.agreement.name,
            "year": plans.agreement.year,
        },
        "county": {"code": plans.county.code, "name": plans.county.name},
        "day": max(days, default=localdate().isoformat()),
        "plans": sorted(rows, key=lambda row: _place(row["organisation"])),
        "joint": [joint for row in rows if row["content"] for joint in _joint(row["content"])],
    }


def _place(organisation: Content) -> tuple[int, str]:
    """The RSS and the region first, then the municipalities by code."""
    kinds = ("rss", "region", "municipality")
    return kinds.index(organisation["kind"]), organisation["code"]


def _chosen(plans: CountyPlans) -> dict[int, Choice]:
    """Plan id → the version that counts."""
    ids = [plan.pk for row in plans.rows for plan in row.plans]
    rows = (
        PlanVersion.objects.filter(plan__in=ids).order_by("number").select_related("verdict").defer("content")
    )
    found: dict[int, Choice] = {}
    for version in rows:
        verdict = getattr(version, "verdict", None)
        approved = verdict is not None and verdict.is_approved
        earlier = found.get(version.plan_id)
        if approved or earlier is None or earlier.state is not PlanStatus.APPROVED:
            state = PlanStatus.APPROVED if approved else PlanStatus.SUBMITTED
            at = verdict.at if verdict and approved else version.submitted_at
            found[version.plan_id] = Choice(version.pk, version.number, state, at)
    return found


def _rows(row: CountyRow, chosen: dict[int, Choice], contents: dict[int, Content]) -> Iterator[Content]:
    """One for each plan, at least one for each organisation that is to have one; what it got stands once."""
    plans: list[ActionPlan | None] = [*row.plans] or ([None] if row.is_expected else [])
    for place, plan in enumerate(plans):
        choice = chosen.get(plan.pk) if plan else None
        yield {
            "organisation": {
                "code": row.organisation.code,
                "name": row.organisation.name,
                "kind": row.organisation.kind,
            },
            "plan": plan.name if plan else None,
            "standing": row.standing,
            "version": choice.number if choice else None,
            "state": choice.state.value if choice else None,
            "day": localtime(choice.at).date().isoformat() if choice else None,
            "allocated": row.money.allocated if place == 0 else None,
            "content": contents[plan.pk] if plan and choice else None,
            "joint": [],
        }


def _share(rows: list[Content], plans: CountyPlans) -> None:
    """Lay what each bears of others' measures where it counts, so that every krona counts once.

    What a measure's own plan says of it here holds, also for a partner whose version is older, or who has
    none; what has no plan here is as the partner's version has it.
    """
    versions = [row["content"] for row in rows if row["content"]]
    owners = {content["organisation"]["code"] for content in versions}
    kinds = {row["organisation"]["code"]: row["organisation"]["kind"] for row in rows}
    lines = {line.code: line for line in plans.agreement.lines.select_related("area")}
    for content in versions:
        others = [joint for joint in content.get("joint", []) if joint["organisation"] not in owners]
        content["joint"] = others
    first = _first(rows)
    for content in versions:
        for code, joint in partners_in(content, kinds, lines):
            _lay(first[code]["content"] or first[code], joint, lines)


def _first(rows: list[Content]) -> dict[str, Content]:
    """Organisation (code) → its row: of several the first with a version."""
    found: dict[str, Content] = {}
    for row in sorted(rows, key=lambda row: row["content"] is None):
        found.setdefault(row["organisation"]["code"], row)
    return found


def _lay(place: Content, joint: Content, lines: Mapping[str, FundingLine]) -> None:
    """Add a joint measure to a version, with the lines that it needs; or to the row of who has none."""
    place["joint"].append(joint)
    known = {line["code"] for line in place.get("lines", [])}
    for line in (lines[money["line"]] for money in joint["money"] if money["line"] not in known):
        place.setdefault("lines", []).append(line_content(line, None))


def _joint(content: Content) -> Iterator[Content]:
    """The measures of a plan that several bear."""
    for measure in content["measures"]:
        if measure["shares"]:
            yield {
                "title": measure["title"],
                "organisation": content["organisation"]["name"],
                "planned": whole_of(measure),
                "shares": shares_of(content, measure),
            }
