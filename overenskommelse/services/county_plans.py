"""What is decided for a county's plans together: their last day, and who bears a joint measure."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import F, Sum
from django.utils.timezone import now

from overenskommelse.domain.joint import missing
from overenskommelse.models import Agreement, County, Event, Measure, Organisation, PlanDay, User
from overenskommelse.services.events import record
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.templatetags.formats import kr


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


class SharesDoNotAddUp(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """``missing`` kronor of ``planned`` are not shared out; negative when too much is."""

    def __init__(self, planned: int, lacking: int) -> None:
        self.planned, self.missing = planned, lacking
        super().__init__(f"{lacking} of {planned}")


@transaction.atomic
def share_measure(
    *, measure: Measure, shares: Mapping[Organisation, int], seen: str, by: User
) -> Event | None:
    """Let ``shares`` (whole kronor of what is planned) bear the measure; none: it is the owner's alone again.

    ``seen``: ``fingerprint_of`` the shares that were opened. Raises PlanIsClosed, SharesChanged and
    SharesDoNotAddUp. None when nothing differs.
    """
    stored = Measure.objects.select_for_update(of=("self",)).select_related("plan").get(pk=measure.pk)
    if not stored.plan.is_open:
        raise PlanIsClosed(stored.plan, ["shares"])
    before = told(stored)
    if fingerprint_of(stored) != seen:
        raise SharesChanged(stored, before)
    planned = planned_of(stored)
    lacking = missing(planned, {one.pk: amount for one, amount in shares.items()})
    if shares and lacking:
        raise SharesDoNotAddUp(planned, lacking)
    _replace(stored, shares)
    after = told(stored)
    if after == before:
        return None
    plan = stored.plan
    Measure.objects.filter(pk=stored.pk).update(revision=F("revision") + 1, updated_by=by, updated_at=now())
    changed = [{"field": "shares", "before": before, "after": after}]
    agreement, organisation = plan.agreement, plan.organisation
    return record(
        "county_plans.shared", stored, by=by, agreement=agreement, organisation=organisation, changes=changed
    )


def _replace(measure: Measure, shares: Mapping[Organisation, int]) -> None:
    measure.shares.exclude(organisation__in=shares).delete()
    for organisation, amount in shares.items():
        measure.shares.update_or_create(organisation=organisation, defaults={"amount": amount})


class SharesChanged(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """Somebody changed the shares after they were opened. ``last``: by which act; ``stored``: to what."""

    def __init__(self, measure: Measure, stored: str) -> None:
        self.stored = stored
        self.last = (
            Event.objects.about(measure).filter(verb="county_plans.shared").select_related("by").first()
        )
        super().__init__(stored)


def planned_of(measure: Measure) -> int:
    """What is planned for the measure on all lines, in kronor."""
    return int(measure.amounts.aggregate(sum=Sum("planned", default=0))["sum"])


def told(measure: Measure) -> str:
    """The shares in words: *Region Uppsala 400 000 kr; Knivsta 600 000 kr*."""
    rows = measure.shares.select_related("organisation")
    return "; ".join(f"{row.organisation} {kr(row.amount)}" for row in rows)


def fingerprint_of(measure: Measure) -> str:
    """Travels with the form, so that a save sees what came between."""
    rows = measure.shares.order_by("organisation").values_list("organisation", "amount")
    return ",".join(f"{pk}:{amount}" for pk, amount in rows)
