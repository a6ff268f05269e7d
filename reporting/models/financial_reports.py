"""Financial reports (Bilaga 2, column *Ekonomisk redovisning*): prepared, certified, signed, sent."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Agreement, Attachment, Organisation, User
from overenskommelse.validators import validate_organisation_number, validate_postcode
from reporting.choices import Alternative, ReportStatus
from reporting.models.documents import Document

Row = TypeVar("Row", bound=models.Model)


class RecipientQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Administrators and readers see all; others those of organisations that they see."""
        return self if user.sees_all else self.filter(recipient__in=Organisation.objects.visible_to(user))


class FinancialReport(models.Model):
    """A recipient's report on a year's money; for a municipality, its part of its RSS's report.

    Figures of point 3 are read from payments and costs until they are certified, then kept in ``figures``
    (canonical JSON; whole kronor).
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="financial_reports", verbose_name=_("Agreement")
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="financial_reports", verbose_name=_("Recipient")
    )
    status = models.CharField(_("Status"), max_length=20, choices=ReportStatus, default=ReportStatus.DRAFT)
    organisation_number = models.CharField(
        _("Organisation number"), max_length=11, blank=True, validators=[validate_organisation_number]
    )
    contact_person = models.CharField(_("Contact person"), max_length=200, blank=True)
    postal_address = models.CharField(_("Postal address"), max_length=200, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=6, blank=True, validators=[validate_postcode])
    city = models.CharField(_("Town"), max_length=100, blank=True)
    phone = models.CharField(_("Telephone with area code"), max_length=40, blank=True)
    fax = models.CharField(_("Fax"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    period_start = models.DateField(_("Period from"))
    period_end = models.DateField(_("Period to"))
    activity = models.TextField(_("What was done with the money"), blank=True)
    prepared_at = models.DateTimeField(_("Prepared"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Prepared by")
    )
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="financial_report",
        verbose_name=_("Document"),
    )  # fmt: skip
    signed_paper = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signed form")
    )
    signed_on = models.DateField(_("Day of the signature"), null=True, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("financial report")
        verbose_name_plural = _("financial reports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "recipient"], name="one_report_per_recipient"),
            models.CheckConstraint(
                condition=Q(status__in=ReportStatus.values), name="report_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="report_period_is_a_period"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ReportStatus.DRAFT, ReportStatus.PREPARED], document=None)
                | Q(
                    status__in=[ReportStatus.CERTIFIED, ReportStatus.SIGNED, ReportStatus.SENT],
                    document__isnull=False,
                ),
                name="certified_report_has_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ReportStatus.SIGNED, ReportStatus.SENT])
                | Q(signed_paper__isnull=False, signed_on__isnull=False),
                name="signed_report_has_its_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("financial_report", args=[self.pk])


class Certification(models.Model):
    """What the head of finance said of point 3: correct (Alt 1), or not (Alt 2) with deviations.

    ``figures`` is point 3 as it was certified; a change afterwards voids the certification.
    """

    report = models.ForeignKey(FinancialReport, models.CASCADE, related_name="certifications")
    alternative = models.PositiveSmallIntegerField(_("Alternative"), choices=Alternative)
    deviations = models.TextField(_("Deviations"), blank=True)
    measures = models.TextField(_("Measures"), blank=True)
    name = models.CharField(_("Name"), max_length=200)
    title = models.CharField(_("Title"), max_length=200)
    phone = models.CharField(_("Telephone with area code"), max_length=40)
    email = models.EmailField(_("E-mail"))
    figures = models.TextField(_("Certified figures (JSON)"))
    digest = models.CharField(_("SHA-256 of the figures"), max_length=64)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="certification", verbose_name=_("Certificate")
    )
    at = models.DateTimeField(_("When"), auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Certified by"))
    voided_at = models.DateTimeField(_("Voided"), null=True, blank=True)
    void_reason = models.CharField(_("Why it was voided"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(voided_at=None), name="one_certification_in_force"
            ),
            models.CheckConstraint(
                condition=Q(alternative=Alternative.CORRECT, deviations="")
                | Q(alternative=Alternative.NOT_CORRECT) & ~Q(deviations=""),
                name="deviations_are_stated",
            ),
            models.CheckConstraint(
                condition=Q(prepared_by=None) | ~Q(prepared_by=F("by")), name="preparer_does_not_certify"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="") | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="voided_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.get_alternative_display()}"
