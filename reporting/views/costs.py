"""Stage 6: what the money was used for, typed or pasted; and the rules for accounting files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.choices import OrganisationKind
from overenskommelse.models import Agreement, Event, Organisation
from overenskommelse.permissions import AuthenticatedRequest, allowed, require
from overenskommelse.selectors import here
from overenskommelse.services.events import SavedByOther, fingerprint
from overenskommelse.tables import list_page
from reporting.choices import BY_HAND, CostSource
from reporting.filters import CostFilter
from reporting.forms import CostForm, PasteForm, QuarterForm, RuleForm
from reporting.models import Cost, CostImport, CostRule
from reporting.permissions import REPORTS_COSTS
from reporting.selectors import costs as selectors
from reporting.selectors.settlements import closed_year
from reporting.services import costs as services
from reporting.tables import CostTable, UseTable

EVENTS_SHOWN = 8
edit = require_http_methods(["GET", "HEAD", "POST"])


def chosen(request: AuthenticatedRequest, code: str) -> tuple[Agreement, Organisation]:
    """The agreement of the header and the organisation of the address."""
    agreement = here(request).agreement
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    if agreement is None or organisation.kind == OrganisationKind.AUTHORITY:
        raise Http404
    return agreement, organisation


def own(request: AuthenticatedRequest, code: str) -> tuple[Agreement, Organisation]:
    """The same, for somebody who enters costs there."""
    agreement, organisation = chosen(request, code)
    require(request.user, REPORTS_COSTS, organisation)
    return agreement, organisation


@require_safe
def own_costs(request: AuthenticatedRequest) -> HttpResponse:
    """The costs of the organisation in the header; who has none chooses among those that have costs."""
    agreement, organisation = here(request).agreement, here(request).organisation
    if (
        agreement
        and organisation
        and organisation.kind != OrganisationKind.AUTHORITY
        and not request.user.sees_all
    ):
        return redirect("costs", organisation.code)
    return list_page(
        request, selectors.users_of_money(agreement, request.user), UseTable, None, "reporting/costs/all.html"
    )


@require_safe
def costs(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What is used on each line and what is left, the files behind it, and every cost."""
    agreement, organisation = chosen(request, code)
    imports = CostImport.objects.filter(agreement=agreement, organisation=organisation)
    uses, closed = selectors.line_uses(agreement, organisation), closed_year(agreement, organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "uses": uses,
        "used": sum(use.used.kronor for use in uses),
        "beside": [use for use in uses if use.comparison.typed and use.comparison.filed],
        "imports": imports.select_related("file", "imported_by").defer("file__content"),
        "may_report": allowed(request.user, REPORTS_COSTS, organisation) and not closed,
        "closed": closed,
        "events": Event.objects.visible_to(request.user)
        .filter(organisation=organisation, agreement=agreement, verb__startswith="costs.")
        .select_related("by")[:EVENTS_SHOWN],
    }
    rows = selectors.costs_of(agreement, organisation)
    return list_page(request, rows, CostTable, CostFilter, "reporting/costs/list.html", **context)


@edit
def cost_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    agreement, organisation = own(request, code)
    cost = Cost(agreement=agreement, organisation=organisation, source=CostSource.TYPED)
    form = CostForm(request.POST or None, instance=cost)
    if form.is_valid():
        services.add_cost(cost=form.save(commit=False), by=request.user)
        messages.success(request, _("The cost is stored."))
        return back(organisation)
    return render(request, "reporting/costs/edit.html", {"form": form, "organisation": organisation})


@edit
def cost_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change a cost that somebody entered. The others change where they come from."""
    cost = visible(request, pk)
    require(request.user, REPORTS_COSTS, cost.organisation)
    if cost.source not in BY_HAND:
        return _origin(cost)
    form = CostForm(request.POST or None, instance=cost)
    if form.is_valid() and _saved(request, form):
        return back(cost.organisation)
    context = {"form": form, "organisation": cost.organisation, "cost": cost, "seen": fingerprint(cost)}
    return render(request, "reporting/costs/edit.html", context)


def _saved(request: AuthenticatedRequest, form: CostForm) -> bool:
    """Whether what was typed is stored; if somebody else was first, the form shows both versions."""
    try:
        services.change_cost(cost=form.save(commit=False), seen=form.cleaned_data["seen"], by=request.user)
    except SavedByOther as error:
        form.meet(error)
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
def cost_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cost = visible(request, pk)
    require(request.user, REPORTS_COSTS, cost.organisation)
    if cost.source not in BY_HAND:
        return _origin(cost)
    services.remove_costs(costs=[cost], by=request.user)
    messages.success(request, _("The cost “%(text)s” is removed.") % {"text": cost.text})
    return back(cost.organisation)


@require_POST
def cost_specify(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Name the cost in the report, or sum it with the others."""
    cost = visible(request, pk)
    require(request.user, REPORTS_COSTS, cost.organisation)
    services.specify(cost=cost, is_specified="yes" in request.POST, by=request.user)
    return back(cost.organisation)


