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
from allocation.tables.splits import CountyTable, PartTable, columns_of

__all__ = [
    "AmountTable",
    "ChangeTable",
    "ComparedTable",
    "CountyTable",
    "DatasetTable",
    "DecisionTable",
    "EffectTable",
    "PartTable",
    "RecipientLineTable",
    "RecipientTable",
    "ReconciliationTable",
    "RunLineTable",
    "RunTable",
    "ValueTable",
    "columns_of",
]
