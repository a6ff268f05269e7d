"""Who is to be reminded of what, and where mail reaches them: docs/adr/0060."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

import holidays
from django.conf import settings
from django.db.models import Q, QuerySet

from overenskommelse.choices import AgreementStatus, OrganisationKind, PlanStatus, Role
from overenskommelse.domain.periods import reminder_day, working_days_left
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Deadline,
    Measure,
    Membership,
    Organisation,
    PlanDay,
    Reminder,
)
from overenskommelse.models.requirements import CONCERNS

# What a reminder is about when it is not a deadline: the organisation's plan.
PLAN = "plan"
# How the codes of deadlines that ask for a plan begin, whatever the year.
PLAN_DEADLINES = "handlingsplan"
# Swedish bank holidays, and the three eves that count as such (lag 1930:173, 2 §).
DAYS_OFF = ("public", "de_facto")

# Who is to have a plan. An RSS may have one for the county, but need not.
PLANS_ITSELF = (OrganisationKind.REGION, OrganisationKind.MUNICIPALITY)

KEEPS_PLANS = frozenset({Role.COORDINATOR, Role.MUNICIPAL_CONTACT})
MEETS_DEADLINES = KEEPS_PLANS | {Role.FINANCE_OFFICER}

# Deadline code → ids of the organisations that have nothing left to do for it.
Finished: TypeAlias = Mapping[str, Set[int]]
Answer: TypeAlias = Callable[[Agreement, Iterable[Organisation]], Finished]

_answers: list[Answer] = []


def finished_with(answer: Answer) -> None:
    """Let ``answer`` say who is finished with deadlines that a later stage knows of: docs/adr/0051."""
    _answers.append(answer)


def days_off(first: date, last: date) -> Set[date]:
    """Holidays and eves of the years from ``first`` to ``last``; Saturdays and Sundays are not listed."""
    years = range(first.year, last.year + 1)
    return set(holidays.country_holidays("SE", years=years, categories=DAYS_OFF, include_sundays=False))


def contacts(organisations: Iterable[Organisation], roles: Set[Role] = KEEPS_PLANS) -> dict[int, list[str]]:
    """Organisation id → addresses: of those who hold a role there, else the register's; perhaps none."""
    chosen = list(organisations)
    found: dict[int, list[str]] = {organisation.pk: [] for organisation in chosen}
    held = Membership.objects.filter(organisation__in=chosen, role__in=roles, user__is_active=True)
    for pk, address in held.order_by("user__email").values_list("organisation", "user__email").distinct():
        found[pk].append(address)
    return {o.pk: found[o.pk] or [address for address in [o.email] if address] for o in chosen}


def has_submitted(plans: "QuerySet[ActionPlan]") -> "QuerySet[ActionPlan]":
    """Those that wait for a verdict or have been approved, a later version under way or not."""
    open_ones = [PlanStatus.DRAFT, PlanStatus.RETURNED]
    return plans.filter(~Q(status__in=open_ones) | Q(versions__verdict__is_approved=True)).distinct()


@dataclass(frozen=True)
class Duty:
    """Something to be done by a last day, by those it binds. ``about`` is a deadline's code, or ``PLAN``."""

    agreement: Agreement
    about: str
    last_day: date
    remind_on: date
    working_days: int
    deadline: Deadline | None = None
    plan_day: PlanDay | None = None

    @cached_property
    def bound(self) -> list[Organisation]:
        """Whom the agreement names, municipalities through their RSS; for a county's day those who plan."""
        if self.plan_day:
            return list(self.plan_day.county.organisations.filter(kind__in=PLANS_ITSELF))
        kinds = [kind for kind, field in CONCERNS.items() if getattr(self.deadline, field)]
        rows = Organisation.objects.filter(kind__in=kinds)
        return list(rows.exclude(kind=OrganisationKind.MUNICIPALITY))

    @cached_property
    def finished(self) -> Set[int]:
        """Ids of the organisations that have nothing left to do."""
        if self.plan_day or self.about.startswith(PLAN_DEADLINES):
            return _planned(self)
        return {pk for answer in _answers for pk in answer(self.agreement, self.bound).get(self.about, ())}

    @cached_property
    def reminded(self) -> Set[int]:
        """Ids of those who have been reminded since the day for it came."""
        sent = Reminder.objects.filter(agreement=self.agreement, about=self.about, on__gte=self.remind_on)
        return set(sent.values_list("organisation", flat=True))

    @property
    def to_remind(self) -> list[Organisation]:
        return [one for one in self.bound if one.pk not in self.finished and one.pk not in self.reminded]

    @property
    def roles(self) -> Set[Role]:
        """Whose task it is at each organisation."""
        return KEEPS_PLANS if self.plan_day else MEETS_DEADLINES


def _planned(duty: Duty) -> Set[int]:
    """Who has submitted a plan that meets the requirement of the same day; without such a one, any plan."""
    plans = has_submitted(ActionPlan.objects.filter(agreement=duty.agreement, organisation__in=duty.bound))
    if duty.deadline:
        asked = duty.agreement.requirements.filter(section=duty.deadline.section, due=duty.last_day)
        if wanted := list(asked):
            plans = plans.filter(pk__in=Measure.objects.kept().filter(requirements__in=wanted).values("plan"))
    return set(plans.values_list("organisation", flat=True))


def duties(today: date) -> Iterator[Duty]:
    """What is to be reminded of on ``today``: deadlines and counties' days of agreements in force."""
    in_force = AgreementStatus.IN_FORCE
    for deadline in Deadline.objects.filter(agreement__status=in_force, date__gte=today).select_related(
        "agreement"
    ):
        yield from _due(deadline.agreement, deadline.code, deadline.date, today, deadline=deadline)
    for day in PlanDay.objects.filter(agreement__status=in_force, date__gte=today).select_related(
        "agreement", "county"
    ):
        yield from _due(day.agreement, PLAN, day.date, today, plan_day=day)


def _due(
    agreement: Agreement,
    about: str,
    last_day: date,
    today: date,
    *,
    deadline: Deadline | None = None,
    plan_day: PlanDay | None = None,
) -> Iterator[Duty]:
    """The duty, if a day to remind of it has come."""
    off = days_off(today.replace(year=today.year - 1), last_day)
    remind_on = reminder_day(last_day, settings.REMIND_WORKING_DAYS, today, off)
    if remind_on:
        left = working_days_left(today, last_day, off)
        yield Duty(agreement, about, last_day, remind_on, left, deadline, plan_day)
