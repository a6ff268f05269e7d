"""Financial reports (Bilaga 2, column *Ekonomisk redovisning*): prepared, certified, signed, settled."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Agreement, Attachment, FundingLine, Organisation, User
from overenskommelse.validators import validate_organisation_number, validate_postcode
from reporting.choices import Alternative, ReportStatus
from reporting.models.documents import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet


class FinancialReportQuerySet(models.QuerySet["FinancialReport"]):
    def visible_to(self, user: User) -> "QuerySet[FinancialReport]":
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

    objects = FinancialReportQuerySet.as_manager()

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


class Settlement(models.Model):
    """Where a recipient's money on a line has gone, whole kronor. The database holds the two sums:

    decided = paid + lapsed + to be paid; paid = used + repaid + reclaimed + to be settled.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="settlements")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="settlements")
    line = models.ForeignKey(FundingLine, models.PROTECT, related_name="+", verbose_name=_("Funding line"))
    decided = models.BigIntegerField(_("Decided, kronor"))
    lapsed = models.BigIntegerField(_("Lapsed, kronor"), default=0)
    paid = models.BigIntegerField(_("Paid, kronor"), default=0)
    to_be_paid = models.BigIntegerField(_("To be paid, kronor"), default=0)
    used = models.BigIntegerField(_("Used, kronor"), default=0)
    repaid = models.BigIntegerField(_("Repaid, kronor"), default=0)
    reclaimed = models.BigIntegerField(_("Reclaimed, kronor"), default=0)
    to_be_settled = models.BigIntegerField(_("To be settled, kronor"), default=0)
    own_funding = models.BigIntegerField(_("Own funding, kronor"), default=0)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["recipient__code", "line__position"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "line"], name="settlement_once"),
            models.CheckConstraint(
                condition=Q(decided=F("paid") + F("lapsed") + F("to_be_paid")),
                name="decided_is_paid_or_lapsed",
            ),
            models.CheckConstraint(
                condition=Q(paid=F("used") + F("repaid") + F("reclaimed") + F("to_be_settled")),
                name="paid_is_used_or_returned",
            ),
            models.CheckConstraint(
                condition=Q(
                    decided__gte=0, lapsed__gte=0, paid__gte=0, to_be_paid__gte=0, used__gte=0, repaid__gte=0,
                    reclaimed__gte=0, to_be_settled__gte=0, own_funding__gte=0,
                ),
                name="settlement_has_no_negative_part",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.recipient}: {self.line}"


class Repayment(models.Model):
    """Money that goes back: unused and repaid by the recipient, or reclaimed by the state. Whole kronor."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="repayments")
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="repayments", verbose_name=_("Recipient")
    )
    is_reclaim = models.BooleanField(_("Reclaimed by the state"), default=False)
    amount = models.BigIntegerField(_("Amount, kronor"))
    last_day = models.DateField(_("Last day"))
    reference = models.CharField(_("Reference"), max_length=60, blank=True)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    paid_on = models.DateField(_("Paid on"), null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="repayment", verbose_name=_("Document")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = FinancialReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_is_positive"),
            models.CheckConstraint(
                condition=Q(is_reclaim=False) | ~Q(reason=""), name="reclaim_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["agreement", "recipient"],
                condition=Q(is_reclaim=False),
                name="one_repayment_per_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.amount}"
