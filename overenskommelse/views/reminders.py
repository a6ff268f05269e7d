"""The calendar of last days: as a page, and under a person's secret address for calendar programs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.models import CalendarFeed
from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.selectors.calendars import calendar_of, entries
from overenskommelse.services import reminders as services

# The address itself is the secret: it is neither kept on the way nor told to other sites.
SECRET_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """The person's last days, and the secret address of the same; POST makes a new address."""
    if request.method == "POST":
        services.open_feed(user=request.user)
        messages.success(request, _("The address is made. Copy it to your calendar program."))
        return redirect("calendar")
    today, feed = (
        timezone.localdate(),
        CalendarFeed.objects.filter(user=request.user, revoked_at=None).first(),
    )
    found = entries(request.user)
    context = {
        "coming": [entry for entry in found if entry.day >= today],
        "passed": [entry for entry in reversed(found) if entry.day < today],
        "feed": feed,
        "address": request.build_absolute_uri(feed.get_absolute_url()) if feed else "",
    }
    response = render(request, "overenskommelse/reminders/calendar.html", context)
    response.headers.update(SECRET_HEADERS)
    return response


@require_POST
def calendar_revoke(request: AuthenticatedRequest) -> HttpResponse:
    """Let the person's address stop working."""
    if services.revoke_feed(user=request.user):
        messages.success(request, _("The address no longer works."))
    return redirect("calendar")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address; unknown, revoked and those of people who have left do not exist."""
    rows = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True).select_related("user")
    feed = get_object_or_404(rows, secret=secret)
    site = request.build_absolute_uri("/").rstrip("/")
    headers = {**SECRET_HEADERS, "Content-Disposition": 'attachment; filename="kalender.ics"'}
    content_type = "text/calendar; charset=utf-8"
    return HttpResponse(calendar_of(feed.user, site=site), content_type=content_type, headers=headers)
