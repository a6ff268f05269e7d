"""Runs and decisions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allocation.models import Indicator
from overenskommelse.forms import DayInput


class ReferenceDatesForm(forms.Form):
    """The day that the agreement says each indicator is counted on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for indicator in indicators:
            self.fields[indicator.code] = forms.DateField(
                label=indicator.name, required=False, widget=DayInput()
            )

    @property
    def dates(self) -> dict[str, date | None]:
        """Indicator code → day, for all fields."""
        return {code: day for code, day in self.cleaned_data.items() if code != "seen"}


class DecisionForm(forms.Form):
    """Why an earlier decision is replaced; asked for only then."""

    reason = forms.CharField(
        label=_("Why is the earlier decision replaced?"),
        help_text=_("Stands in the decision, and everybody who sees it can read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
