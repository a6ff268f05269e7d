"""Lists, one module a stage; this is the only door. ``overenskommelse.tables`` pages and exports."""

from allocation.tables.datasets import ComparedTable, DatasetTable, ValueTable
from allocation.tables.runs import (
    AmountTable,
    ChangeTable,
    DecisionTable,
    EffectTable,
    RecipientLineTable,
    RecipientTable,
    ReconciliationTable,
    RunLineTable,
    RunTable,
)

__all__ = [
    "AmountTable",
    "ChangeTable",
    "ComparedTable",
    "DatasetTable",
    "DecisionTable",
    "EffectTable",
    "RecipientLineTable",
    "RecipientTable",
    "ReconciliationTable",
    "RunLineTable",
    "RunTable",
    "ValueTable",
]
