"""A file on its way in: uploaded, looked at, then confirmed or left."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from allocation.models.datasets import Indicator
from overenskommelse.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> "QuerySet[Import]":
        """An unconfirmed import is its uploader's own."""
        return self.filter(created_by=user) if user.is_administrator else self.none()


class Import(models.Model):
    """An uploaded file and how it is to be read. Removed when it is confirmed or left.

    ``reasons`` is the code of a warning → why it is stored all the same. ``decisions`` is, for counts that
    the file suppresses, cell → ``{"value", "reason"}``.
    """

    file_name = models.CharField(_("File name"), max_length=255)
    content = models.BinaryField()
    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name=_("Indicator"))
    reference_date = models.DateField(_("Reference date"))
    source = models.CharField(_("Source"), max_length=300, blank=True)
    licence = models.CharField(_("Right to use it"), max_length=300, blank=True)
    sheet = models.CharField(_("Sheet"), max_length=100, blank=True)
    key_column = models.CharField(_("Code column"), max_length=200, blank=True)
    name_column = models.CharField(_("Name column"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)
    value_column = models.CharField(_("Value column"), max_length=200, blank=True)
    reasons = models.JSONField(default=dict, blank=True)
    decisions = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.CASCADE, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def wanted_year(self) -> int:
        """The year to read where the file has several: without a choice that of the reference date."""
        return int(self.year or self.reference_date.year)


class SourceMapping(models.Model):
    """How the last confirmed file of a source was read, so that the next one need not be told."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="mappings")
    source = models.CharField(_("Source"), max_length=300)
    sheet = models.CharField(_("Sheet"), max_length=100, blank=True)
    key_column = models.CharField(_("Code column"), max_length=200, blank=True)
    name_column = models.CharField(_("Name column"), max_length=200, blank=True)
    value_column = models.CharField(_("Value column"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ["source"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "source"], name="mapping_once_per_source"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.source}"
