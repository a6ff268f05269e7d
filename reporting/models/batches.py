"""Many requisitions at once, made in the background."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Agreement, Organisation, User
from reporting.models.documents import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> "QuerySet[Batch]":
        """Administrators and readers see all; others the batches that they began."""
        return self if user.sees_all else self.filter(created_by=user)


class Batch(models.Model):
    """Requisitions to be issued together. Each item is done or has its problem; one spoils no other."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="batches", verbose_name=_("Agreement")
    )
    created_at = models.DateTimeField(_("Begun"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Begun by")
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of requisitions")
        verbose_name_plural = _("batches of requisitions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(started_at__isnull=False), name="finished_batch_was_started"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("batch", args=[self.pk])


class BatchItem(models.Model):
    """One recipient of a batch: waiting, done with its document, or with what stopped it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Recipient"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Document")
    )
    problem = models.TextField(_("What stopped it"), blank=True)

    class Meta:
        verbose_name = _("requisition in a batch")
        verbose_name_plural = _("requisitions in a batch")
        ordering = ["recipient__code"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "recipient"], name="recipient_once_per_batch"),
            models.CheckConstraint(condition=Q(document=None) | Q(problem=""), name="item_done_or_stopped"),
        ]

    def __str__(self) -> str:
        return str(self.recipient)
