"""Measures: the rows of an action plan, with money, people, requirements, indicators and remarks."""

import uuid
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import MeasureStatus, ScheduleKind
from overenskommelse.models.action_plans import ActionPlan, PlanNode
from overenskommelse.models.agreements import DevelopmentArea, FocusArea, FundingLine
from overenskommelse.models.attachments import Attachment
from overenskommelse.models.memberships import User
from overenskommelse.models.recipients import Organisation
from overenskommelse.models.requirements import Requirement

if TYPE_CHECKING:
    from django.db.models import QuerySet


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User) -> "QuerySet[Measure]":
        """Measures of the plans that the person sees."""
        return self.filter(plan__in=ActionPlan.objects.visible_to(user))

    def kept(self) -> "MeasureQuerySet":
        """Without those that were removed; a removed one can be taken back."""
        return self.filter(removed_at=None)


class Measure(models.Model):
    """A row of a plan. ``uid`` stays the same in exports, versions and later years' lineage.

    ``schedule`` is what was typed (*2024-12-31*, *Hösten 2022*, *Löpande*, *Beroende av …*); kind, first and
    last day are what ``domain/schedules`` understood of it. ``revision`` grows with every save.
    """

    plan = models.ForeignKey(
        ActionPlan, models.CASCADE, related_name="measures", verbose_name=_("Action plan")
    )
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("Order"), default=0)
    title = models.CharField(_("Measure"), max_length=500)
    description = models.TextField(_("Description"), blank=True)
    area = models.ForeignKey(
        DevelopmentArea, models.PROTECT, null=True, blank=True, related_name="measures",
        verbose_name=_("Development area"),
    )  # fmt: skip
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, null=True, blank=True, related_name="measures",
        verbose_name=_("Focus area"),
    )  # fmt: skip
    node = models.ForeignKey(
        PlanNode, models.SET_NULL, null=True, blank=True, related_name="measures",
        verbose_name=_("Place in the own structure"),
    )  # fmt: skip
    requirements = models.ManyToManyField(
        Requirement, blank=True, related_name="measures", verbose_name=_("Requirements met")
    )
    target_group = models.CharField(_("Target group"), max_length=300, blank=True)
    schedule = models.CharField(_("Schedule"), max_length=200, blank=True)
    schedule_kind = models.CharField(
        _("Kind of schedule"), max_length=20, choices=ScheduleKind, default=ScheduleKind.NONE
    )
    starts_on = models.DateField(_("First day"), null=True, blank=True)
    ends_on = models.DateField(_("Last day"), null=True, blank=True)
    status = models.CharField(
        _("Status"), max_length=20, choices=MeasureStatus, default=MeasureStatus.PLANNED
    )
    status_note = models.CharField(
        _("Note on the status"), max_length=300, blank=True, help_text=_("For a dropped measure: the reason.")
    )
    accounting_object = models.CharField(_("Accounting object"), max_length=40, blank=True)
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="measures", verbose_name=_("Attachments")
    )
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to", editable=False
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["plan", "position"], name="measure_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "uid"], name="measure_once_per_plan"),
            models.CheckConstraint(condition=~Q(title=""), name="measure_has_a_title"),
            models.CheckConstraint(
                condition=Q(status__in=MeasureStatus.values), name="measure_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=MeasureStatus.DROPPED) | ~Q(status_note=""),
                name="dropped_measure_says_why",
                violation_error_message=_("Say why the measure is dropped."),
            ),
            models.CheckConstraint(
                condition=Q(schedule_kind=ScheduleKind.DAY, starts_on=None, ends_on__isnull=False)
                | Q(schedule_kind=ScheduleKind.PERIOD, starts_on__lte=F("ends_on"))
                | Q(
                    schedule_kind__in=[ScheduleKind.NONE, ScheduleKind.ONGOING, ScheduleKind.DEPENDENT],
                    starts_on=None,
                    ends_on=None,
                ),
                name="measure_days_fit_the_schedule",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.plan_id, self.pk])


class MeasureAmount(models.Model):
    """Kronor of a measure on a funding line: planned, and used as typed in the plan."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="amounts")
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="measure_amounts", verbose_name=_("Funding line")
    )
    planned = models.BigIntegerField(_("Planned, kronor"), default=0)
    used = models.BigIntegerField(_("Used, kronor"), default=0)

    class Meta:
        verbose_name = _("amount of a measure")
        verbose_name_plural = _("amounts of a measure")
        ordering = ["line__position"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "line"], name="measure_amount_once_per_line"),
            models.CheckConstraint(condition=Q(planned__gte=0), name="planned_is_not_negative"),
            models.CheckConstraint(condition=Q(used__gte=0), name="used_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.line}"


class MeasureResponsible(models.Model):
    """Somebody responsible for a measure: an organisation, a function or group, or both."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="responsible")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Organisation")
    )
    function = models.CharField(_("Function"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("responsible")
        verbose_name_plural = _("responsible")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(function=""), name="responsible_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(str(part) for part in (self.organisation, self.function) if part)


class MeasureShare(models.Model):
    """A part in a joint measure: whole kronor of its planned cost that an organisation bears."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="measure_shares", verbose_name=_("Organisation")
    )
    amount = models.BigIntegerField(_("Share, kronor"))

    class Meta:
        verbose_name = _("share of a joint measure")
        verbose_name_plural = _("shares of a joint measure")
        ordering = ["organisation__code"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "organisation"], name="share_once_per_organisation"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="share_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.amount}"


class PlanIndicator(models.Model):
    """What tells whether a measure, a part of the tree or a whole plan succeeds. Figures may be left out."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="indicators")
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="indicators", verbose_name=_("Measure")
    )
    node = models.ForeignKey(
        PlanNode, models.CASCADE, null=True, blank=True, related_name="indicators",
        verbose_name=_("Place in the own structure"),
    )  # fmt: skip
    position = models.PositiveIntegerField(_("Order"), default=0)
    name = models.CharField(_("Indicator"), max_length=500)
    unit = models.CharField(_("Unit"), max_length=60, blank=True)
    baseline = models.DecimalField(_("Baseline"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("Day of the baseline"), null=True, blank=True)
    target = models.DecimalField(_("Target"), max_digits=18, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(_("Day of the target"), null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to", editable=False
    )

    class Meta:
        verbose_name = _("indicator of a plan")
        verbose_name_plural = _("indicators of a plan")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="plan_indicator_has_a_name"),
            models.CheckConstraint(
                condition=Q(measure=None) | Q(node=None), name="plan_indicator_of_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def figures(self) -> list[tuple[date, Decimal]]:
        """The baseline and the readings that are figures, by day."""
        read = [(it.on, it.value) for it in self.readings.all() if it.value is not None]
        if self.baseline is not None and self.baseline_on is not None:
            read.insert(0, (self.baseline_on, self.baseline))
        return read


class IndicatorReading(models.Model):
    """An indicator as read on a day: a figure, words, or both."""

    indicator = models.ForeignKey(PlanIndicator, models.CASCADE, related_name="readings")
    on = models.DateField(_("Day"))
    value = models.DecimalField(_("Value"), max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("In words"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "on"], name="one_reading_a_day"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""), name="reading_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on}"


class Comment(models.Model):
    """A remark on a measure, or on the whole plan."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="comments")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, blank=True, related_name="comments")
    text = models.TextField(_("Comment"))
    at = models.DateTimeField(_("When"), auto_now_add=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Who")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_is_not_empty")]

    def __str__(self) -> str:
        return self.text[:80]
