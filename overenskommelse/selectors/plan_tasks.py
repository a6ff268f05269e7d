"""What a person is to do about action plans: begin, write, mend, judge, follow up, close."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from overenskommelse.choices import (
    AgreementStatus,
    MeasureStatus,
    OrganisationKind,
    PlanStatus,
    RequirementKind,
)
from overenskommelse.domain.transitions import Party
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Measure,
    Organisation,
    PlanDay,
    PlanVersion,
    Requirement,
    User,
)
from overenskommelse.models.requirements import CONCERNS
from overenskommelse.permissions import COORDINATES_COUNTIES, party_to
from overenskommelse.selectors.reminders import PLANS_ITSELF
from overenskommelse.selectors.summaries import PlanRow, plan_rows

# Municipalities of a county come one after another; more than these are told by number.
JUDGED_SHOWN = 5


class Duty(StrEnum):
    """What is next for the person with a plan, or for others (``WAIT``)."""

    BEGIN = "begin"
    MEND = "mend"
    WRITE = "write"
    JUDGE = "judge"
    FOLLOW_UP = "follow_up"
    CLOSE = "close"
    WAIT = "wait"


# Status of the plan → what it asks for, of whom.
DUTIES = {
    PlanStatus.DRAFT: (Duty.WRITE, Party.KEEPER),
    PlanStatus.RETURNED: (Duty.MEND, Party.KEEPER),
    PlanStatus.SUBMITTED: (Duty.JUDGE, Party.APPROVER),
    PlanStatus.APPROVED: (Duty.FOLLOW_UP, Party.KEEPER),
    PlanStatus.FOLLOWED_UP: (Duty.CLOSE, Party.APPROVER),
}


@dataclass(frozen=True)
class PlanTask:
    """Something about a plan; ``row`` is None before one is begun, ``version`` the one submitted last."""

    duty: Duty
    organisation: Organisation
    row: PlanRow | None = None
    unmet: int = 0
    version: PlanVersion | None = None
    last_day: date | None = None

    @property
    def plan(self) -> ActionPlan | None:
        return self.row.plan if self.row else None

    @property
    def is_ours(self) -> bool:
        """Whether it is to be done now. An approved plan is followed up all year: only what is late calls."""
        if self.duty is Duty.FOLLOW_UP:
            return bool(self.row and self.row.late)
        return self.duty is not Duty.WAIT


@dataclass(frozen=True)
class PlanTasks:
    """The tasks that are shown, and how many submitted plans wait for the person beside them."""

    shown: list[PlanTask]
    more: int

    @property
    def ours(self) -> int:
        return sum(task.is_ours for task in self.shown) + self.more


def plan_tasks(agreement: Agreement, user: User, organisations: Iterable[Organisation]) -> PlanTasks:
    """What ``user`` is to do: at the own ``organisations``, and with plans that wait for a verdict."""
    kept = [one for one in organisations if party_to(user, one, Party.KEEPER) and one.kind in PLANS_ITSELF]
    chosen = list(_plans(agreement, user, list(organisations)))
    days = dict(PlanDay.objects.filter(agreement=agreement).values_list("county", "date"))
    found = _begun(agreement, user, chosen, days) if chosen else []
    begun = {plan.organisation_id for plan in chosen}
    if agreement.status == AgreementStatus.IN_FORCE:
        missing = [one for one in kept if one.pk not in begun]
        found = [PlanTask(Duty.BEGIN, one, last_day=days.get(one.county_id or "")) for one in missing] + found
    judged = [task for task in found if task.duty is Duty.JUDGE]
    late_ones = judged[JUDGED_SHOWN:]
    return PlanTasks([task for task in found if task not in late_ones], len(late_ones))


def _plans(agreement: Agreement, user: User, organisations: list[Organisation]) -> QuerySet[ActionPlan]:
    """Those of the own organisations, and of the municipalities whose plans the person judges."""
    counties = [
        m.organisation.county_id
        for m in user.held_memberships
        if m.role in COORDINATES_COUNTIES and m.organisation.kind == OrganisationKind.RSS
    ]
    judged = Q(
        organisation__kind=OrganisationKind.MUNICIPALITY,
        organisation__county__in=counties,
        status__in=[PlanStatus.SUBMITTED, PlanStatus.FOLLOWED_UP],
    )
    rows = ActionPlan.objects.filter(Q(organisation__in=organisations) | judged, agreement=agreement)
    return rows.exclude(status=PlanStatus.CLOSED).select_related("agreement", "organisation__county")


def _begun(
    agreement: Agreement, user: User, plans: list[ActionPlan], days: dict[str, date]
) -> list[PlanTask]:
    """The tasks of plans that there are, in the order of ``Duty``."""
    versions, unmet = _versions(plans), _unmet(agreement, plans)
    tasks = [
        PlanTask(
            duty=duty,
            organisation=row.plan.organisation,
            row=row,
            unmet=unmet[row.plan.pk],
            version=versions.get(row.plan.pk),
            last_day=days.get(row.plan.organisation.county_id or "") if row.plan.is_open else None,
        )
        for row in plan_rows(plans)
        if (duty := _duty(user, row.plan, versions.get(row.plan.pk)))
    ]
    order = list(Duty)
    return sorted(tasks, key=lambda task: (order.index(task.duty), task.organisation.code))


def _duty(user: User, plan: ActionPlan, version: PlanVersion | None) -> Duty | None:
    """What the plan asks of the person; waiting is told to those who write it."""
    duty, party = DUTIES[PlanStatus(plan.status)]
    own = duty is Duty.JUDGE and version is not None and version.submitted_by_id == user.pk
    if party_to(user, plan.organisation, party) and not own:
        return duty
    waits = party is Party.APPROVER and party_to(user, plan.organisation, Party.KEEPER)
    return Duty.WAIT if waits else None


def _versions(plans: list[ActionPlan]) -> dict[int, PlanVersion]:
    """Plan id → the version submitted last, with its verdict."""
    rows = PlanVersion.objects.filter(plan__in=plans).defer("content")
    return {row.plan_id: row for row in rows.select_related("verdict__by", "submitted_by").order_by("pk")}


def _unmet(agreement: Agreement, plans: list[ActionPlan]) -> dict[int, int]:
    """Plan id → how many requirements no measure meets. Two queries, however many plans."""
    wanted = list(Requirement.objects.filter(agreement=agreement, kind=RequirementKind.REQUIREMENT))
    measures = Measure.objects.kept().filter(plan__in=plans).exclude(status=MeasureStatus.DROPPED)
    links = Measure.requirements.through.objects.filter(measure__in=measures)
    met = set(links.values_list("measure__plan", "requirement").distinct())
    return {
        plan.pk: sum((plan.pk, row.pk) not in met for row in wanted if _binds(row, plan)) for plan in plans
    }


def _binds(requirement: Requirement, plan: ActionPlan) -> bool:
    kind = OrganisationKind(plan.organisation.kind)
    return kind not in CONCERNS or bool(getattr(requirement, CONCERNS[kind]))
