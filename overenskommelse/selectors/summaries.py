"""What stands on every page of a plan, and its measures as they are read beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
    Window,
)
from django.utils import timezone

from overenskommelse.choices import OrganisationKind, RequirementKind
from overenskommelse.domain.plans import Money, Progress, states_costs
from overenskommelse.models import ActionPlan, Deadline, FundingLine, Measure, MeasureResponsible, Requirement
from overenskommelse.selectors.plans import (
    PAID_AS,
    PlanFinding,
    PlanMoney,
    binding,
    late_on,
    money_of,
    plans_money,
)

# The code of the deadline by which unused money goes back, whatever the year.
REPAYMENT_DEADLINE = "aterbetalning"
MOST_PAGES = 1_000_000


class PlanSummary:
    """A plan's money, unmet requirements, late measures and progress; each is read when it is asked for."""

    def __init__(self, plan: ActionPlan, today: date | None = None) -> None:
        self.plan = plan
        self.today = today or timezone.localdate()

    @cached_property
    def money(self) -> PlanMoney:
        return money_of(self.plan, self.today)

    @property
    def findings(self) -> list[PlanFinding]:
        """What is wrong with the money, the worst first."""
        return self.money.findings

    @cached_property
    def requirements(self) -> list[Requirement]:
        """The requirements and goals that bind the organisation, each with ``is_met``."""
        return list(binding(self.plan))

    @property
    def unmet(self) -> list[Requirement]:
        """Requirements, not goals, that no measure meets."""
        wanted = (row for row in self.requirements if row.kind == RequirementKind.REQUIREMENT)
        return [row for row in wanted if not row.is_met]  # type: ignore[attr-defined]

    @property
    def progress(self) -> Progress:
        return self.money.progress

    @property
    def kept(self) -> int:
        """How many measures there are, the dropped ones too."""
        return sum(self.progress.statuses.values())

    @property
    def lines(self) -> list[FundingLine]:
        """The agreement's lines that can pay the plan's measures."""
        kind = PAID_AS.get(OrganisationKind(self.plan.organisation.kind))
        return [line for line in self.money.lines_by_id.values() if line.recipient_kind == kind]

    @property
    def awaits_money(self) -> bool:
        """Whether the agreement pays organisations of this kind, but no kronor are known yet."""
        return bool(self.lines) and self.money.total.allocated is None

    @cached_property
    def repay_by(self) -> date | None:
        """The last day to pay back what is not used, if the agreement sets one."""
        known: date | None = getattr(self.plan, "repay_by", None)
        return known if hasattr(self.plan, "repay_by") else _repayment(self.plan.agreement_id).first()


def with_repayment(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    """``plans`` with ``repay_by``, which spares each page of a plan a query."""
    return plans.annotate(repay_by=Subquery(_repayment(OuterRef("agreement"))[:1]))


def _repayment(agreement: int | OuterRef) -> QuerySet[Deadline, date]:
    return Deadline.objects.filter(agreement=agreement, code=REPAYMENT_DEADLINE).values_list(
        "date", flat=True
    )


@dataclass(frozen=True)
class PlanRow:
    """A plan in a list of plans. Whole kronor."""

    plan: ActionPlan
    total: Money
    progress: Progress

    @property
    def late(self) -> int:
        return self.progress.late

    @property
    def planned(self) -> int | None:
        """None where no measure says what it is to cost."""
        return self.total.planned if states_costs(self.total, self.progress) else None

    @property
    def left(self) -> int | None:
        """Kronor left to plan, as far as that can be said."""
        return None if self.planned is None else self.total.left_to_plan

    @property
    def changed_on(self) -> date:
        return timezone.localtime(self.plan.updated_at).date()


def plan_rows(plans: Iterable[ActionPlan], today: date | None = None) -> list[PlanRow]:
    """Each of ``plans`` (with agreement and organisation) with its sums, in as many queries as of one."""
    chosen = list(plans)
    money = plans_money(chosen, today)
    return [PlanRow(plan, money[plan.pk].total, money[plan.pk].progress) for plan in chosen]


def page_of(rows: QuerySet[Any], asked: str, size: int, known: int | None = None) -> Page[Any]:
    """The page of ``rows`` that the address asks for: one query, unless there is no such page.

    If it is not ``known`` how many there are in all, each row tells. Nonsense is the first page, and what
    is too far the last, as of Django's ``get_page``.
    """
    paginator = Paginator(rows, size)
    if known is not None:
        paginator.count = known
        return paginator.get_page(asked)
    number = int(asked) if asked.isdecimal() else 1
    first = (number - 1) * size
    is_likely = 0 < number < MOST_PAGES
    found = list(rows.annotate(whole=Window(Count("*")))[first : first + size]) if is_likely else []
    if not found:
        return paginator.get_page(asked)
    paginator.count = found[0].whole
    return Page(found, number, paginator)


def found_among(plan: ActionPlan, today: date | None = None) -> QuerySet[Measure]:
    """The measures that are kept, with ``is_late``, to filter and order."""
    is_late = ExpressionWrapper(late_on(today or timezone.localdate()), output_field=BooleanField())
    return plan.measures.kept().annotate(is_late=is_late)


def measure_rows(plan: ActionPlan, today: date | None = None) -> QuerySet[Measure]:
    """The measures with areas and people; ``planned``, ``used`` (kronor) and ``is_late``."""
    rows = found_among(plan, today).select_related("area", "focus_area", "node")
    people = MeasureResponsible.objects.select_related("organisation")
    rows = rows.prefetch_related(Prefetch("responsible", people))
    sums = {"planned": Sum("amounts__planned", default=0), "used": Sum("amounts__used", default=0)}
    return rows.annotate(**sums).order_by("position", "pk")
