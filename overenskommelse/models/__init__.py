"""One file per stage; this is the only door."""

from overenskommelse.models.action_plans import ActionPlan, PlanFrame, PlanNode, PlanVerdict, PlanVersion
from overenskommelse.models.agreements import Agreement, DevelopmentArea, FocusArea, FundingLine, PrintedSum
from overenskommelse.models.attachments import Attachment
from overenskommelse.models.county_plans import PlanDay
from overenskommelse.models.events import Event
from overenskommelse.models.follow_ups import PlanFollowUp
from overenskommelse.models.measures import (
    Comment,
    IndicatorReading,
    Measure,
    MeasureAmount,
    MeasureResponsible,
    MeasureShare,
    PlanIndicator,
)
from overenskommelse.models.memberships import Membership, User
from overenskommelse.models.recipients import County, Organisation
from overenskommelse.models.reminders import CalendarFeed, Reminder
from overenskommelse.models.requirements import Deadline, Requirement
from overenskommelse.models.undertakings import OtherAgreement, Undertaking, UndertakingMark

__all__ = [
    "ActionPlan",
    "Agreement",
    "Attachment",
    "CalendarFeed",
    "Comment",
    "County",
    "Deadline",
    "DevelopmentArea",
    "Event",
    "FocusArea",
    "FundingLine",
    "IndicatorReading",
    "Measure",
    "MeasureAmount",
    "MeasureResponsible",
    "MeasureShare",
    "Membership",
    "Organisation",
    "OtherAgreement",
    "PlanDay",
    "PlanFollowUp",
    "PlanFrame",
    "PlanIndicator",
    "PlanNode",
    "PlanVerdict",
    "PlanVersion",
    "PrintedSum",
    "Reminder",
    "Requirement",
    "Undertaking",
    "UndertakingMark",
    "User",
]
