"""An action plan from draft to closed: its acts, its submitted versions, what differs between them."""

import json
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from overenskommelse.choices import ACTS, VERBS, PlanStatus
from overenskommelse.documents import comparison_sheets
from overenskommelse.domain.transitions import TRANSITIONS, Act
from overenskommelse.forms.action_plans import PlanFollowUpForm
from overenskommelse.forms.follow_ups import CLOSED, FollowUpForms
from overenskommelse.forms.versions import WORKING_COPY, ActForm, CompareForm
from overenskommelse.models import ActionPlan
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, party_to, require
from overenskommelse.selectors import PlanSummary, content_of, hindrances_of, life_of, versions_of
from overenskommelse.selectors.comparisons import Comparison
from overenskommelse.selectors.content import Content
from overenskommelse.selectors.follow_ups import followed_parts
from overenskommelse.selectors.frozen import Frozen
from overenskommelse.selectors.measures import Lists, columns_of, row_of, with_cells
from overenskommelse.selectors.plan_history import PlanHistory
from overenskommelse.services.action_plans import change_plan
from overenskommelse.services.events import SavedByOther
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.services.versions import DEEDS, VERB_OF, Hindered, Overtaken, OwnSubmission
from overenskommelse.views.action_plans import plan_page, visible
from overenskommelse.workbooks import EXPORTS, write_plan

ROWS_SHOWN, EVENTS_SHOWN = 20, 50


@dataclass(frozen=True)
class ActPage:
    """What the page of an act says: what follows from it, and afterwards that it is done."""

    consequences: tuple[Any, ...]  # lazy texts
    done: Any


