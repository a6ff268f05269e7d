"""Reminders that a county's coordinator sends; and the calendar of last days, with its secret address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.forms.reminders import ReminderForm
from overenskommelse.models import CalendarFeed, Reminder
from overenskommelse.permissions import AuthenticatedRequest
from overenskommelse.selectors import here
from overenskommelse.selectors.calendars import calendar_of, entries
from overenskommelse.selectors.county_plans import county_plans
from overenskommelse.selectors.reminders import PLAN, contacts
from overenskommelse.services import reminders as services
from overenskommelse.tables import list_page
from overenskommelse.tables.reminders import ReminderTable
from overenskommelse.views.county_plans import address_of, coordinated

# The address itself is the secret: it is neither kept on the way nor told to other sites.
SECRET_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@require_safe
def reminders(request: AuthenticatedRequest) -> HttpResponse:
    """The reminders that have been sent under the chosen agreement, to organisations that the person sees."""
    rows = Reminder.objects.visible_to(request.user).filter(agreement=here(request).agreement)
    rows = rows.select_related("organisation", "sent_by").defer("text")
    return list_page(request, rows, ReminderTable, None, "overenskommelse/reminders/list.html")


@require_safe
def reminder(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A reminder as it was sent."""
    rows = Reminder.objects.visible_to(request.user).select_related("organisation", "agreement", "sent_by")
    context = {"reminder": get_object_or_404(rows, pk=pk)}
    return render(request, "overenskommelse/reminders/detail.html", context)


def reminder_add(request: AuthenticatedRequest) -> HttpResponse:
    """Whom to remind of their plans and with what words; then what each will get; then it is sent."""
    agreement, county = coordinated(request)
    plans = county_plans(agreement, county, request.user)
    addresses = contacts(row.organisation for row in plans.rows)
    data = request.POST if request.method == "POST" else None
    form = ReminderForm(data, plans=plans, addresses=addresses, by=request.user)
    context = {"form": form, "plans": plans, "county": county}
    if not form.is_valid() or "edit" in request.POST:
        return render(request, "overenskommelse/reminders/edit.html", context)
    letters = _letters(form)
    if "send" not in request.POST:
        return render(request, "overenskommelse/reminders/preview.html", {"letters": letters, **context})
    today = timezone.localdate()
    outcome = services.send_reminders(
        agreement=agreement, letters=letters, about=PLAN, on=today, by=request.user
    )
    _tell(request, outcome)
    return redirect(address_of("county_plans", county))


def _letters(form: ReminderForm) -> list[services.Letter]:
    """What each of those ticked is to be sent."""
    words = {"subject": form.cleaned_data["subject"], "text": form.cleaned_data["text"]}
    return [
        services.letter_to(
            row=row, addresses=form.addresses[row.organisation.pk], site=settings.SITE_URL, **words
        )
        for row in form.rows
    ]


def _tell(request: AuthenticatedRequest, outcome: services.Outcome) -> None:
    """Say who has been reminded, who not, and why."""
    if outcome.sent:
        names = ", ".join(str(row.organisation) for row in outcome.sent)
        said = ngettext(
            "A reminder is sent to %(names)s.", "Reminders are sent to %(names)s.", len(outcome.sent)
        )
        messages.success(request, said % {"names": names})
    for sent in outcome.already:
        said = _("%(name)s was reminded already today at %(time)s by %(who)s, and got nothing more.")
        who, time = sent.sent_by or _("the program"), f"{timezone.localtime(sent.sent_at):%H:%M}"
        messages.warning(request, said % {"name": sent.organisation, "time": time, "who": who})
    for organisation in outcome.unreachable:
        said = _("%(name)s has no address and got nothing. Add one in the register.")
        messages.warning(request, said % {"name": organisation})
    for failure in outcome.failed:
        said = _(
            "The mail to %(address)s (%(name)s) did not leave: %(reason)s. Correct the address or try again."
        )
        told = {"address": failure.address, "name": failure.organisation, "reason": failure.reason}
        messages.error(request, said % told)


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
    # Not the other header too: a browser that may not name the page sends forms that are refused.
    response["Cache-Control"] = SECRET_HEADERS["Cache-Control"]
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
    """The calendar behind a secret address; an unknown or revoked one, or of one who has left, is 404."""
    rows = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True).select_related("user")
    feed = get_object_or_404(rows, secret=secret)
    site = request.build_absolute_uri("/").rstrip("/")
    headers = {**SECRET_HEADERS, "Content-Disposition": 'attachment; filename="kalender.ics"'}
    content_type = "text/calendar; charset=utf-8"
    return HttpResponse(calendar_of(feed.user, site=site), content_type=content_type, headers=headers)
