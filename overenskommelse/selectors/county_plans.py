"""A county's plans side by side: who has begun and submitted, what is planned of what there is, what is late.

Asks the database equally often however many organisations and plans there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from overenskommelse.choices import PLAN_STANDINGS, OrganisationKind, PlanStatus, RequirementKind, Role
from overenskommelse.domain.plans import FindingCode, Money, Pot, Progress, findings, states_costs, total
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    County,
    DevelopmentArea,
    FundingLine,
    Organisation,
    PlanDay,
    Reminder,
    User,
)
from overenskommelse.models.requirements import CONCERNS
from overenskommelse.permissions import COORDINATES_COUNTIES
from overenskommelse.selectors.joint import joint_measures
from overenskommelse.selectors.money import allocated
from overenskommelse.selectors.plans import PlanMoney, plans_money, progress, requirements_met
from overenskommelse.selectors.reminders import PLAN, PLANS_ITSELF

# Those whose people see the whole county.
WHOLE_COUNTY = (OrganisationKind.REGION, OrganisationKind.RSS)
STANDINGS = [value for value, _label in PLAN_STANDINGS]
LABELS = dict(PLAN_STANDINGS)
NOT_BEGUN = STANDINGS[0]
TOO_MUCH = (FindingCode.OVER_USED, FindingCode.OVER_PLANNED)  # the worst first
APPROVED = (PlanStatus.APPROVED, PlanStatus.FOLLOWED_UP, PlanStatus.CLOSED)


def counties_of(user: User) -> list[County]:
    """The counties whose plans the person sees as a whole: all, or those of the person's regions and RSS."""
    if user.sees_all:
        return list(County.objects.all())
    held = [m.organisation for m in user.held_memberships if m.organisation.kind in WHOLE_COUNTY]
    found = {one.county.code: one.county for one in held if one.county}
    return [found[code] for code in sorted(found)]


def coordinates(user: User, county: County) -> bool:
    """Whether the person coordinates the county: at its region or RSS, or as an administrator."""
    return user.is_administrator or any(
        Role(m.role) in COORDINATES_COUNTIES
        and m.organisation.county_id == county.pk
        and m.organisation.kind in WHOLE_COUNTY
        for m in user.held_memberships
    )


@dataclass(frozen=True)
class CountyRow:
    """An organisation and its plans of the year. ``money`` is by pot; an RSS has what it keeps itself."""

    organisation: Organisation
    plans: list[ActionPlan]
    pots: Mapping[Pot, Money]
    progress: Progress
    unmet: int  # requirements on the organisation that no measure of its plans meets
    changed_at: datetime | None
    reminder: Reminder | None
    last_day: date | None
    today: date

    @property
    def plan(self) -> ActionPlan | None:
        """Of several plans the one that has come least far."""
        return min(self.plans, key=lambda plan: STANDINGS.index(plan.status), default=None)

    @property
    def standing(self) -> str:
        """A status of plans, or ``NOT_BEGUN``."""
        return self.plan.status if self.plan else NOT_BEGUN

    @property
    def label(self) -> str:
        """The standing in words."""
        return str(LABELS[self.standing]) if self.plans or self.is_expected else str(_("none needed"))

    @property
    def tone(self) -> str:
        """How its tag looks: still to be submitted, too late, waiting for a verdict, or approved."""
        if self.is_missing:
            return "error" if self.is_overdue else "warn"
        return "done" if self.standing in APPROVED else ""

    @property
    def rank(self) -> tuple[int, str]:
        """Who has come least far comes first; those who need no plan and have none come last."""
        needless = not self.plans and not self.is_expected
        return (len(STANDINGS) if needless else STANDINGS.index(self.standing), self.organisation.code)

    @property
    def is_expected(self) -> bool:
        """Whether the organisation is to have a plan; an RSS may have one for the whole county."""
        return self.organisation.kind in PLANS_ITSELF

    @property
    def is_missing(self) -> bool:
        """Whether a plan is still to be submitted. While a later version is drawn up, the earlier holds."""
        if self.plan is None:
            return self.is_expected
        return self.plan.is_open and self.plan.version == 1

    @property
    def is_overdue(self) -> bool:
        """Whether it is missing though the county's last day has passed."""
        return self.is_missing and self.last_day is not None and self.last_day < self.today

    @property
    def is_reminded_today(self) -> bool:
        return self.reminder is not None and self.reminder.on == self.today

    @property
    def money(self) -> Money:
        return total(self.pots.values())

    @property
    def states_costs(self) -> bool:
        """Whether its measures say what they are to cost."""
        return states_costs(self.money, self.progress)

    @property
    def planned(self) -> int | None:
        """None where no measure says what it is to cost."""
        return self.money.planned if self.states_costs else None

    @property
    def late(self) -> int:
        """Measures that are late."""
        return self.progress.late

    @cached_property
    def too_much(self) -> dict[FindingCode, int]:
        """Kronor used, or planned, beyond what there is of the lines; nothing where all is well."""
        found: dict[FindingCode, int] = {}
        for row in (one for one in findings(self.pots) if one.pot[1] is None):
            found[row.code] = found.get(row.code, 0) + row.amount
        return {code: found[code] for code in TOO_MUCH if code in found}

    def within(self, area: int | None) -> Money:
        """The money of one development area (id)."""
        return total(money for pot, money in self.pots.items() if pot[1] == area)

    def only(self, area: DevelopmentArea) -> "CountyRow":
        """The row with nothing but the money of ``area``."""
        return replace(self, pots={pot: money for pot, money in self.pots.items() if pot[1] == area.pk})


