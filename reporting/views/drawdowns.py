"""Private providers' requests for money: listed, registered, decided by another, paid."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.models import Event, Organisation
from overenskommelse.permissions import AuthenticatedRequest, Roles, allowed, require
from overenskommelse.selectors import here
from overenskommelse.services.events import SavedByOther, fingerprint
from overenskommelse.tables import list_page
from overenskommelse.templatetags.formats import kr
from reporting.choices import DrawdownStatus
from reporting.domain.drawdowns import Deed, deeds_in
from reporting.filters import DrawdownFilter
from reporting.forms import DEED_FORMS, DrawdownForm
from reporting.models import Drawdown, Provider
from reporting.permissions import ASKS_FOR_DRAWDOWNS, BOOKS_PAYMENTS, DECIDES_DRAWDOWNS
from reporting.selectors import LARGE
from reporting.selectors import drawdowns as selectors
from reporting.services import drawdowns as services
from reporting.services.locks import YearClosed
from reporting.services.signatures import NotNow
from reporting.tables import DrawdownTable
from reporting.views.providers import CLOSED, EVENTS_SHOWN, own

edit = require_http_methods(["GET", "HEAD", "POST"])
DOERS: dict[Deed, Roles] = {
    Deed.APPROVE: DECIDES_DRAWDOWNS,
    Deed.REFUSE: DECIDES_DRAWDOWNS,
    Deed.PAY: BOOKS_PAYMENTS,
    Deed.UNDO: BOOKS_PAYMENTS,
}


def visible(request: AuthenticatedRequest, pk: int) -> Drawdown:
    rows = Drawdown.objects.visible_to(request.user).select_related(
        "agreement", "region", "provider", "set_aside__line", "document", "created_by", "decided_by"
    )
    return get_object_or_404(rows.defer("document__pdf"), pk=pk)


@require_safe
def drawdowns(request: AuthenticatedRequest) -> HttpResponse:
    """All requests under the agreement of the header; a region's people see their own."""
    agreement = here(request).agreement
    rows = Drawdown.objects.visible_to(request.user).filter(agreement=agreement)
    rows = rows.select_related("provider", "region", "set_aside__line", "document").defer(*LARGE)
    region = _region(request)
    context: dict[str, Any] = {
        "region": region,
        "may_ask": region is not None and allowed(request.user, ASKS_FOR_DRAWDOWNS, region),
    }
    return list_page(request, rows, DrawdownTable, DrawdownFilter, "reporting/drawdowns/list.html", **context)


def _region(request: AuthenticatedRequest) -> Organisation | None:
    """The region among the person's organisations; the one in the header if that is a region."""
    place = here(request)
    regions = [one for one in place.organisations if one.kind == "region"]
    return place.organisation if place.organisation in regions else next(iter(regions), None)


@edit
def drawdown_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    agreement, region = own(request, code)
    beside = selectors.beside(agreement, region)
    form = DrawdownForm(
        request.POST or None, instance=Drawdown(agreement=agreement, region=region), beside=beside
    )
    if form.is_valid() and (stored := _asked(request, form)):
        return redirect(stored)
    context = {
        "form": form, "region": region,
        "has_pot": any(it.set_aside for it in beside.lines),
        "has_provider": Provider.objects.filter(region=region).exists(),
    }  # fmt: skip
    return render(request, "reporting/drawdowns/edit.html", context)


def _asked(request: AuthenticatedRequest, form: DrawdownForm) -> Drawdown | None:
    """The stored request; None when the form says what is wrong."""
    try:
        stored = services.ask(drawdown=form.save(commit=False), by=request.user)
    except WRONG as error:
        say(form, error)
        return None
    messages.success(request, _("The request is registered. Somebody else decides it."))
    return stored


