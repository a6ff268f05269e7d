"""Measures: a plan's rows, entered in the table itself."""

from django.http import HttpResponse

from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.views.action_plans import plan_page, visible


def action_plan(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The plan as a table."""
    plan = visible(request, pk)
    template = "overenskommelse/measures/table.html"
    return plan_page(request, plan, template, "action_plan", measures=plan.measures.kept())
