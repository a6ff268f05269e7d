"""How an agreement pays, what has been paid, and who may requisition after the last day."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from overenskommelse.models import Agreement, FundingLine, Organisation, User
from reporting.models.requisitions import Requisition

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PaymentTerms(models.Model):
    """How an agreement pays; without a row as 2021: once, the whole amount, on requisition."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="payment_terms")
    needs_requisition = models.BooleanField(_("Paid on requisition"), default=True)
    allows_several = models.BooleanField(_("The amount may be requisitioned in several parts"), default=False)
    variance_percent = models.PositiveSmallIntegerField(
        _("Forecast and outcome may part by, per cent, without a comment"), default=10
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("terms of payment")
        verbose_name_plural = _("terms of payment")
        constraints = [
            models.CheckConstraint(condition=Q(variance_percent__lte=100), name="variance_is_at_most_whole"),
        ]

    def __str__(self) -> str:
        return str(self.agreement)


class PaymentPart(models.Model):
    """Per cent of the money, free at once or when a condition is met."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="payment_parts")
    number = models.PositiveSmallIntegerField(_("Part"))
    percent = models.DecimalField(_("Per cent of the amount"), max_digits=5, decimal_places=2)
    condition = models.CharField(_("Condition"), max_length=300, blank=True)
    met_on = models.DateField(_("Condition met on"), null=True, blank=True)
    met_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("part of the payment")
        verbose_name_plural = _("parts of the payment")
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="payment_part_once"),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="payment_part_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(met_on=None) | ~Q(condition=""), name="only_a_condition_can_be_met"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.number}"

    @property
    def is_free(self) -> bool:
        """Whether its money may be requisitioned: it has no condition, or the condition is met."""
        return not self.condition or self.met_on is not None


class LateRequisition(models.Model):
    """An administrator's reasoned exception: a recipient, or all, may requisition after the last day."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="late_requisitions", verbose_name=_("Agreement")
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Recipient")
    )
    reason = models.TextField(_("Reason"))
    granted_at = models.DateTimeField(_("Granted"), auto_now_add=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Granted by")
    )

    class Meta:
        verbose_name = _("exception from the last day")
        verbose_name_plural = _("exceptions from the last day")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="exception_has_a_reason"),
            models.UniqueConstraint(fields=["agreement", "recipient"], name="one_exception_per_recipient"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(recipient=None), name="one_exception_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.recipient or _('everybody')}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: User) -> "QuerySet[Payment]":
        """Administrators and readers see all; others what their own organisations got or paid onward."""
        if user.sees_all:
            return self
        own = [m.organisation_id for m in user.held_memberships]
        return self.filter(Q(recipient__in=own) | Q(payer__in=own))

    def from_the_state(self) -> "QuerySet[Payment]":
        return self.filter(payer=None)


class Payment(models.Model):
    """Whole kronor that reached ``recipient``: from the state, or onward from ``payer`` on one line."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="payments", verbose_name=_("Agreement")
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="payments", verbose_name=_("Recipient")
    )
    requisition = models.OneToOneField(
        Requisition, models.PROTECT, null=True, blank=True, related_name="payment"
    )
    payer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="paid_onward",
        verbose_name=_("Paid by"),
    )  # fmt: skip
    line = models.ForeignKey(
        FundingLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Funding line")
    )
    amount = models.BigIntegerField(_("Amount, kronor"))
    paid_on = models.DateField(_("Paid on"))
    reference = models.CharField(_("Reference"), max_length=60, blank=True)
    booked_at = models.DateTimeField(auto_now_add=True)
    booked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=Q(payer=None, line=None)
                | Q(payer__isnull=False, line__isnull=False, requisition=None),
                name="payment_onward_is_on_a_line",
            ),
            models.UniqueConstraint(fields=["line", "payer"], name="paid_onward_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.recipient}"
