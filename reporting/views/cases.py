"""A recipient's case under an agreement, as a file for the archive."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from overenskommelse.choices import RecipientKind
from overenskommelse.models import Agreement, Organisation
from overenskommelse.permissions import SEES_ALL, AuthenticatedRequest, allowed, require
from reporting.permissions import TAKES_OUT_CASES
from reporting.services.cases import case_of


@require_safe
def case(request: AuthenticatedRequest, code: str, recipient: str) -> HttpResponse:
    """The zip, named by the registration number's agreement and the recipient."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), code=code)
    rows = Organisation.objects.visible_to(request.user).filter(kind__in=RecipientKind.values)
    found = get_object_or_404(rows, code=recipient)
    if not allowed(request.user, SEES_ALL):
        require(request.user, TAKES_OUT_CASES, found)
    headers = {"Content-Disposition": f'attachment; filename="arende-{agreement.code}-{found.code}.zip"'}
    return HttpResponse(case_of(agreement, found), content_type="application/zip", headers=headers)
