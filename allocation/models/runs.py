"""Runs: a record of how every line was divided, from which data. Never edited; a rerun is a new one."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allocation.choices import LineStatus
from allocation.models.datasets import Dataset
from overenskommelse.choices import AllocationMethod, RecipientKind
from overenskommelse.models import Agreement, FundingLine, Organisation, User


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> "RunQuerySet":
        """Administrators see all; everybody with a role sees runs that were decided."""
        if user.is_administrator:
            return self
        if not user.held_memberships:
            return self.none()
        return self.filter(decision__isnull=False)

    def with_state(self) -> "RunQuerySet":
        """Each with ``number``, of its decision, and ``twin``, the first run of the same lines and data."""
        same = Run.objects.filter(agreement=OuterRef("agreement"), digest=OuterRef("digest"))
        earlier = same.filter(pk__lt=OuterRef("pk")).order_by("pk").values("pk")[:1]
        return self.annotate(number=F("decision__number"), twin=Subquery(earlier))


class Run(models.Model):
    """One division of an agreement's lines. ``digest`` is SHA-256 of inputs and result in canonical JSON."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="runs", verbose_name=_("Agreement"))
    total = models.BigIntegerField(_("Allocated, kronor"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    created_at = models.DateTimeField(_("Calculated"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Calculated by")
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("run", args=[self.pk])


class RunLine(models.Model):
    """A funding line as it was when the run was made, and what became of it."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="lines")
    line = models.ForeignKey(FundingLine, models.PROTECT, related_name="run_lines")
    code = models.SlugField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    recipient_kind = models.CharField(_("Recipients"), max_length=20, choices=RecipientKind)
    total = models.BigIntegerField(_("Amount, kronor"))
    base_amount = models.BigIntegerField(_("Base amount, kronor"))
    agreed_method = models.CharField(_("Agreed method"), max_length=60, choices=AllocationMethod)
    applied_method = models.CharField(_("Applied method"), max_length=60, choices=AllocationMethod)
    rounding = models.CharField(_("Rounding"), max_length=30)
    status = models.CharField(_("Status"), max_length=20, choices=LineStatus)
    missing_indicators = models.JSONField(_("Missing data"), default=list, blank=True)
    allocated = models.BigIntegerField(_("Allocated, kronor"))
    digest = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("line of a run")
        verbose_name_plural = _("lines of a run")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["run", "code"], name="run_line_once"),
            models.CheckConstraint(
                condition=Q(status=LineStatus.ALLOCATED, missing_indicators=[])
                | Q(status=LineStatus.WAITING, allocated=0) & ~Q(missing_indicators=[]),
                name="run_line_is_allocated_or_says_what_is_missing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def methods_part(self) -> bool:
        """Whether the money was divided by another method than the one agreed."""
        return self.agreed_method != self.applied_method


class RunInput(models.Model):
    """A dataset that a line of a run was calculated from."""

    run_line = models.ForeignKey(RunLine, models.PROTECT, related_name="inputs")
    indicator = models.CharField(_("Indicator"), max_length=60)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="run_inputs", verbose_name=_("Dataset"))

    class Meta:
        verbose_name = _("dataset of a run")
        verbose_name_plural = _("datasets of a run")
        ordering = ["indicator"]
        constraints = [models.UniqueConstraint(fields=["run_line", "indicator"], name="run_input_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.dataset}"


class RunAmountQuerySet(models.QuerySet["RunAmount"]):
    def visible_to(self, user: User) -> "RunAmountQuerySet":
        """Administrators and readers see all; others the amounts of organisations they see, once decided."""
        rows = self.filter(run_line__run__in=Run.objects.visible_to(user))
        return rows if user.sees_all else rows.filter(recipient__in=Organisation.objects.visible_to(user))

    def by_names(self) -> dict[tuple[str, str], int]:
        """(line, recipient) → kronor, in the order of the lines. One query."""
        rows = self.order_by("run_line__position", "recipient__code")
        return {
            (line, recipient): amount
            for line, recipient, amount in rows.values_list("run_line__name", "recipient__name", "amount")
        }


class RunAmount(models.Model):
    """A recipient's part of a line: exact share, unrounded amount and what rounding did (docs/methods.md).

    ``share`` and ``exact`` are fractions ``n/d``; the other amounts are whole kronor.
    """

    run_line = models.ForeignKey(RunLine, models.PROTECT, related_name="amounts")
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="run_amounts", verbose_name=_("Recipient")
    )
    share = models.CharField(_("Share"), max_length=400)
    exact = models.CharField(_("Before rounding"), max_length=400)
    base = models.BigIntegerField(_("Base amount, kronor"))
    floor = models.BigIntegerField(_("Rounded down, kronor"))
    correction = models.BigIntegerField(_("Added by rounding, kronor"))
    rank = models.PositiveIntegerField(_("Place by remainder"))
    amount = models.BigIntegerField(_("Amount, kronor"))

    objects = RunAmountQuerySet.as_manager()

    class Meta:
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")
        ordering = ["run_line__position", "recipient__code"]
        constraints = [
            models.UniqueConstraint(fields=["run_line", "recipient"], name="amount_once_per_line"),
            models.CheckConstraint(
                condition=Q(amount=F("floor") + F("correction")), name="amount_is_floor_plus_correction"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.amount}"
