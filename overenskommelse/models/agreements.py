"""A year's agreement: areas, funding lines and printed sums."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from overenskommelse.choices import (
    AgreementStatus,
    AllocationMethod,
    RecipientKind,
    SumScope,
)
from overenskommelse.models.recipients import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from overenskommelse.models.memberships import User


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User") -> "QuerySet[Agreement]":
        """Drafts are the administrators' own; one in force, or closed, concerns everybody with a role."""
        if user.is_administrator:
            return self
        if not user.held_memberships:
            return self.none()
        return self.exclude(status=AgreementStatus.DRAFT)


class Agreement(models.Model):
    """An agreement between the state and SKR for a period (usually a calendar year)."""

    code = models.SlugField(_("Code"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    year = models.PositiveSmallIntegerField(_("Year"))
    status = models.CharField(
        _("Status"), max_length=20, choices=AgreementStatus, default=AgreementStatus.DRAFT
    )
    purpose = models.TextField(_("Purpose"), blank=True)
    period_start = models.DateField(_("Period from"))
    period_end = models.DateField(_("Period to"))
    state_party = models.CharField(_("For the state"), max_length=200)
    association_party = models.CharField(_("For SKR"), max_length=200)
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)
    registration_number = models.CharField(
        _("Registration number of the agreement"), max_length=60, blank=True
    )
    payment_registration_number = models.CharField(
        _("Registration number of the payment decision"), max_length=60, blank=True
    )
    numbers_are_examples = models.BooleanField(_("The registration numbers are examples"), default=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("Copied from")
    )
    history = HistoricalRecords()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-year", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="agreement_period_is_a_period",
                violation_error_message=_("The period must not end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=AgreementStatus.values), name="agreement_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.code])

    @property
    def missing_numbers(self) -> list[str]:
        """Names of the registration numbers that every document must carry and that are not filled in."""
        numbers = {
            _("Registration number of the agreement"): self.registration_number,
            _("Registration number of the payment decision"): self.payment_registration_number,
        }
        return [str(label) for label, number in numbers.items() if not number]


class DevelopmentArea(models.Model):
    """A development area (utvecklingsområde): a chapter of the agreement."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="areas")
    code = models.SlugField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=200)
    section = models.CharField(_("Section"), max_length=20)
    position = models.PositiveSmallIntegerField(_("Order"), default=0)

    class Meta:
        verbose_name = _("development area")
        verbose_name_plural = _("development areas")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "code"],
                name="area_once_per_agreement",
                violation_error_message=_("The agreement already has a development area with this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class FocusArea(models.Model):
    """A focus area (insatsområde): a section within a development area."""

    area = models.ForeignKey(DevelopmentArea, models.CASCADE, related_name="focus_areas")
    code = models.SlugField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=200)
    section = models.CharField(_("Section"), max_length=20)
    position = models.PositiveSmallIntegerField(_("Order"), default=0)

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "code"],
                name="focus_area_once_per_area",
                violation_error_message=_("The development area already has a focus area with this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class FundingLine(models.Model):
    """A line of section 8: area × recipient kind × amount (whole kronor) × method × appropriation item."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="lines")
    area = models.ForeignKey(
        DevelopmentArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("Development area"),
    )
    code = models.SlugField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=200)
    position = models.PositiveSmallIntegerField(_("Order"), default=0)
    recipient_kind = models.CharField(_("Recipients"), max_length=20, choices=RecipientKind)
    amount = models.BigIntegerField(_("Amount, kronor"))
    base_amount = models.BigIntegerField(_("Base amount per recipient, kronor"), default=0)
    agreed_method = models.CharField(_("Agreed method"), max_length=60, choices=AllocationMethod)
    applied_method = models.CharField(_("Applied method"), max_length=60, choices=AllocationMethod)
    method_note = models.TextField(_("Where agreed and applied method part"), blank=True)
    appropriation_item = models.CharField(_("Appropriation item"), max_length=200, blank=True)
    appropriation_note = models.TextField(_("Note on the appropriation item"), blank=True)
    earmark_note = models.TextField(_("Part set aside within the line"), blank=True)
    pass_through_to = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Paid onward to"),
    )
    section = models.CharField(_("Section"), max_length=60, blank=True)
    eligible_purposes = models.TextField(
        _("What the money may be used for"), blank=True, help_text=_("One purpose on each line.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("funding line")
        verbose_name_plural = _("funding lines")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "code"],
                name="line_once_per_agreement",
                violation_error_message=_("The agreement already has a funding line with this code."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="line_amount_is_positive",
                violation_error_message=_("The amount must be more than 0 kronor."),
            ),
            models.CheckConstraint(
                condition=Q(base_amount__gte=0, base_amount__lte=F("amount")),
                name="line_base_within_amount",
                violation_error_message=_(
                    "The base amount must be from 0 kronor up to the line’s whole amount."
                ),
            ),
            models.CheckConstraint(
                condition=Q(recipient_kind__in=RecipientKind.values), name="line_recipient_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(agreed_method=F("applied_method")) | ~Q(method_note=""),
                name="line_says_where_methods_part",
                violation_error_message=_("Agreed and applied method differ: say why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def methods_part(self) -> bool:
        """Whether the money was divided by another method than the one agreed."""
        return self.agreed_method != self.applied_method


class PrintedSum(models.Model):
    """A sum as the agreement prints it (whole kronor), to hold the lines against."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="printed_sums")
    section = models.CharField(_("Section"), max_length=20)
    scope = models.CharField(_("What is added up"), max_length=30, choices=SumScope)
    area = models.ForeignKey(
        DevelopmentArea, models.CASCADE, null=True, blank=True, verbose_name=_("Development area")
    )
    recipient_kind = models.CharField(_("Recipients"), max_length=20, choices=RecipientKind, blank=True)
    line = models.ForeignKey(
        FundingLine, models.CASCADE, null=True, blank=True, verbose_name=_("Funding line")
    )
    amount = models.BigIntegerField(_("Printed amount, kronor"))
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("printed sum")
        verbose_name_plural = _("printed sums")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=SumScope.TOTAL, area=None, recipient_kind="", line=None)
                | Q(scope=SumScope.RECIPIENT_KIND, area=None, line=None) & ~Q(recipient_kind="")
                | Q(scope=SumScope.AREA, area__isnull=False, recipient_kind="", line=None)
                | Q(scope=SumScope.AREA_AND_KIND, area__isnull=False, line=None) & ~Q(recipient_kind="")
                | Q(scope=SumScope.LINE, line__isnull=False, area=None, recipient_kind=""),
                name="printed_sum_fits_its_scope",
                violation_error_message=_(
                    "Choose the area, recipients or line that such a sum is about; leave the others empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.covers}"

    @property
    def covers(self) -> str:
        """What is added up, in words: an area, a kind of recipient, both, a line, or the whole agreement."""
        limits = [
            self.area and self.area.name,
            self.get_recipient_kind_display(),
            self.line and self.line.name,
        ]
        return ", ".join(str(limit) for limit in limits if limit) or str(SumScope.TOTAL.label)
