"""Decisions: a run frozen, numbered and provable."""

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allocation.models.runs import Run
from overenskommelse.models import Agreement, User

if TYPE_CHECKING:
    from django.db.models import QuerySet


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> "QuerySet[Decision]":
        """Decisions concern everybody with a role; amounts within are limited by ``RunAmount.visible_to``."""
        return self if user.held_memberships else self.none()

    def in_force(self) -> "QuerySet[Decision]":
        """Without those that a later decision has replaced."""
        return self.filter(superseded_by=None)


class Decision(models.Model):
    """A decided run. ``document`` is canonical JSON: inputs, methods, amounts; ``digest`` its SHA-256."""

    number = models.CharField(_("Number"), max_length=20, unique=True)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="decisions", verbose_name=_("Agreement")
    )
    run = models.OneToOneField(Run, models.PROTECT, related_name="decision", verbose_name=_("Run"))
    document = models.TextField(_("Document"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    total = models.BigIntegerField(_("Decided, kronor"))
    reason = models.TextField(_("Reason"), blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("Replaces"),
    )
    decided_at = models.DateTimeField(_("Decided"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.pk])
