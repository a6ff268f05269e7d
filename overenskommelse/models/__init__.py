"""One file per stage; this is the only door."""

from overenskommelse.models.agreements import (
    Agreement,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    PrintedSum,
)
from overenskommelse.models.events import Event
from overenskommelse.models.memberships import Membership, User
from overenskommelse.models.recipients import County, Organisation
from overenskommelse.models.requirements import Deadline, Requirement

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
