"""Plans' constraints: one row of each model to begin from, and how each constraint is broken."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from allocation.models import SplitAmount
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Attachment,
    CalendarFeed,
    Comment,
    County,
    IndicatorReading,
    MeasureShare,
    Organisation,
    OtherAgreement,
    PlanDay,
    PlanFollowUp,
    PlanFrame,
    PlanIndicator,
    PlanNode,
    PlanVerdict,
    PlanVersion,
    Reminder,
    Undertaking,
    UndertakingMark,
    User,
)
from tests.overenskommelse.plans import make_measure, make_plan

ANOTHER: dict[str, Any] = {"uid": UUID(int=1)}
OWN_PK = {"pk": 10**6, "parent_id": 10**6}

# constraint: (which stored row, what is changed in the copy)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plan_name_once_per_organisation": ({}, {}),
    "plan_status_is_known": ({}, {"name": "Annat", "status": "x"}),
    "plan_version_is_counted_from_one": ({}, {"name": "Annat", "version": 0}),
    "frame_once_per_line": ({"area": None}, {}),
    "frame_once_per_line_and_area": ({"area__isnull": False}, {}),
    "frame_is_positive": ({}, {"amount": 0}),
    "frame_says_its_source": ({}, {"source": ""}),
    "node_is_not_below_itself": ({}, OWN_PK),
    "node_has_a_name": ({}, {"name": ""}),
    "plan_version_once": ({}, {}),
    "plan_version_number_is_positive": ({}, {"number": 0}),
    "sent_back_with_a_comment": ({}, {"is_approved": False, "comment": ""}),
    "attachment_once_per_organisation": ({}, {}),
    "attachment_is_not_empty": ({}, {"digest": "1" * 64, "size": 0}),
    "attachment_has_name_and_type": ({}, {"digest": "1" * 64, "name": ""}),
    "plan_day_once_per_county": ({}, {}),
    "measure_once_per_plan": ({}, {}),
    "measure_has_a_title": ({}, {**ANOTHER, "title": ""}),
    "measure_status_is_known": ({}, {**ANOTHER, "status": "x"}),
    "dropped_measure_says_why": ({}, {**ANOTHER, "status": "dropped", "status_note": ""}),
    "measure_days_fit_the_schedule": ({}, {**ANOTHER, "schedule_kind": "day", "ends_on": None}),
    "measure_amount_once_per_line": ({}, {}),
    "planned_is_not_negative": ({}, {"planned": -1}),
    "used_is_not_negative": ({}, {"used": -1}),
    "responsible_is_somebody": ({}, {"organisation": None, "function": ""}),
    "share_once_per_organisation": ({}, {}),
    "share_is_not_negative": ({}, {"amount": -1}),
    "plan_indicator_has_a_name": ({}, {"name": ""}),
    "plan_indicator_of_one_thing": ({"node__isnull": False, "measure": None}, {"measure_id": 10**6}),
    "one_reading_a_day": ({}, {}),
    "reading_says_something": ({}, {"on": date(2021, 2, 1), "value": None, "text": ""}),
    "comment_is_not_empty": ({}, {"text": ""}),
    "one_reminder_a_day": ({}, {}),
    "one_open_feed_per_person": ({"revoked_at": None}, {"secret": "another"}),
    "undertaking_once_per_document": ({}, {}),
    "other_agreement_once_per_county": ({}, {}),
    "mark_in_one_agreement": ({}, {"agreement": None, "area": None, "other": None}),
    "mark_once_per_agreement": ({"agreement__isnull": False, "area": None}, {}),
    "mark_once_per_area": ({"area__isnull": False}, {}),
    "mark_once_per_other_agreement": ({"other__isnull": False}, {}),
    "split_once_per_municipality": ({}, {}),
    "follow_up_once_per_area": ({"node": None}, {}),
    "follow_up_once_per_node": ({"area": None}, {}),
    "follow_up_of_one_part": ({"area": None}, {"node": None}),
    "follow_up_says_something": ({"area": None}, {"text": ""}),
    "split_amount_is_not_negative": ({}, {"amount": -1}),
}


def make_rows(agreement: Agreement) -> None:
    """At least one row of each model that a constraint of plans stands on."""
    plan = make_plan(agreement, "0380")
    _money(plan)
    _texts(plan)
    _measure(plan)
    _county(agreement)


def _money(plan: ActionPlan) -> None:
    line, area = plan.agreement.lines.all()[0], plan.agreement.areas.all()[0]
    for part in (None, area):
        PlanFrame.objects.create(plan=plan, line=line, area=part, amount=1, source="Källa")
    SplitAmount.objects.create(line=line, municipality=plan.organisation, amount=1)


def _texts(plan: ActionPlan) -> None:
    node = PlanNode.objects.create(plan=plan, name="Del")
    for part in ({"node": node}, {"area": plan.agreement.areas.all()[0]}):
        PlanFollowUp.objects.create(plan=plan, text="Gick bra", **part)
    now = timezone.now()
    version = PlanVersion.objects.create(plan=plan, number=1, content="{}", digest="0" * 64, submitted_at=now)
    PlanVerdict.objects.create(version=version, is_approved=True, at=now)
    indicator = PlanIndicator.objects.create(plan=plan, node=node, name="Mått")
    IndicatorReading.objects.create(indicator=indicator, on=date(2021, 1, 1), text="Bra")
    Comment.objects.create(plan=plan, text="En anmärkning")


def _measure(plan: ActionPlan) -> None:
    measure = make_measure(plan, "Åtgärd", {"kommuner-nara-vard": 1}, responsible="Ledningen")
    MeasureShare.objects.create(measure=measure, organisation=plan.organisation, amount=1)
    Attachment.objects.create(
        organisation=plan.organisation,
        name="bild.png",
        content_type="image/png",
        size=1,
        digest="0" * 64,
        content=b"x",
    )


def _county(agreement: Agreement) -> None:
    county, rss = County.objects.get(code="03"), Organisation.objects.get(code="RSS03")
    PlanDay.objects.create(agreement=agreement, county=county, date=date(2021, 5, 1))
    Reminder.objects.create(
        agreement=agreement, organisation=rss, about="plan", on=date(2021, 4, 1), subject="Påminnelse"
    )
    CalendarFeed.objects.create(user=User.objects.get(email="admin@demo.test"), secret="one")
    undertaking = Undertaking.objects.create(county=county, document="Avtal", name="Åtagande")
    other = OtherAgreement.objects.create(county=county, name="Psykisk hälsa")
    for mark in (
        {"agreement": agreement},
        {"agreement": agreement, "area": agreement.areas.all()[0]},
        {"other": other},
    ):
        UndertakingMark.objects.create(undertaking=undertaking, **mark)
