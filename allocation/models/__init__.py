"""One file per stage; this is the only door."""

from allocation.models.datasets import Dataset, DatasetValue, Indicator, ReferenceDate, SourceFile
from allocation.models.decisions import Decision
from allocation.models.imports import Import, SourceMapping
from allocation.models.published import PublishedAmount, PublishedTable
from allocation.models.runs import Run, RunAmount, RunInput, RunLine
from allocation.models.splits import SplitAmount

__all__ = [
    "Dataset",
    "DatasetValue",
    "Decision",
    "Import",
    "Indicator",
    "PublishedAmount",
    "PublishedTable",
    "ReferenceDate",
    "Run",
    "RunAmount",
    "RunInput",
    "RunLine",
    "SourceFile",
    "SourceMapping",
    "SplitAmount",
]
