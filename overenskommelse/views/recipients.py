"""The register of regions, RSS, municipalities and SKR."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from overenskommelse.filters import RecipientFilter
from overenskommelse.forms import CONTACT_FIELDS, ContactForm, OrganisationForm, SeenForm
from overenskommelse.models import Event, Membership, Organisation, User
from overenskommelse.permissions import EDITS_RECIPIENTS, AuthenticatedRequest, allowed, require
from overenskommelse.services import recipients as services
from overenskommelse.services.events import SavedByOther
from overenskommelse.tables import RecipientTable, list_page

EVENTS_SHOWN = 20
SHOWN = set(CONTACT_FIELDS) - {"is_example"}


def visible(request: AuthenticatedRequest, code: str) -> Organisation:
    rows = Organisation.objects.visible_to(request.user).select_related("county")
    return get_object_or_404(rows, code=code)


def recipients(request: AuthenticatedRequest) -> HttpResponse:
    rows = Organisation.objects.visible_to(request.user).by_county().select_related("county")
    template = "overenskommelse/recipients/list.html"
    return list_page(request, rows, RecipientTable, RecipientFilter, template)


def recipient(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = visible(request, code)
    memberships = Membership.objects.visible_to(request.user).filter(organisation=found, user__is_active=True)
    context = {
        "recipient": found,
        "details": [(f.verbose_name, getattr(found, f.name)) for f in found._meta.fields if f.name in SHOWN],
        "memberships": memberships.select_related("user"),
        "events": changes_of(request.user, found),
        "may_edit": allowed(request.user, EDITS_RECIPIENTS, found),
    }
    return render(request, "overenskommelse/recipients/detail.html", context)


def changes_of(user: User, recipient: Organisation) -> QuerySet[Event]:
    """The latest changes of the register entry that ``user`` may see."""
    seen = Event.objects.visible_to(user).filter(organisation=recipient, verb__startswith="recipients.")
    return seen.select_related("by")[:EVENTS_SHOWN]


def recipient_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = visible(request, code)
    require(request.user, EDITS_RECIPIENTS, found)
    form_class = OrganisationForm if request.user.is_administrator else ContactForm
    form: SeenForm = form_class(request.POST or None, instance=found)
    if form.is_valid():
        try:
            services.change_recipient(recipient=found, seen=form.cleaned_data["seen"], by=request.user)
        except SavedByOther as error:
            form.meet(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    context = {"recipient": visible(request, code), "form": form}
    return render(request, "overenskommelse/recipients/edit.html", context)
