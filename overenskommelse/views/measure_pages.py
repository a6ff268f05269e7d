"""A measure's own page: everything about it, with remarks and files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overenskommelse.domain.curves import curve
from overenskommelse.forms.plan_indicators import AttachmentForm, CommentForm, ReadingForm
from overenskommelse.models import ActionPlan, Attachment, Measure, PlanIndicator, Undertaking
from overenskommelse.permissions import (
    COMMENTS_ON_PLANS,
    EDITS_PLANS,
    AuthenticatedRequest,
    allowed,
    require,
)
from overenskommelse.selectors.histories import statuses_in
from overenskommelse.selectors.joint import sharing
from overenskommelse.selectors.measures import Lists, with_cells
from overenskommelse.selectors.plan_history import PlanHistory
from overenskommelse.selectors.plans import late
from overenskommelse.services import attachments, comments
from overenskommelse.views.action_plans import visible
from overenskommelse.views.attachments import send

EVENTS_SHOWN = 300


def visible_measure(request: AuthenticatedRequest, pk: int, measure_pk: int) -> Measure:
    """The measure with its cells, if it exists for this person; a removed one too."""
    plan = visible(request, pk)
    measure = get_object_or_404(with_cells(plan.measures.all()), pk=measure_pk)
    measure.plan = plan
    return measure


@require_safe
def measure(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    return _page(request, visible_measure(request, pk, measure_pk))


def _page(request: AuthenticatedRequest, measure: Measure, **forms: Any) -> HttpResponse:
    plan, lists = measure.plan, Lists(measure.plan)
    history = PlanHistory(plan, str(measure.pk))
    events = history.events[:EVENTS_SHOWN]
    context = {
        "plan": plan,
        "measure": measure,
        "nodes": lists.nodes,
        "undertakings": Undertaking.objects.visible_to(request.user).filter(measures=measure),
        "place": lists.node_texts.get(measure.node_id or 0, ""),
        "late": late(plan).filter(pk=measure.pk).exists(),
        "amounts": [it for it in measure.amounts.all() if it.planned or it.used],
        "files": measure.attachments.without_content().select_related("added_by"),
        "indicators": indicators_of(plan.indicators.filter(measure=measure)),
        "remarks": measure.comments.select_related("by"),
        "acts": history.told(events),
        "statuses": statuses_in(events),
        "comment_form": CommentForm(),
        "attachment_form": AttachmentForm(),
        "may_comment": allowed(request.user, COMMENTS_ON_PLANS),
        **sharing(measure),
        **rights(request, plan, is_removed=measure.removed_at is not None),
        **forms,
    }
    return render(request, "overenskommelse/measures/measure.html", context)


def rights(request: AuthenticatedRequest, plan: ActionPlan, *, is_removed: bool = False) -> dict[str, bool]:
    """What the person may do with the plan's measures now."""
    may_edit = allowed(request.user, EDITS_PLANS, plan.organisation) and not is_removed
    return {"may_change": may_edit and plan.is_open, "may_follow_up": may_edit and plan.takes_follow_up}


def indicators_of(rows: Any) -> list[PlanIndicator]:
    """Indicators with their readings, each with its chart and the form of a new reading."""
    found = list(rows.prefetch_related("readings").select_related("measure", "node"))
    for indicator in found:
        indicator.reading_form = ReadingForm(prefix=f"reading-{indicator.pk}")
        indicator.curve = curve(indicator.figures, indicator.target)
    return found


@require_POST
def measure_comment(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Make a remark: whoever takes part in plans may, wherever the plan is in its life."""
    found = visible_measure(request, pk, measure_pk)
    require(request.user, COMMENTS_ON_PLANS)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, comment_form=form)
    text = form.cleaned_data["text"]
    comments.add_comment(plan=found.plan, measure=found, text=text, by=request.user)
    return redirect(f"{found.get_absolute_url()}#remarks")


@require_POST
def measure_attach(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    found = visible_measure(request, pk, measure_pk)
    require(request.user, EDITS_PLANS, found.plan.organisation)
    if not rights(request, found.plan)["may_follow_up"]:
        return _closed(request, found)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, attachment_form=form)
    file, organisation = form.cleaned_data["file"], found.plan.organisation
    kept = attachments.add_attachment(
        organisation=organisation, name=file.name, content=file.read(), by=request.user
    )
    if attachments.attach(measure=found, attachment=kept, by=request.user):
        messages.success(request, _("%(name)s is attached.") % {"name": kept.name})
    else:
        messages.info(request, _("That file is attached already, as %(name)s.") % {"name": kept.name})
    return redirect(f"{found.get_absolute_url()}#files")


@require_POST
def measure_detach(request: AuthenticatedRequest, pk: int, measure_pk: int, file_pk: int) -> HttpResponse:
    """Take a file from the measure. It is kept, and attaching it again undoes this."""
    found = visible_measure(request, pk, measure_pk)
    require(request.user, EDITS_PLANS, found.plan.organisation)
    if not rights(request, found.plan)["may_follow_up"]:
        return _closed(request, found)
    kept = get_object_or_404(Attachment.objects.without_content(), pk=file_pk, measures=found)
    attachments.detach(measure=found, attachment=kept, by=request.user)
    messages.success(request, _("%(name)s is taken away from the measure.") % {"name": kept.name})
    return redirect(f"{found.get_absolute_url()}#files")


@require_safe
def plan_attachment(request: AuthenticatedRequest, pk: int, file_pk: int) -> HttpResponse:
    """A file of one of the plan's measures, as it was received."""
    plan = visible(request, pk)
    return send(get_object_or_404(Attachment.objects.filter(measures__plan=plan).distinct(), pk=file_pk))


def _closed(request: AuthenticatedRequest, found: Measure) -> HttpResponse:
    messages.error(request, closed_words(found.plan))
    return redirect(found)


def closed_words(plan: ActionPlan) -> str:
    """Why nothing was changed in a plan that is not open, and what to do."""
    words = {"status": plan.get_status_display().lower()}
    return _("The plan is %(status)s, so this cannot be changed now. Nothing was stored.") % words
