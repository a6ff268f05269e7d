"""An action plan on paper: as it stands, a part of it, or a version as it was submitted."""

import json
from datetime import datetime

from django.db.models import Max
from django.forms import Field
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from overenskommelse.choices import PlanStatus
from overenskommelse.documents import Stamp, plan_pdf
from overenskommelse.filters import MeasureFilter, filtered
from overenskommelse.models import ActionPlan, PlanVersion
from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.selectors import PlanSummary, content_of
from overenskommelse.selectors.content import Content
from overenskommelse.views.action_plans import visible


@require_safe
def action_plan_pdf(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The plan as it stands; of its measures those that the filter in the address lets through."""
    plan = visible(request, pk)
    found = filtered(request, PlanSummary(plan))
    content = content_of(plan)
    if found.is_active:
        content |= {"measures": _chosen(content, found), "joint": []}
    stamp = Stamp(plan.get_status_display(), _day(_changed_at(plan)), plan.is_open, _words(found))
    return _answer(content, stamp)


@require_safe
def action_plan_version_pdf(request: AuthenticatedRequest, pk: int, number: int) -> HttpResponse:
    """A version as it was submitted, with what was said of it."""
    rows = visible(request, pk).versions.select_related("verdict")
    version = get_object_or_404(rows, number=number)
    return _answer(json.loads(version.content), _stamp_of(version))


def _stamp_of(version: PlanVersion) -> Stamp:
    verdict = getattr(version, "verdict", None)
    if verdict is None:
        return Stamp(str(PlanStatus.SUBMITTED.label), _day(version.submitted_at))
    state = PlanStatus.APPROVED if verdict.is_approved else PlanStatus.RETURNED
    return Stamp(str(state.label), _day(verdict.at))


def _chosen(content: Content, found: MeasureFilter) -> list[Content]:
    kept = {str(uid) for uid in found.qs.values_list("uid", flat=True)}
    return [row for row in content["measures"] if row["uid"] in kept]


def _words(found: MeasureFilter) -> str:
    """What is chosen, in words: *Område: Hela området; Läge: Pågår*."""
    chosen = {name: found.data.get(name) for name in found.filters}
    fields = found.form.fields
    return "; ".join(
        f"{fields[name].label}: {_said(fields[name], value)}" for name, value in chosen.items() if value
    )


def _said(field: Field, value: str) -> str:
    """The label of a choice; what was typed, otherwise."""
    for key, label in getattr(field, "choices", ()):
        within = dict(label) if isinstance(label, list | tuple) else {}
        if value in within:
            return f"{key}, {within[value]}"
        if value == str(key):
            return str(label)
    return value


def _changed_at(plan: ActionPlan) -> datetime:
    """When the plan or a measure of it was last changed: the same plan is the same paper on any day."""
    latest: datetime | None = plan.measures.aggregate(latest=Max("updated_at"))["latest"]
    return max(plan.updated_at, latest or plan.updated_at)


def _day(moment: datetime) -> str:
    return localtime(moment).date().isoformat()


def _answer(content: Content, stamp: Stamp) -> HttpResponse:
    parts = (content["agreement"]["code"], content["organisation"]["code"], f"v{content['version']}")
    name = content_disposition_header(as_attachment=False, filename=f"{'-'.join(parts)}.pdf")
    headers = {"Content-Disposition": str(name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(plan_pdf(content, stamp), content_type="application/pdf", headers=headers)
