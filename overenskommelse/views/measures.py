"""Measures: a plan's rows, entered in the table itself or each on a page of its own.

A script in the table sends one row at a time and gets that row back (200 stored, 422 not understood, 409
somebody else saved first or the plan is closed); without it the same addresses answer as ordinary pages.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from overenskommelse.filters import MeasureFilter
from overenskommelse.forms.measure_cells import GridRow
from overenskommelse.forms.measure_rows import Grid
from overenskommelse.forms.measures import MeasureForm, closed
from overenskommelse.models import ActionPlan, Measure
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, allowed, require
from overenskommelse.selectors import PlanSummary, page_of
from overenskommelse.selectors.measure_helps import helps, known_lists
from overenskommelse.selectors.measure_orders import Order
from overenskommelse.selectors.measures import Lists, Row, with_cells
from overenskommelse.services import measures as services
from overenskommelse.views.action_plans import plan_page, visible

ROWS = 50
STORED, WRONG, REFUSED = 200, 422, 409
TABLE = "overenskommelse/measures/table.html"


@cache_control(private=True, no_store=True)  # so that the way back in the browser shows what is stored
def action_plan(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The plan as a table; its next rows alone, when the table asks for them."""
    plan = visible(request, pk)
    summary = PlanSummary(plan)
    grid = _grid(request, plan, known_lists(summary))
    rows = with_cells(plan.measures.kept(), grid.codes)
    found = MeasureFilter(request.GET, queryset=rows, request=request, summary=summary)
    order = Order.of(request.GET.get("sort", ""))
    known = None if found.is_active else summary.kept
    page = page_of(order.of_rows(found.qs), request.GET.get("page", ""), ROWS, known)
    context = {"grid": grid, "page": page, "rows": [grid.row(row) for row in page]}
    if request.htmx.target == "more":  # type: ignore[attr-defined]
        return render(request, "overenskommelse/measures/rows.html", context | {"plan": plan})
    context |= {"filter": found, "summary": summary, "new": grid.blank()}
    context |= {"order": order, "heads": order.heads(grid.heads)}
    context["helps"] = helps(grid.lists, summary.requirements) if grid.is_typed else []
    if "removed" in request.GET and grid.takes_rows:
        context["removed"] = plan.measures.filter(removed_at__isnull=False).order_by("-removed_at")
    return plan_page(request, plan, TABLE, "action_plan", **context)


