"""Indicators of a plan and its measures, and what was read of them."""

from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction

from overenskommelse.models import ActionPlan, Agreement, IndicatorReading, Organisation, PlanIndicator, User
from overenskommelse.services.events import changes, record, save_change
from overenskommelse.services.measures import PlanIsClosed


@transaction.atomic
def save_indicator(*, indicator: PlanIndicator, seen: str, by: User | None) -> None:
    """Store a new indicator, or a changed one that was opened as ``seen``.

    Raises PlanIsClosed, and SavedByOther when somebody else saved first.
    """
    _check(indicator.plan, is_reading=False)
    about = _about(indicator.plan)
    if indicator.pk:
        save_change(indicator, verb="plan_indicators.changed", seen=seen, by=by, **about)
        return
    indicator.position = indicator.plan.indicators.count() + 1
    indicator.save()
    record("plan_indicators.added", indicator, by=by, **about)


@transaction.atomic
def remove_indicator(*, indicator: PlanIndicator, by: User | None) -> None:
    """Remove it with its readings; the event keeps what they were. Raises PlanIsClosed."""
    plan = indicator.plan
    _check(plan, is_reading=False)
    lost = [[str(it.on), it.value and str(it.value), it.text] for it in indicator.readings.all()]
    record("plan_indicators.removed", indicator, by=by, readings=lost, **_about(plan))
    indicator.delete()


@transaction.atomic
def save_reading(
    *, indicator: PlanIndicator, on: date, value: Decimal | None, text: str, by: User | None
) -> IndicatorReading:
    """The reading of a day; one that is there already is corrected, and the event keeps what it was.

    Raises PlanIsClosed.
    """
    _check(indicator.plan, is_reading=True)
    before = indicator.readings.filter(on=on).first()
    after = IndicatorReading(indicator=indicator, on=on, value=value, text=text, by=by)
    if before is None:
        after.save()
        _record("plan_indicators.read", after, by)
        return after
    after.pk = before.pk
    if changed := _said(before, after):
        after.save()
        _record("plan_indicators.corrected", after, by, changed)
    return after


@transaction.atomic
def remove_reading(*, reading: IndicatorReading, by: User | None) -> None:
    """Remove a reading; the event keeps what it was. Raises PlanIsClosed."""
    _check(reading.indicator.plan, is_reading=True)
    nothing = IndicatorReading(pk=reading.pk, indicator=reading.indicator, on=reading.on)
    _record("plan_indicators.unread", reading, by, _said(reading, nothing))
    reading.delete()


def _said(before: IndicatorReading, after: IndicatorReading) -> list[dict[str, Any]]:
    """What differs in the figure and the words of two readings."""
    return [it for it in changes(before, after) if it["field"] in ("value", "text")]


def _check(plan: ActionPlan, *, is_reading: bool) -> None:
    stored = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if not (stored.is_open or (is_reading and stored.takes_follow_up)):
        raise PlanIsClosed(stored)


def _record(
    verb: str, reading: IndicatorReading, by: User | None, changed: list[dict[str, Any]] | None = None
) -> None:
    about = _about(reading.indicator.plan)
    record(verb, reading, by=by, indicator=reading.indicator_id, changes=changed or [], **about)


class _About(TypedDict):
    agreement: Agreement
    organisation: Organisation


def _about(plan: ActionPlan) -> _About:
    return {"agreement": plan.agreement, "organisation": plan.organisation}
