"""Who changed what in a plan: its acts, texts, measures, indicators and readings, from the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from overenskommelse.models import (
    ActionPlan,
    Comment,
    Event,
    IndicatorReading,
    Measure,
    PlanFollowUp,
    PlanIndicator,
    PlanNode,
)
from overenskommelse.selectors.comparisons import CellChange
from overenskommelse.selectors.measures import columns_of


@dataclass(frozen=True)
class Told:
    """An event with the cells that it changed."""

    event: Event
    changes: list[CellChange]

    @property
    def is_new(self) -> bool:
        """Whether nothing was there before: the cells of a new row, or the comment of an act."""
        return not any(cell.before for cell in self.changes)


class PlanHistory:
    """The log of a plan, or of one of its measures (``chosen``: its id as text, from the address)."""

    def __init__(self, plan: ActionPlan, chosen: str = "") -> None:
        self.plan = plan
        self.chosen = next((row for row in self.measures if str(row.pk) == chosen), None)

    @cached_property
    def measures(self) -> list[Measure]:
        """All that the log may tell about, removed ones too."""
        return list(self.plan.measures.only("plan", "title", "removed_at"))

    @property
    def events(self) -> "QuerySet[Event]":
        rows = Event.objects.select_related("by")
        if self.chosen:
            return rows.filter(self._about(Measure.objects.filter(pk=self.chosen.pk), measure=self.chosen.pk))
        whole = Q(subject_type=ActionPlan._meta.label_lower, subject_id=str(self.plan.pk))
        return rows.filter(whole | self._about(self.plan.measures.all(), plan=self.plan.pk))

    def _about(self, measures: "QuerySet[Measure]", **within: int) -> Q:
        """Of the measures, and of the indicators, readings and comments ``within`` the plan or measure."""
        ((key, pk),) = within.items()
        kinds: list[QuerySet[Any]] = [
            measures,
            PlanIndicator.objects.filter(**within),
            IndicatorReading.objects.filter(**{f"indicator__{key}": pk}),
            Comment.objects.filter(**within),
        ]
        if key == "plan":
            kinds += [PlanNode.objects.filter(plan=pk), PlanFollowUp.objects.filter(plan=pk)]
        found = Q(pk=None)
        for rows in kinds:
            ids = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
            found |= Q(subject_type=rows.model._meta.label_lower, subject_id__in=ids)
        return found

    def told(self, events: Iterable[Event]) -> list[Told]:
        return [Told(event, self._changes(event)) for event in events]

    def _changes(self, event: Event) -> list[CellChange]:
        raw = [(row["field"], row["before"], row["after"]) for row in event.data.get("changes", [])]
        if event.subject_type == Measure._meta.label_lower:
            rows = [(self.labels.get(code, code), before, after) for code, before, after in raw]
        else:
            rows = event.changed or raw  # what is no model's field is told in words already
        if comment := event.data.get("comment"):
            rows = [*rows, (_("Comment"), "", comment)]
        return [CellChange(*row) for row in rows]

    @cached_property
    def labels(self) -> dict[str, str]:
        labels = {column.code: str(column.label) for column in columns_of(self.plan)}
        return labels | {"shares": _("Shares of a joint measure")}
