"""Forms, one module a stage; this is the only door."""

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
    "ConditionForm",
    "ExceptionForm",
    "FindForm",
    "OnwardForm",
    "PartForm",
    "RequisitionForm",
    "StatePaymentForm",
    "TermsForm",
]
