"""People and their roles: inviting, changing, removing."""

from collections.abc import Callable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from overenskommelse.choices import Role
from overenskommelse.models import Membership, Organisation, User
from overenskommelse.services.events import changes, record, save_change


class LastAdministrator(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """Somebody must be left who can sign in and give roles."""


class HeldAlready(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """The person already has that role at that organisation."""


@transaction.atomic
def add_membership(*, email: str, name: str, organisation: Organisation, role: Role, by: User) -> Membership:
    """Give a role to the person with that address, who is added if unknown. Raises HeldAlready.

    A new person has no password; the invitation lets them choose one.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        record("memberships.person_added", user, by=by, organisation=organisation)
    membership, created = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if not created:
        raise HeldAlready
    record("memberships.added", membership, by=by, organisation=organisation)
    return membership


def invite(*, user: User, absolute: Callable[[str], str], by: User) -> None:
    """Mail ``user`` a link to choose a password with; it works once. ``absolute`` completes an address.

    Raises OSError (SMTPException among them) when the mail cannot be sent.
    """
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = absolute(reverse("account_reset_password_from_key", kwargs=key))
    text = render_to_string(
        "overenskommelse/memberships/invitation.txt", {"user": user, "by": by, "link": link}
    )
    send_mail(_("Choose a password for Överenskommelsen"), text, None, [user.email])


@transaction.atomic
def change_membership(*, membership: Membership, name: str, is_active: bool, seen: str, by: User) -> None:
    """Store a changed role, and the person's name and right to sign in.

    Raises SavedByOther, LastAdministrator.
    """
    _lock_administrators()
    save_change(
        membership, verb="memberships.changed", seen=seen, by=by, organisation=membership.organisation
    )
    _change_person(membership.user_id, name, is_active, by, membership.organisation)
    _administrator_left()


def _change_person(pk: int, name: str, is_active: bool, by: User, organisation: Organisation) -> None:
    before, person = User.objects.get(pk=pk), User.objects.get(pk=pk)
    person.name, person.is_active = name, is_active
    changed = changes(before, person)
    if changed:
        person.save(update_fields=["name", "is_active"])
        record("memberships.person_changed", person, by=by, organisation=organisation, changes=changed)


@transaction.atomic
def remove_membership(*, membership: Membership, by: User) -> None:
    """Take a role away; the person and what was done stay. Raises LastAdministrator."""
    _lock_administrators()
    record("memberships.removed", membership, by=by, organisation=membership.organisation)
    membership.delete()
    _administrator_left()


def _lock_administrators() -> None:
    """Two who remove each other at once wait for each other, so that the second is refused."""
    list(
        Membership.objects.select_for_update()
        .filter(role=Role.ADMINISTRATOR)
        .order_by("pk")
        .values_list("pk")
    )


def _administrator_left() -> None:
    if not Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exists():
        raise LastAdministrator
