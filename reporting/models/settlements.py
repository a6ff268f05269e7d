"""What goes back to the state, and how a recipient's year closed."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Agreement, FundingLine, Organisation, User
from overenskommelse.templatetags.formats import kr
from reporting.models.documents import Document
from reporting.models.financial_reports import RecipientQuerySet


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

    objects = RecipientQuerySet.as_manager()

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
                condition=Q(is_reclaim=False, paid_on=None),
                name="one_open_repayment_per_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {kr(self.amount)}"

    @property
    def late_days(self) -> int:
        """Days that have gone since the last day while it is not paid; 0 in time."""
        return 0 if self.paid_on else max((timezone.localdate() - self.last_day).days, 0)


class Settlement(models.Model):
    """A line of a recipient's closed year, whole kronor. Immutable; the database holds the two sums:

    decided = paid + lapsed; paid = used + repaid + reclaimed. ``own_funding`` is cost above what was paid.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="settlements", verbose_name=_("Agreement")
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="settlements", verbose_name=_("Recipient")
    )
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="settlements", verbose_name=_("Funding line")
    )
    decided = models.BigIntegerField(_("Decided, kronor"))
    paid = models.BigIntegerField(_("Paid, kronor"))
    lapsed = models.BigIntegerField(_("Lapsed, kronor"))
    used = models.BigIntegerField(_("Used, kronor"))
    repaid = models.BigIntegerField(_("Repaid, kronor"))
    reclaimed = models.BigIntegerField(_("Reclaimed, kronor"))
    own_funding = models.BigIntegerField(_("Own funding, kronor"))
    closed_at = models.DateTimeField(_("Closed"), auto_now_add=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Closed by")
    )

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["recipient__code", "line__position"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "line"], name="settled_once"),
            models.CheckConstraint(
                condition=Q(decided=F("paid") + F("lapsed")), name="decided_is_paid_or_lapsed"
            ),
            models.CheckConstraint(
                condition=Q(paid=F("used") + F("repaid") + F("reclaimed")), name="paid_is_used_or_returned"
            ),
            models.CheckConstraint(
                condition=Q(
                    decided__gte=0, paid__gte=0, lapsed__gte=0, used__gte=0, repaid__gte=0, reclaimed__gte=0,
                    own_funding__gte=0,
                ),
                name="settlement_has_no_negative_part",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.recipient}: {self.line}"
