"""A county's plans side by side."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overenskommelse.filters.county_plans import CountyFilter
from overenskommelse.forms.county_plans import PlanDayForm
from overenskommelse.models import Agreement, County
from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.selectors import here
from overenskommelse.selectors.county_plans import coordinates, counties_of, county_plans
from overenskommelse.services import county_plans as services
from overenskommelse.tables import export, sorted_table
from overenskommelse.tables.county_plans import AreaTable, CountyTable, area_columns
from overenskommelse.workbooks import EXPORTS

PER_PAGE = 60  # the largest county has 49 municipalities


def chosen(request: AuthenticatedRequest) -> tuple[Agreement, County]:
    """The chosen agreement, and the county that the address names or that the chosen organisation is in."""
    counties, agreement = (
        {county.code: county for county in counties_of(request.user)},
        here(request).agreement,
    )
    if not counties:
        raise PermissionDenied
    organisation = here(request).organisation
    own = organisation.county_id if organisation else None
    wanted = request.GET.get("county") or (own if own in counties else next(iter(counties)))
    if agreement is None or wanted not in counties:
        raise Http404
    return agreement, counties[str(wanted)]


def coordinated(request: AuthenticatedRequest) -> tuple[Agreement, County]:
    """As ``chosen``, for those who coordinate the county; others are refused."""
    agreement, county = chosen(request)
    if not coordinates(request.user, county):
        raise PermissionDenied
    return agreement, county


def address_of(name: str, county: County) -> str:
    """The page ``name`` of the county."""
    return f"{reverse(name)}?county={county.code}"


@require_safe
def county(request: AuthenticatedRequest) -> HttpResponse:
    """The county's organisations with their plans, and the same money area by area; or a file of them."""
    agreement, where = chosen(request)
    found = county_plans(agreement, where, request.user)
    shown = CountyFilter(request.GET, plans=found, counties=counties_of(request.user))
    areas = [area for area in found.areas if any(area.pk == pot[1] for row in found.rows for pot in row.pots)]
    if request.GET.get("_export") in EXPORTS:
        whole = sorted_table(request, shown.rows, CountyTable, extra_columns=area_columns(areas))
        return export(whole, request.GET["_export"], f"lanets-planer-{where.code}")
    table = sorted_table(request, shown.rows, CountyTable)
    table.paginate(per_page=PER_PAGE)
    context = {
        "plans": found,
        "table": table,
        "filter": shown,
        "by_area": AreaTable(shown.rows, extra_columns=area_columns(areas)),
        "may_coordinate": coordinates(request.user, where),
    }
    return render(request, "overenskommelse/county_plans/county.html", context)


def plan_day(request: AuthenticatedRequest) -> HttpResponse:
    """The last day for the county's plans."""
    agreement, where = coordinated(request)
    form = PlanDayForm(request.POST if request.method == "POST" else None, agreement=agreement, county=where)
    if form.is_valid():
        day = form.cleaned_data["date"]
        services.set_plan_day(agreement=agreement, county=where, day=day, by=request.user)
        messages.success(request, _("Saved."))
        return redirect(address_of("county_plans", where))
    context = {"form": form, "county": where, "agreement": agreement}
    return render(request, "overenskommelse/county_plans/day.html", context)
