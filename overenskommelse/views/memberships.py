"""People, their roles, and choosing what to look at."""

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from overenskommelse.filters import MembershipFilter
from overenskommelse.forms import InviteForm, MembershipForm
from overenskommelse.models import Membership
from overenskommelse.permissions import EDITS_MEMBERSHIPS, AuthenticatedRequest, View, requires
from overenskommelse.selectors import here
from overenskommelse.services import memberships as services
from overenskommelse.services.events import SavedByOther
from overenskommelse.tables import MembershipTable, list_page

LAST_ADMINISTRATOR = _(
    "Somebody who may sign in must be left as administrator. Give the role to another first."
)

UNSENT = "unsent"
# More than any form here: 20 000 characters of a measure, each up to twelve when sent. Strangers must not
# fill the database.
UNSENT_LENGTH = 256 * 1024


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


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends people to sign in. What somebody sent after the sign-in had ended waits until they are back."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseRedirect:
        data = request.POST.urlencode()
        secret = any("password" in name for name in request.POST)
        kept = "HX-Request" in request.headers  # by the script that sent it
        if request.method != "POST" or kept or request.FILES or secret or len(data) > UNSENT_LENGTH:
            return super().handle_no_permission(request, view_func)
        request.session[UNSENT] = {"path": request.get_full_path(), "data": data}
        return redirect_to_login(reverse("resume"))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """What a signed-in person sees is theirs: nothing on the way keeps a copy."""
        if request.user.is_authenticated and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_cache=True)
        return response


def resume(request: AuthenticatedRequest) -> HttpResponse:
    """What was sent after the sign-in had ended: to send now, to its own address, or to throw away (POST)."""
    unsent = request.session.get(UNSENT)
    if unsent is None or request.method == "POST":
        request.session.pop(UNSENT, None)
        return redirect("start")
    data = QueryDict(unsent["data"]).lists()
    fields = [(name, value) for name, values in data for value in values if name != "csrfmiddlewaretoken"]
    return render(
        request, "overenskommelse/memberships/resume.html", {"path": unsent["path"], "fields": fields}
    )


@requires(EDITS_MEMBERSHIPS)
def memberships(request: AuthenticatedRequest) -> HttpResponse:
    rows = Membership.objects.visible_to(request.user).select_related("user", "organisation")
    template = "overenskommelse/memberships/list.html"
    return list_page(request, rows, MembershipTable, MembershipFilter, template)


@requires(EDITS_MEMBERSHIPS)
def membership_add(request: AuthenticatedRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"organisation": request.GET.get("organisation")})
    if form.is_valid():
        try:
            added = services.add_membership(by=request.user, **form.cleaned_data)
        except services.HeldAlready:
            form.add_error("role", _("The person already has this role at this organisation."))
        else:
            _welcome(request, added)
            return redirect("memberships")
    return render(request, "overenskommelse/memberships/add.html", {"form": form})


def _welcome(request: AuthenticatedRequest, added: Membership) -> None:
    """Invite those who have no password yet; the others sign in as before."""
    messages.success(request, _("The role is given."))
    if added.user.has_usable_password():
        return
    try:
        services.invite(user=added.user, absolute=request.build_absolute_uri, by=request.user)
        messages.success(request, _("A mail with a link to choose a password is on its way."))
    except OSError:
        messages.warning(
            request, _("The mail could not be sent. “Forgotten password” on the sign-in page sends one.")
        )


def visible(request: AuthenticatedRequest, pk: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).select_related("user", "organisation")
    return get_object_or_404(rows, pk=pk)


@requires(EDITS_MEMBERSHIPS)
def membership_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    heading = str(found)
    form = MembershipForm(request.POST or None, instance=found)
    if form.is_valid():
        person = {field: form.cleaned_data[field] for field in ("name", "is_active", "seen")}
        try:
            services.change_membership(membership=found, by=request.user, **person)
        except SavedByOther as error:
            form.meet(error)
        except services.LastAdministrator:
            form.add_error(None, LAST_ADMINISTRATOR)
        else:
            messages.success(request, _("Saved."))
            return redirect("memberships")
    context = {"membership": found, "heading": heading, "form": form}
    return render(request, "overenskommelse/memberships/edit.html", context)


@requires(EDITS_MEMBERSHIPS)
def membership_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    if request.method == "POST":
        try:
            services.remove_membership(membership=found, by=request.user)
            messages.success(request, _("The role is taken away. The person and what was done stay."))
        except services.LastAdministrator:
            messages.error(request, LAST_ADMINISTRATOR)
        return redirect("memberships")
    return render(request, "overenskommelse/memberships/remove.html", {"membership": found})
