"""A county's plans side by side, and the measures that several of its organisations bear together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overenskommelse.documents import county_pdf, county_sheets
from overenskommelse.filters.county_plans import CountyFilter
from overenskommelse.forms.county_plans import PlanDayForm, SharesForm
from overenskommelse.models import Agreement, County, Measure
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, require
from overenskommelse.selectors import here
from overenskommelse.selectors.county_content import county_content
from overenskommelse.selectors.county_plans import coordinates, counties_of, county_plans
from overenskommelse.selectors.joint import partners_of
from overenskommelse.services import county_plans as services
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.tables import export, sorted_table
from overenskommelse.tables.county_plans import AreaTable, CountyTable, area_columns
from overenskommelse.templatetags.formats import kr
from overenskommelse.views.measure_pages import closed_words, visible_measure
from overenskommelse.workbooks import EXPORTS, write_plan

DOCUMENT_TYPES = {"pdf": "application/pdf", "xlsx": EXPORTS["xlsx"]}
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


@require_safe
def county_document(request: AuthenticatedRequest, file_format: str) -> HttpResponse:
    """The county's plan as one document: ``pdf`` or ``xlsx``, of the versions that hold."""
    agreement, where = chosen(request)
    content = county_content(county_plans(agreement, where, request.user))
    body = county_pdf(content) if file_format == "pdf" else write_plan(county_sheets(content))
    name = f"{agreement.code}-lan-{where.code}.{file_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=DOCUMENT_TYPES[file_format], headers=headers)


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


def measure_shares(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Who bears a joint measure. *Divide equally* fills in the parts and stores nothing."""
    measure = visible_measure(request, pk, measure_pk)
    require(request.user, EDITS_PLANS, measure.plan.organisation)
    form = _shares_form(request.POST if request.method == "POST" else None, measure)
    if form.is_valid():
        if "divide" in request.POST:
            form = _shares_form(form.divided(), measure)
        elif _shared(request, measure, form):
            return redirect(f"{measure.get_absolute_url()}#shares")
    context = {"form": form, "measure": measure, "plan": measure.plan}
    return render(request, "overenskommelse/county_plans/shares.html", context)


def _shares_form(data: Any, measure: Measure) -> SharesForm:
    return SharesForm(
        data,
        measure=measure,
        organisations=partners_of(measure.plan.organisation),
        planned=services.planned_of(measure),
        seen=services.fingerprint_of(measure),
    )


def _shared(request: AuthenticatedRequest, measure: Measure, form: SharesForm) -> bool:
    """Whether the shares could be stored; otherwise the form says why not."""
    seen = form.cleaned_data["seen"]
    try:
        services.share_measure(measure=measure, shares=form.shares, seen=seen, by=request.user)
    except services.SharesDoNotAddUp as error:
        form.add_error(None, _lacking(error))
    except services.SharesChanged as error:
        form.add_error(None, _changed(error))
        form.data = {**form.data, "seen": services.fingerprint_of(measure)}
    except PlanIsClosed as error:
        form.add_error(None, closed_words(error.plan))
    else:
        messages.success(request, _("Saved."))
    return form.is_valid()


def _lacking(error: services.SharesDoNotAddUp) -> str:
    """How much the shares lack or are too much."""
    if not error.planned:
        return _("Nothing is planned for the measure yet. Fill in the planned kronor in the table first.")
    words = {"planned": kr(error.planned), "amount": kr(abs(error.missing))}
    if error.missing > 0:
        return _("%(planned)s is planned, and %(amount)s of it is not shared out yet.") % words
    return _("%(planned)s is planned, and the shares are %(amount)s too much.") % words


def _changed(error: services.SharesChanged) -> str:
    """Who changed the shares meanwhile, and what they are now."""
    who = error.last.by if error.last else None
    words = {"who": who or _("Somebody"), "stored": error.stored or _("none")}
    return (
        _("%(who)s changed the shares after you opened them. Stored now: %(stored)s. Save again to replace.")
        % words
    )
