"""Filters of the lists; what is chosen stays in the address."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import RecipientKind
from overenskommelse.filters import ALL, contains
from reporting.choices import CostSource, RequisitionStatus
from reporting.models import Cost, Requisition


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
