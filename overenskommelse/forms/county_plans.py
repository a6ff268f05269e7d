"""Forms of a county's plans: their last day, and who bears what of a joint measure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms.base import DayInput
from overenskommelse.models import Agreement, County, PlanDay


class PlanDayForm(forms.Form):
    """The last day to submit; left empty, there is none."""

    date = forms.DateField(
        label=_("Last day to submit the plans"),
        required=False,
        widget=DayInput(),
        help_text=_(
            "Leave empty if there is to be no last day. Whoever has not submitted is reminded before it."
        ),
    )

    def __init__(self, data: Any, *, agreement: Agreement, county: County) -> None:
        day = PlanDay.objects.filter(agreement=agreement, county=county).first()
        super().__init__(data, initial={"date": day.date if day else None})
        self.agreement = agreement

    def clean_date(self) -> Any:
        day, first = self.cleaned_data["date"], self.agreement.period_start
        if day and abs(day.year - self.agreement.year) > 1:
            raise forms.ValidationError(
                _("The agreement begins on %(day)s. Choose a day near that year.")
                % {"day": first.isoformat()}
            )
        return day
