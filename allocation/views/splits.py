"""A county divides its municipalities' money: all counties, one county, one line."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from allocation.domain import AllocationError
from allocation.forms import SplitForm
from allocation.permissions import SPLITS
from allocation.selectors import (
    Basis,
    CountyLine,
    bases_of,
    county_lines,
    county_sums,
    municipalities_of,
    sees_whole,
)
from allocation.services import splits
from allocation.services.runs import worded
from allocation.tables import CountyTable, PartTable, columns_of
from overenskommelse.choices import OrganisationKind
from overenskommelse.models import Organisation
from overenskommelse.permissions import AuthenticatedRequest, allowed, require
from overenskommelse.selectors import here
from overenskommelse.tables import export, file_name, list_page, sorted_table


def index(request: AuthenticatedRequest) -> HttpResponse:
    """The counties; whoever sees one only comes straight to it."""
    rows = county_sums(here(request).agreement, request.user)
    if len(rows) == 1:
        return redirect("county_splits", rows[0].rss.code)
    return list_page(request, rows, CountyTable, None, "allocation/splits/list.html")


def county(request: AuthenticatedRequest, rss: str) -> HttpResponse:
    """A county's lines with what is left, and what each municipality gets."""
    owner = _visible(request, rss)
    lines = county_lines(here(request).agreement, owner, request.user)
    seen = municipalities_of(owner).filter(pk__in=Organisation.objects.visible_to(request.user))
    rows = [_part(municipality, lines) for municipality in seen.order_by("code")]
    table = sorted_table(request, rows, PartTable, extra_columns=columns_of(lines))
    if request.GET.get("_export"):
        return export(table, request.GET["_export"], file_name(request))
    context = {
        "rss": owner,
        "lines": lines,
        "table": table,
        "may_edit": allowed(request.user, SPLITS, owner),
        "sees_whole": sees_whole(request.user, owner),
    }
    return render(request, "allocation/splits/county.html", context)


def line(request: AuthenticatedRequest, rss: str, line: str) -> HttpResponse:
    """One line divided between the municipalities: typed, or proposed by statistics; then saved."""
    owner = _visible(request, rss)
    require(request.user, SPLITS, owner)
    lines = county_lines(here(request).agreement, owner, request.user)
    found = next((row for row in lines if row.line.code == line), None)
    if found is None or found.amount is None:
        raise Http404
    bases = bases_of(found.line.agreement)
    chosen = next((basis for basis in bases if str(basis.method) == request.POST.get("propose")), None)
    form = _form(found, owner, data=request.POST or None)
    if form.is_valid():
        if chosen:
            form = _proposed(found, owner, form, chosen)
        elif _is_saved(request, found, owner, form):
            return redirect("county_splits", owner.code)
    context = {"rss": owner, "row": found, "form": form, "bases": bases}
    return render(request, "allocation/splits/edit.html", context)


def _visible(request: AuthenticatedRequest, code: str) -> Organisation:
    rows = Organisation.objects.visible_to(request.user).filter(kind=OrganisationKind.RSS)
    return get_object_or_404(rows.select_related("county"), code=code)


def _part(municipality: Organisation, lines: list[CountyLine]) -> dict[str, Any]:
    parts = {f"line_{row.line.pk}": row.parts.get(municipality.pk) for row in lines}
    total = sum(amount or 0 for amount in parts.values())
    return {"code": municipality.code, "name": municipality.name, "total": total, **parts}


def _form(found: CountyLine, owner: Organisation, **options: Any) -> SplitForm:
    municipalities = municipalities_of(owner).order_by("code")
    return SplitForm(municipalities=municipalities, total=found.amount or 0, parts=found.parts, **options)


def _proposed(found: CountyLine, owner: Organisation, form: SplitForm, basis: Basis) -> SplitForm:
    """The form again, with the empty fields filled in; nothing is stored."""
    try:
        parts = splits.propose(total=form.total, parts=form.parts, basis=basis)
    except AllocationError as error:
        form.add_error(None, worded(error))
        return form
    initial: dict[str, Any] = {f"part_{pk}": amount for pk, amount in parts.items()}
    note = form.cleaned_data["note"] or splits.note_of(basis)
    return _form(found, owner, initial=initial | {"note": note, "seen": form.cleaned_data["seen"]})


def _is_saved(request: AuthenticatedRequest, found: CountyLine, owner: Organisation, form: SplitForm) -> bool:
    typed = {name: form.cleaned_data[name] for name in ("note", "seen")}
    try:
        splits.save_split(line=found.line, rss=owner, parts=form.parts, by=request.user, **typed)
    except splits.SplitByOtherError as error:
        form.meet(error)
        return False
    except splits.SplitRefusedError as error:
        form.refuse(error.over)
        return False
    messages.success(request, _("The division is saved."))
    return True
