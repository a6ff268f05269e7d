"""A person's last days as a calendar that other programs read (RFC 5545). icalendar is used here only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from overenskommelse.choices import AgreementStatus, Consequence, OrganisationKind
from overenskommelse.domain.plans import OUTSTANDING
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Deadline,
    Measure,
    MeasureResponsible,
    Organisation,
    PlanDay,
    User,
)
from overenskommelse.selectors.reminders import PLANS_ITSELF

if TYPE_CHECKING:
    from django.db.models import QuerySet

PRODUCT = "-//Overenskommelse//Last days//SV"
# Calendar programs that heed it ask again after so long.
ASK_AGAIN = timedelta(hours=6)


@dataclass(frozen=True)
class Entry:
    """A last day. ``uid`` stays the same however the rest changes; ``path`` is within the site."""

    uid: str
    day: date
    summary: str
    description: str
    path: str
    changed_at: datetime | None = None


def entries(user: User) -> list[Entry]:
    """The last days that concern ``user``: of agreements, of the county's plans, of own measures."""
    organisations = list({m.organisation_id: m.organisation for m in user.held_memberships}.values())
    agreements = Agreement.objects.visible_to(user).exclude(status=AgreementStatus.DRAFT)
    found = [
        *_deadlines(agreements, organisations),
        *_plan_days(agreements, organisations),
        *_measures(agreements, organisations, user),
    ]
    return sorted(found, key=lambda entry: (entry.day, entry.uid))


def _deadlines(agreements: "QuerySet[Agreement]", organisations: list[Organisation]) -> Iterator[Entry]:
    """What agreements ask of the person's organisations."""
    rows = Deadline.objects.filter(agreement__in=agreements)
    bound = reduce(or_, [rows.concerning(one) for one in organisations], rows.none())
    for row in bound.select_related("agreement"):
        consequence = "" if row.consequence == Consequence.NONE else row.get_consequence_display()
        told = [
            row.agreement.name,
            row.addressee and _("Sent to: %(addressee)s") % {"addressee": row.addressee},
            consequence and _("After that day: %(consequence)s") % {"consequence": consequence},
            row.note,
        ]
        summary = _("Last day: %(what)s") % {"what": row.what}
        path = reverse("agreement", args=[row.agreement.code]) + "#deadlines"
        yield Entry(f"deadline-{row.pk}", row.date, summary, _lines(told), path)


def _plan_days(agreements: "QuerySet[Agreement]", organisations: list[Organisation]) -> Iterator[Entry]:
    """The days that their counties have set for the plans."""
    counties = {one.county_id for one in organisations if one.kind in (*PLANS_ITSELF, OrganisationKind.RSS)}
    rows = PlanDay.objects.filter(agreement__in=agreements, county__in=counties)
    for row in rows.select_related("agreement", "county"):
        told = _lines([row.agreement.name, row.county.name])
        summary = _("Last day: submit the action plan")
        yield Entry(f"plans-{row.pk}", row.date, summary, told, reverse("action_plans"), row.set_at)


def _measures(
    agreements: "QuerySet[Agreement]", organisations: list[Organisation], user: User
) -> Iterator[Entry]:
    """Measures still to be done that the organisations answer for, in own plans also unless others do."""
    named = Q(responsible__organisation__in=organisations)
    unnamed = Q(plan__organisation__in=organisations) & ~Exists(
        MeasureResponsible.objects.filter(measure=OuterRef("pk"), organisation__isnull=False)
    )
    rows = Measure.objects.kept().filter(named | unnamed, plan__in=ActionPlan.objects.visible_to(user))
    rows = rows.filter(plan__agreement__in=agreements, status__in=OUTSTANDING, ends_on__isnull=False)
    for row in rows.select_related("plan__organisation", "area").distinct():
        told = [str(row.plan.organisation), row.plan.name, row.area.name if row.area else "", row.schedule]
        # A measure keeps its uid when it is carried to another plan.
        uid, day = f"measure-{row.plan_id}-{row.uid}", row.ends_on or date.max
        yield Entry(uid, day, row.title, _lines(told), row.get_absolute_url(), row.updated_at)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def calendar_of(user: User, *, site: str) -> bytes:
    """``entries`` as whole days without alarms. ``site``: scheme and host that their paths are within."""
    calendar = Calendar()
    name = _("Last days: God och nära vård")
    given = {"version": "2.0", "prodid": PRODUCT, "method": "PUBLISH", "name": name, "x-wr-calname": name}
    for key, value in given.items():
        calendar.add(key, value)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    for entry in entries(user):
        calendar.add_component(_event(entry, site, timezone.now().astimezone(UTC)))
    return bytes(calendar.to_ical())


def _event(entry: Entry, site: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@overenskommelse")
    event.add("dtstamp", now)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))  # the first day after it
    event.add("summary", entry.summary)
    event.add("description", f"{entry.description}\n{site}{entry.path}")
    event.add("url", site + entry.path)
    event.add("transp", "TRANSPARENT")  # a last day does not make anybody busy
    if entry.changed_at:
        event.add("last-modified", entry.changed_at.astimezone(UTC))
    return event
