"""People and their roles."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from overenskommelse.choices import Role
from overenskommelse.models.recipients import Organisation
from overenskommelse.permissions import SEES_ALL

if TYPE_CHECKING:
    from django.db.models import QuerySet


class UserManager(BaseUserManager["User"]):
    """Creates users; the e-mail address is the name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Identity may come from an identity provider; roles are held in ``Membership``."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    is_active = models.BooleanField(_("May sign in"), default=True)
    is_staff = models.BooleanField(_("May use the technical administration"), default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def held_memberships(self) -> "list[Membership]":
        """All memberships with their organisations; one query a request."""
        return list(self.memberships.select_related("organisation__county"))

    @property
    def is_administrator(self) -> bool:
        return any(m.role == Role.ADMINISTRATOR for m in self.held_memberships)

    @property
    def sees_all(self) -> bool:
        return any(m.role in SEES_ALL for m in self.held_memberships)

    def roles_at(self, organisation: Organisation | None = None) -> frozenset[Role]:
        """Roles held at ``organisation`` (anywhere if None); an administrator's role counts everywhere."""
        return frozenset(
            Role(m.role)
            for m in self.held_memberships
            if organisation is None or m.organisation_id == organisation.pk or m.role == Role.ADMINISTRATOR
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> "QuerySet[Membership]":
        """Administrators see all; everybody else the memberships of the own organisations."""
        if user.is_administrator:
            return self
        return self.filter(organisation__in=[m.organisation_id for m in user.held_memberships])


class Membership(models.Model):
    """A person's role at an organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("Person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("Organisation")
    )
    role = models.CharField(_("Role"), max_length=30, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation__name", "role", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="membership_once",
                violation_error_message=_("The person already has this role at this organisation."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"
