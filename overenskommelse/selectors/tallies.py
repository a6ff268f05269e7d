"""What plans' frames and measures add up to, in one query, since every page of a plan shows it."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from django.db.models import BigIntegerField, CharField, Count, Q, QuerySet, Sum, Value

from overenskommelse.choices import MeasureStatus
from overenskommelse.domain.plans import Progress
from overenskommelse.models import ActionPlan, Measure, MeasureAmount, PlanFrame

# What a tally is about, where it is not the measures of a status.
FRAME, MONEY = "frame", "money"

Rows: TypeAlias = QuerySet[Any, tuple[Any, ...]]


class Tally(NamedTuple):
    """``about``: kronor framed (``planned``), kronor of measures, or a status: how many, how many late."""

    plan: int
    line: int | None
    area: int | None
    planned: int
    used: int
    about: str


class Tallies:
    """The tallies of plans, by plan id. ``is_late`` is the condition of a late measure."""

    def __init__(self, plans: Iterable[ActionPlan], is_late: Q) -> None:
        chosen = [plan.pk for plan in plans]
        self.by_plan: dict[int, list[Tally]] = {pk: [] for pk in chosen}
        rows = _framed(chosen).union(_measured(chosen), _counted(chosen, is_late), all=True)
        for plan, line, area, planned, used, about in rows:
            # PostgreSQL sums whole numbers to decimals.
            self.by_plan[plan].append(Tally(plan, line, area, int(planned), int(used), about))

    def amounts(self, plan: int) -> list[Tally]:
        """Frames and the measures' kronor."""
        return [row for row in self.by_plan[plan] if row.about in (FRAME, MONEY)]

    def progress(self, plan: int) -> Progress:
        """How many measures there are in each status, and how many are late."""
        rows = [row for row in self.by_plan[plan] if row.about not in (FRAME, MONEY)]
        return Progress({row.about: row.planned for row in rows}, sum(row.used for row in rows))


def _about(word: str) -> Value:
    return Value(word, output_field=CharField())


def _framed(plans: list[int]) -> Rows:
    rows = PlanFrame.objects.filter(plan__in=plans).order_by()
    return rows.values_list("plan", "line", "area", "amount", Value(0), _about(FRAME))


def _measured(plans: list[int]) -> Rows:
    """What a dropped measure planned is free again; what it used is used."""
    rows = MeasureAmount.objects.filter(measure__plan__in=plans, measure__removed_at=None).order_by()
    kept = ~Q(measure__status=MeasureStatus.DROPPED)
    return rows.values_list("measure__plan", "line", "measure__area").annotate(
        kept=Sum("planned", filter=kept, default=0), spent=Sum("used"), about=_about(MONEY)
    )


def _counted(plans: list[int], is_late: Q) -> Rows:
    none = Value(None, output_field=BigIntegerField())
    rows = Measure.objects.kept().filter(plan__in=plans).order_by().values("plan", "status")
    counted = rows.annotate(count=Count("pk"), late=Count("pk", filter=is_late))
    return counted.values_list("plan", none, none, "count", "late", "status")
