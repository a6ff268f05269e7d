"""Lists, one module a stage; this is the only door. Paging is that of ``overenskommelse.tables``."""

from allocation.tables.datasets import ComparedTable, DatasetTable, ValueTable
from allocation.tables.decisions import ChangeTable, DecisionTable
from allocation.tables.imports import EffectTable
from allocation.tables.indicators import IndicatorTable
from allocation.tables.runs import (
    AmountTable,
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
    "IndicatorTable",
    "RecipientLineTable",
    "RecipientTable",
    "ReconciliationTable",
    "RunLineTable",
    "RunTable",
    "ValueTable",
]