@dataclass(frozen=True)
class CountyPlans:
    """The county's organisations, those who have come least far first."""

    agreement: Agreement
    county: County
    rows: list[CountyRow]
    areas: list[DevelopmentArea]
    day: PlanDay | None

    @cached_property
    def expected(self) -> list[CountyRow]:
        return [row for row in self.rows if row.is_expected]

    @cached_property
    def missing(self) -> list[CountyRow]:
        """Those expected that are still to submit."""
        return [row for row in self.expected if row.is_missing]

    @property
    def submitted(self) -> int:
        """How many of those expected have submitted a plan."""
        return sum(not row.is_missing for row in self.expected)

    @property
    def money(self) -> Money:
        return total(row.money for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.late for row in self.rows)


def county_plans(agreement: Agreement, county: County, user: User, today: date | None = None) -> CountyPlans:
    """The plans of ``county`` as ``user`` may see them."""
    organisations = list(Organisation.objects.visible_to(user).filter(county=county).by_county())
    day = PlanDay.objects.filter(agreement=agreement, county=county).first()
    plans = _plans(agreement, organisations)
    reader = _Reader(agreement, organisations, plans, day, today or timezone.localdate())
    rows = sorted((reader.row(one) for one in organisations), key=lambda row: row.rank)
    return CountyPlans(agreement, county, rows, list(agreement.areas.all()), day)


def _plans(agreement: Agreement, organisations: list[Organisation]) -> list[ActionPlan]:
    """The plans with ``measured_at``: when a measure of theirs was last changed."""
    rows = ActionPlan.objects.filter(agreement=agreement, organisation__in=organisations)
    rows = rows.select_related("agreement", "organisation").annotate(
        measured_at=Max("measures__updated_at", filter=Q(measures__removed_at=None))
    )
    return list(rows.order_by("pk"))


class _Reader:
    """What all rows of a county are made of, read once."""

    def __init__(
        self,
        agreement: Agreement,
        organisations: list[Organisation],
        plans: list[ActionPlan],
        day: PlanDay | None,
        today: date,
    ) -> None:
        self.plans, self.day, self.today = plans, day, today
        self.lines: dict[int, FundingLine] = {line.pk: line for line in agreement.lines.all()}
        self.known = allocated(agreement, organisations)
        self.money = plans_money(plans)
        joint = joint_measures(agreement, organisations)
        # What is borne by those without a plan of their own, that it could count in.
        self.borne = [part for one in joint for part in one.parts(self.lines) if part.plan is None]
        self.progress = progress(plans, today)
        self.asked = list(agreement.requirements.filter(kind=RequirementKind.REQUIREMENT))
        self.met = requirements_met(plans)
        sent = Reminder.objects.filter(agreement=agreement, organisation__in=organisations, about=PLAN)
        self.reminders = {row.organisation_id: row for row in sent.select_related("sent_by").order_by("pk")}

    def row(self, organisation: Organisation) -> CountyRow:
        own = [plan for plan in self.plans if plan.organisation_id == organisation.pk]
        moments = [moment for plan in own for moment in (plan.updated_at, plan.measured_at) if moment]  # type: ignore[attr-defined]
        return CountyRow(
            organisation=organisation,
            plans=own,
            pots=self.pots(organisation, [self.money[plan.pk] for plan in own]),
            progress=_together(self.progress[plan.pk] for plan in own),
            unmet=self.unmet(organisation, own),
            changed_at=max(moments, default=None),
            reminder=self.reminders.get(organisation.pk),
            last_day=self.day.date if self.day else None,
            today=self.today,
        )

    def unmet(self, organisation: Organisation, plans: list[ActionPlan]) -> int:
        """How many requirements the plans leave unmet. A missing plan is said in a place of its own."""
        concerns = CONCERNS.get(OrganisationKind(organisation.kind))
        if not plans or concerns is None:
            return 0
        met = set().union(*(self.met.get(plan.pk, set()) for plan in plans))
        return sum(getattr(row, concerns) and row.pk not in met for row in self.asked)

    def pots(self, organisation: Organisation, found: list[PlanMoney]) -> dict[Pot, Money]:
        """The plans' money together. What is decided or split is there once, however many the plans are."""
        known = {(pk, self.lines[pk].area_id): kronor for pk, kronor in self.known[organisation.pk].items()}
        pots: dict[Pot, Money] = {pot: Money(kronor) for pot, kronor in known.items()}
        for pot, there in (row for plan in found for row in plan.pots.items()):
            added = replace(there, allocated=None) if pot in known else there
            pots[pot] = pots.get(pot, Money()) + added
        for part in (one for one in self.borne if one.organisation == organisation.pk):
            pot = (part.line, self.lines[part.line].area_id or part.area)
            pots[pot] = pots.get(pot, Money()) + Money(None, part.planned, part.used)
        return pots


def _together(found: Iterable[Progress]) -> Progress:
    rows = list(found)
    statuses = {status for row in rows for status in row.statuses}
    sums = {status: sum(row.statuses.get(status, 0) for row in rows) for status in statuses}
    return Progress(sums, sum(row.late for row in rows))
