"""A county's own undertakings: the matrix against state agreements, and each with its measures."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.filters.base import contains
from overenskommelse.filters.undertakings import MatrixFilter
from overenskommelse.forms.undertakings import TWICE, OtherAgreementForm, UndertakingForm
from overenskommelse.models import County, Measure, OtherAgreement, Undertaking
from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.selectors import here
from overenskommelse.selectors.county_plans import coordinates
from overenskommelse.selectors.undertakings import Matrix, counties_read
from overenskommelse.services import undertakings as services
from overenskommelse.services.events import SavedByOther
from overenskommelse.tables import export
from overenskommelse.tables.undertakings import matrix_file
from overenskommelse.workbooks import EXPORTS

PAGE = "overenskommelse/undertakings"
FOUND = 50  # measures that a search shows


def _county(request: AuthenticatedRequest) -> County:
    """The county that the address names, or that the chosen organisation is in."""
    counties = {county.code: county for county in counties_read(request.user)}
    if not counties:
        raise PermissionDenied
    organisation = here(request).organisation
    own = organisation.county.code if organisation and organisation.county else None
    wanted = request.GET.get("county") or (own if own in counties else next(iter(counties)))
    if wanted not in counties:
        raise Http404
    return counties[wanted]


def _require(request: AuthenticatedRequest, county: County) -> None:
    if not coordinates(request.user, county):
        raise PermissionDenied


def _address(county: County) -> str:
    return f"{reverse('undertakings')}?county={county.code}"


@require_safe
def undertakings(request: AuthenticatedRequest) -> HttpResponse:
    """The matrix: own undertakings × state agreements and areas; or a file of it."""
    county = _county(request)
    matrix = Matrix(county, here(request).agreement, request.user)
    found = MatrixFilter(request.GET, matrix=matrix, counties=counties_read(request.user))
    if request.GET.get("_export") in EXPORTS:
        return export(matrix_file(matrix, found.rows), request.GET["_export"], f"ataganden-{county.code}")
    context = {"matrix": matrix, "filter": found, "rows": found.rows, "county": county}
    context["may_edit"] = coordinates(request.user, county)
    return render(request, f"{PAGE}/matrix.html", context)


@require_POST
def undertaking_mark(request: AuthenticatedRequest) -> HttpResponse:
    """Set a mark or take it away: ``cell`` is the undertaking, the column and ``on`` or ``off``."""
    pk, key, wanted = [*request.POST.get("cell", "").split(), "", "", ""][:3]
    undertaking = _editable(request, int(pk) if pk.isdecimal() else 0)
    matrix = Matrix(undertaking.county, here(request).agreement, request.user)
    column = matrix.column(key)
    if column is None or wanted not in ("on", "off"):
        raise Http404
    is_marked = wanted == "on"
    services.mark(undertaking=undertaking, target=column.target, is_marked=is_marked, by=request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{_back(request, undertaking.county)}#undertaking-{undertaking.pk}")
    row = matrix.row(matrix.undertakings.get(pk=undertaking.pk))
    cell = next(cell for cell in row.cells if cell.column.key == key)
    return render(request, f"{PAGE}/mark.html", {"row": row, "cell": cell, "may_edit": True})


def _back(request: AuthenticatedRequest, county: County) -> str:
    """The matrix as it was shown, with its filter."""
    target, own = request.POST.get("next", ""), reverse("undertakings")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith(own) else _address(county)


def _visible(request: AuthenticatedRequest, pk: int) -> Undertaking:
    return get_object_or_404(Undertaking.objects.visible_to(request.user).select_related("county"), pk=pk)


def _editable(request: AuthenticatedRequest, pk: int) -> Undertaking:
    undertaking = _visible(request, pk)
    _require(request, undertaking.county)
    return undertaking


@require_safe
def undertaking(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """An undertaking: where it stands, its measures, and for those who edit more measures to tie."""
    found = _visible(request, pk)
    matrix = Matrix(found.county, here(request).agreement, request.user)
    words = request.GET.get("q", "").strip()
    may_edit = coordinates(request.user, found.county)
    context = {
        "row": matrix.row(matrix.undertakings.get(pk=pk)),
        "county": found.county,
        "may_edit": may_edit,
        "words": words,
        "found": _measures(request, found).filter(contains("title", words))[:FOUND] if may_edit else [],
        "most": FOUND,
    }
    return render(request, f"{PAGE}/undertaking.html", context)


def _measures(request: AuthenticatedRequest, undertaking: Undertaking) -> Any:
    """The measures of the county's plans that may be tied."""
    rows = Measure.objects.visible_to(request.user).filter(
        removed_at=None, plan__organisation__county=undertaking.county
    )
    rows = rows.exclude(undertakings=undertaking)
    return rows.select_related("plan__organisation").order_by("-plan__agreement__year", "plan", "position")


