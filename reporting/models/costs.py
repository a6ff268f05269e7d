"""What the money was used for: costs typed, pasted or read from an accounting file, and forecasts."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Agreement, Attachment, FundingLine, Measure, Organisation, User
from reporting.choices import CostSource

Row = TypeVar("Row", bound=models.Model)


class OwnQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Administrators and readers see all; others the accounts of organisations that they see."""
        return self if user.sees_all else self.filter(organisation__in=Organisation.objects.visible_to(user))


class CostRule(models.Model):
    """Which account and object belong to which line; remembered for the organisation's next file.

    Accounts from ``account_from`` up to and with ``account_to``. An empty dimension means any object.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="cost_rules", verbose_name=_("Organisation")
    )
    line = models.ForeignKey(
        FundingLine, models.CASCADE, related_name="cost_rules", verbose_name=_("Funding line")
    )
    measure = models.ForeignKey(
        Measure, models.SET_NULL, null=True, blank=True, related_name="cost_rules", verbose_name=_("Measure")
    )
    account_from = models.CharField(_("Account from"), max_length=10)
    account_to = models.CharField(_("Account to"), max_length=10)
    dimension = models.CharField(_("Dimension"), max_length=10, blank=True)
    object_code = models.CharField(_("Accounting object"), max_length=40, blank=True)
    position = models.PositiveIntegerField(_("Order"), default=0)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost rule")
        verbose_name_plural = _("cost rules")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account_to__gte=F("account_from")), name="rule_accounts_are_a_range"
            ),
            models.CheckConstraint(
                condition=Q(dimension="", object_code="") | ~Q(dimension="") & ~Q(object_code=""),
                name="rule_object_has_its_dimension",
            ),
            models.UniqueConstraint(
                fields=["organisation", "line", "account_from", "account_to", "dimension", "object_code"],
                name="cost_rule_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_from}–{self.account_to} {self.object_code}"


class CostImport(models.Model):
    """An accounting file as confirmed; its costs and vouchers point here."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="cost_imports", verbose_name=_("Agreement")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cost_imports", verbose_name=_("Organisation")
    )
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("File"))
    total = models.BigIntegerField(_("Costs in the file, öre"))
    unmatched = models.BigIntegerField(_("Costs without a line, öre"))
    imported_at = models.DateTimeField(_("Imported"), auto_now_add=True)
    imported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Imported by")
    )

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("accounting file")
        verbose_name_plural = _("accounting files")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation", "file"], name="cost_file_once"),
        ]

    def __str__(self) -> str:
        return str(self.file)


class CostUpload(models.Model):
    """An accounting file on its way in: looked at, then confirmed or left. Nothing of it counts yet.

    ``reasons`` are by the code of what the program asks about.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="+", verbose_name=_("Agreement"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name=_("Organisation")
    )
    name = models.CharField(_("File name"), max_length=255)
    content = models.BinaryField()
    reasons = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.CASCADE, related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("accounting file on its way in")
        verbose_name_plural = _("accounting files on their way in")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class CountedVoucher(models.Model):
    """A voucher that has been counted, so that no later file counts it again."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    cost_import = models.ForeignKey(CostImport, models.CASCADE, related_name="vouchers")
    identity = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("counted voucher")
        verbose_name_plural = _("counted vouchers")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "identity"], name="voucher_counted_once"),
        ]

    def __str__(self) -> str:
        return self.identity


class Cost(models.Model):
    """A cost of an organisation on a line, in öre, which files have; typed ones are whole kronor."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="costs", verbose_name=_("Agreement")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="costs", verbose_name=_("Organisation")
    )
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="costs", verbose_name=_("Funding line")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="costs", verbose_name=_("Measure")
    )
    source = models.CharField(_("Source"), max_length=10, choices=CostSource)
    cost_import = models.ForeignKey(
        CostImport, models.CASCADE, null=True, blank=True, related_name="costs", verbose_name=_("File")
    )
    text = models.CharField(_("What"), max_length=300)
    account = models.CharField(_("Account"), max_length=10, blank=True)
    object_code = models.CharField(_("Accounting object"), max_length=40, blank=True)
    amount = models.BigIntegerField(_("Amount, öre"))
    reason = models.CharField(_("Reason for a negative amount"), max_length=300, blank=True)
    is_specified = models.BooleanField(_("Specified in the report"), default=False)
    uid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["line__position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=CostSource.values), name="cost_source_is_known"),
            models.CheckConstraint(
                condition=Q(source=CostSource.FILE, cost_import__isnull=False)
                | ~Q(source=CostSource.FILE) & Q(cost_import=None),
                name="cost_of_a_file_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0)
                | Q(source=CostSource.FILE) & ~Q(amount=0)
                | Q(amount__lt=0) & ~Q(reason=""),
                name="negative_cost_has_a_reason",
                violation_error_message=_("Say why the amount is negative."),
            ),
            models.UniqueConstraint(fields=["organisation", "uid"], name="cost_stored_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Forecast(models.Model):
    """What is expected to be used on a line by the end of a quarter, kronor; and why it parts."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="forecasts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="forecasts")
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="forecasts", verbose_name=_("Funding line")
    )
    quarter = models.PositiveSmallIntegerField(_("Quarter"))
    amount = models.BigIntegerField(_("Forecast, kronor"))
    outcome = models.BigIntegerField(_("Outcome, kronor"), null=True, blank=True)
    comment = models.CharField(_("Comment"), max_length=500, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ["line__position", "quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "line", "quarter"], name="forecast_once_per_quarter"
            ),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="quarter_is_a_quarter"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="forecast_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.quarter}"
