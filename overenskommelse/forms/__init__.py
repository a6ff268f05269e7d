"""Forms, one module a stage; this is the only door."""

from overenskommelse.forms.agreements import (
    AMOUNT,
    AgreementForm,
    AmountForm,
    AmountForms,
    AreaForm,
    CopyForm,
    DeadlineForm,
    FocusAreaForm,
    LineForm,
    PartForm,
    RequirementForm,
    SumForm,
)
from overenskommelse.forms.base import DayInput, KronorField, SeenForm
from overenskommelse.forms.memberships import InviteForm, MembershipForm
from overenskommelse.forms.recipients import CONTACT_FIELDS, ContactForm, OrganisationForm

__all__ = [
    "AMOUNT",
    "CONTACT_FIELDS",
    "AgreementForm",
    "AmountForm",
    "AmountForms",
    "AreaForm",
    "ContactForm",
    "CopyForm",
    "DayInput",
    "DeadlineForm",
    "FocusAreaForm",
    "InviteForm",
    "KronorField",
    "LineForm",
    "MembershipForm",
    "OrganisationForm",
    "PartForm",
    "RequirementForm",
    "SeenForm",
    "SumForm",
]
