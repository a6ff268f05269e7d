"""One file per stage; this is the only door."""

from overenskommelse.models.agreements import (
    Agreement,
    Deadline,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    PrintedSum,
    Requirement,
)
from overenskommelse.models.events import Event
from overenskommelse.models.memberships import Membership, User
from overenskommelse.models.recipients import County, Organisation

__all__ = [
    "Agreement",
    "County",
    "Deadline",
    "DevelopmentArea",
    "Event",
    "FocusArea",
    "FundingLine",
    "Membership",
    "Organisation",
    "PrintedSum",
    "Requirement",
    "User",
]
