"""Files that people attach: kept as received, never changed, found by their digest."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overenskommelse.models.memberships import User
from overenskommelse.models.recipients import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "QuerySet[Attachment]":
        """Those of organisations that the person sees."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))

    def without_content(self) -> "QuerySet[Attachment]":
        return self.defer("content")


class Attachment(models.Model):
    """A file: name as given (shown, never a path), type by its content, size in bytes. Immutable."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="attachments", verbose_name=_("Organisation")
    )
    name = models.CharField(_("File name"), max_length=255)
    content_type = models.CharField(_("Type"), max_length=100)
    size = models.PositiveBigIntegerField(_("Size, bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField(_("Added"), auto_now_add=True)
    added_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Added by")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest"], name="attachment_once_per_organisation"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(content_type=""), name="attachment_has_name_and_type"
            ),
        ]

    def __str__(self) -> str:
        return self.name
