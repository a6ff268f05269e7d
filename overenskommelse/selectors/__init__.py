"""Reads that span models, one module a matter; this is the only door."""

from overenskommelse.selectors.content import Content, content_of
from overenskommelse.selectors.here import STAGES, Here, Stage, context, here
from overenskommelse.selectors.money import allocated, answer_with
from overenskommelse.selectors.plans import (
    AreaMoney,
    LineMoney,
    PlanFinding,
    PlanMoney,
    binding,
    late,
    late_on,
    lines_for,
    money_of,
    plans_money,
    progress,
    unmet,
    warnings_of,
)
from overenskommelse.selectors.summaries import (
    PlanRow,
    PlanSummary,
    found_among,
    measure_rows,
    page_of,
    plan_rows,
    with_repayment,
)
from overenskommelse.selectors.sums import CheckedSum, GroupedSum, checked_sums, differing_sums, grouped_sums
from overenskommelse.selectors.versions import Life, hindrances_of, life_of, versions_of

__all__ = [
    "STAGES",
    "AreaMoney",
    "CheckedSum",
    "Content",
    "GroupedSum",
    "Here",
    "Life",
    "LineMoney",
    "PlanFinding",
    "PlanMoney",
    "PlanRow",
    "PlanSummary",
    "Stage",
    "allocated",
    "answer_with",
    "binding",
    "checked_sums",
    "content_of",
    "context",
    "differing_sums",
    "found_among",
    "grouped_sums",
    "here",
    "hindrances_of",
    "late",
    "late_on",
    "life_of",
    "lines_for",
    "measure_rows",
    "money_of",
    "page_of",
    "plan_rows",
    "plans_money",
    "progress",
    "unmet",
    "versions_of",
    "warnings_of",
    "with_repayment",
]
