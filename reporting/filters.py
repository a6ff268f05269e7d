"""Filters of the lists; what is chosen stays in the address."""

from collections.abc import Callable
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import OrganisationKind, RecipientKind
from overenskommelse.filters import ALL, contains
from reporting.choices import CostSource, DrawdownStatus, ReportStatus, RequisitionStatus
from reporting.domain.drawdowns import QUARTERS
from reporting.models import Cost, Drawdown, FinancialReport, Requisition
from reporting.selectors.settlements import Year


class RequisitionFilter(filters.FilterSet):
    text = filters.CharFilter(method="search", label=_("Search"))
    kind = filters.ChoiceFilter(
        "recipient__kind", choices=RecipientKind.choices, label=_("Recipients"), empty_label=ALL
    )
    status = filters.ChoiceFilter(choices=RequisitionStatus.choices, label=_("Status"), empty_label=ALL)

    class Meta:
        model = Requisition
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Requisition], _name: str, value: str) -> QuerySet[Requisition]:
        return rows.filter(
            contains("recipient__name", value)
            | Q(recipient__code__iexact=value)
            | Q(document__number__icontains=value)
            | Q(document__code__iexact=value)
        )


class ReportFilter(filters.FilterSet):
    text = filters.CharFilter(method="search", label=_("Search"))
    kind = filters.ChoiceFilter(
        "recipient__kind",
        choices=[one for one in OrganisationKind.choices if one[0] != OrganisationKind.AUTHORITY],
        label=_("Recipients"),
        empty_label=ALL,
    )
    status = filters.ChoiceFilter(choices=ReportStatus.choices, label=_("Status"), empty_label=ALL)

    class Meta:
        model = FinancialReport
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[FinancialReport], _name: str, value: str) -> QuerySet[FinancialReport]:
        return rows.filter(
            contains("recipient__name", value)
            | Q(recipient__code__iexact=value)
            | Q(document__number__icontains=value)
            | Q(document__code__iexact=value)
        )


class CostFilter(filters.FilterSet):
    """``line`` offers the lines that have costs in the list."""

    text = filters.CharFilter(method="search", label=_("Search"))
    line = filters.ChoiceFilter("line__code", label=_("Funding line"), empty_label=ALL, choices=())
    source = filters.ChoiceFilter(choices=CostSource.choices, label=_("Source"), empty_label=ALL)

    class Meta:
        model = Cost
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.queryset.order_by("line__position").values_list("line__code", "line__name").distinct()
        self.filters["line"].extra["choices"] = [*lines]

    def search(self, rows: QuerySet[Cost], _name: str, value: str) -> QuerySet[Cost]:
        return rows.filter(contains("text", value) | Q(account__startswith=value))


class DrawdownFilter(filters.FilterSet):
    """``line`` offers the lines of which something is asked for in the list."""

    text = filters.CharFilter(method="search", label=_("Search"))
    status = filters.ChoiceFilter(choices=DrawdownStatus.choices, label=_("Status"), empty_label=ALL)
    quarter = filters.ChoiceFilter(
        choices=[(str(quarter), str(quarter)) for quarter in QUARTERS], label=_("Quarter"), empty_label=ALL
    )
    line = filters.ChoiceFilter("set_aside__line__code", label=_("Funding line"), empty_label=ALL, choices=())

    class Meta:
        model = Drawdown
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.queryset.order_by("set_aside__line__position")
        lines = rows.values_list("set_aside__line__code", "set_aside__line__name").distinct()
        self.filters["line"].extra["choices"] = [*lines]

    def search(self, rows: QuerySet[Drawdown], _name: str, value: str) -> QuerySet[Drawdown]:
        return rows.filter(
            contains("provider__name", value)
            | contains("region__name", value)
            | contains("purpose", value)
            | Q(invoice_reference__icontains=value)
            | Q(document__number__icontains=value)
            | Q(document__code__iexact=value)
        )


STANDINGS: dict[str, tuple[Any, Callable[[Year], bool]]] = {
    "open": (_("not at 0"), lambda year: bool(year.open)),
    "late": (_("last day passed"), lambda year: bool(year.is_late)),
    "ready": (_("at 0, not closed"), lambda year: year.may_close),
    "closed": (_("closed"), lambda year: year.is_closed),
    "differs": (_("differs from what was closed"), lambda year: bool(year.differences)),
}


class SettlementForm(forms.Form):
    """County only for those who see several."""

    kind = forms.ChoiceField(
        choices=[("", ALL), *RecipientKind.choices], label=_("Recipients"), required=False
    )
    standing = forms.ChoiceField(
        choices=[("", ALL), *[(code, label) for code, (label, _passes) in STANDINGS.items()]],
        label=_("Status"),
        required=False,
    )

    def __init__(self, data: Any, *, counties: list[tuple[str, str]]) -> None:
        super().__init__(data)
        if len(counties) > 1:
            choices = [("", ALL), *counties]
            self.fields["county"] = forms.ChoiceField(choices=choices, label=_("County"), required=False)


class SettlementFilter:
    """The years that the address lets through; a form, since rows are put together and not queried."""

    def __init__(self, data: Any, years: list[Year]) -> None:
        named = {(it.recipient.county.code, it.recipient.county.name) for it in years if it.recipient.county}
        self.form = SettlementForm(data, counties=sorted(named))
        self.form.is_valid()
        self.years, self.chosen = years, self.form.cleaned_data

    @property
    def rows(self) -> list[Year]:
        found = self.years
        if kind := self.chosen.get("kind"):
            found = [it for it in found if it.recipient.kind == kind]
        if county := self.chosen.get("county"):
            found = [it for it in found if it.recipient.county and it.recipient.county.code == county]
        if standing := self.chosen.get("standing"):
            found = [it for it in found if STANDINGS[standing][1](it)]
        return found
