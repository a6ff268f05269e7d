"""The list of plans; a plan's measures by area, over time and by responsible, each also as a file."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse

from overenskommelse.filters import MeasureFilter, PlanFilter
from overenskommelse.models import ActionPlan, Measure
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, allowed
from overenskommelse.selectors import PlanSummary, found_among, here, measure_rows, page_of, plan_rows
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
SHOWN, WHOLE = 100, 1_000_000


class Shown(NamedTuple):
    """What a reading is made of: the measures of the page, and by responsible who each and all stand at."""

    summary: PlanSummary
    found: MeasureFilter
    page: Page[Any]
    measures: list[Measure]
    everything: Sequence[Item] = ()


class Reading(NamedTuple):
    """A view of the plan: its name, what it filters, how its page is found, what is read of it, its file."""

    name: str
    rows: Callable[[ActionPlan, date], QuerySet[Measure]]
    shown: Callable[[PlanSummary, MeasureFilter, str, int], Shown]
    read: Callable[[Shown], Any]
    file: Any


def _known(summary: PlanSummary, found: MeasureFilter) -> int | None:
    """How many measures there are, if all are shown."""
    return None if found.is_active else summary.kept


def _in_areas(summary: PlanSummary, found: MeasureFilter, asked: str, size: int) -> Shown:
    rows = in_areas(found.qs).prefetch_related("requirements")
    page = page_of(rows, asked, size, _known(summary, found))
    return Shown(summary, found, page, list(page))


def _in_time(summary: PlanSummary, found: MeasureFilter, asked: str, size: int) -> Shown:
    page = page_of(in_time(found.qs), asked, size, _known(summary, found))
    return Shown(summary, found, page, list(page))


def _by_people(summary: PlanSummary, found: MeasureFilter, asked: str, size: int) -> Shown:
    """A measure stands at each who is responsible, so the page is of those."""
    items = by_people(found.qs)
    page = Paginator(items, size).get_page(asked)
    chosen = measure_rows(summary.plan, summary.today).in_bulk({item.measure for item in page})
    return Shown(summary, found, page, [chosen[item.measure] for item in page], items)


def _areas(shown: Shown) -> Any:
    partial = shown.found.is_active or shown.page.number > 1
    return by_area(shown.summary, shown.measures, only_measured=partial)


def _timeline(shown: Shown) -> Any:
    return TimeView(shown.summary, shown.measures)


def _responsible(shown: Shown) -> Any:
    return by_responsible(shown.page, {row.pk: row for row in shown.measures}, shown.everything)


AREAS = Reading("areas", measure_rows, _in_areas, _areas, AreaFile)
TIMELINE = Reading("timeline", measure_rows, _in_time, _timeline, TimeFile)
RESPONSIBLE = Reading("responsible", found_among, _by_people, _responsible, ResponsibleFile)


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
    summary, kind = PlanSummary(plan), request.GET.get("_export")
    rows = reading.rows(plan, summary.today)
    found = MeasureFilter(request.GET, queryset=rows, request=request, summary=summary)
    asked = "" if kind in EXPORTS else request.GET.get("page", "")
    shown = reading.shown(summary, found, asked, WHOLE if kind in EXPORTS else SHOWN)
    read = reading.read(shown)
    if kind in EXPORTS:
        return export(reading.file(reading.file.rows_of(read)), kind, file_name(request))
    template = f"overenskommelse/overviews/{reading.name}.html"
    context = {"summary": summary, "filter": found, "page": shown.page, "reading": read}
    return plan_page(request, plan, template, f"action_plan_{reading.name}", **context)
