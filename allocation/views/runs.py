"""Stage 3: how every line was divided, from the file's cells to the last krona."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet, Sum, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from allocation.choices import LineStatus
from allocation.filters import AmountFilter, RecipientFilter, RunFilter, RunLineFilter
from allocation.forms import ReferenceDatesForm
from allocation.models import Dataset, Indicator, Run, RunAmount, RunLine
from allocation.permissions import DECIDES, RUNS
from allocation.selectors import (
    data_names,
    datasets_for,
    method_of,
    printed_amounts,
    reconciliations,
    results_of,
    why,
)
from allocation.services import runs
from allocation.tables import (
    AmountTable,
    RecipientLineTable,
    RecipientTable,
    ReconciliationTable,
    RunLineTable,
    RunTable,
)
from overenskommelse.choices import RecipientKind
from overenskommelse.models import Organisation
from overenskommelse.permissions import AuthenticatedRequest, allowed, requires
from overenskommelse.selectors import here
from overenskommelse.tables import list_page
from overenskommelse.templatetags.formats import decimal
from overenskommelse.workbooks import EXPORTS, write_book


def index(request: AuthenticatedRequest) -> HttpResponse:
    rows = Run.objects.visible_to(request.user).with_state().select_related("agreement", "created_by")
    may_run = allowed(request.user, RUNS)
    return list_page(request, rows, RunTable, RunFilter, "allocation/runs/list.html", may_run=may_run)


@requires(RUNS)
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Which statistics a run would stand on, and the run itself."""
    agreement = here(request).agreement
    if agreement is None:
        return render(request, "allocation/runs/new.html", {})
    methods = {method_of(line.applied_method) for line in agreement.lines.all()}
    indicators = list(Indicator.objects.filter(code__in={code for it in methods for code in it.indicators}))
    newest = agreement.runs.first()
    stated = dict(agreement.reference_dates.values_list("indicator__code", "date"))
    initial = {"seen": newest.pk if newest else 0, **stated}
    form = ReferenceDatesForm(request.POST or None, indicators=indicators, initial=initial)
    if form.is_valid():
        try:
            runs.state_reference_dates(agreement=agreement, dates=form.dates, by=request.user)
            seen = form.cleaned_data["seen"]
            return redirect(runs.create_run(agreement=agreement, by=request.user, seen=seen))
        except runs.RunRefusedError as error:
            form.add_error(None, str(error))
    chosen = datasets_for(agreement, [indicator.code for indicator in indicators])
    figures = [
        (indicator, chosen.get(indicator.code), stated.get(indicator.code)) for indicator in indicators
    ]
    return render(request, "allocation/runs/new.html", {"form": form, "figures": figures})