@edit
def cost_paste(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Costs pasted from a spreadsheet: what was understood is shown first, then stored, all or none."""
    agreement, organisation = own(request, code)
    form = PasteForm(request.POST or None, agreement=agreement, organisation=organisation)
    is_read = form.is_valid()
    if is_read and "confirm" in request.POST:
        count = services.add_costs(costs=form.costs, by=request.user)
        messages.success(request, _("Stored: %(count)s costs.") % {"count": count})
        return back(organisation)
    context = {
        "form": form,
        "organisation": organisation,
        "read": form.costs if is_read else [],
        "sum": sum(cost.amount for cost in form.costs) // 100,
    }
    return render(request, "reporting/costs/paste.html", context)


@edit
def cost_rules(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The rules that are remembered, in the order in which they are asked."""
    agreement, organisation = own(request, code)
    form = RuleForm(request.POST or None, agreement=agreement, organisation=organisation)
    if form.is_valid():
        services.add_rule(rule=form.save(commit=False), by=request.user)
        messages.success(request, _("The rule is remembered."))
        return back(organisation, "cost_rules")
    context = {
        "form": form,
        "organisation": organisation,
        "rules": selectors.cost_rules(agreement, organisation),
        "before": selectors.rules_before(agreement, organisation),
    }
    return render(request, "reporting/costs/rules.html", context)


@require_POST
def cost_rules_copy(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Take over the rules of an earlier agreement; those that are there already stay as they are."""
    agreement, organisation = own(request, code)
    source = selectors.rules_before(agreement, organisation)
    if source:
        count = services.copy_rules(
            source=source, target=agreement, organisation=organisation, by=request.user
        )
        messages.success(
            request,
            ngettext("One rule was taken over.", "%(count)s rules were taken over.", count)
            % {"count": count},
        )
    return back(organisation, "cost_rules")


@require_POST
def cost_rule_act(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put a rule first, or forget it; back to the page that asked."""
    rules = CostRule.objects.visible_to(request.user).select_related("organisation", "line__agreement")
    rule = get_object_or_404(rules, pk=pk)
    require(request.user, REPORTS_COSTS, rule.organisation)
    if "first" in request.POST:
        services.put_first(rule=rule, by=request.user)
    else:
        services.remove_rule(rule=rule, by=request.user)
    upload = request.POST.get("upload", "")
    if upload.isdecimal():
        return redirect("cost_upload", int(upload))
    return back(rule.organisation, "cost_rules")


@edit
def cost_forecasts(request: AuthenticatedRequest, code: str, quarter: int) -> HttpResponse:
    """A quarter's forecast against its outcome, line by line."""
    agreement, organisation = own(request, code)
    uses = selectors.line_uses(agreement, organisation)
    form = QuarterForm(
        request.POST or None,
        lines=[use.line for use in uses],
        stored=selectors.forecasts_of(agreement, organisation, quarter),
        percent=selectors.variance_limit(agreement),
    )
    if form.is_valid():
        services.save_forecasts(
            agreement=agreement,
            organisation=organisation,
            quarter=quarter,
            typed=form.typed(),
            by=request.user,
        )
        messages.success(request, _("The quarter is stored."))
        return redirect("cost_forecasts", organisation.code, quarter)
    context = {
        "form": form, "organisation": organisation, "quarter": quarter, "quarters": range(1, 5),
        "rows": zip(form.rows(), uses, strict=True),
    }  # fmt: skip
    return render(request, "reporting/costs/forecasts.html", context)


def _origin(cost: Cost) -> HttpResponse:
    """To the accounting file or the provider's request that the cost comes from."""
    if cost.cost_import_id:
        return redirect("cost_file", cost.cost_import_id)
    return redirect(cost.drawdown)


def visible(request: AuthenticatedRequest, pk: int) -> Cost:
    rows = Cost.objects.visible_to(request.user)
    rows = rows.select_related("organisation", "agreement", "line", "drawdown")
    return get_object_or_404(rows, pk=pk)


def back(organisation: Organisation, name: str = "costs") -> HttpResponse:
    """To a page of the organisation's costs."""
    return redirect(name, organisation.code)
