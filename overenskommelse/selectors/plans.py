"""Action plans read across models: their money, unmet requirements, late measures, how far they have come.

Each function asks the database equally often however many plans or measures there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from overenskommelse.choices import MeasureStatus, OrganisationKind, RecipientKind, RequirementKind
from overenskommelse.domain.plans import OUTSTANDING, Finding, Money, Pot, Progress, findings, pots, total
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    DevelopmentArea,
    FundingLine,
    Measure,
    MeasureAmount,
    PlanFrame,
    Requirement,
)
from overenskommelse.models.requirements import CONCERNS
from overenskommelse.selectors.money import allocated

# Whose lines pay an organisation's measures: a municipality's money comes through its RSS.
PAID_AS = {
    OrganisationKind.REGION: RecipientKind.REGION,
    OrganisationKind.RSS: RecipientKind.RSS,
    OrganisationKind.MUNICIPALITY: RecipientKind.RSS,
    OrganisationKind.SKR: RecipientKind.SKR,
}


@dataclass(frozen=True)
class LineMoney:
    """A funding line of a plan; within an area, only what belongs to that area."""

    line: FundingLine
    money: Money


@dataclass(frozen=True)
class AreaMoney:
    """A development area of a plan (None: without area) and its lines."""

    area: DevelopmentArea | None
    lines: list[LineMoney]

    @cached_property
    def money(self) -> Money:
        return total(row.money for row in self.lines)


@dataclass(frozen=True)
class PlanMoney:
    """A plan's money, pot by pot: funding line id and development area id → kronor."""

    pots: dict[Pot, Money] = field(default_factory=dict)
    lines_by_id: dict[int, FundingLine] = field(default_factory=dict)
    areas_by_id: dict[int, DevelopmentArea] = field(default_factory=dict)

    @cached_property
    def total(self) -> Money:
        return total(self.pots.values())

    @cached_property
    def lines(self) -> list[LineMoney]:
        """Each line as a whole, in the agreement's order."""
        return [
            LineMoney(line, total(money for pot, money in self.pots.items() if pot[0] == pk))
            for pk, line in self.lines_by_id.items()
            if any(pot[0] == pk for pot in self.pots)
        ]

    @cached_property
    def areas(self) -> list[AreaMoney]:
        """The areas that have money or measures with money, in the agreement's order; without area last."""
        order = [*self.areas_by_id, None]
        present = sorted({pot[1] for pot in self.pots}, key=order.index)
        return [AreaMoney(self.areas_by_id.get(pk or 0), self._within(pk)) for pk in present]

    def _within(self, area: int | None) -> list[LineMoney]:
        return [
            LineMoney(line, self.pots[pk, area])
            for pk, line in self.lines_by_id.items()
            if (pk, area) in self.pots
        ]

    @cached_property
    def findings(self) -> list["PlanFinding"]:
        """What is wrong with the money, the worst first."""
        return [
            PlanFinding(row, self.lines_by_id.get(row.pot[0] or 0), self.areas_by_id.get(row.pot[1] or 0))
            for row in findings(self.pots)
        ]

    @property
    def has_errors(self) -> bool:
        """Whether more is used than there is."""
        return any(row.finding.is_error for row in self.findings)


@dataclass(frozen=True)
class PlanFinding:
    """A finding with the line, and perhaps the area, that it is about."""

    finding: Finding
    line: FundingLine | None
    area: DevelopmentArea | None


def plans_money(plans: Iterable[ActionPlan]) -> dict[int, PlanMoney]:
    """Plan id → its money, in six queries an agreement. Plans come with agreement and organisation."""
    chosen = list(plans)
    agreements = {plan.agreement_id: plan.agreement for plan in chosen}
    found: dict[int, PlanMoney] = {}
    for pk, agreement in agreements.items():
        found |= _under(agreement, [plan for plan in chosen if plan.agreement_id == pk])
    return found


def money_of(plan: ActionPlan) -> PlanMoney:
    """The plan's money: decided or split, else as framed; planned and used by its measures."""
    return plans_money([plan])[plan.pk]


def warnings_of(plan: ActionPlan) -> list[PlanFinding]:
    """What is wrong with the plan's money, the worst first; errors have ``finding.is_error``."""
    return money_of(plan).findings


def _under(agreement: Agreement, plans: list[ActionPlan]) -> dict[int, PlanMoney]:
    """``plans_money`` for plans of one agreement."""
    lines = {line.pk: line for line in agreement.lines.all()}
    areas = {area.pk: area for area in agreement.areas.all()}
    granted, measured = _granted(agreement, plans, lines), _measured(plans, lines)
    return {plan.pk: PlanMoney(pots(granted[plan.pk], measured[plan.pk]), lines, areas) for plan in plans}


