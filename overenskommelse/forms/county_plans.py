"""Forms of a county's plans: their last day, and who bears what of a joint measure."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.domain.joint import divide
from overenskommelse.forms.base import DayInput, KronorField
from overenskommelse.models import Agreement, County, Measure, Organisation, PlanDay
from overenskommelse.templatetags.formats import number


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


class SharesForm(forms.Form):
    """Who bears a joint measure: a tick and kronor for each organisation that may take part."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, *, measure: Measure, organisations: Sequence[Organisation], planned: int, seen: str
    ) -> None:
        stored = {share.organisation_id: share.amount for share in measure.shares.all()}
        initial: dict[str, Any] = {"seen": seen}
        for one in organisations:
            initial |= {f"with_{one.code}": one.pk in stored, f"share_{one.code}": stored.get(one.pk)}
        super().__init__(data, initial=initial)
        self.organisations, self.planned = organisations, planned
        for one in organisations:
            self.fields[f"with_{one.code}"] = forms.BooleanField(label=one.name, required=False)
            label = _("Share of %(name)s, kronor") % {"name": one.name}
            self.fields[f"share_{one.code}"] = KronorField(label=label, required=False, min_value=0)

    @property
    def rows(self) -> list[tuple[Organisation, forms.BoundField, forms.BoundField]]:
        """Each organisation with its two fields."""
        return [(one, self[f"with_{one.code}"], self[f"share_{one.code}"]) for one in self.organisations]

    @property
    def shares(self) -> dict[Organisation, int]:
        """Whole kronor of those ticked, and of those with kronor though they are not."""
        found = {one: self.cleaned_data.get(f"share_{one.code}") for one in self.organisations}
        return {
            one: amount or 0
            for one, amount in found.items()
            if amount or self.cleaned_data.get(f"with_{one.code}")
        }

    def divided(self) -> dict[str, str]:
        """What is typed, with the planned kronor in equal parts between those ticked."""
        chosen = list(self.shares)
        typed = {self.add_prefix("seen"): self["seen"].value() or ""}
        for one, amount in zip(chosen, divide(self.planned, [1] * len(chosen)), strict=True):
            typed |= {f"with_{one.code}": "on", f"share_{one.code}": number(amount)}
        return typed
