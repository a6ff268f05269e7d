"""Many requisitions at once: chosen, followed while they are made, fetched as one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.choices import RecipientKind
from overenskommelse.models import Organisation
from overenskommelse.permissions import AuthenticatedRequest, allowed, require, requires
from overenskommelse.selectors import here
from reporting import selectors
from reporting.domain.progress import Stage
from reporting.models import Batch
from reporting.permissions import ISSUES_REQUISITIONS
from reporting.selectors import Position
from reporting.services import batches as services

FILES = {
    "zip": ("application/zip", services.zip_of),
    "pdf": ("application/pdf", services.merged),
}
ISSUABLE = (Stage.OPEN, Stage.COMPLETE, Stage.INCOMPLETE)


def visible(request: AuthenticatedRequest, pk: int) -> Batch:
    rows = Batch.objects.visible_to(request.user).select_related("agreement", "created_by")
    return get_object_or_404(rows, pk=pk)


def candidates(request: AuthenticatedRequest) -> list[Position]:
    """Where the recipients stand whose requisitions the person may issue under the chosen agreement."""
    agreement = here(request).agreement
    rows = Organisation.objects.visible_to(request.user).filter(kind__in=RecipientKind.values).by_county()
    mine = [row for row in rows if allowed(request.user, ISSUES_REQUISITIONS, row)]
    return selectors.positions(agreement, mine) if agreement else []


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ISSUES_REQUISITIONS)
def batch_new(request: AuthenticatedRequest) -> HttpResponse:
    """Which requisitions to issue at once; those that can be are ticked."""
    found, agreement = candidates(request), here(request).agreement
    if request.method == "POST" and agreement:
        codes = set(request.POST.getlist("recipient"))
        chosen = [row.recipient for row in found if row.recipient.code in codes]
        if chosen:
            return redirect(services.begin_batch(agreement=agreement, recipients=chosen, by=request.user))
        messages.error(request, _("Choose at least one recipient."))
    context = {"agreement": agreement, "positions": found, "issuable": ISSUABLE}
    return render(request, "reporting/batches/new.html", context)


@require_safe
def batch(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How far the batch has come; the page asks again until it is finished."""
    found = visible(request, pk)
    items = list(found.items.select_related("recipient", "document").defer(*selectors.LARGE))
    done = sum(item.document_id is not None for item in items)
    stopped = sum(bool(item.problem) for item in items)
    context = {
        "batch": found,
        "items": items,
        "done": done,
        "stopped": stopped,
        "handled": done + stopped,
        "may_continue": found.created_by == request.user or request.user.is_administrator,
    }
    partial = request.headers.get("HX-Request")
    return render(request, f"reporting/batches/{'progress' if partial else 'detail'}.html", context)


@require_POST
def batch_continue(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    require(request.user, ISSUES_REQUISITIONS)
    services.continue_batch(batch=found, by=request.user)
    return redirect(found)


@require_safe
def batch_file(request: AuthenticatedRequest, pk: int, file_format: str) -> HttpResponse:
    """All issued forms as one file: ``zip`` or ``pdf``."""
    documents = services.documents_of(visible(request, pk))
    if not documents:
        raise Http404
    content_type, make = FILES[file_format]
    headers = {"Content-Disposition": f'attachment; filename="rekvisitioner-{pk}.{file_format}"'}
    return HttpResponse(make(documents), content_type=content_type, headers=headers)
