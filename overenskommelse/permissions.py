"""Who may do what. Rows are limited by ``visible_to(user)``; acts are limited here."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import OrganisationKind, Role
from overenskommelse.domain.transitions import Party

if TYPE_CHECKING:
    from overenskommelse.models import Organisation, User

Roles: TypeAlias = frozenset[Role]
View: TypeAlias = Callable[..., HttpResponseBase]

EVERYONE: Roles = frozenset(Role)
SEES_ALL: Roles = frozenset({Role.ADMINISTRATOR, Role.READER})
IMPORTS_AND_RUNS: Roles = frozenset({Role.ADMINISTRATOR})
EDITS_AGREEMENTS: Roles = frozenset({Role.ADMINISTRATOR})
EDITS_MEMBERSHIPS: Roles = frozenset({Role.ADMINISTRATOR})
EDITS_RECIPIENTS: Roles = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FINANCE_OFFICER})

EDITS_PLANS: Roles = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.MUNICIPAL_CONTACT})
# Everybody who takes part; a reader changes nothing.
COMMENTS_ON_PLANS: Roles = frozenset(Role) - {Role.READER}
# Who judges a region's, an RSS's or SKR's own plan. The county's RSS judges a municipality's: docs/adr/0053.
APPROVES_OWN_PLANS: Roles = frozenset({Role.ADMINISTRATOR, Role.AUTHORISED_SIGNATORY})

# At a county's region or RSS: sets its last day for plans and reminds its municipalities.
COORDINATES_COUNTIES: Roles = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


class AuthenticatedRequest(HttpRequest):
    """A request behind the sign-in; only for type checking."""

    user: "User"


class AccountAdapter(DefaultAccountAdapter):
    """People are added by an administrator; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "too_many_login_attempts": _("Too many attempts to sign in. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def allowed(user: "User", roles: Roles, organisation: "Organisation | None" = None) -> bool:
    """Whether ``user`` holds one of ``roles``; at ``organisation`` if given (administrators act anywhere)."""
    return bool(user.roles_at(organisation) & roles)


def require(user: "User", roles: Roles, organisation: "Organisation | None" = None) -> None:
    """Raise PermissionDenied (403) unless ``allowed``."""
    if not allowed(user, roles, organisation):
        raise PermissionDenied


def approves_plans(user: "User", organisation: "Organisation") -> bool:
    """Whether ``user`` judges the organisation's action plans."""
    if organisation.kind != OrganisationKind.MUNICIPALITY:
        return allowed(user, APPROVES_OWN_PLANS, organisation)
    return user.is_administrator or any(
        m.role == Role.COORDINATOR
        and m.organisation.kind == OrganisationKind.RSS
        and m.organisation.county_id == organisation.county_id
        for m in user.held_memberships
    )


def party_to(user: "User", organisation: "Organisation", party: Party) -> bool:
    """Whether ``user`` is the keeper, or the approver, of the organisation's action plans."""
    if party == Party.APPROVER:
        return approves_plans(user, organisation)
    return allowed(user, EDITS_PLANS, organisation)


def requires(roles: Roles) -> Callable[[View], View]:
    """Open a view only to people who hold one of ``roles`` somewhere."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request.user, roles)
            return view(request, *args, **kwargs)

        return opened

    return decorate