def _granted(
    agreement: Agreement, plans: list[ActionPlan], lines: dict[int, FundingLine]
) -> dict[int, dict[Pot, int]]:
    """Plan id → pot → kronor: decided or split amounts, and frames for lines that have none."""
    known = allocated(agreement, {plan.organisation_id: plan.organisation for plan in plans}.values())
    found: dict[int, dict[Pot, int]] = {
        plan.pk: {(pk, lines[pk].area_id): kronor for pk, kronor in known[plan.organisation_id].items()}
        for plan in plans
    }
    organisation = {plan.pk: plan.organisation_id for plan in plans}
    frames = PlanFrame.objects.filter(plan__in=plans).order_by()
    for plan, pk, area, kronor in frames.values_list("plan", "line", "area", "amount"):
        if pk not in known[organisation[plan]]:
            pot = (pk, lines[pk].area_id or area)
            found[plan][pot] = found[plan].get(pot, 0) + kronor
    return found


def _measured(
    plans: list[ActionPlan], lines: dict[int, FundingLine]
) -> dict[int, dict[Pot, tuple[int, int]]]:
    """Plan id → pot → (planned, used). What a dropped measure planned is free; what it used is used.

    Money is counted in its line's area; on a line for several areas, in the measure's.
    """
    found: dict[int, dict[Pot, tuple[int, int]]] = {plan.pk: {} for plan in plans}
    rows = MeasureAmount.objects.filter(measure__plan__in=plans, measure__removed_at=None).order_by()
    kept = ~Q(measure__status=MeasureStatus.DROPPED)
    sums = rows.values_list("measure__plan", "line", "measure__area").annotate(
        kept=Sum("planned", filter=kept, default=0), spent=Sum("used")
    )
    for plan, line, area, planned, used in sums:
        pot = (line, lines[line].area_id or area)
        before = found[plan].get(pot, (0, 0))
        found[plan][pot] = (before[0] + planned, before[1] + used)
    return found


def lines_for(plan: ActionPlan) -> QuerySet[FundingLine]:
    """The agreement's lines that can pay the plan's measures, with their areas."""
    kind = PAID_AS.get(OrganisationKind(plan.organisation.kind))
    return plan.agreement.lines.filter(recipient_kind=kind or "").select_related("area")


def late_on(today: date) -> Q:
    """The condition of a late measure, as ``domain.plans.is_late``."""
    return Q(status__in=OUTSTANDING, ends_on__lt=today)


def late(plan: ActionPlan, today: date | None = None) -> QuerySet[Measure]:
    """The plan's late measures, the latest first."""
    return plan.measures.kept().filter(late_on(today or timezone.localdate())).order_by("ends_on", "position")


def binding(plan: ActionPlan) -> QuerySet[Requirement]:
    """The requirements and goals that bind the plan's organisation, in the agreement's order."""
    kind = OrganisationKind(plan.organisation.kind)
    concerns = Q(**{CONCERNS[kind]: True}) if kind in CONCERNS else Q()
    return plan.agreement.requirements.filter(concerns).select_related("area", "focus_area")


def unmet(plan: ActionPlan) -> QuerySet[Requirement]:
    """Requirements (not goals) that bind the organisation and that none of the plan's measures meets."""
    measures = plan.measures.kept().exclude(status=MeasureStatus.DROPPED)
    met = Measure.requirements.through.objects.filter(measure__in=measures)
    rows = binding(plan).filter(kind=RequirementKind.REQUIREMENT)
    return rows.exclude(pk__in=met.values("requirement"))


def progress(plans: Iterable[ActionPlan], today: date | None = None) -> dict[int, Progress]:
    """Plan id → its measures by status and how many are late. One query."""
    chosen = [plan.pk for plan in plans]
    rows = Measure.objects.kept().filter(plan__in=chosen).order_by().values_list("plan", "status")
    is_late = late_on(today or timezone.localdate())
    counted: dict[int, dict[str, int]] = {pk: {} for pk in chosen}
    delayed = dict.fromkeys(chosen, 0)
    for pk, status, count, late_ones in rows.annotate(count=Count("pk"), late=Count("pk", filter=is_late)):
        counted[pk][status] = count
        delayed[pk] += late_ones
    return {pk: Progress(counted[pk], delayed[pk]) for pk in chosen}
