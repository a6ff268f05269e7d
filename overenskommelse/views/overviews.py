"""The list of plans; a plan's measures by area, over time and by responsible; each also as a file."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.http import HttpResponse

from overenskommelse.filters import MeasureFilter, PlanFilter, filtered
from overenskommelse.models import ActionPlan
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, allowed
from overenskommelse.selectors import PlanSummary, here, plan_rows
from overenskommelse.selectors.overviews import TimeView, by_area, by_responsible
from overenskommelse.tables import export, file_name, list_page
from overenskommelse.tables.action_plans import PlanTable
from overenskommelse.tables.measures import AreaFile, ResponsibleFile, TimeFile
from overenskommelse.views.action_plans import plan_page, visible
from overenskommelse.workbooks import EXPORTS

Reading: TypeAlias = Callable[[PlanSummary, MeasureFilter], Any]


def action_plans(request: AuthenticatedRequest) -> HttpResponse:
    """The plans of the chosen agreement that the person sees, with their money."""
    seen = ActionPlan.objects.visible_to(request.user).filter(agreement=here(request).agreement)
    found = PlanFilter(request.GET, seen.select_related("agreement", "organisation"), request=request)
    template = "overenskommelse/action_plans/list.html"
    may_add = allowed(request.user, EDITS_PLANS)
    return list_page(request, plan_rows(found.qs), PlanTable, None, template, filter=found, may_add=may_add)


def action_plan_areas(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What each area has got, asks for and is answered with."""
    return _page(request, pk, "areas", AreaFile, _areas)


def action_plan_timeline(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """When the measures are carried out."""
    return _page(request, pk, "timeline", TimeFile, lambda summary, found: TimeView(summary, found.qs))


def action_plan_responsible(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Who does what, the late ones first."""
    return _page(
        request, pk, "responsible", ResponsibleFile, lambda _summary, found: by_responsible(found.qs)
    )


def _areas(summary: PlanSummary, found: MeasureFilter) -> Any:
    return by_area(summary, found.qs, only_measured=found.is_active)


def _page(request: AuthenticatedRequest, pk: int, name: str, file: Any, read: Reading) -> HttpResponse:
    """The view of the plan called ``name``; with ``?_export=xlsx`` or ``csv`` the file of it."""
    plan = visible(request, pk)
    summary = PlanSummary(plan)
    found = filtered(request, summary)
    reading = read(summary, found)
    if request.GET.get("_export") in EXPORTS:
        return export(file(file.rows_of(reading)), request.GET["_export"], file_name(request))
    context = {"summary": summary, "filter": found, "reading": reading}
    return plan_page(
        request, plan, f"overenskommelse/overviews/{name}.html", f"action_plan_{name}", **context
    )