@edit
def drawdown_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change a request that nobody has decided."""
    found = visible(request, pk)
    require(request.user, ASKS_FOR_DRAWDOWNS, found.region)
    if found.status != DrawdownStatus.ASKED:
        return redirect(found)
    beside = selectors.beside(found.agreement, found.region)
    form = DrawdownForm(request.POST or None, instance=found, beside=beside)
    if form.is_valid() and _changed(request, form):
        return redirect(found)
    context = {
        "form": form, "region": found.region, "drawdown": found, "has_pot": True, "has_provider": True,
    }  # fmt: skip
    return render(request, "reporting/drawdowns/edit.html", context)


def _changed(request: AuthenticatedRequest, form: DrawdownForm) -> bool:
    row, seen = form.save(commit=False), form.cleaned_data["seen"]
    try:
        services.change(drawdown=row, seen=seen, by=request.user)
    except SavedByOther as error:
        form.meet(error)
        return False
    except NotNow as error:
        messages.info(request, _("Somebody was here before you: the request is %(status)s.") % said(error))
    except WRONG as error:
        say(form, error)
        return False
    else:
        messages.success(request, _("Saved."))
    return True


@require_safe
def drawdown(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return page(request, visible(request, pk))


def page(
    request: AuthenticatedRequest, found: Drawdown, sent: tuple[Deed, forms.Form] | None = None
) -> HttpResponse:
    """A request, where it stands and what can be done with it; ``sent`` is a form with errors."""
    deeds = [deed for deed in deeds_in(found.status) if allowed(request.user, DOERS[deed], found.region)]
    is_own = request.user.pk in selectors.registered_by(found)
    blocked = {Deed.APPROVE, Deed.REFUSE} if is_own else set()
    initial = {"seen": fingerprint(found)}
    shown = [(deed, DEED_FORMS[deed](initial=initial, prefix=deed)) for deed in deeds if deed not in blocked]
    context = {
        "drawdown": found,
        "pot": selectors.pot_of(found.set_aside),
        "content": json.loads(found.document.content) if found.document else None,
        "deeds": [(deed, sent[1] if sent and sent[0] is deed else form) for deed, form in shown],
        "is_own": is_own and found.status == DrawdownStatus.ASKED,
        "may_change": found.status == DrawdownStatus.ASKED
        and allowed(request.user, ASKS_FOR_DRAWDOWNS, found.region),
        "events": Event.objects.about(found).select_related("by")[:EVENTS_SHOWN],
    }
    return render(request, "reporting/drawdowns/detail.html", context)


@require_POST
def drawdown_deed(request: AuthenticatedRequest, pk: int, deed: Deed) -> HttpResponse:
    """One act in a request's life; what is wrong is said beside its form."""
    found = visible(request, pk)
    require(request.user, DOERS[deed], found.region)
    form = DEED_FORMS[deed](request.POST, prefix=deed)
    if form.is_valid() and _done(request, found, deed, form):
        return redirect(found)
    return page(request, visible(request, pk), (deed, form))


def _done(request: AuthenticatedRequest, found: Drawdown, deed: Deed, form: forms.Form) -> bool:
    """Whether the page has nothing more to ask; otherwise the form says what is wrong."""
    try:
        SERVICES[deed](drawdown=found, by=request.user, **form.cleaned_data)
    except NotNow as error:
        messages.info(request, _("Somebody was here before you: the request is %(status)s.") % said(error))
    except SavedByOther:
        messages.error(request, _("Somebody changed the request meanwhile. Read it again, then decide."))
    except WRONG as error:
        say(form, error)
        return False
    else:
        messages.success(request, _("Saved."))
    return True


SERVICES: dict[Deed, Callable[..., Drawdown]] = {
    Deed.APPROVE: services.approve,
    Deed.REFUSE: services.refuse,
    Deed.PAY: services.pay,
    Deed.UNDO: services.undo_payment,
}
# What can be wrong: the field to blame, if one is, and the words with the remedy.
WORDS: dict[type[Exception], tuple[str | None, Any]] = {
    services.TooMuch: ("amount", gettext_lazy("Only %(left)s is left of what is set aside.")),
    services.AskedAlready: (
        "invoice_reference",
        gettext_lazy("The invoice has been asked for already, for %(amount)s in quarter %(quarter)s."),
    ),
    services.OutsidePeriod: (
        "quarter",
        gettext_lazy("The quarter lies outside the period of the agreement."),
    ),
    services.OwnRequest: (
        None,
        gettext_lazy("You have registered or changed the request yourself. Somebody else decides it."),
    ),
    services.Lacking: (
        None,
        gettext_lazy("The decision cannot be issued. Missing in the agreement: %(names)s."),
    ),
    YearClosed: (None, CLOSED),
}
WRONG = tuple(WORDS)


def said(error: NotNow) -> dict[str, Any]:
    return {"status": DrawdownStatus(error.status).label}


def say(form: forms.Form | forms.ModelForm, error: Exception) -> None:
    """Put what is wrong at its field; above the form where no field is to blame."""
    field, words = WORDS[type(error)]
    params = {
        name: kr(value) if name in ("left", "amount") else value
        for name, value in getattr(error, "params", {}).items()
    }
    form.add_error(field if field in form.fields else None, words % params)
