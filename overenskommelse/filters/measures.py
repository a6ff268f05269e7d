"""The filter of a plan's measures: the same on every view of the plan, carried from one to the next."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import MeasureStatus
from overenskommelse.filters.base import ALL, contains
from overenskommelse.models import Measure, MeasureResponsible
from overenskommelse.selectors import PlanSummary, late_on, measure_rows

# Where a measure has none.
NONE = "-"
SEARCHED = ("title", "description", "target_group", "status_note", "schedule")


class MeasureFilter(filters.FilterSet):
    """Its choices are those of ``summary``'s plan: areas by code, focus areas as ``area/focus``."""

    text = filters.CharFilter(method="search", label=_("Text"))
    area = filters.ChoiceFilter(method="within", label=_("Area"), empty_label=ALL)
    status = filters.ChoiceFilter(choices=MeasureStatus, label=_("Status"), empty_label=ALL)
    responsible = filters.CharFilter(method="has_responsible", label=_("Responsible"))
    requirement = filters.ChoiceFilter(method="meets", label=_("Requirement"), empty_label=ALL)
    late = filters.ChoiceFilter(
        choices=[("yes", _("only late ones"))], method="only_late", label=_("Late"), empty_label=ALL
    )

    class Meta:
        model = Measure
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, *, summary: PlanSummary, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.summary = summary
        self.filters["area"].extra["choices"] = self._areas()
        self.filters["requirement"].extra["choices"] = self._requirements()

    @property
    def is_active(self) -> bool:
        """Whether something is chosen, so that measures may be hidden."""
        return any(self.data.get(name) for name in self.filters)

    def _areas(self) -> list[tuple[str, Any]]:
        agreed = self.summary.money.agreed
        within: list[tuple[str, Any]] = [(NONE, _("Without area"))]
        for pk, area in agreed.by_id.items():
            focus = [(f"{area.code}/{code}", name) for code, name in agreed.focus[pk]]
            within.append((area.name, [(area.code, _("The whole area")), *focus]))
        return within

    def _requirements(self) -> list[tuple[str, Any]]:
        codes = [(row.code, row.code) for row in self.summary.requirements]
        return [(NONE, _("Without requirement")), *codes]

    def search(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return queryset.filter(Q(*[contains(field, value) for field in SEARCHED], _connector=Q.OR))

    def within(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        area, _slash, focus = value.partition("/")
        if area == NONE:
            return queryset.filter(area=None)
        found = queryset.filter(area__code=area)
        return found.filter(focus_area__code=focus) if focus else found

    def has_responsible(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        people = contains("function", value) | contains("organisation__name", value)
        found = MeasureResponsible.objects.filter(people, measure__plan=self.summary.plan)
        return queryset.filter(pk__in=found.values("measure"))

    def meets(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        if value == NONE:
            return queryset.filter(requirements=None)
        met = Measure.requirements.through.objects.filter(requirement__code=value)
        return queryset.filter(pk__in=met.values("measure"))

    def only_late(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return queryset.filter(late_on(self.summary.today))


def filtered(request: HttpRequest, summary: PlanSummary) -> MeasureFilter:
    """The plan's measures (``.qs``, as ``measure_rows``) that the address asks for."""
    rows = measure_rows(summary.plan, summary.today)
    return MeasureFilter(request.GET, queryset=rows, request=request, summary=summary)
