"""Action plans: the list, a new one, and the frame that all pages of a plan share."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from overenskommelse.forms.action_plans import PlanForm
from overenskommelse.models import ActionPlan
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, allowed, require, requires
from overenskommelse.selectors import PlanSummary, here
from overenskommelse.services import action_plans as services
from overenskommelse.tables import list_page
from overenskommelse.tables.action_plans import PlanTable


def visible(request: AuthenticatedRequest, pk: int) -> ActionPlan:
    """The plan, if it exists for this person."""
    rows = ActionPlan.objects.visible_to(request.user).select_related("agreement", "organisation__county")
    return get_object_or_404(rows, pk=pk)


def plan_page(
    request: AuthenticatedRequest, plan: ActionPlan, template: str, tab: str, **context: Any
) -> HttpResponse:
    """A page of ``plan`` within the shared frame; ``tab`` is the URL name of the tab that is shown.

    A view that has made a ``PlanSummary`` itself hands it in as ``summary``, so that nothing is read twice.
    """
    may_edit = allowed(request.user, EDITS_PLANS, plan.organisation)
    shared = {"plan": plan, "tab": tab, "may_edit": may_edit, "summary": PlanSummary(plan)}
    return render(request, template, shared | context)


def action_plans(request: AuthenticatedRequest) -> HttpResponse:
    """The plans of the chosen agreement that the person sees."""
    rows = ActionPlan.objects.visible_to(request.user).filter(agreement=here(request).agreement)
    template = "overenskommelse/action_plans/list.html"
    return list_page(request, rows.select_related("organisation"), PlanTable, None, template)


@requires(EDITS_PLANS)
def action_plan_add(request: AuthenticatedRequest) -> HttpResponse:
    """A new plan of the chosen organisation under the chosen agreement."""
    agreement, organisation = here(request).agreement, here(request).organisation
    if agreement is None or organisation is None:
        raise Http404
    require(request.user, EDITS_PLANS, organisation)
    form = PlanForm(request.POST or None, agreement=agreement, organisation=organisation)
    if form.is_valid():
        return redirect(services.add_plan(plan=form.save(commit=False), by=request.user))
    return render(request, "overenskommelse/action_plans/edit.html", {"form": form})
