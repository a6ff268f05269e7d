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
from allocation.tables.splits import CountyTable, PartTable, columns_of

__all__ = [
    "AmountTable",
    "ChangeTable",
    "ComparedTable",
    "CountyTable",
    "DatasetTable",
    "DecisionTable",
    "EffectTable",
    "IndicatorTable",
    "PartTable",
    "RecipientLineTable",
    "RecipientTable",
    "ReconciliationTable",
    "RunLineTable",
    "RunTable",
    "ValueTable",
    "columns_of",
]
