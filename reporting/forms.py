"""What people type. Rules of the data stand in domain, models and services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms import DayInput, KronorField, SeenForm
from overenskommelse.templatetags.formats import kr
from reporting.domain.balances import Balance
from reporting.domain.checks import read_code
from reporting.models import Requisition

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
