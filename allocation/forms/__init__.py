"""What people type, one module a stage; this is the only door."""

from allocation.forms.imports import (
    IndicatorForm,
    NewIndicatorForm,
    ReadingForm,
    ReasonsForm,
    RegisterForm,
    SuppressedForm,
    UploadForm,
)
from allocation.forms.runs import DecisionForm, ReferenceDatesForm
from allocation.forms.splits import SplitForm

__all__ = [
    "DecisionForm",
    "IndicatorForm",
    "NewIndicatorForm",
    "ReadingForm",
    "ReasonsForm",
    "ReferenceDatesForm",
    "RegisterForm",
    "SplitForm",
    "SuppressedForm",
    "UploadForm",
]
