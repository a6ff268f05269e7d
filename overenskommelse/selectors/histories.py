"""What has been done to one measure, told from events: cell by cell, and status by status."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from overenskommelse.models import Event, IndicatorReading, Measure, PlanIndicator, User
from overenskommelse.selectors.measures import Lists, columns_of

MOST = 500  # events; no measure has had more


@dataclass(frozen=True)
class Act:
    """An event, and its label, text before and text after of each changed cell."""

    event: Event
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class StatusAt:
    """A status that a measure got, when and by whom; ``note`` is what was said of it at the same time."""

    at: datetime
    by: User | None
    status: str
    note: str


def acts_on(measure: Measure, lists: Lists | None = None) -> list[Act]:
    """All that was done to the measure, its indicators and their readings, the latest first."""
    labels = {column.code: column.label for column in columns_of(measure.plan, lists)}
    indicators = [indicator.pk for indicator in measure.indicators.all()]
    about = Q(subject_type=Measure._meta.label_lower, subject_id=str(measure.pk))
    about |= Q(subject_type=PlanIndicator._meta.label_lower, subject_id__in=[str(pk) for pk in indicators])
    about |= Q(subject_type=IndicatorReading._meta.label_lower, data__indicator__in=indicators)
    events = Event.objects.filter(about).select_related("by")[:MOST]
    return [Act(event, _changes(event, labels)) for event in events]


def _changes(event: Event, labels: dict[str, str]) -> list[tuple[str, str, str]]:
    if not event.verb.startswith("measures."):
        return event.changed
    rows = event.data.get("changes", [])
    return [(labels.get(row["field"], row["field"]), row["before"], row["after"]) for row in rows]


def statuses_in(acts: list[Act]) -> list[StatusAt]:
    """Each status that the measure has had, the latest first."""
    found = []
    for act in acts:
        after = {row["field"]: row["after"] for row in act.event.data.get("changes", [])}
        if act.event.verb in ("measures.added", "measures.changed") and after.get("status"):
            note = after.get("status_note", "")
            found.append(StatusAt(act.event.at, act.event.by, after["status"], note))
    return found