@require_POST
def undertaking_tie(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Tie a measure to the undertaking, or untie it (``untie``)."""
    found = _editable(request, pk)
    wanted, is_tied = request.POST.get("measure", ""), "untie" not in request.POST
    rows = Measure.objects.visible_to(request.user).filter(plan__organisation__county=found.county)
    measure = get_object_or_404(rows, pk=int(wanted) if wanted.isdecimal() else 0)
    services.tie(undertaking=found, measure=measure, is_tied=is_tied, by=request.user)
    text = _("The measure is tied to the undertaking.") if is_tied else _("The measure is untied.")
    messages.success(request, text)
    return redirect("undertaking", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undertaking_add(request: AuthenticatedRequest) -> HttpResponse:
    county = _county(request)
    _require(request, county)
    form = UndertakingForm(request.POST or None, county=county)
    add = services.add_undertaking
    return _entered(request, county, form, lambda row, _seen: add(undertaking=row, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def undertaking_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    form = UndertakingForm(request.POST or None, instance=found, county=found.county)
    save = services.save_undertaking
    return _entered(
        request, found.county, form, lambda row, seen: save(undertaking=row, seen=seen, by=request.user)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def other_agreement_add(request: AuthenticatedRequest) -> HttpResponse:
    county = _county(request)
    _require(request, county)
    form = OtherAgreementForm(request.POST or None, county=county)
    return _entered(request, county, form, lambda row, _seen: services.add_other(other=row, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def other_agreement_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    other = _other(request, pk)
    form = OtherAgreementForm(request.POST or None, instance=other, county=other.county)
    save = services.save_other
    return _entered(
        request, other.county, form, lambda row, seen: save(other=row, seen=seen, by=request.user)
    )


def _other(request: AuthenticatedRequest, pk: int) -> OtherAgreement:
    """A column of a county that the person coordinates; 404 when it is not seen, 403 when not theirs."""
    rows = OtherAgreement.objects.filter(county__in=counties_read(request.user)).select_related("county")
    other = get_object_or_404(rows, pk=pk)
    _require(request, other.county)
    return other


def _entered(
    request: AuthenticatedRequest, county: County, form: Any, save: Callable[[Any, str], Any]
) -> HttpResponse:
    """The page of an undertaking or an agreement, or what came of saving it."""
    if form.is_valid():
        try:
            save(form.instance, form.cleaned_data["seen"])
        except SavedByOther as error:
            form.meet(error)
        except services.AlreadyThereError:
            form.add_error("name", TWICE)
        else:
            messages.success(request, _("Saved."))
            return redirect(_address(county))
    context = {"form": form, "row": form.instance, "county": county, "home": _address(county)}
    return render(request, f"{PAGE}/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def undertaking_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    remove = services.remove_undertaking
    return _removed(request, found, found.county, lambda: remove(undertaking=found, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def other_agreement_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    other = _other(request, pk)
    return _removed(request, other, other.county, lambda: services.remove_other(other=other, by=request.user))


def _removed(
    request: AuthenticatedRequest, row: Model, county: County, remove: Callable[[], None]
) -> HttpResponse:
    """Say what will be lost; then remove."""
    name, home = str(row), _address(county)
    if request.method == "POST":
        remove()
        messages.success(request, _("“%(name)s” is removed. The history keeps it.") % {"name": name})
        return redirect(home)
    context: dict[str, Any] = {"name": name, "county": county, "home": home}
    context |= {"marks": row.marks.count()}  # type: ignore[attr-defined]
    context |= {"measures": row.measures.count() if isinstance(row, Undertaking) else 0}
    return render(request, f"{PAGE}/remove.html", context)
