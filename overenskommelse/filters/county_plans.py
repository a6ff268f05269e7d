"""The filter of a county's plans: a form in the address, since its rows are put together and not queried."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import PLAN_STANDINGS
from overenskommelse.filters.base import ALL
from overenskommelse.models import County
from overenskommelse.selectors.county_plans import CountyPlans, CountyRow

LATE = [
    ("", ALL),
    ("missing", _("plan not submitted")),
    ("overdue", _("last day passed")),
    ("measures", _("late measures")),
]
PASSES: dict[str, Callable[[CountyRow], bool]] = {
    "missing": lambda row: row.is_missing,
    "overdue": lambda row: row.is_overdue,
    "measures": lambda row: bool(row.late),
}


class CountyForm(forms.Form):
    """County (for those who see several), status, what is late, development area."""

    standing = forms.ChoiceField(choices=[("", ALL), *PLAN_STANDINGS], label=_("Plan"), required=False)
    late = forms.ChoiceField(choices=LATE, label=_("Late"), required=False)
    area = forms.ChoiceField(label=_("Money of"), required=False)

    def __init__(self, data: Any, *, plans: CountyPlans, counties: list[County]) -> None:
        super().__init__(data)
        areas = [(area.code, area.name) for area in plans.areas]
        self.fields["area"].choices = [("", _("all areas")), *areas]  # type: ignore[attr-defined]
        if len(counties) > 1:
            named = [(county.code, county.name) for county in counties]
            self.fields["county"] = forms.ChoiceField(choices=named, label=_("County"), required=False)
            self.initial["county"] = plans.county.code
            self.order_fields(["county", "standing", "late", "area"])


class CountyFilter:
    """``form`` as it stands in the address, and ``rows`` that it lets through; nonsense lets all through."""

    def __init__(self, data: Any, *, plans: CountyPlans, counties: list[County]) -> None:
        given = {"county": plans.county.code} | {key: data[key] for key in data}
        self.form = CountyForm(given, plans=plans, counties=counties)
        self.form.is_valid()
        self.plans, self.chosen = plans, self.form.cleaned_data

    @property
    def rows(self) -> list[CountyRow]:
        found = self.plans.rows
        if standing := self.chosen.get("standing"):
            found = [row for row in found if row.standing == standing and (row.plans or row.is_expected)]
        if late := self.chosen.get("late"):
            found = [row for row in found if PASSES[late](row)]
        area = next((area for area in self.plans.areas if area.code == self.chosen.get("area")), None)
        return [row.only(area) for row in found] if area else found
