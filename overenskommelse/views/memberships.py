"""Choosing what to look at."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.selectors import here


@require_POST
def choose_context(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the chosen agreement and organisation in the session and go back; unknown codes change nothing."""
    options = {
        "agreement": {agreement.code for agreement in here(request).agreements},
        "organisation": {organisation.code for organisation in here(request).organisations},
    }
    for key, codes in options.items():
        if request.POST.get(key) in codes:
            request.session[key] = request.POST[key]
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "start")
