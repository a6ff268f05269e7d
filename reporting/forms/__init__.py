"""Forms, one module a stage; this is the only door."""

from reporting.forms.costs import AnswersForm, CostFileForm, CostForm, PasteForm, RuleForm, TypedForm
from reporting.forms.drawdowns import DEED_FORMS, DrawdownForm, ProviderForm, SetAsideForm
from reporting.forms.financial_reports import REPORT_FORMS, CertifyForm, ReportForm, stated_by
from reporting.forms.forecasts import QuarterForm
from reporting.forms.requisitions import (
    ACT_FORMS,
    ConditionForm,
    ExceptionForm,
    FindForm,
    OnwardForm,
    PartForm,
    RequisitionForm,
    StatePaymentForm,
    TermsForm,
)
from reporting.forms.settlements import BookForm, CorrectionForm, ReclaimForm, WithdrawReclaimForm

__all__ = [
    "ACT_FORMS",
    "DEED_FORMS",
    "REPORT_FORMS",
    "AnswersForm",
    "BookForm",
    "CertifyForm",
    "ConditionForm",
    "CorrectionForm",
    "CostFileForm",
    "CostForm",
    "DrawdownForm",
    "ExceptionForm",
    "FindForm",
    "OnwardForm",
    "PartForm",
    "PasteForm",
    "ProviderForm",
    "QuarterForm",
    "ReclaimForm",
    "ReportForm",
    "RequisitionForm",
    "RuleForm",
    "SetAsideForm",
    "StatePaymentForm",
    "TermsForm",
    "TypedForm",
    "WithdrawReclaimForm",
    "stated_by",
]
