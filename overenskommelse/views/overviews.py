"""The list of plans; a plan's measures by area, over time and by responsible, each also as a file."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse

from overenskommelse.filters import MeasureFilter, PlanFilter
from overenskommelse.models import ActionPlan, Measure
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, allowed
from overenskommelse.selectors import PlanSummary, found_among, here, measure_rows, plan_rows
from overenskommelse.selectors.overviews import (
    Item,
    TimeView,
    by_area,
    by_people,
    by_responsible,
    in_areas,
    in_time,
)
from overenskommelse.tables import export, file_name, list_page
from overenskommelse.tables.action_plans import PlanTable
from overenskommelse.tables.measures import AreaFile, ResponsibleFile, TimeFile
from overenskommelse.views.action_plans import plan_page, visible
from overenskommelse.workbooks import EXPORTS

# Measures on a page; a file has them all.
SHOWN = 100


class Shown(NamedTuple):
    """What a reading is made of: the items of the page, of everything, and the measures by id."""

    summary: PlanSummary
    found: MeasureFilter
    page: Page[Item]
    everything: list[Item]
    rows: dict[int, Measure]

    @property
    def measures(self) -> list[Measure]:
        return [self.rows[item.measure] for item in self.page]


class Reading(NamedTuple):
    """A view of the plan: its name, its order, what its template is given and its file."""

    name: str
    order: Callable[[QuerySet[Measure]], list[Item]]
    read: Callable[[Shown], Any]
    file: Any


def _areas(shown: Shown) -> Any:
    partial = shown.found.is_active or shown.page.number > 1
    return by_area(shown.summary, shown.measures, only_measured=partial)


AREAS = Reading("areas", in_areas, _areas, AreaFile)
TIMELINE = Reading("timeline", in_time, lambda shown: TimeView(shown.summary, shown.measures), TimeFile)
RESPONSIBLE = Reading(
    "responsible",
    by_people,
    lambda shown: by_responsible(shown.page, shown.rows, shown.everything),
    ResponsibleFile,
)


def action_plans(request: AuthenticatedRequest) -> HttpResponse:
    """The plans of the chosen agreement that the person sees, with their money."""
    seen = ActionPlan.objects.visible_to(request.user).filter(agreement=here(request).agreement)
    found = PlanFilter(request.GET, seen.select_related("agreement", "organisation"), request=request)
    template = "overenskommelse/action_plans/list.html"
    may_add = allowed(request.user, EDITS_PLANS)
    return list_page(request, plan_rows(found.qs), PlanTable, None, template, filter=found, may_add=may_add)


def action_plan_areas(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What each area has got, asks for and is answered with."""
    return _page(request, visible(request, pk), AREAS)


def action_plan_timeline(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """When the measures are carried out."""
    return _page(request, visible(request, pk), TIMELINE)


def action_plan_responsible(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Who does what, the late ones first."""
    return _page(request, visible(request, pk), RESPONSIBLE)


def _page(request: AuthenticatedRequest, plan: ActionPlan, reading: Reading) -> HttpResponse:
    """The reading as a page, or whole as a file with ``?_export=xlsx`` or ``csv``."""
    shown = _shown(request, plan, reading, whole=request.GET.get("_export") in EXPORTS)
    read = reading.read(shown)
    if request.GET.get("_export") in EXPORTS:
        return export(reading.file(reading.file.rows_of(read)), request.GET["_export"], file_name(request))
    template = f"overenskommelse/overviews/{reading.name}.html"
    context = {"summary": shown.summary, "filter": shown.found, "page": shown.page, "reading": read}
    return plan_page(request, plan, template, f"action_plan_{reading.name}", **context)


def _shown(request: AuthenticatedRequest, plan: ActionPlan, reading: Reading, *, whole: bool) -> Shown:
    summary = PlanSummary(plan)
    rows = found_among(plan, summary.today)
    found = MeasureFilter(request.GET, queryset=rows, request=request, summary=summary)
    items = reading.order(found.qs)
    paginator = Paginator(items, max(len(items), 1) if whole else SHOWN)
    page = paginator.get_page(request.GET.get("page"))
    chosen = measure_rows(plan, summary.today)
    if not whole:
        chosen = chosen.filter(pk__in={item.measure for item in page})
    return Shown(summary, found, page, items, {row.pk: row for row in chosen})
