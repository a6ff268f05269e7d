"""The accessibility statement."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

# What the statement must give besides its text.
NEEDED = {
    "name": _("Who runs the service"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "statement_date": _("Day of the latest update"),
}


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What lag (2018:1937) asks a public body to say about its service, from the settings of the operator."""
    missing = [label for key, label in NEEDED.items() if not settings.OPERATOR[key]]
    context = {"operator": settings.OPERATOR, "missing": missing}
    return render(request, "overenskommelse/accessibility/statement.html", context)
