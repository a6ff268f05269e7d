"""The start page: what this person must do, by when, how far it has come; then the money."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from allocation.selectors import decided_amounts, recipient_of_money
from overenskommelse.models import Agreement, Event
from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.selectors import Here, here
from overenskommelse.selectors.plan_tasks import plan_tasks
from reporting import selectors
from reporting.selectors.drawdowns import drawdown_tasks
from reporting.selectors.settlement_tasks import settlement_tasks

EVENTS_SHOWN = 6


@require_safe
def start(request: AuthenticatedRequest) -> HttpResponse:
    place = here(request)
    context: dict[str, Any] = {"agreement": place.agreement, "organisation": place.organisation}
    if place.agreement and place.organisation:
        context |= _work(place, place.agreement) | _money(place, place.agreement)
        events = Event.objects.visible_to(request.user).filter(agreement=place.agreement)
        context["events"] = events.select_related("by")[:EVENTS_SHOWN]
    return render(request, "reporting/start/start.html", context)


def _work(place: Here, agreement: Agreement) -> dict[str, Any]:
    """The tasks at every organisation of the person, and the country as a whole for those who see all."""
    tasks = selectors.tasks(agreement, place.user, place.organisations)
    plans = plan_tasks(agreement, place.user, place.organisations)
    waiting = drawdown_tasks(agreement, place.user, place.organisations)
    reports = selectors.report_tasks(agreement, place.user, place.organisations)
    ours = sum(task.is_ours for task in tasks) + plans.ours + sum(task.is_ours for task in reports)
    settlements = settlement_tasks(agreement, place.user, place.organisations)
    ours += sum(task.count for task in waiting) + settlements.count
    work: dict[str, Any] = {
        "tasks": tasks, "plans": plans, "drawdowns": waiting, "reports": reports, "count": ours,
        "settlements": settlements,
    }  # fmt: skip
    if place.user.is_administrator:
        work["preparation"] = selectors.preparation(agreement)
    if place.user.sees_all:
        work["overview"] = selectors.overview(agreement)
    return work


def _money(place: Here, agreement: Agreement) -> dict[str, Any]:
    recipient = recipient_of_money(place.organisation)
    position = selectors.own_position(agreement, recipient)
    part = selectors.own_part(agreement, place.organisation)
    return {
        "part": part,
        "part_sum": sum(row.amount for row in part),
        "recipient": recipient,
        "position": position,
        "lines": decided_amounts(agreement, recipient) if position else [],
        "waiting": selectors.waiting_lines(agreement, recipient) if position and recipient else [],
        "dues": selectors.dues(agreement, place.organisation, done=bool(position and position.done)),
    }
