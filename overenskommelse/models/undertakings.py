"""A county's own undertakings, and where state agreements ask for the same: the matrix."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overenskommelse.models.agreements import Agreement, DevelopmentArea
from overenskommelse.models.measures import Measure
from overenskommelse.models.memberships import User
from overenskommelse.models.recipients import County

if TYPE_CHECKING:
    from django.db.models import QuerySet


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def visible_to(self, user: User) -> "QuerySet[Undertaking]":
        """All for administrators and readers; otherwise those of the person's own counties."""
        if user.sees_all:
            return self
        return self.filter(county__in=[m.organisation.county_id for m in user.held_memberships])


class Undertaking(models.Model):
    """Something that a county's parties have agreed among themselves to do, in ``document``."""

    county = models.ForeignKey(County, models.PROTECT, related_name="undertakings", verbose_name=_("County"))
    document = models.CharField(_("Own agreement"), max_length=200)
    name = models.CharField(_("Undertaking"), max_length=300)
    text = models.TextField(_("Text"), blank=True)
    position = models.PositiveIntegerField(_("Order"), default=0)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="undertakings", verbose_name=_("Measures")
    )

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("own undertaking")
        verbose_name_plural = _("own undertakings")
        ordering = ["document", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "document", "name"],
                name="undertaking_once_per_document",
                violation_error_message=_("The own agreement already has this undertaking."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OtherAgreement(models.Model):
    """A state agreement that the program does not handle, as a column of the county's matrix."""

    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("County"))
    name = models.CharField(_("Name"), max_length=200)
    position = models.PositiveIntegerField(_("Order"), default=0)

    class Meta:
        verbose_name = _("other state agreement")
        verbose_name_plural = _("other state agreements")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "name"],
                name="other_agreement_once_per_county",
                violation_error_message=_("The county already has this agreement."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UndertakingMark(models.Model):
    """An undertaking also stands in a state agreement: one handled here, one of its areas, or another."""

    undertaking = models.ForeignKey(Undertaking, models.CASCADE, related_name="marks")
    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, blank=True, related_name="+")
    area = models.ForeignKey(DevelopmentArea, models.CASCADE, null=True, blank=True, related_name="+")
    other = models.ForeignKey(OtherAgreement, models.CASCADE, null=True, blank=True, related_name="marks")

    class Meta:
        verbose_name = _("mark in the matrix")
        verbose_name_plural = _("marks in the matrix")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, other=None)
                | Q(agreement=None, area=None, other__isnull=False),
                name="mark_in_one_agreement",
            ),
            models.UniqueConstraint(
                fields=["undertaking", "agreement"], condition=Q(area=None), name="mark_once_per_agreement"
            ),
            models.UniqueConstraint(fields=["undertaking", "area"], name="mark_once_per_area"),
            models.UniqueConstraint(fields=["undertaking", "other"], name="mark_once_per_other_agreement"),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking} · {self.other or self.area or self.agreement}"
