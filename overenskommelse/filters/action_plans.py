"""The filter of the list of action plans."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import OrganisationKind, PlanStatus
from overenskommelse.filters.base import ALL, contains
from overenskommelse.models import ActionPlan, County, Measure
from overenskommelse.selectors import late_on


class PlanFilter(filters.FilterSet):
    text = filters.CharFilter(method="search", label=_("Organisation or plan"))
    kind = filters.ChoiceFilter(
        field_name="organisation__kind", choices=OrganisationKind, label=_("Kind"), empty_label=ALL
    )
    county = filters.ModelChoiceFilter(
        field_name="organisation__county", queryset=County.objects.all(), label=_("County"), empty_label=ALL
    )
    status = filters.ChoiceFilter(choices=PlanStatus, label=_("Status"), empty_label=ALL)
    late = filters.ChoiceFilter(
        choices=[("yes", _("with late measures"))], method="has_late", label=_("Late"), empty_label=ALL
    )

    class Meta:
        model = ActionPlan
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, queryset: QuerySet[Any], *, request: HttpRequest) -> None:
        super().__init__(data, queryset, request=request)
        if not request.user.sees_all:  # type: ignore[union-attr]
            # Others see one county, as a rule.
            del self.filters["county"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(contains("organisation__name", value) | contains("name", value))

    def has_late(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        late = Measure.objects.kept().filter(late_on(timezone.localdate()))
        return queryset.filter(pk__in=late.values("plan"))
