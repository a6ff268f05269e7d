"""What people type. Rules of the data stand in domain, models and services."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms import DayInput, KronorField, SeenForm
from overenskommelse.models import Organisation
from overenskommelse.templatetags.formats import kr
from reporting.domain.balances import Balance
from reporting.domain.checks import read_code
from reporting.domain.transitions import Act
from reporting.models import LateRequisition, PaymentPart, PaymentTerms, Requisition

# The only field that no check asks for.
OPTIONAL = ("fax",)


class RequisitionForm(SeenForm):
    """A draft. Everything but the amount and the period may wait: what is missing stops the issuing only."""

    amount = KronorField(label=_("Amount requisitioned, kronor"))

    class Meta:
        model = Requisition
        fields = (
            "giro", "payment_reference", "amount", "period_start", "period_end", "organisation_number",
            "contact_person", "postal_address", "postcode", "city", "phone", "email", "fax",
        )  # fmt: skip
        widgets = {"period_start": DayInput(), "period_end": DayInput()}
        help_texts = {
            "giro": _("As on the invoice, for example 5050-1055."),
            "payment_reference": _("Shown on your deposit, at most 25 characters."),
        }

    # Heading and the fields below it.
    GROUPS = (
        (_("Payment"), ("giro", "payment_reference", "amount")),
        (_("Period"), ("period_start", "period_end")),
        (
            _("Contact details"),
            (
                "organisation_number", "contact_person", "postal_address", "postcode", "city", "phone",
                "email", "fax",
            ),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, balance: Balance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.needed_later = name not in OPTIONAL  # type: ignore[attr-defined]
        self.balance = balance
        self.fields["amount"].help_text = _("At most %(amount)s.") % {"amount": kr(balance.at_most)}

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if not self.balance.allows(amount):
            raise forms.ValidationError(
                _("Write an amount from 1 kr to %(amount)s: what is decided and not yet requisitioned."),
                params={"amount": kr(self.balance.at_most)},
            )
        return amount

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("period_start"), values.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it begins."))
        return values


class FindForm(forms.Form):
    """The code on a signed paper."""

    code = forms.CharField(
        label=_("Code on the paper"),
        help_text=_("Eight signs at the bottom of the form. Capitals and dashes do not matter."),
        max_length=20,
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("This is not a code from a form: a sign is wrong or missing."))
        return code


def day_field(label: Any) -> forms.DateField:
    """A day that has come: nothing is signed, sent or paid in the future."""
    return forms.DateField(label=label, widget=DayInput(), validators=[validate_has_come], initial=today)


def today() -> date:
    return timezone.localdate()


def validate_has_come(day: date) -> None:
    if day > today():
        raise forms.ValidationError(_("The day has not come yet."))


class SignForm(forms.Form):
    """The signed paper, and the code on it where no program can read it."""

    heading, button = _("Attach the signed form"), _("Attach")
    file = forms.FileField(
        label=_("The signed form"),
        help_text=_("A scanned paper or an electronically signed PDF, at most 20 MB."),
    )
    typed = forms.CharField(
        label=_("Code on the paper"),
        required=False,
        help_text=_("Needed for a scanned paper, where the program cannot read it."),
    )
    signed_on = day_field(_("Day of the signature"))


class SendForm(forms.Form):
    heading, button = _("Say that it has been sent"), _("It has been sent")
    sent_on = day_field(_("Sent on"))


class PayForm(forms.Form):
    heading, button = _("Book the payment"), _("Book")
    amount = KronorField(label=_("Amount paid, kronor"))
    paid_on = day_field(_("Paid on"))
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False)


class EndForm(forms.Form):
    ends = True
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))
    on = day_field(_("Day"))


class RejectForm(EndForm):
    heading, button = _("It was rejected"), _("Book as rejected")


class WithdrawForm(EndForm):
    heading, button = _("Withdraw it"), _("Withdraw")


ACT_FORMS: dict[Act, type[forms.Form]] = {
    Act.SIGN: SignForm,
    Act.SEND: SendForm,
    Act.PAY: PayForm,
    Act.REJECT: RejectForm,
    Act.WITHDRAW: WithdrawForm,
}


class TermsForm(forms.ModelForm):
    class Meta:
        model = PaymentTerms
        fields = ("needs_requisition", "allows_several", "variance_percent")


class PartForm(forms.ModelForm):
    class Meta:
        model = PaymentPart
        fields = ("number", "percent", "condition")


class ExceptionForm(forms.ModelForm):
    """An exception for a recipient, or for all when none is chosen."""

    class Meta:
        model = LateRequisition
        fields = ("recipient", "reason")
        widgets = {"reason": forms.Textarea({"rows": 2})}
        help_texts = {"recipient": _("Leave empty to let everybody requisition after the last day.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = Organisation.objects.recipients().by_county()  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    """The day on which a part's condition was met."""

    on = day_field(_("Condition met on"))


class OnwardForm(forms.Form):
    """That a region has passed money on."""

    paid_on = day_field(_("Paid on"))
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False)


class StatePaymentForm(forms.Form):
    """A payment that came without a requisition."""

    recipient = forms.ModelChoiceField(Organisation.objects.none(), label=_("Recipient"))
    amount = KronorField(label=_("Amount paid, kronor"))
    paid_on = day_field(_("Paid on"))
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = Organisation.objects.recipients().by_county()  # type: ignore[attr-defined]