def show(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A run: every line with its sums, what waits and for what, and where agreed and applied methods part."""
    run = _visible(request, pk)
    lines = run.lines.select_related("line__pass_through_to").annotate(recipients=Count("amounts"))
    names = data_names(run.agreement)
    return list_page(
        request,
        lines,
        RunLineTable,
        RunLineFilter,
        "allocation/runs/detail.html",
        run=run,
        kinds=_sums_by_kind(lines),
        to_divide=sum(line.total for line in lines),
        waiting=[
            (line, ", ".join(names.get(code, code) for code in line.missing_indicators))
            for line in lines
            if line.status == LineStatus.WAITING
        ],
        parting=[line for line in lines if line.methods_part],
        onward=[line for line in lines if line.line.pass_through_to],
        datasets=Dataset.objects.filter(run_inputs__run_line__run=run)
        .select_related("indicator", "superseded_by")
        .distinct(),
        may_decide=allowed(request.user, DECIDES),
    )


def line(request: AuthenticatedRequest, pk: int, line: str) -> HttpResponse:
    """One line: every recipient that the person sees, from share to krona."""
    lines = RunLine.objects.select_related("line__pass_through_to", "run__agreement")
    found = get_object_or_404(lines, run=_visible(request, pk), code=line)
    rows = RunAmount.objects.visible_to(request.user).filter(run_line=found)
    rows = rows.select_related("recipient", "run_line")
    template = "allocation/runs/line.html"
    return list_page(request, rows, AmountTable, AmountFilter, template, line=found, run=found.run)


def recipients(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the run gives each recipient in all."""
    run = _visible(request, pk)
    rows = (
        Organisation.objects.visible_to(request.user)
        .filter(run_amounts__run_line__run=run)
        .annotate(run=Value(pk), lines=Count("run_amounts"), money=Sum("run_amounts__amount"))
    )
    template = "allocation/runs/recipients.html"
    return list_page(request, rows, RecipientTable, RecipientFilter, template, run=run)


def recipient(request: AuthenticatedRequest, pk: int, recipient: str) -> HttpResponse:
    """What the run gives one recipient, line by line."""
    run = _visible(request, pk)
    found = get_object_or_404(Organisation.objects.visible_to(request.user), code=recipient)
    rows = RunAmount.objects.visible_to(request.user).filter(run_line__run=run, recipient=found)
    rows = rows.select_related("recipient", "run_line")
    waiting = run.lines.filter(recipient_kind=found.kind, status=LineStatus.WAITING)
    template = "allocation/runs/recipient.html"
    return list_page(
        request, rows, RecipientLineTable, None, template, run=run, recipient=found, waiting=waiting
    )


def explanation(request: AuthenticatedRequest, pk: int, line: str, recipient: str) -> HttpResponse:
    """Why this amount?"""
    rows = RunAmount.objects.visible_to(request.user).select_related(
        "recipient__county", "run_line__run__agreement", "run_line__run__decision", "run_line__line"
    )
    amount = get_object_or_404(rows, run_line__run=pk, run_line__code=line, recipient__code=recipient)
    context = {"amount": amount, "line": amount.run_line, "run": amount.run_line.run, "why": why(amount)}
    return render(request, "allocation/runs/why.html", context)


def reconciliation(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Printed tables held against the run: sums for each table, and its rows."""
    run = _visible(request, pk)
    tables = reconciliations(run.agreement, results_of(run))
    names = dict(Organisation.objects.visible_to(request.user).values_list("code", "name"))
    amounts = printed_amounts(tables, names)
    wanted = next(
        (part.table.line for part in tables if part.table.line.code == request.GET.get("line")), None
    )
    rows = [it for it in amounts if (it.table.line == wanted if wanted else it.row.difference)]
    bare = run.lines.exclude(line__in=[part.table.line_id for part in tables])
    context = {"run": run, "tables": tables, "bare": bare, "wanted": wanted}
    return list_page(
        request, rows, ReconciliationTable, None, "allocation/runs/reconciliation.html", **context
    )


def workbook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The run as one workbook: a sheet with the lines' sums, then a sheet for each line."""
    run = _visible(request, pk)
    amounts = RunAmount.objects.visible_to(request.user).filter(run_line__run=run)
    content = write_book(_sheets(run, amounts.select_related("recipient")))
    name = content_disposition_header(as_attachment=True, filename=f"run-{run.pk}.xlsx")
    return HttpResponse(content, content_type=EXPORTS["xlsx"], headers={"Content-Disposition": str(name)})


def _sheets(run: Run, amounts: QuerySet[RunAmount]) -> list[tuple[str, list[Any], list[list[Any]]]]:
    lines = list(run.lines.all())
    by_line: dict[int, list[list[Any]]] = {line.pk: [] for line in lines}
    for row in amounts:
        exact = [decimal(row.share, 12), decimal(row.exact, 6)]
        by_line[row.run_line_id].append(
            [row.recipient.code, row.recipient.name, *exact, row.correction, row.amount]
        )
    sums = [[it.code, it.name, it.get_applied_method_display(), it.total, it.allocated] for it in lines]
    heads = [
        _("Code"),
        _("Recipient"),
        _("Share"),
        _("Before rounding, kronor"),
        _("Added by rounding, kronor"),
    ]
    summary = [_("Code"), _("Line"), _("Method"), _("To divide, kronor"), _("Divided, kronor")]
    return [
        (_("Sums"), summary, sums),
        *((line.code, [*heads, _("Amount, kronor")], by_line[line.pk]) for line in lines),
    ]


def _visible(request: AuthenticatedRequest, pk: int) -> Any:
    """The run, with ``number`` and ``twin``, if this person sees it; otherwise 404."""
    rows = Run.objects.visible_to(request.user).with_state()
    return get_object_or_404(rows.select_related("agreement", "created_by", "decision"), pk=pk)


def _sums_by_kind(lines: Iterable[RunLine]) -> list[tuple[str, int, int]]:
    """Kind of recipient, kronor to divide, kronor divided."""
    return [
        (str(kind.label), sum(it.total for it in its), sum(it.allocated for it in its))
        for kind in RecipientKind
        if (its := [line for line in lines if line.recipient_kind == kind])
    ]
