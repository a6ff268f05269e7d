"""Action plans read across models: their money, unmet requirements, late measures, how far they have come.

Each function asks the database equally often however many plans or measures there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from overenskommelse.choices import MeasureStatus, OrganisationKind, RecipientKind, RequirementKind
from overenskommelse.domain.plans import (
    OUTSTANDING,
    Finding,
    Money,
    Pot,
    Progress,
    findings,
    pots,
    states_costs,
    total,
)
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    DevelopmentArea,
    FundingLine,
    Measure,
    Requirement,
)
from overenskommelse.models.requirements import CONCERNS
from overenskommelse.selectors.joint import Borne, JointPart, borne_of_others, joint_measures
from overenskommelse.selectors.money import allocated
from overenskommelse.selectors.tallies import FRAME, MONEY, Tallies, Tally

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
class Areas:
    """An agreement's development areas by id, in its order, and the focus areas (code, name) within each."""

    by_id: dict[int, DevelopmentArea]
    focus: dict[int, list[tuple[str, str]]]

    @classmethod
    def of(cls, agreement: Agreement) -> "Areas":
        """One query: an area comes once for each focus area within it."""
        rows = agreement.areas.annotate(focus=F("focus_areas__code"), focus_name=F("focus_areas__name"))
        found = cls({}, {})
        for area in rows.order_by("position", "code", "focus_areas__position", "focus_areas__code"):
            found.by_id.setdefault(area.pk, area)
            within = found.focus.setdefault(area.pk, [])
            if area.focus:
                within.append((area.focus, area.focus_name))
        return found


@dataclass(frozen=True)
class PlanMoney:
    """A plan's money, pot by pot: funding line id and development area id → kronor.

    ``progress`` counts its measures. What others bear of them is taken away; ``joint`` is what the plan bears
    of others' measures.
    """

    pots: dict[Pot, Money]
    lines_by_id: dict[int, FundingLine]
    agreed: Areas
    progress: Progress
    joint: list[Borne] = field(default_factory=list)

    @property
    def areas_by_id(self) -> dict[int, DevelopmentArea]:
        return self.agreed.by_id

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
    def states_costs(self) -> bool:
        """Whether the measures say what they are to cost."""
        return states_costs(self.total, self.progress)

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


def plans_money(plans: Iterable[ActionPlan], today: date | None = None) -> dict[int, PlanMoney]:
    """Plan id → its money; the plans come with their agreement and organisation.

    However many plans, as often an agreement: lines, areas, what is got, framed and measured, joint measures.
    """
    chosen = list(plans)
    agreements = {plan.agreement_id: plan.agreement for plan in chosen}
    day = today or timezone.localdate()
    found: dict[int, PlanMoney] = {}
    for pk, agreement in agreements.items():
        found |= _under(agreement, [plan for plan in chosen if plan.agreement_id == pk], day)
    return found


def money_of(plan: ActionPlan, today: date | None = None) -> PlanMoney:
    """The plan's money: decided or split, else as framed; planned and used by its measures."""
    return plans_money([plan], today)[plan.pk]


def warnings_of(plan: ActionPlan) -> list[PlanFinding]:
    """What is wrong with the plan's money, the worst first; errors have ``finding.is_error``."""
    return money_of(plan).findings


def _under(agreement: Agreement, plans: list[ActionPlan], today: date) -> dict[int, PlanMoney]:
    """``plans_money`` for plans of one agreement."""
    lines = {line.pk: line for line in agreement.lines.all()}
    areas, tallies = Areas.of(agreement), Tallies(plans, late_on(today))
    known = allocated(agreement, {plan.organisation_id: plan.organisation for plan in plans}.values())
    parts = _joint(agreement, plans, lines)
    found: dict[int, PlanMoney] = {}
    for plan in plans:
        own = [*tallies.amounts(plan.pk), *map(_tally, parts[plan.pk])]
        granted, measured = _granted(known[plan.organisation_id], own, lines), _measured(own, lines)
        borne = borne_of_others(parts[plan.pk])
        found[plan.pk] = PlanMoney(pots(granted, measured), lines, areas, tallies.progress(plan.pk), borne)
    return found


def _joint(
    agreement: Agreement, plans: list[ActionPlan], lines: dict[int, FundingLine]
) -> dict[int, list[JointPart]]:
    """Plan id → its parts of joint measures; for the owner of a measure, what its partners bear."""
    parts: dict[int, list[JointPart]] = {plan.pk: [] for plan in plans}
    for measure in joint_measures(agreement, {plan.organisation for plan in plans}):
        for part in measure.parts(lines):
            if part.plan in parts:
                parts[part.plan].append(part)
    return parts


def _tally(part: JointPart) -> Tally:
    return Tally(part.plan or 0, part.line, part.area, part.planned, part.used, MONEY)


def _granted(known: Mapping[int, int], amounts: list[Tally], lines: dict[int, FundingLine]) -> dict[Pot, int]:
    """Kronor by pot: decided or split, and framed where neither is."""
    found: dict[Pot, int] = {(pk, lines[pk].area_id): kronor for pk, kronor in known.items()}
    for row in amounts:
        if row.about == FRAME and row.line is not None and row.line not in known:
            pot = (row.line, lines[row.line].area_id or row.area)
            found[pot] = found.get(pot, 0) + row.planned
    return found


def _measured(amounts: list[Tally], lines: dict[int, FundingLine]) -> dict[Pot, tuple[int, int]]:
    """(planned, used) by pot: in the line's area; on a line that is for several areas, in the measure's."""
    found: dict[Pot, tuple[int, int]] = {}
    for row in amounts:
        if row.about == MONEY and row.line is not None:
            pot = (row.line, lines[row.line].area_id or row.area)
            planned, used = found.get(pot, (0, 0))
            found[pot] = (planned + row.planned, used + row.used)
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
    """The requirements and goals that bind the plan's organisation, in the agreement's order.

    Each has ``is_met``: whether a measure of the plan, other than a dropped one, meets it.
    """
    measures = plan.measures.kept().exclude(status=MeasureStatus.DROPPED)
    met = Measure.requirements.through.objects.filter(requirement=OuterRef("pk"), measure__in=measures)
    kind = OrganisationKind(plan.organisation.kind)
    concerns = Q(**{CONCERNS[kind]: True}) if kind in CONCERNS else Q()
    rows = plan.agreement.requirements.filter(concerns).annotate(is_met=Exists(met))
    return rows.select_related("area", "focus_area")


def requirements_met(plans: Iterable[ActionPlan]) -> dict[int, set[int]]:
    """Plan id → the requirements that its measures, other than dropped ones, meet. One query."""
    measures = Measure.objects.kept().filter(plan__in=list(plans)).exclude(status=MeasureStatus.DROPPED)
    found: dict[int, set[int]] = {}
    rows = Measure.requirements.through.objects.filter(measure__in=measures)
    for plan, requirement in rows.values_list("measure__plan", "requirement").distinct():
        found.setdefault(plan, set()).add(requirement)
    return found


def unmet(plan: ActionPlan) -> QuerySet[Requirement]:
    """Requirements (not goals) that bind the organisation and that none of the plan's measures meets."""
    return binding(plan).filter(Q(is_met=False), kind=RequirementKind.REQUIREMENT)


def progress(plans: Iterable[ActionPlan], today: date | None = None) -> dict[int, Progress]:
    """Plan id → its measures by status and how many are late. One query."""
    chosen = list(plans)
    found = Tallies(chosen, late_on(today or timezone.localdate()))
    return {plan.pk: found.progress(plan.pk) for plan in chosen}
