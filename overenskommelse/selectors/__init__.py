"""Reads that span models, one module a matter; this is the only door."""

from overenskommelse.selectors.here import STAGES, Here, Stage, context, here
from overenskommelse.selectors.money import allocated, answer_with
from overenskommelse.selectors.sums import CheckedSum, GroupedSum, checked_sums, differing_sums, grouped_sums

__all__ = [
    "STAGES",
    "CheckedSum",
    "GroupedSum",
    "Here",
    "Stage",
    "allocated",
    "answer_with",
    "checked_sums",
    "context",
    "differing_sums",
    "grouped_sums",
    "here",
]
