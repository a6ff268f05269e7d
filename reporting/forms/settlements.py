"""What people type of money that goes back."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms import DayInput, KronorField
from overenskommelse.templatetags.formats import kr
from reporting.forms.requisitions import day_field, today
from reporting.models import Payment

DAYS_TO_REPAY = 30


def validate_is_ahead(day: date) -> None:
    if day < today():
        raise forms.ValidationError(_("The day has passed. Choose one that is left."))


def in_a_month() -> date:
    return today() + timedelta(DAYS_TO_REPAY)


class BookForm(forms.Form):
    """The day on which the money reached the state."""

    paid_on = day_field(_("Repaid on"))


class PaymentChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Payment) -> str:
        return f"{obj.paid_on.isoformat()}, {kr(obj.amount)} {obj.reference}".strip()


class CorrectionForm(forms.Form):
    """What was really paid, of what is booked."""

    payment = PaymentChoice(Payment.objects.none(), label=_("Booked payment"), empty_label=None)
    amount = KronorField(label=_("Amount paid, kronor"), min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, payments: QuerySet[Payment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payment"].queryset = payments  # type: ignore[attr-defined]


class ReclaimForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stands on the notice that the recipient gets."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
    last_day = forms.DateField(
        label=_("Last day to repay"), widget=DayInput(), validators=[validate_is_ahead], initial=in_a_month
    )


class WithdrawReclaimForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))