def action_plan_names(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Who may be responsible, as suggestions: the organisations of the plan's county."""
    names = Lists(visible(request, pk)).neighbours
    return render(request, "overenskommelse/measures/names.html", {"names": names})


def action_plan_summary(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What is always in view, anew after a row is saved."""
    plan = visible(request, pk)
    context = {"plan": plan, "summary": PlanSummary(plan), "tab": "action_plan", "oob": True}
    return render(request, "overenskommelse/action_plans/summary.html", context)


def measure_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A new measure. The same ``uid`` sent again is the same measure."""
    plan = _editable(request, pk)
    grid = _grid(request, plan)
    uid = _uid(request.POST.get("uid"))

    def save(values: Row) -> Measure:
        return services.add_row(plan=plan, uid=uid, values=values, by=request.user)

    return _entered(request, grid, None, uid, save)


def measure_edit(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    """A measure's cells, all or those that are sent."""
    plan = _editable(request, pk)
    found = _measure(plan, measure_pk)
    seen = request.POST.get("seen", "")

    def save(values: Row) -> Measure:
        known = int(seen) if seen.isdecimal() else found.revision
        return services.save_row(measure=found, values=values, seen=known, by=request.user)

    return _entered(request, _grid(request, plan), found, found.uid, save)


@require_POST
def measure_remove(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Take a measure out of the plan."""
    found = _measure(_editable(request, pk), measure_pk)
    return _acted(request, found, lambda: services.remove_row(measure=found, by=request.user))


@require_POST
def measure_restore(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Take a removed measure back."""
    found = _measure(_editable(request, pk), measure_pk)
    return _acted(request, found, lambda: services.restore_row(measure=found, by=request.user))


@require_POST
def measure_move(request: AuthenticatedRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Put a measure before the one that ``before`` names (empty: last), or one step ``up`` or ``down``."""
    found = _measure(_editable(request, pk), measure_pk)
    follower = _follower(request, found)
    return _acted(request, found, lambda: services.move_row(measure=found, before=follower, by=request.user))


@require_POST
def measures_undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Undo the person's latest act on the plan's rows."""
    plan = _editable(request, pk)
    event = services.last_act(plan=plan, by=request.user)
    if event is None:
        return _said(request, plan, _("There is nothing of yours to undo."), REFUSED)
    try:
        measure = services.undo(event=event, by=request.user)
    except services.PlanIsClosed as error:
        return _said(request, plan, closed(error), REFUSED)
    except services.RowSavedByOther as error:
        return _undo_disputed(request, _grid(request, plan), error, services.texts_before(event))
    except services.NotUnderstood as error:
        text = _("“%(measure)s” cannot be put back as it was. Nothing is undone. %(why)s")
        named = {"measure": event.subject_label, "why": " ".join(map(str, error.problems))}
        return _said(request, plan, text % named, REFUSED)
    says = _("Undone %(time)s") % {"time": _clock()}
    if request.htmx and event.verb == services.CHANGED:  # type: ignore[attr-defined]
        return _row(request, _grid(request, plan), measure, says=says)
    return _said(request, plan, f"{says}: {event.sentence}", STORED)


def _undo_disputed(
    request: AuthenticatedRequest, grid: Grid, error: services.RowSavedByOther, before: Row
) -> HttpResponse:
    """Somebody else has changed the same cells since: what stands and what was ``before``, to choose from."""
    if request.htmx:  # type: ignore[attr-defined]
        says = _("Not undone: choose below")
        row = grid.row(error.stored, typed=before, clash=error, state="wrong", says=says, undoes=before)
        return _rendered(request, grid, row, REFUSED)
    context = {"form": MeasureForm.of_undo(grid, error, before), "measure": error.stored, "grid": grid}
    return plan_page(request, grid.plan, "overenskommelse/measures/edit.html", "action_plan", **context)


def _grid(request: AuthenticatedRequest, plan: ActionPlan, lists: Lists | None = None) -> Grid:
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("columns")
    may_edit = allowed(request.user, EDITS_PLANS, plan.organisation)
    return Grid(plan, may_edit=may_edit, chosen=chosen, lists=lists)


def _editable(request: AuthenticatedRequest, pk: int) -> ActionPlan:
    plan = visible(request, pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    return plan


def _measure(plan: ActionPlan, pk: int) -> Measure:
    measure = get_object_or_404(with_cells(Measure.objects.filter(plan=plan)), pk=pk)
    measure.plan = plan
    return measure


def _uid(text: str | None) -> UUID:
    try:
        return UUID(text) if text else uuid4()
    except ValueError as error:
        raise Http404 from error


def _follower(request: AuthenticatedRequest, measure: Measure) -> Measure | None:
    """The measure that ``measure`` is to stand before; None is last."""
    before, way = request.POST.get("before"), request.POST.get("way")
    rows = list(Measure.objects.kept().filter(plan=measure.plan))
    if before is not None:
        return next((row for row in rows if str(row.pk) == before and row != measure), None)
    place = next((n for n, row in enumerate(rows) if row == measure), 0)
    wanted = max(place - 1, 0) if way == "up" else place + 2
    return rows[wanted] if wanted < len(rows) else None


def _entered(
    request: AuthenticatedRequest,
    grid: Grid,
    measure: Measure | None,
    uid: UUID,
    save: Callable[[Row], Measure],
) -> HttpResponse:
    """The page of a measure's cells, or what came of saving them."""
    if request.method == "POST" and request.htmx:  # type: ignore[attr-defined]
        return _row_saved(request, grid, measure, uid, save)
    data, node = (request.POST if request.method == "POST" else None), request.GET.get("node", "")
    form = MeasureForm(data, grid=grid, measure=measure, node=node)
    if form.is_valid() and (stored := _page_saved(form, save)):
        messages.success(request, _("“%(measure)s” is saved.") % {"measure": stored})
        return redirect(f"{_back(request, grid.plan)}#row-{stored.uid}")
    context = {"form": form, "measure": measure, "helps": helps(grid.lists, grid.lists.binding), "grid": grid}
    return plan_page(request, grid.plan, "overenskommelse/measures/edit.html", "action_plan", **context)


def _page_saved(form: MeasureForm, save: Callable[[Row], Measure]) -> Measure | None:
    try:
        return save(form.values())
    except services.NotUnderstood as error:
        form.show(error.problems)
    except services.RowSavedByOther as error:
        form.meet(error)
    except services.PlanIsClosed as error:
        form.add_error(None, closed(error))
    return None


def _row_saved(
    request: AuthenticatedRequest,
    grid: Grid,
    measure: Measure | None,
    uid: UUID,
    save: Callable[[Row], Measure],
) -> HttpResponse:
    """The row after a save; after a save that failed, what was typed with what is wrong."""
    typed = {code: str(text) for code, text in request.POST.items() if code in grid.columns}

    def again(stored: Measure | None, status: int, **more: Any) -> HttpResponse:
        more |= {"typed": typed, "state": "wrong"}
        made = grid.row(stored, **more) if stored else grid.blank(uid, **more)
        return _rendered(request, grid, made, status)

    try:
        stored = save(typed)
    except services.NotUnderstood as error:
        return again(measure, WRONG, problems=error.problems)
    except services.RowSavedByOther as error:
        return again(error.stored, REFUSED, clash=error, says=_("Not saved: choose below"))
    except services.PlanIsClosed as error:
        return again(measure, REFUSED, says=closed(error))
    if stored.removed_at:
        return render(
            request, "overenskommelse/measures/removed.html", {"plan": grid.plan, "measure": stored}
        )
    return _row(request, grid, stored)


def _acted(request: AuthenticatedRequest, measure: Measure, act: Callable[[], None]) -> HttpResponse:
    """Do something to a row as a whole, and show it anew."""
    plan = measure.plan
    try:
        act()
    except services.PlanIsClosed as error:
        return _said(request, plan, closed(error), REFUSED)
    measure = _measure(plan, measure.pk)
    if not request.htmx:  # type: ignore[attr-defined]
        gone = _("“%(measure)s” is removed. It can be taken back below the table.")
        text = gone % {"measure": measure} if measure.removed_at else _("Saved.")
        return _said(request, plan, text, STORED, at=f"#row-{measure.uid}")
    if measure.removed_at:
        return render(request, "overenskommelse/measures/removed.html", {"plan": plan, "measure": measure})
    return _row(request, _grid(request, plan), measure)


def _row(request: AuthenticatedRequest, grid: Grid, measure: Measure, says: str = "") -> HttpResponse:
    """A row as it is now stored."""
    says = says or _("Saved %(time)s") % {"time": _clock()}
    return _rendered(request, grid, grid.row(measure, says=says, state="saved"), STORED)


def _rendered(request: AuthenticatedRequest, grid: Grid, row: GridRow, status: int) -> HttpResponse:
    context = {"row": row, "plan": grid.plan, "grid": grid}
    return render(request, "overenskommelse/measures/row.html", context, status=status)


def _said(
    request: AuthenticatedRequest, plan: ActionPlan, text: str, status: int, at: str = ""
) -> HttpResponse:
    """A sentence: for the script as text, on an ordinary page as a message after the redirect."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    (messages.success if status == STORED else messages.error)(request, text)
    return redirect(f"{_back(request, plan)}{at}")


def _back(request: AuthenticatedRequest, plan: ActionPlan) -> str:
    """The table as it was shown, with its filter and columns."""
    target = request.POST.get("next", "")
    own = reverse("action_plan", args=[plan.pk])
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith(own) else own


def _clock() -> str:
    return f"{timezone.localtime():%H:%M}"
