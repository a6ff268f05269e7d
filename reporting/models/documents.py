"""Issued documents: frozen copies of what was printed."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from allocation.models import Decision
from overenskommelse.models import Agreement, Organisation, User
from reporting.choices import DocumentKind

if TYPE_CHECKING:
    from django.db.models import QuerySet


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> "QuerySet[Document]":
        """Administrators and readers see all; others the documents of their own organisations."""
        if user.sees_all:
            return self
        return self.filter(recipient__in=[m.organisation_id for m in user.held_memberships])


class Document(models.Model):
    """A document as issued: canonical JSON, its SHA-256, and the PDF made from it once. Immutable."""

    kind = models.CharField(_("Kind"), max_length=30, choices=DocumentKind)
    number = models.CharField(_("Number"), max_length=40, unique=True)
    code = models.CharField(_("Code on the paper"), max_length=20, unique=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+", verbose_name=_("Agreement"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", verbose_name=_("Decision"))
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="documents", verbose_name=_("Recipient")
    )
    content = models.TextField(_("Content (JSON)"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    pdf = models.BinaryField()
    pdf_digest = models.CharField(_("SHA-256 of the PDF"), max_length=64)
    issued_at = models.DateTimeField(_("Issued"))
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Issued by")
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number
