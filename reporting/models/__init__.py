"""One file per stage; this is the only door."""

from reporting.models.batches import Batch, BatchItem
from reporting.models.costs import Cost, CostImport, CostRule, CostUpload, CountedVoucher, Forecast
from reporting.models.documents import Document
from reporting.models.payments import LateRequisition, Payment, PaymentPart, PaymentTerms
from reporting.models.requisitions import Requisition

__all__ = [
    "Batch",
    "BatchItem",
    "Cost",
    "CostImport",
    "CostRule",
    "CostUpload",
    "CountedVoucher",
    "Document",
    "Forecast",
    "LateRequisition",
    "Payment",
    "PaymentPart",
    "PaymentTerms",
    "Requisition",
]
