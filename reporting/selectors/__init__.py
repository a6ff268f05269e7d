"""Reads that span models, one module a matter; this is the only door."""

from reporting.selectors.positions import (
    LARGE,
    Position,
    balance,
    decisions_in_force,
    dues,
    facts_of,
    finished,
    own_part,
    own_position,
    position,
    positions,
    problems_of,
    waiting_lines,
)
from reporting.selectors.remedies import Remedy, remedies
from reporting.selectors.report_tasks import ReportTask, report_tasks
from reporting.selectors.start import Overview, Preparation, Task, overview, preparation, tasks
from reporting.selectors.terms import REQUISITION_DEADLINE, Due, Onward, Terms, onward_payments, terms_of

__all__ = [
    "LARGE",
    "REQUISITION_DEADLINE",
    "Due",
    "Onward",
    "Overview",
    "Position",
    "Preparation",
    "Remedy",
    "ReportTask",
    "Task",
    "Terms",
    "balance",
    "decisions_in_force",
    "dues",
    "facts_of",
    "finished",
    "onward_payments",
    "overview",
    "own_part",
    "own_position",
    "position",
    "positions",
    "preparation",
    "problems_of",
    "remedies",
    "report_tasks",
    "tasks",
    "terms_of",
    "waiting_lines",
]
