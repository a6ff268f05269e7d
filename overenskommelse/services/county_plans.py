"""What a county's coordinators decide for all its plans."""

from datetime import date

from django.db import transaction

from overenskommelse.models import Agreement, County, PlanDay, User
from overenskommelse.services.events import record


@transaction.atomic
def set_plan_day(*, agreement: Agreement, county: County, day: date | None, by: User) -> None:
    """Let ``day`` be the last for the county's plans; None takes it away."""
    stored = PlanDay.objects.select_for_update().filter(agreement=agreement, county=county).first()
    if (stored.date if stored else None) == day:
        return
    if day is None:
        _remove(stored, by)
        return
    before = stored.date.isoformat() if stored else None
    row, _is_new = PlanDay.objects.update_or_create(
        agreement=agreement, county=county, defaults={"date": day, "set_by": by}
    )
    changed = [{"field": "date", "before": before, "after": day.isoformat()}]
    organisation = county.organisations.filter(kind="rss").first()
    record(
        "county_plans.day_set", row, by=by, agreement=agreement, organisation=organisation, changes=changed
    )


def _remove(stored: PlanDay | None, by: User) -> None:
    if stored:
        organisation = stored.county.organisations.filter(kind="rss").first()
        agreement = stored.agreement
        record("county_plans.day_removed", stored, by=by, agreement=agreement, organisation=organisation)
        stored.delete()
