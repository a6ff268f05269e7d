"""Forms, one module a stage; this is the only door."""

from reporting.forms.costs import AnswersForm, CostFileForm, CostForm, PasteForm, RuleForm, TypedForm
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

__all__ = [
    "ACT_FORMS",
    "AnswersForm",
    "ConditionForm",
    "CostFileForm",
    "CostForm",
    "ExceptionForm",
    "FindForm",
    "OnwardForm",
    "PartForm",
    "PasteForm",
    "QuarterForm",
    "RequisitionForm",
    "RuleForm",
    "StatePaymentForm",
    "TermsForm",
    "TypedForm",
]
