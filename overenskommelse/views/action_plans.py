"""Action plans: a new one, its own texts, and the frame that all pages of a plan share."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from overenskommelse.forms.action_plans import CarryForm, FrameForms, PlanForm, PlanTextForm
from overenskommelse.models import ActionPlan
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, allowed, require, requires
from overenskommelse.selectors import PlanSummary, here, life_of, with_repayment
from overenskommelse.selectors.carrying import Counterparts, without_home
from overenskommelse.services import action_plans as services
from overenskommelse.services.events import SavedByOther
from overenskommelse.services.measures import PlanIsClosed

# Two at the same moment: the form has not seen the other one.
NAME_TAKEN = gettext_lazy("The organisation already has a plan with this name.")


def visible(request: AuthenticatedRequest, pk: int) -> ActionPlan:
    """The plan, if it exists for this person."""
    rows = ActionPlan.objects.visible_to(request.user).select_related("agreement", "organisation__county")
    return get_object_or_404(with_repayment(rows), pk=pk)


def plan_page(
    request: AuthenticatedRequest, plan: ActionPlan, template: str, tab: str, **context: Any
) -> HttpResponse:
    """A page of ``plan`` within the shared frame; ``tab`` is the URL name of the tab that is shown.

    A view that has made a ``PlanSummary`` itself hands it in as ``summary``, so that nothing is read twice.
    """
    may_edit = allowed(request.user, EDITS_PLANS, plan.organisation)
    shared = {"plan": plan, "tab": tab, "may_edit": may_edit, "summary": PlanSummary(plan)}
    shared["life"] = life_of(plan, request.user)
    return render(request, template, shared | context)


@requires(EDITS_PLANS)
def action_plan_add(request: AuthenticatedRequest) -> HttpResponse:
    """A new plan of the chosen organisation under the chosen agreement."""
    agreement, organisation = here(request).agreement, here(request).organisation
    if agreement is None or organisation is None:
        raise Http404
    require(request.user, EDITS_PLANS, organisation)
    form = PlanForm(request.POST or None, agreement=agreement, organisation=organisation)
    if form.is_valid():
        try:
            return redirect(services.add_plan(plan=form.save(commit=False), by=request.user))
        except IntegrityError:
            form.add_error("name", NAME_TAKEN)
    return render(request, "overenskommelse/action_plans/edit.html", {"form": form})


@require_safe
def action_plan_about(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The plan's own texts, the amounts it reckons with, and the plans before and after it."""
    plan = visible(request, pk)
    seen = ActionPlan.objects.visible_to(request.user).select_related("agreement")
    return plan_page(
        request,
        plan,
        "overenskommelse/action_plans/about.html",
        "action_plan_about",
        frames=plan.frames.select_related("line", "area"),
        before=seen.filter(carried_to=plan).first(),
        after=seen.filter(carried_from=plan),
    )


def _opened(request: AuthenticatedRequest, pk: int) -> ActionPlan:
    """The plan, if the person writes it."""
    plan = visible(request, pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    return plan


def _closed(plan: ActionPlan) -> str:
    """Why a plan that is not open is not changed, and what to do."""
    text = _("The plan is %(status)s and cannot be changed. Begin a new version, or have it sent back.")
    return text % {"status": str(plan.get_status_display()).lower()}


def _turned_away(request: AuthenticatedRequest, plan: ActionPlan) -> HttpResponse:
    messages.warning(request, _closed(plan))
    return redirect("action_plan_about", plan.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def action_plan_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The plan's own texts."""
    plan = _opened(request, pk)
    if request.method != "POST" and not plan.is_open:
        return _turned_away(request, plan)
    form = PlanTextForm(request.POST or None, instance=plan)
    if form.is_valid():
        try:
            services.change_plan(plan=form.instance, seen=form.cleaned_data["seen"], by=request.user)
        except SavedByOther as error:
            form.meet(error)
        except PlanIsClosed as error:
            form.add_error(None, _closed(error.plan))
        except IntegrityError:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("Saved."))
            return redirect("action_plan_about", plan.pk)
    return render(request, "overenskommelse/action_plans/texts.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def action_plan_frames(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Amounts to plan for where the program knows of no decision."""
    plan = _opened(request, pk)
    if request.method != "POST" and not plan.is_open:
        return _turned_away(request, plan)
    forms = FrameForms(plan, request.POST or None)
    if forms.is_valid():
        try:
            services.set_frames(plan=plan, frames=forms.frames, seen=forms.seen, by=request.user)
        except SavedByOther:
            forms.meet()
        except PlanIsClosed as error:
            forms.fault = _closed(error.plan)
        else:
            messages.success(request, _("Saved."))
            return redirect("action_plan_about", plan.pk)
    return render(request, "overenskommelse/action_plans/frames.html", {"plan": plan, "forms": forms})


@require_http_methods(["GET", "HEAD", "POST"])
def action_plan_carry_over(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What is unfinished becomes a draft under a later agreement."""
    plan = _opened(request, pk)
    form = CarryForm(request.POST or None, plan=plan, user=request.user)
    if form.is_valid():
        try:
            new = services.carry_over(plan=plan, by=request.user, **form.cleaned_data)
        except IntegrityError:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("The plan is carried over. Look through what has changed."))
            return redirect("action_plan_carried", new.pk)
    unfinished = plan.measures.kept().filter(status__in=services.UNFINISHED).count()
    context = {"plan": plan, "form": form, "unfinished": unfinished}
    return render(request, "overenskommelse/action_plans/carry_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def action_plan_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A plan that was begun by mistake: what is lost, then its removal."""
    plan = _opened(request, pk)
    submitted = plan.versions.exists()
    if request.method != "POST" and not submitted:
        return render(
            request, "overenskommelse/action_plans/remove.html", {"plan": plan, "summary": PlanSummary(plan)}
        )
    try:
        services.remove_plan(plan=plan, by=request.user)
    except PlanIsClosed:
        messages.warning(request, _("What has been submitted is kept. Only a draft can be removed."))
    except ProtectedError:
        messages.error(request, _("A report stands on a measure of the plan, so the plan is kept."))
    else:
        messages.success(request, _("%(plan)s is removed.") % {"plan": plan})
        return redirect("action_plans")
    return redirect(plan)


@require_safe
def action_plan_carried(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the agreement has changed since the plan that this one was carried over from."""
    plan = visible(request, pk)
    before = ActionPlan.objects.visible_to(request.user).select_related("agreement", "organisation")
    source = get_object_or_404(before, pk=plan.carried_from_id)
    context = {
        "plan": plan,
        "source": source,
        "beside": Counterparts(source, plan),
        "homeless": without_home(plan),
    }
    return render(request, "overenskommelse/action_plans/carried.html", context)
