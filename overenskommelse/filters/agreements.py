"""Filters of what an agreement holds."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import Consequence, OrganisationKind, RecipientKind, RequirementKind, SumScope
from overenskommelse.filters.base import ALL, YES_NO, contains
from overenskommelse.models import Deadline, DevelopmentArea, FundingLine, PrintedSum, Requirement
from overenskommelse.models.requirements import CONCERNS

BOUND = [(CONCERNS[OrganisationKind(kind.value)], kind.label) for kind in RecipientKind]


def own_areas(request: Any) -> QuerySet[DevelopmentArea]:
    """The areas of the agreement that the address names."""
    return DevelopmentArea.objects.filter(agreement__code=request.resolver_match.kwargs["code"])


def bound(queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
    """Those that bind a kind of recipient; ``value`` is a field of ``Concerns``."""
    return queryset.filter(**{value: True})


class LineFilter(filters.FilterSet):
    area = filters.ModelChoiceFilter(queryset=own_areas, label=_("Development area"), empty_label=ALL)
    recipient_kind = filters.ChoiceFilter(choices=RecipientKind, label=_("Recipients"), empty_label=ALL)

    class Meta:
        model = FundingLine
        fields: tuple[str, ...] = ()


class SumFilter(filters.FilterSet):
    scope = filters.ChoiceFilter(choices=SumScope, label=_("What is added up"), empty_label=ALL)
    section = filters.CharFilter(label=_("Section"))

    class Meta:
        model = PrintedSum
        fields: tuple[str, ...] = ()


class DeadlineFilter(filters.FilterSet):
    who = filters.ChoiceFilter(choices=BOUND, method=bound, label=_("Who"), empty_label=ALL)
    consequence = filters.ChoiceFilter(choices=Consequence, label=_("Consequence"), empty_label=ALL)

    class Meta:
        model = Deadline
        fields: tuple[str, ...] = ()


class RequirementFilter(filters.FilterSet):
    area = filters.ModelChoiceFilter(queryset=own_areas, label=_("Development area"), empty_label=ALL)
    who = filters.ChoiceFilter(choices=BOUND, method=bound, label=_("Who"), empty_label=ALL)
    kind = filters.ChoiceFilter(choices=RequirementKind, label=_("Kind"), empty_label=ALL)
    due = filters.ChoiceFilter(choices=YES_NO, method="has_day", label=_("Has a last day"), empty_label=ALL)
    text = filters.CharFilter(method="search", label=_("Text"))

    class Meta:
        model = Requirement
        fields: tuple[str, ...] = ()

    def has_day(self, queryset: QuerySet[Requirement], name: str, value: str) -> QuerySet[Requirement]:
        return queryset.filter(due__isnull=value == "no")

    def search(self, queryset: QuerySet[Requirement], name: str, value: str) -> QuerySet[Requirement]:
        return queryset.filter(contains("text", value))
