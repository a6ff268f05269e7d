"""Requisitions: a recipient's request for payment, to Kammarkollegiet."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allocation.models import Decision
from overenskommelse.models import Agreement, Attachment, Organisation, User
from overenskommelse.validators import validate_giro, validate_organisation_number, validate_postcode
from reporting.choices import ASKED, ENDED, SENT, SIGNED, RequisitionStatus
from reporting.models.documents import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet


class RequisitionQuerySet(models.QuerySet["Requisition"]):
    def visible_to(self, user: User) -> "QuerySet[Requisition]":
        """Administrators and readers see all; others the requisitions of their own organisations."""
        if user.sees_all:
            return self
        return self.filter(recipient__in=[m.organisation_id for m in user.held_memberships])

    def issued(self) -> "QuerySet[Requisition]":
        """Those that claim money: issued or further on, neither rejected nor withdrawn."""
        return self.filter(status__in=ASKED)


class Requisition(models.Model):
    """Points 1–3 of Bilaga 2, column *Rekvisition* (agreement 2021). Amounts in whole kronor."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="requisitions", verbose_name=_("Agreement")
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="requisitions", verbose_name=_("Recipient")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="requisitions", verbose_name=_("Decision")
    )
    status = models.CharField(
        _("Status"), max_length=20, choices=RequisitionStatus, default=RequisitionStatus.DRAFT
    )
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
    amount = models.BigIntegerField(_("Amount requisitioned, kronor"))
    period_start = models.DateField(_("Period from"))
    period_end = models.DateField(_("Period to"))
    giro = models.CharField(_("Bankgiro or plusgiro"), max_length=20, blank=True, validators=[validate_giro])
    payment_reference = models.CharField(_("Desired payment reference"), max_length=25, blank=True)
    document = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requisition",
        verbose_name=_("Document"),
    )
    signed_paper = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signed form")
    )
    signed_on = models.DateField(_("Day of the signature"), null=True, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    ended_on = models.DateField(_("Rejected or withdrawn on"), null=True, blank=True)
    end_reason = models.CharField(_("Reason"), max_length=500, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("Replaces")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("requisition")
        verbose_name_plural = _("requisitions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "recipient"],
                condition=Q(status=RequisitionStatus.DRAFT),
                name="one_draft_requisition_per_recipient",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="requisition_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="requisition_period_is_a_period"
            ),
            models.CheckConstraint(
                condition=Q(status__in=RequisitionStatus.values), name="requisition_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status=RequisitionStatus.DRAFT, document=None)
                | ~Q(status=RequisitionStatus.DRAFT) & Q(document__isnull=False),
                name="requisition_is_draft_or_has_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*SIGNED, RequisitionStatus.REJECTED])
                | Q(signed_paper__isnull=False, signed_on__isnull=False),
                name="signed_requisition_has_its_paper",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*SENT, RequisitionStatus.REJECTED]) | Q(sent_on__gte=F("signed_on")),
                name="requisition_is_sent_after_it_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(status__in=ENDED) & Q(ended_on=None, end_reason=""),
                name="ended_requisition_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.document.number if self.document else f"{self.recipient} ({self.get_status_display()})"

    def get_absolute_url(self) -> str:
        return reverse("requisition", args=[self.pk])
