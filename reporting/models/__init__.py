"""One file per stage; this is the only door."""

from reporting.models.batches import Batch, BatchItem
from reporting.models.costs import Cost, CostImport, CostRule, CostUpload, CountedVoucher, Forecast
from reporting.models.documents import Document
from reporting.models.drawdowns import Drawdown, Provider, SetAside
from reporting.models.financial_reports import Certification, FinancialReport
from reporting.models.payments import LateRequisition, Payment, PaymentPart, PaymentTerms
from reporting.models.requisitions import Requisition
from reporting.models.settlements import Repayment, Settlement

__all__ = [
    "Batch",
    "BatchItem",
    "Certification",
    "Cost",
    "CostImport",
    "CostRule",
    "CostUpload",
    "CountedVoucher",
    "Document",
    "Drawdown",
    "FinancialReport",
    "Forecast",
    "LateRequisition",
    "Payment",
    "PaymentPart",
    "PaymentTerms",
    "Provider",
    "Repayment",
    "Requisition",
    "SetAside",
    "Settlement",
]
