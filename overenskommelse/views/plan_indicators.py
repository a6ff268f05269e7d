"""Indicators of a plan, of parts of its own structure and of measures, and their readings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overenskommelse.forms.plan_indicators import IndicatorForm, ReadingForm
from overenskommelse.models import IndicatorReading, PlanIndicator
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, require
from overenskommelse.selectors.structures import address_of
from overenskommelse.services import plan_indicators as services
from overenskommelse.services.events import SavedByOther
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.views.action_plans import plan_page, visible
from overenskommelse.views.measure_pages import closed_words, indicators_of, rights


@require_safe
def plan_indicators(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """All indicators of the plan: its own first, then those of its structure and its measures."""
    plan = visible(request, pk)
    found = indicators_of(plan.indicators.order_by("measure__position", "position", "pk"))
    found.sort(key=lambda it: (it.measure_id is not None, it.node_id is not None))
    template = "overenskommelse/plan_indicators/list.html"
    return plan_page(request, plan, template, "plan_indicators", indicators=found, **rights(request, plan))


def _own(request: AuthenticatedRequest, pk: int, indicator_pk: int) -> PlanIndicator:
    """An indicator that the person may change: 404 when it is not seen, 403 when it is not theirs."""
    plan = visible(request, pk)
    rows = plan.indicators.select_related("measure", "node").prefetch_related("readings")
    indicator = get_object_or_404(rows, pk=indicator_pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    indicator.plan = plan
    if indicator.measure:
        indicator.measure.plan = plan
    return indicator


def _home(indicator: PlanIndicator) -> str:
    """The page where the indicator is shown among its like."""
    if indicator.measure:
        return f"{indicator.measure.get_absolute_url()}#indicators"
    if indicator.node:
        return address_of(indicator.node)
    return f"{indicator.plan.get_absolute_url()}indicators/"


def plan_indicator_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A new indicator of the plan; of a measure with ``?measure=``, of a part of the tree with ``?node=``."""
    plan = visible(request, pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    indicator = PlanIndicator(plan=plan)
    for name, rows in (("measure", plan.measures.all()), ("node", plan.nodes.all())):
        if request.GET.get(name):
            setattr(indicator, name, get_object_or_404(rows, pk=_number(request.GET[name])))
    return _edit(request, indicator)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else 0


def plan_indicator_edit(request: AuthenticatedRequest, pk: int, indicator_pk: int) -> HttpResponse:
    return _edit(request, _own(request, pk, indicator_pk))


def _edit(request: AuthenticatedRequest, indicator: PlanIndicator) -> HttpResponse:
    form = IndicatorForm(request.POST or None, instance=indicator)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            services.save_indicator(indicator=form.instance, seen=seen, by=request.user)
        except SavedByOther as error:
            form.meet(error)
        except PlanIsClosed as error:
            form.add_error(None, closed_words(error.plan))
        else:
            messages.success(request, _("Saved."))
            return redirect(_home(indicator))
    context = {"plan": indicator.plan, "indicator": indicator, "form": form, "home": _home(indicator)}
    return render(request, "overenskommelse/plan_indicators/edit.html", context)


def plan_indicator(request: AuthenticatedRequest, pk: int, indicator_pk: int) -> HttpResponse:
    """Enter a reading; what is wrong with it is said here."""
    indicator = _own(request, pk, indicator_pk)
    form = ReadingForm(request.POST or None, prefix=f"reading-{indicator.pk}")
    if form.is_valid():
        try:
            reading = {name: form.cleaned_data[name] for name in ("on", "value", "text")}
            services.save_reading(indicator=indicator, by=request.user, **reading)
        except PlanIsClosed as error:
            form.add_error(None, closed_words(error.plan))
        else:
            messages.success(request, _("The reading is stored."))
            return redirect(_home(indicator))
    context = {"plan": indicator.plan, "indicator": indicator, "form": form, "home": _home(indicator)}
    return render(request, "overenskommelse/plan_indicators/reading.html", context)


@require_POST
def plan_indicator_remove(request: AuthenticatedRequest, pk: int, indicator_pk: int) -> HttpResponse:
    indicator = _own(request, pk, indicator_pk)
    text = _("The indicator is removed. The history keeps its readings.")
    return _removed(request, _home(indicator), text, services.remove_indicator, indicator=indicator)


@require_POST
def reading_remove(
    request: AuthenticatedRequest, pk: int, indicator_pk: int, reading_pk: int
) -> HttpResponse:
    indicator = _own(request, pk, indicator_pk)
    reading = get_object_or_404(IndicatorReading.objects.filter(indicator=indicator), pk=reading_pk)
    reading.indicator = indicator
    text = _("The reading is removed. The history keeps it.")
    return _removed(request, _home(indicator), text, services.remove_reading, reading=reading)


def _removed(request: AuthenticatedRequest, home: str, text: str, remove: Any, **what: Any) -> HttpResponse:
    try:
        remove(by=request.user, **what)
    except PlanIsClosed as error:
        messages.error(request, closed_words(error.plan))
    else:
        messages.success(request, text)
    return redirect(home)
