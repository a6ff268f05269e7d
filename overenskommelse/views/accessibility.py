"""The accessibility statement."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What lag (2018:1937) asks a public body to say about its service, from the settings of the operator."""
    return render(request, "overenskommelse/accessibility/statement.html", {"operator": settings.OPERATOR})
