"""A region's private providers, what is set aside for them, and own units beside them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.choices import OrganisationKind
from overenskommelse.models import Agreement, Event, Organisation
from overenskommelse.permissions import AuthenticatedRequest, allowed, require
from overenskommelse.selectors import here
from overenskommelse.services.events import SavedByOther
from overenskommelse.tables import list_page
from overenskommelse.templatetags.formats import kr
from reporting.forms import ProviderForm, SetAsideForm
from reporting.models import Provider, SetAside
from reporting.permissions import ASKS_FOR_DRAWDOWNS
from reporting.selectors import drawdowns as selectors
from reporting.selectors.costs import decided_by_line
from reporting.services import providers as services
from reporting.services.locks import YearClosed
from reporting.tables import ProviderTable

EVENTS_SHOWN = 8
CLOSED = gettext_lazy("The year is closed for the region, and nothing of its money can be changed.")
edit = require_http_methods(["GET", "HEAD", "POST"])


def chosen(request: AuthenticatedRequest, code: str) -> tuple[Agreement, Organisation]:
    """The agreement of the header, and the person's own region of the address."""
    agreement = here(request).agreement
    region = get_object_or_404(Organisation, code=code, kind=OrganisationKind.REGION)
    if agreement is None or not (request.user.sees_all or request.user.roles_at(region)):
        raise Http404
    return agreement, region


def own(request: AuthenticatedRequest, code: str) -> tuple[Agreement, Organisation]:
    """The same, for somebody who registers requests there."""
    agreement, region = chosen(request, code)
    require(request.user, ASKS_FOR_DRAWDOWNS, region)
    return agreement, region


@require_safe
def providers_beside(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Private providers and own units beside each other, line by line and quarter by quarter."""
    agreement, region = chosen(request, code)
    events = Event.objects.visible_to(request.user).filter(organisation=region, verb__startswith="drawdowns.")
    context: dict[str, Any] = {
        "region": region,
        "beside": selectors.beside(agreement, region),
        "may_ask": allowed(request.user, ASKS_FOR_DRAWDOWNS, region),
        "events": events.select_related("by")[:EVENTS_SHOWN],
    }
    return render(request, "reporting/providers/beside.html", context)


@edit
def set_aside(request: AuthenticatedRequest, code: str, line: str) -> HttpResponse:
    """What is set aside of a line, and on what terms."""
    agreement, region = own(request, code)
    found = get_object_or_404(selectors.own_lines(agreement, region), code=line)
    most = decided_by_line(agreement, region).get(found.pk, 0)
    stored = selectors.set_asides(agreement, region).filter(line=found).first()
    form = SetAsideForm(
        request.POST or None, instance=stored or SetAside(region=region, line=found), most=most
    )
    if form.is_valid() and _set_aside(request, form):
        return redirect("providers_beside", region.code)
    context = {
        "form": form, "region": region, "line": found,
        "may_remove": stored is not None and not stored.drawdowns.exists(),
    }  # fmt: skip
    return render(request, "reporting/providers/set_aside.html", context)


def _set_aside(request: AuthenticatedRequest, form: SetAsideForm) -> bool:
    """Whether what was typed is stored; otherwise the form says why not."""
    try:
        services.set_aside(row=form.save(commit=False), seen=form.cleaned_data["seen"], by=request.user)
    except SavedByOther as error:
        form.meet(error)
    except services.OutOfBoundsError as error:
        form.add_error("amount", _bounds(error))
    except YearClosed:
        form.add_error(None, CLOSED)
    else:
        messages.success(request, _("Saved."))
        return True
    return False


def _bounds(error: services.OutOfBoundsError) -> str:
    if error.most < error.least:
        return _("Nothing is decided for the line, so nothing can be set aside.")
    words = {"least": kr(error.least), "most": kr(error.most)}
    return _("Write an amount from %(least)s, asked for already, to %(most)s, decided for the line.") % words


@require_POST
def set_aside_remove(request: AuthenticatedRequest, code: str, line: str) -> HttpResponse:
    agreement, region = own(request, code)
    row = get_object_or_404(selectors.set_asides(agreement, region), line__code=line)
    try:
        removed = services.remove_set_aside(row=row, by=request.user)
    except YearClosed:
        messages.error(request, CLOSED)
    else:
        words = {"line": row.line.name}
        if removed:
            messages.success(request, _("Nothing is set aside of %(line)s any more.") % words)
        else:
            messages.error(request, _("Providers have asked for some of it, so it stays. Lower the amount."))
    return redirect("providers_beside", region.code)


@require_safe
def providers(request: AuthenticatedRequest, code: str) -> HttpResponse:
    _agreement, region = chosen(request, code)
    context: dict[str, Any] = {
        "region": region,
        "may_ask": allowed(request.user, ASKS_FOR_DRAWDOWNS, region),
    }
    rows = Provider.objects.filter(region=region).select_related("region")
    return list_page(request, rows, ProviderTable, None, "reporting/providers/list.html", **context)


@edit
def provider_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    _agreement, region = own(request, code)
    form = ProviderForm(request.POST or None, instance=Provider(region=region))
    if form.is_valid() and _added(request, form):
        return redirect("providers", region.code)
    return render(request, "reporting/providers/edit.html", {"form": form, "region": region})


def _added(request: AuthenticatedRequest, form: ProviderForm) -> bool:
    try:
        services.add_provider(provider=form.save(commit=False), by=request.user)
    except services.RegisteredAlready as error:
        form.add_error("organisation_number", _twin(error))
        return False
    messages.success(request, _("The provider is registered."))
    return True


def _twin(error: services.RegisteredAlready) -> str:
    return _("%(name)s has this number. Change that provider instead.") % {"name": error.stored}


@edit
def provider_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    provider = get_object_or_404(Provider.objects.visible_to(request.user).select_related("region"), pk=pk)
    require(request.user, ASKS_FOR_DRAWDOWNS, provider.region)
    form = ProviderForm(request.POST or None, instance=provider)
    if form.is_valid() and _changed(request, form):
        return redirect("providers", provider.region.code)
    context = {
        "form": form, "region": provider.region, "provider": provider,
        "events": Event.objects.about(provider).select_related("by")[:EVENTS_SHOWN],
    }  # fmt: skip
    return render(request, "reporting/providers/edit.html", context)


def _changed(request: AuthenticatedRequest, form: ProviderForm) -> bool:
    provider, seen = form.save(commit=False), form.cleaned_data["seen"]
    try:
        services.change_provider(provider=provider, seen=seen, by=request.user)
    except SavedByOther as error:
        form.meet(error)
        return False
    except services.RegisteredAlready as error:
        form.add_error("organisation_number", _twin(error))
        return False
    messages.success(request, _("Saved."))
    return True
