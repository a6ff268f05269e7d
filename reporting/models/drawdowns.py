"""Drawdown requests: a region passes money to private providers, quarter by quarter."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from overenskommelse.models import Agreement, FundingLine, Organisation, User
from overenskommelse.validators import validate_giro, validate_organisation_number
from reporting.choices import DrawdownStatus
from reporting.models.costs import Cost
from reporting.models.documents import Document

Row = TypeVar("Row", bound=models.Model)


class RegionsQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Administrators and readers see all; others their own region's."""
        if user.sees_all:
            return self
        return self.filter(region__in=[m.organisation_id for m in user.held_memberships])


class Provider(models.Model):
    """A private provider with public funding, of a region."""

    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="providers", verbose_name=_("Region")
    )
    name = models.CharField(_("Name"), max_length=200)
    organisation_number = models.CharField(
        _("Organisation number"), max_length=11, validators=[validate_organisation_number]
    )
    giro = models.CharField(_("Bankgiro or plusgiro"), max_length=20, blank=True, validators=[validate_giro])
    contact_person = models.CharField(_("Contact person"), max_length=200, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    history = HistoricalRecords()

    objects = RegionsQuerySet.as_manager()

    class Meta:
        verbose_name = _("private provider")
        verbose_name_plural = _("private providers")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organisation_number"],
                name="provider_once_per_region",
                violation_error_message=_("The region already has a provider with this organisation number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SetAside(models.Model):
    """Whole kronor of a line that a region has set aside for private providers."""

    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="set_asides", verbose_name=_("Region")
    )
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="set_asides", verbose_name=_("Funding line")
    )
    amount = models.BigIntegerField(_("Amount, kronor"))
    terms = models.TextField(_("Terms"), blank=True)
    history = HistoricalRecords()

    objects = RegionsQuerySet.as_manager()

    class Meta:
        verbose_name = _("amount set aside for providers")
        verbose_name_plural = _("amounts set aside for providers")
        ordering = ["line__position"]
        constraints = [
            models.UniqueConstraint(fields=["region", "line"], name="set_aside_once_per_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="set_aside_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.line}"


class Drawdown(models.Model):
    """A provider's request for a quarter: asked, approved or refused, paid. Whole kronor."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="drawdowns", verbose_name=_("Agreement")
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="drawdowns", verbose_name=_("Region")
    )
    set_aside = models.ForeignKey(
        SetAside, models.PROTECT, related_name="drawdowns", verbose_name=_("Funding line")
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="drawdowns", verbose_name=_("Provider")
    )
    quarter = models.PositiveSmallIntegerField(_("Quarter"))
    amount = models.BigIntegerField(_("Amount, kronor"))
    purpose = models.CharField(_("What for"), max_length=500)
    invoice_reference = models.CharField(_("Invoice reference"), max_length=60)
    status = models.CharField(
        _("Status"), max_length=20, choices=DrawdownStatus, default=DrawdownStatus.ASKED
    )
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(_("Paid on"), null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="drawdown", verbose_name=_("Document")
    )
    cost = models.OneToOneField(
        Cost, models.PROTECT, null=True, blank=True, related_name="drawdown", verbose_name=_("Cost")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RegionsQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawdown request")
        verbose_name_plural = _("drawdown requests")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="drawdown_is_positive"),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="drawdown_quarter_is_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(status__in=DrawdownStatus.values), name="drawdown_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=DrawdownStatus.REFUSED) | ~Q(reason=""), name="refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(status=DrawdownStatus.ASKED, document=None, decided_at=None)
                | ~Q(status=DrawdownStatus.ASKED) & Q(document__isnull=False, decided_at__isnull=False),
                name="decided_drawdown_has_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("created_by")), name="drawdown_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status=DrawdownStatus.PAID, paid_on__isnull=False, cost__isnull=False)
                | ~Q(status=DrawdownStatus.PAID) & Q(paid_on=None, cost=None),
                name="paid_drawdown_has_its_day_and_cost",
            ),
            models.UniqueConstraint(
                fields=["provider", "invoice_reference"],
                condition=~Q(status=DrawdownStatus.REFUSED),
                name="invoice_asked_for_once",
                violation_error_message=_("This invoice has been asked for already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.invoice_reference}"

    def get_absolute_url(self) -> str:
        return reverse("drawdown", args=[self.pk])
