"""Stage 4: a run is decided; what is decided can be read, saved and computed again."""

from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from allocation.choices import LineStatus
from allocation.filters import DecisionFilter
from allocation.forms import DecisionForm
from allocation.models import Decision, Run, RunAmount
from allocation.permissions import DECIDES
from allocation.selectors import decided_amounts, decision_in_force, lines_of, recipient_of_money
from allocation.services import decisions
from allocation.tables import ChangeTable, DecisionTable, RecipientLineTable, RunLineTable
from overenskommelse.choices import OrganisationKind
from overenskommelse.permissions import SEES_ALL, AuthenticatedRequest, requires
from overenskommelse.selectors import here
from overenskommelse.tables import list_page


class Change(NamedTuple):
    """An amount that is another than before, in kronor."""

    line: str
    recipient: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


def index(request: AuthenticatedRequest) -> HttpResponse:
    rows = Decision.objects.visible_to(request.user).select_related(
        "agreement", "decided_by", "superseded_by"
    )
    return list_page(request, rows, DecisionTable, DecisionFilter, "allocation/decisions/list.html")


def show(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What is decided for each line, and what proves it."""
    decision = _visible(request, pk)
    lines = decision.run.lines.annotate(recipients=Count("amounts"))
    template = "allocation/decisions/detail.html"
    return list_page(request, lines, RunLineTable, None, template, decision=decision)


@requires(SEES_ALL)
def document(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The frozen JSON, byte for byte what the digest is taken over."""
    decision = _visible(request, pk)
    name = content_disposition_header(as_attachment=True, filename=f"{decision.number}.json")
    headers = {"Content-Disposition": str(name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(decision.document.encode(), content_type="application/json", headers=headers)


def verify(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The decision computed again, here and now."""
    decision = _visible(request, pk)
    differences = decisions.verify(decision)
    shown = differences if request.user.sees_all else []
    context = {"decision": decision, "count": len(differences), "differences": shown}
    return render(request, "allocation/decisions/verify.html", context)


@requires(DECIDES)
def decide(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What would be frozen, in figures; then the decision."""
    runs = Run.objects.visible_to(request.user).select_related("agreement")
    run = get_object_or_404(runs, pk=pk)
    made = Decision.objects.filter(run=run).first()
    if made:
        return redirect(made)
    previous = decision_in_force(run.agreement)
    form = DecisionForm(request.POST or None) if previous else None
    refused: list[str] = []
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            reason = form.cleaned_data["reason"] if form else ""
            return redirect(decisions.decide(run=run, by=request.user, reason=reason))
        except decisions.DecisionRefusedError as error:
            refused = error.reasons
    lines = list(lines_of(run))
    return list_page(
        request,
        _changes(previous.run, run) if previous else [],
        ChangeTable,
        None,
        "allocation/decisions/decide.html",
        run=run,
        lines=lines,
        waiting=[line for line in lines if line.status == LineStatus.WAITING],
        previous=previous,
        form=form,
        refused=refused or decisions.obstacles(run, lines),
    )


def money(request: AuthenticatedRequest) -> HttpResponse:
    """What is decided for the organisation chosen in the header, line by line."""
    chosen = here(request)
    recipient, decision = recipient_of_money(chosen.organisation), decision_in_force(chosen.agreement)
    rows = decided_amounts(chosen.agreement, recipient).visible_to(request.user)
    lines = decision.run.lines.select_related("line__pass_through_to") if decision else None
    kind = recipient.kind if recipient else ""
    return list_page(
        request,
        rows,
        RecipientLineTable,
        None,
        "allocation/decisions/money.html",
        recipient=recipient,
        decision=decision,
        total=sum(row.amount for row in rows),
        waiting=lines.filter(recipient_kind=kind, status=LineStatus.WAITING) if lines is not None else [],
        onward=[row for row in rows if row.run_line.line.pass_through_to],
        is_rss=kind == OrganisationKind.RSS,
        is_municipality=recipient != chosen.organisation,
        sees_all=request.user.sees_all,
    )


def _changes(before: Run, after: Run) -> list[Change]:
    """The amounts that differ between two runs, in the order of the lines."""
    old, new = (RunAmount.objects.filter(run_line__run=run).by_names() for run in (before, after))
    return [
        Change(*names, old.get(names, 0), new.get(names, 0))
        for names in dict.fromkeys([*new, *old])
        if old.get(names, 0) != new.get(names, 0)
    ]


def _visible(request: AuthenticatedRequest, pk: int) -> Decision:
    rows: QuerySet[Decision] = Decision.objects.visible_to(request.user)
    related = ("agreement", "run", "decided_by", "supersedes", "superseded_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)
