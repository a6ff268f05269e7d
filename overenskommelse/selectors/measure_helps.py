"""What stands beside the entry of measures."""

from collections.abc import Iterable
from dataclasses import dataclass

from overenskommelse.choices import OrganisationKind
from overenskommelse.models import DevelopmentArea, Requirement
from overenskommelse.selectors.measures import Lists
from overenskommelse.selectors.plans import PAID_AS
from overenskommelse.selectors.summaries import PlanSummary


def known_lists(summary: PlanSummary) -> Lists:
    """The lists of the summary's plan, with what the summary has read already."""
    lists, money = Lists(summary.plan), summary.money
    kind = PAID_AS.get(OrganisationKind(summary.plan.organisation.kind))
    lists.lines = [line for line in money.lines_by_id.values() if line.recipient_kind == kind]
    lists.areas = list(money.areas_by_id.values())
    lists.binding = summary.requirements
    return lists


@dataclass(frozen=True)
class AreaHelp:
    """What stands beside the entry: what an area's money may be used for, and what it asks."""

    area: DevelopmentArea
    purposes: list[str]
    requirements: list[Requirement]


def helps(lists: Lists, requirements: Iterable[Requirement]) -> list[AreaHelp]:
    """For each area: the purposes of the lines that pay it, each once, and its ``requirements``."""
    asked = list(requirements)
    found = []
    for area in lists.areas:
        paying = [line for line in lists.lines if line.area_id in (None, area.pk)]
        purposes = [text.strip() for line in paying for text in line.eligible_purposes.splitlines()]
        own = [row for row in asked if row.area_id == area.pk]
        found.append(AreaHelp(area, [*dict.fromkeys(filter(None, purposes))], own))
    return [row for row in found if row.purposes or row.requirements]
