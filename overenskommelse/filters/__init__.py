"""Filters of the lists, one module a stage; this is the only door. What is chosen stays in the address."""

from overenskommelse.filters.action_plans import PlanFilter
from overenskommelse.filters.agreements import (
    BOUND,
    DeadlineFilter,
    LineFilter,
    RequirementFilter,
    SumFilter,
    bound,
    own_areas,
)
from overenskommelse.filters.base import ALL, YES_NO, contains
from overenskommelse.filters.measures import MeasureFilter, filtered
from overenskommelse.filters.memberships import MembershipFilter
from overenskommelse.filters.recipients import MISSING, RecipientFilter

__all__ = [
    "ALL",
    "BOUND",
    "MISSING",
    "YES_NO",
    "DeadlineFilter",
    "LineFilter",
    "MeasureFilter",
    "MembershipFilter",
    "PlanFilter",
    "RecipientFilter",
    "RequirementFilter",
    "SumFilter",
    "bound",
    "contains",
    "filtered",
    "own_areas",
]
