"""What is counted: the list, and adding and changing an entry."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from allocation.filters import IndicatorFilter
from allocation.forms import IndicatorForm, NewIndicatorForm
from allocation.models import Indicator
from allocation.permissions import IMPORTS
from allocation.services import indicators
from allocation.tables import IndicatorTable
from overenskommelse.permissions import AuthenticatedRequest, requires
from overenskommelse.services.events import SavedByOther
from overenskommelse.tables import list_page


@requires(IMPORTS)
def index(request: AuthenticatedRequest) -> HttpResponse:
    rows = Indicator.objects.all()
    return list_page(request, rows, IndicatorTable, IndicatorFilter, "allocation/indicators/list.html")


@requires(IMPORTS)
def add(request: AuthenticatedRequest) -> HttpResponse:
    form = NewIndicatorForm(request.POST or None)
    if form.is_valid():
        indicators.add_indicator(indicator=form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("indicators")
    return render(request, "allocation/indicators/edit.html", {"form": form})


@requires(IMPORTS)
def edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    indicator = get_object_or_404(Indicator, code=code)
    form = IndicatorForm(request.POST or None, instance=indicator)
    if form.is_valid():
        try:
            changed = form.save(commit=False)
            indicators.change_indicator(indicator=changed, seen=form.cleaned_data["seen"], by=request.user)
        except SavedByOther as error:
            form.meet(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("indicators")
    stored = Indicator.objects.get(code=code)
    return render(request, "allocation/indicators/edit.html", {"form": form, "indicator": stored})
