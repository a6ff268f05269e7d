"""Statistics: indicators and immutable, versioned datasets with the file they came from."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allocation.choices import Level
from overenskommelse.models import Agreement, User

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Indicator(models.Model):
    """What is counted, for example the population. Administrators may add more."""

    code = models.SlugField(_("Code"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    unit = models.CharField(_("Unit"), max_length=60)
    whole_numbers = models.BooleanField(_("Whole numbers only"), default=True)
    header_words = models.JSONField(_("Words in column headings"), default=list, blank=True)
    level = models.CharField(_("Level"), max_length=20, choices=Level, blank=True)
    jump_limit = models.PositiveSmallIntegerField(_("Largest change, per cent"), null=True, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=["", *Level.values]), name="indicator_level_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReferenceDate(models.Model):
    """The day that an agreement says an indicator is counted on (2021, section 9: 1 November 2020)."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="reference_dates", verbose_name=_("Agreement")
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("Indicator"))
    date = models.DateField(_("Reference date"))
    section = models.CharField(_("Section"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("reference date")
        verbose_name_plural = _("reference dates")
        ordering = ["indicator__code"]
        constraints = [models.UniqueConstraint(fields=["agreement", "indicator"], name="reference_date_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.date}"


class SourceFile(models.Model):
    """A file exactly as it was received, kept once however often it is used. Never changed."""

    digest = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    name = models.CharField(_("File name"), max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("Size, bytes"))

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")

    def __str__(self) -> str:
        return self.name


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def visible_to(self, user: User) -> "QuerySet[Dataset]":
        """Administrators and readers see all; others what a decision that concerns them stands on."""
        if user.sees_all:
            return self
        if not user.held_memberships:
            return self.none()
        return self.filter(run_inputs__run_line__run__decision__isnull=False).distinct()

    def in_force(self) -> "QuerySet[Dataset]":
        """Without those that a later version has replaced."""
        return self.filter(superseded_by=None)


class Dataset(models.Model):
    """One indicator at one level on one day, from one file. Immutable: a corrected file is a new version."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="datasets", verbose_name=_("Indicator")
    )
    level = models.CharField(_("Level"), max_length=20, choices=Level)
    reference_date = models.DateField(_("Reference date"))
    version = models.PositiveSmallIntegerField(_("Version"))
    source = models.CharField(_("Source"), max_length=300, blank=True)
    licence = models.CharField(_("Right to use it"), max_length=300, blank=True)
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="datasets", verbose_name=_("File"))
    file_name = models.CharField(_("File name"), max_length=255)
    sheet = models.CharField(_("Sheet"), max_length=100, blank=True)
    value_column = models.CharField(_("Value column"), max_length=200)
    row_count = models.PositiveIntegerField(_("Rows"))
    total = models.DecimalField(_("Sum"), max_digits=15, decimal_places=3)
    content_digest = models.CharField(_("Digest of the content (SHA-256)"), max_length=64)
    warnings = models.JSONField(_("Warnings at import"), default=list, blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("Replaces"),
    )
    created_at = models.DateTimeField(_("Stored"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Stored by")
    )

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        ordering = ["indicator__name", "level", "-reference_date", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "level", "reference_date", "version"], name="dataset_version_once"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="dataset_level_is_known"),
            models.CheckConstraint(
                condition=Q(version=1, supersedes=None) | Q(version__gt=1, supersedes__isnull=False),
                name="dataset_version_follows_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.reference_date}, v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("dataset", args=[self.pk])


class DatasetValue(models.Model):
    """One row of a dataset with the cell that it was read from."""

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="values_read")
    code = models.CharField(_("Code"), max_length=4)
    name = models.CharField(_("Name in the file"), max_length=200)
    value = models.DecimalField(_("Value"), max_digits=15, decimal_places=3)
    cell = models.CharField(_("Cell"), max_length=20)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "code"], name="value_once_per_dataset"),
            models.CheckConstraint(condition=Q(value__gte=0), name="value_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}: {self.value}"
