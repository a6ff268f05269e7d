"""Issued documents: fetched as they were issued, and found again from the code on a signed paper."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overenskommelse.permissions import AuthenticatedRequest
from reporting.forms import FindForm
from reporting.models import Document


@require_safe
def document(request: AuthenticatedRequest, number: str) -> HttpResponse:
    """The PDF, byte for byte as it was issued."""
    found = get_object_or_404(Document.objects.visible_to(request.user), number=number)
    headers = {"Content-Disposition": f'attachment; filename="{found.kind}-{found.number}.pdf"'}
    return HttpResponse(bytes(found.pdf), content_type="application/pdf", headers=headers)


@require_safe
def document_find(request: AuthenticatedRequest) -> HttpResponse:
    form, found = FindForm(request.GET if "code" in request.GET else None), None
    if form.is_bound and form.is_valid():
        seen = Document.objects.visible_to(request.user).select_related(
            "requisition", "recipient", "decision"
        )
        found = seen.defer("pdf", "content").filter(code=form.cleaned_data["code"]).first()
        if found is None:
            form.add_error("code", _("No document that you may see has this code."))
    return render(request, "reporting/documents/find.html", {"form": form, "document": found})
