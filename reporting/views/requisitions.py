"""Stage 5: a recipient's requisition is opened, filled in, checked and issued."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allocation.selectors import decided_amounts
from overenskommelse.choices import RecipientKind
from overenskommelse.models import Agreement, Attachment, Event, Organisation
from overenskommelse.permissions import AuthenticatedRequest, allowed, require
from overenskommelse.selectors import here
from overenskommelse.services.events import SavedByOther, fingerprint
from overenskommelse.tables import list_page
from reporting import selectors
from reporting.choices import RequisitionStatus
from reporting.documents import points_of
from reporting.domain.transitions import Act
from reporting.filters import RequisitionFilter
from reporting.forms import RequisitionForm
from reporting.models import Requisition
from reporting.permissions import HANDLES_PAPERS, ISSUES_REQUISITIONS, PREPARES_REQUISITIONS
from reporting.selectors.settlements import closed_year
from reporting.services import requisitions as services
from reporting.services.documents import content_of
from reporting.tables import RequisitionTable
from reporting.views import signatures

EVENTS_SHOWN = 8


def visible(request: AuthenticatedRequest, pk: int) -> Requisition:
    rows = Requisition.objects.visible_to(request.user).defer("document__pdf")
    return get_object_or_404(
        rows.select_related(
            "agreement__payment_terms",
            "recipient",
            "decision",
            "document",
            "updated_by",
            "payment",
            "replaces__document",
        ).defer("replaces__document__pdf", "replaces__document__content"),
        pk=pk,
    )


@require_safe
def requisitions(request: AuthenticatedRequest) -> HttpResponse:
    agreement, organisation = here(request).agreement, here(request).organisation
    rows = Requisition.objects.visible_to(request.user).filter(agreement=agreement)
    found = selectors.own_position(agreement, organisation)
    closed = closed_year(agreement, organisation) if agreement and organisation else None
    context: dict[str, Any] = {
        "position": found,
        "closed": closed,
        "may_prepare": found and not closed and allowed(request.user, PREPARES_REQUISITIONS, organisation),
        "may_batch": allowed(request.user, ISSUES_REQUISITIONS),
        "due": found and found.due,
    }
    rows = rows.select_related("recipient", "document").defer(*selectors.LARGE)
    return list_page(
        request, rows, RequisitionTable, RequisitionFilter, "reporting/requisitions/list.html", **context
    )


@require_POST
def requisition_new(request: AuthenticatedRequest) -> HttpResponse:
    """The draft of the recipient, opened now unless it is there already."""
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user), code=request.POST.get("agreement")
    )
    recipient = get_object_or_404(
        Organisation.objects.visible_to(request.user),
        kind__in=RecipientKind.values,
        code=request.POST.get("recipient"),
    )
    require(request.user, PREPARES_REQUISITIONS, recipient)
    try:
        draft = services.open_draft(agreement=agreement, recipient=recipient, by=request.user)
    except services.NothingToRequisition:
        messages.error(request, _("There is nothing to requisition for %(name)s.") % {"name": recipient})
        return redirect("requisitions")
    return redirect("requisition_edit", draft.pk)


@require_safe
def requisition(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the form says, what it lacks and where that is filled in; once issued, where the paper is."""
    found = visible(request, pk)
    return render(*page(request, found, signatures.life_of(request, found)))


def page(
    request: AuthenticatedRequest, found: Requisition, life: dict[str, Any]
) -> tuple[AuthenticatedRequest, str, dict[str, Any]]:
    """What ``render`` needs for a requisition's page."""
    position = selectors.position(found.agreement, found.recipient)
    content = content_of(found, position)
    problems = position.problems if found.document is None else []
    context = {
        "requisition": found,
        "content": content,
        "points": points_of(content),
        "remedies": list(selectors.remedies(found, problems, request.user)),
        "position": position,
        "due": position.due,
        "seen": fingerprint(found),
        "may_prepare": allowed(request.user, PREPARES_REQUISITIONS, found.recipient),
        "may_issue": allowed(request.user, ISSUES_REQUISITIONS, found.recipient),
        "events": Event.objects.about(found).select_related("by")[:EVENTS_SHOWN],
        **life,
    }
    return request, "reporting/requisitions/detail.html", context


@require_http_methods(["GET", "HEAD", "POST"])
def requisition_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    draft = visible(request, pk)
    require(request.user, PREPARES_REQUISITIONS, draft.recipient)
    if draft.status != RequisitionStatus.DRAFT:
        return redirect(draft)
    money = selectors.balance(draft.agreement, draft.recipient)
    form = RequisitionForm(request.POST or None, instance=draft, balance=money)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect(draft)
    context = {
        "form": form,
        "requisition": draft,
        "lines": decided_amounts(draft.agreement, draft.recipient),
        "balance": money,
    }
    return render(request, "reporting/requisitions/edit.html", context)


def _saved(request: AuthenticatedRequest, form: RequisitionForm) -> bool:
    """Whether what was typed is stored; if somebody else was first, the form shows both versions."""
    values = form.cleaned_data
    try:
        services.save_draft(requisition=form.instance, seen=values["seen"], values=values, by=request.user)
    except SavedByOther as error:
        form.meet(error)
        return False
    except services.AlreadyIssued:
        messages.error(request, _("The requisition has been issued and was not changed."))
    else:
        messages.success(request, _("Saved."))
    return True


@require_safe
def requisition_preview(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The draft as a PDF to look at; an issued requisition as it was issued."""
    found = visible(request, pk)
    if found.document:
        return redirect("document", found.document.number)
    name = f"utkast-{found.agreement.year}-{found.recipient.code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(services.preview(found), content_type="application/pdf", headers=headers)


@require_POST
def requisition_issue(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    require(request.user, ISSUES_REQUISITIONS, found.recipient)
    try:
        document = services.issue(requisition=found, seen=request.POST.get("seen", ""), by=request.user)
    except services.AlreadyIssued:
        messages.info(request, _("The requisition was issued already."))
    except services.Incomplete:
        messages.error(request, _("The requisition was not issued: something is missing."))
    except SavedByOther:
        messages.error(request, _("Somebody changed the draft meanwhile. Check it again, then issue."))
    else:
        messages.success(request, _("Requisition %(number)s is issued.") % {"number": document.number})
    return redirect(found)


@require_POST
def requisition_act(request: AuthenticatedRequest, pk: int, act: Act) -> HttpResponse:
    """One act of an issued requisition's life; what is wrong is said beside its form."""
    found = visible(request, pk)
    require(request.user, HANDLES_PAPERS, found.recipient)
    form = signatures.form_of(request, act)
    if form.is_valid() and signatures.done(request, found, act, form):
        return redirect(found)
    return render(*page(request, found, signatures.life_of(request, found, (act, form))))


@require_safe
def requisition_paper(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The signed paper, byte for byte as it was attached."""
    paper = get_object_or_404(Attachment, pk=visible(request, pk).signed_paper_id)
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}"'}
    return HttpResponse(bytes(paper.content), content_type=paper.content_type, headers=headers)
