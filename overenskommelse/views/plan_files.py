"""A plan as a workbook, out and in again, and cells pasted into it. Both show first what they would do."""

from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.forms.plan_files import PasteForm, WorkbookForm
from overenskommelse.models import ActionPlan
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, allowed, require
from overenskommelse.selectors.pasted import Pasted, pasted
from overenskommelse.selectors.plan_files import sheets_of
from overenskommelse.selectors.plan_tables import Table
from overenskommelse.services import plan_files as services
from overenskommelse.services.events import SavedByOther
from overenskommelse.services.measures import NotUnderstood, PlanIsClosed
from overenskommelse.views.action_plans import plan_page, visible
from overenskommelse.views.measure_pages import closed_words
from overenskommelse.workbooks import EXPORTS, write_plan

SALT: Final = "plan-files"
HOURS_KEPT: Final = 8


@require_safe
def plan_workbook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The whole plan as xlsx; it can be read back."""
    plan = visible(request, pk)
    name = f"handlingsplan-{plan.organisation.code}-{plan.agreement.year}-{plan.pk}.xlsx"
    return HttpResponse(
        write_plan(sheets_of(plan)),
        content_type=EXPORTS["xlsx"],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Save the plan as a workbook, or upload one and see what it would change. Nothing is stored."""
    plan = visible(request, pk)
    may_edit = allowed(request.user, EDITS_PLANS, plan.organisation)
    if request.method == "POST":
        require(request.user, EDITS_PLANS, plan.organisation)
    form = WorkbookForm(request.POST or None, request.FILES or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        return _preview(request, plan, form.table)
    takes = may_edit and plan.takes_follow_up
    template = "overenskommelse/plan_files/import.html"
    return plan_page(request, plan, template, "plan_import", form=form if takes else None, may_edit=may_edit)


def _preview(request: AuthenticatedRequest, plan: ActionPlan, table: Table) -> HttpResponse:
    shown = services.preview(plan=plan, table=table, by=request.user)
    carried = [plan.pk, request.user.pk, shown.seal, table.plain()]
    does_something = shown.lines or shown.absent
    sealed = "" if shown.faults or not does_something else signing.dumps(carried, salt=SALT, compress=True)
    context = {"plan": plan, "preview": shown, "table": table, "sealed": sealed}
    return render(request, "overenskommelse/plan_files/preview.html", context)


@require_POST
def plan_import_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Store what was seen; if the plan has changed since, show the preview again."""
    plan = visible(request, pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    seal, table = _carried(request, plan)
    if table is None:
        messages.error(request, _("Nothing was stored. Upload the file again."))
        return redirect("plan_import", plan.pk)
    remove = frozenset(request.POST.getlist("remove"))
    try:
        done = services.confirm(plan=plan, table=table, seal=seal, by=request.user, remove=remove)
    except services.RefusedError:
        messages.error(request, _("Nothing was stored. The plan has changed since you saw this."))
        return _preview(request, plan, table)
    words = {"count": len(done.lines), "removed": len(remove)}
    messages.success(request, _("Stored. Added or changed: %(count)s. Removed: %(removed)s.") % words)
    return redirect(plan)


def _carried(request: AuthenticatedRequest, plan: ActionPlan) -> tuple[str, Table | None]:
    """The seal and the table that travelled with the page; none if they are another's, or old."""
    try:
        carried = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=HOURS_KEPT * 3600)
    except signing.BadSignature:
        return "", None
    plan_pk, user_pk, seal, plain = carried
    return seal, Table.of(plain) if (plan_pk, user_pk) == (plan.pk, request.user.pk) else None


@require_http_methods(["GET", "HEAD", "POST"])
def plan_paste(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Paste cells, see the rows that they become, choose what the columns are, and add them."""
    plan = visible(request, pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    form = PasteForm(request.POST) if request.method == "POST" else PasteForm()
    found = _pasted(plan, form) if form.is_bound and form.is_valid() else None
    if found and found.may_store and "store" in request.POST:
        try:
            return _stored(request, plan, found)
        except PlanIsClosed as error:
            form.add_error(None, closed_words(error.plan))
        except (NotUnderstood, SavedByOther):
            form.add_error(None, _("Nothing was stored. The plan has changed since you saw this."))
    context = {"plan": plan, "form": form, "pasted": found}
    return render(request, "overenskommelse/plan_files/paste.html", context)


def _pasted(plan: ActionPlan, form: PasteForm) -> Pasted:
    data = form.cleaned_data
    return pasted(plan, data["cells"], data["batch"], form.chosen())


def _stored(request: AuthenticatedRequest, plan: ActionPlan, found: Pasted) -> HttpResponse:
    added = services.add_pasted(plan=plan, rows=found.rows, by=request.user)
    text = ngettext("%(count)s measure added.", "%(count)s measures added.", added)
    messages.success(request, text % {"count": added})
    return redirect(plan)