PAGES = {
    Act.SUBMIT: ActPage(
        (
            gettext_lazy("The plan as it stands now is kept as a version that nobody can change."),
            gettext_lazy("Until it is judged, neither measures nor texts can be changed."),
            gettext_lazy("If it is sent back you can mend it and submit it again."),
        ),
        gettext_lazy("The plan is submitted."),
    ),
    Act.SEND_BACK: ActPage(
        (
            gettext_lazy("The plan opens for changes again, with your comment on every page of it."),
            gettext_lazy("The version that you read stays as it is, and can be compared with the next one."),
        ),
        gettext_lazy("The plan is sent back."),
    ),
    Act.APPROVE: ActPage(
        (
            gettext_lazy("The submitted version applies from now on."),
            gettext_lazy("Status, used kronor and readings can be entered; the rest needs a new version."),
        ),
        gettext_lazy("The plan is approved."),
    ),
    Act.FOLLOW_UP: ActPage(
        (
            gettext_lazy("You say that status, used kronor and readings are complete."),
            gettext_lazy("They can still be corrected until the plan is closed."),
        ),
        gettext_lazy("The plan is marked as followed up."),
    ),
    Act.CLOSE: ActPage(
        (
            gettext_lazy("Nothing in the plan can be changed any more: this cannot be undone."),
            gettext_lazy("Unfinished measures can be carried over to a plan for the next year."),
        ),
        gettext_lazy("The plan is closed."),
    ),
    Act.BEGIN_VERSION: ActPage(
        (
            gettext_lazy("The plan opens for changes, and must be submitted and approved again."),
            gettext_lazy("The approved version applies until the new one is approved."),
        ),
        gettext_lazy("A new version is begun. What is approved still applies."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def action_plan_act(request: AuthenticatedRequest, pk: int, act: Act) -> HttpResponse:
    """An act of the plan's life: what follows from it, what stops it, and the button that does it."""
    plan = visible(request, pk)
    if not party_to(request.user, plan.organisation, TRANSITIONS[act].party):
        raise PermissionDenied
    form = ActForm(request.POST or None, act=act, version=plan.version)
    if request.method == "POST" and form.is_valid() and _done(request, plan, act, form):
        return redirect(plan)
    life = life_of(plan, request.user)
    if act not in life.acts and not form.is_bound:
        messages.info(request, _not_now(life.is_own_submission))
        return redirect(plan)
    context = {
        "plan": plan,
        "form": form,
        "act": act,
        "label": ACTS[act],
        "page": PAGES[act],
        "life": life,
        "summary": PlanSummary(plan),
        "hindrances": hindrances_of(plan, act),
        "no_area": plan.measures.kept().filter(area=None).count(),
    }
    return render(request, "overenskommelse/versions/act.html", context)


def _done(request: AuthenticatedRequest, plan: ActionPlan, act: Act, form: ActForm) -> bool:
    """Whether the plan's page comes next: the act is done, or was done already by somebody."""
    try:
        DEEDS[act](plan=plan, by=request.user, **form.cleaned_data)
    except Hindered as error:
        for reason in error.reasons:
            form.add_error(None, reason)
        return False
    except OwnSubmission:
        messages.error(request, _not_now(is_own=True))
    except Overtaken as error:
        _tell_who_was_first(request, act, error)
    else:
        messages.success(request, PAGES[act].done)
    return True


def _not_now(is_own: bool) -> str:
    if is_own:
        return _("You submitted the plan yourself, so somebody else must judge it.")
    return _("The plan is no longer where this can be done.")


def _tell_who_was_first(request: AuthenticatedRequest, act: Act, error: Overtaken) -> None:
    """A second click is told that it is done; somebody else, who was first."""
    last = error.last
    if last is None:
        messages.warning(request, _not_now(is_own=False))
    elif last.by == request.user and last.verb == VERB_OF[act]:
        messages.success(request, PAGES[act].done)
    else:
        who, when = last.by or _("The program"), f"{localtime(last.at):%Y-%m-%d %H:%M}"
        words = {"what": VERBS[last.verb], "who": who, "when": when}
        text = _("Nothing was done: somebody was first. %(what)s, %(who)s %(when)s.")
        messages.warning(request, text % words)


@require_safe
def action_plan_versions(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The submitted versions: who, when and what was said of each."""
    plan = visible(request, pk)
    rows = versions_of(plan)
    earlier = {"before": rows[0].number if rows else WORKING_COPY, "after": WORKING_COPY}
    form = CompareForm(versions=rows, initial=earlier)
    return plan_page(
        request, plan, "overenskommelse/versions/list.html", "action_plan_versions", versions=rows, form=form
    )


@require_safe
def action_plan_version(request: AuthenticatedRequest, pk: int, number: int) -> HttpResponse:
    """A version as it was submitted."""
    plan = visible(request, pk)
    rows = plan.versions.select_related("submitted_by", "verdict__by")
    version = get_object_or_404(rows, number=number)
    context: dict[str, Any] = {
        "plan": plan,
        "version": version,
        "frozen": Frozen(json.loads(version.content)),
        "in_force": life_of(plan, request.user).in_force == version,
    }
    return render(request, "overenskommelse/versions/version.html", context)


@require_safe
def action_plan_compare(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What differs between two versions, or between one and the plan as it stands now; also as a workbook."""
    plan = visible(request, pk)
    form = CompareForm(request.GET, versions=versions_of(plan))
    context: dict[str, Any] = {"plan": plan, "form": form}
    if form.is_valid():
        chosen = form.cleaned_data
        before, after = (_content(plan, chosen[name]) for name in ("before", "after"))
        context |= chosen | {"comparison": Comparison(before, after), "named": form.named}
        if request.GET.get("_export") == "xlsx":
            return _as_workbook(plan, context)
    return render(request, "overenskommelse/versions/compare.html", context)


def _as_workbook(plan: ActionPlan, context: Mapping[str, Any]) -> HttpResponse:
    body = write_plan(comparison_sheets(context["comparison"], *context["named"]))
    name = f"action_plan-{plan.pk}-{context['before']}-{context['after']}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=EXPORTS["xlsx"], headers=headers)


def _content(plan: ActionPlan, number: int) -> Content:
    if number == WORKING_COPY:
        return content_of(plan)
    return json.loads(plan.versions.get(number=number).content)  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD", "POST"])
def action_plan_follow_up(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Status, used kronor and readings of all measures, a page at a time; then the plan's own follow-up."""
    plan = visible(request, pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    if plan.status not in (PlanStatus.APPROVED, PlanStatus.FOLLOWED_UP):
        messages.info(request, _("A plan is followed up when it is approved, until it is closed."))
        return redirect(plan)
    rows = with_cells(plan.measures.kept()).prefetch_related("indicators__readings")
    page = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    lists = Lists(plan)
    found = [(measure, row_of(measure, lists)) for measure in page]
    data = request.POST or None
    forms = FollowUpForms(found, columns_of(plan, lists), data, plan=plan, parts=followed_parts(plan))
    text = PlanFollowUpForm(data, instance=copy(plan))
    if data and _followed_up(request, forms, text):
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    context = {"forms": forms, "text": text, "page": page}
    return plan_page(
        request, plan, "overenskommelse/versions/follow_up.html", "action_plan_follow_up", **context
    )


def _followed_up(request: AuthenticatedRequest, forms: FollowUpForms, text: PlanFollowUpForm) -> bool:
    """Whether everything could be stored; what could is stored either way."""
    stored = forms.save(request.user)
    if not text.is_valid():
        return False
    try:
        change_plan(plan=text.instance, seen=text.cleaned_data["seen"], by=request.user)
    except SavedByOther as error:
        text.meet(error)
    except PlanIsClosed:
        text.add_error(None, CLOSED)
    return stored and not text.errors


@require_safe
def action_plan_history(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Who changed what in the plan and its measures, the latest first."""
    plan = visible(request, pk)
    history = PlanHistory(plan, request.GET.get("measure", ""))
    page = Paginator(history.events, EVENTS_SHOWN).get_page(request.GET.get("page"))
    return plan_page(
        request,
        plan,
        "overenskommelse/versions/history.html",
        "action_plan_history",
        history=history,
        page=page,
        acts=history.told(page),
    )
