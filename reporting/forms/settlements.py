"""What people type of money that goes back."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms import DayInput
from reporting.forms.requisitions import day_field, today

DAYS_TO_REPAY = 30


def validate_is_ahead(day: date) -> None:
    if day < today():
        raise forms.ValidationError(_("The day has passed. Choose one that is left."))


def in_a_month() -> date:
    return today() + timedelta(DAYS_TO_REPAY)


class BookForm(forms.Form):
    """The day on which the money reached the state."""

    paid_on = day_field(_("Repaid on"))


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
