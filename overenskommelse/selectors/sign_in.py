"""Who asks: a person and their roles, in one query, since every page needs both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from overenskommelse.models import Membership, User


class SignIn(AuthenticationBackend):
    """Signs in as allauth does, and reads the person of a session together with their memberships."""

    def get_user(self, user_id: Any) -> User | None:
        held = list(Membership.objects.filter(user=user_id).select_related("user", "organisation__county"))
        if not held:
            found: User | None = super().get_user(user_id)
            return found
        user = held[0].user
        user.held_memberships = held
        return user if self.user_can_authenticate(user) else None
