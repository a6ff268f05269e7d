"""Filters of the lists; what is chosen stays in the address."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import RecipientKind
from overenskommelse.filters import ALL, contains
from reporting.choices import RequisitionStatus
from reporting.models import Requisition


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
