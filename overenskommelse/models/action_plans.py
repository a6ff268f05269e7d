"""Action plans: what an organisation does with a year's money; their own tree, frame and frozen versions."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import PlanStatus
from overenskommelse.models.agreements import Agreement, DevelopmentArea, FundingLine
from overenskommelse.models.memberships import User
from overenskommelse.models.recipients import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    def visible_to(self, user: User) -> "QuerySet[ActionPlan]":
        """Plans of the organisations that the person sees, in agreements that the person sees."""
        return self.filter(
            organisation__in=Organisation.objects.visible_to(user),
            agreement__in=Agreement.objects.visible_to(user),
        )


class ActionPlan(models.Model):
    """An organisation's plan under an agreement. Its measures, tree and indicators point here.

    ``version`` is the number of the version that is being written, or was submitted last: it grows when a
    plan is sent back, and when one that was approved is changed.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="action_plans", verbose_name=_("Agreement")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="action_plans", verbose_name=_("Organisation")
    )
    name = models.CharField(_("Name"), max_length=200)
    status = models.CharField(_("Status"), max_length=20, choices=PlanStatus, default=PlanStatus.DRAFT)
    version = models.PositiveIntegerField(_("Version"), default=1)
    background = models.TextField(_("Background"), blank=True)
    goals = models.TextField(_("Goals"), blank=True)
    conditions = models.TextField(
        _("Own conditions"), blank=True, help_text=_("Internal rules for the money, one on each line.")
    )
    follow_up = models.TextField(_("Follow-up"), blank=True)
    accounting_object = models.CharField(_("Accounting object"), max_length=40, blank=True)
    level_names = models.JSONField(_("Names of the levels of the own structure"), default=list, blank=True)
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["-agreement__year", "organisation__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation", "name"],
                name="plan_name_once_per_organisation",
                violation_error_message=_("The organisation already has a plan with this name."),
            ),
            models.CheckConstraint(condition=Q(status__in=PlanStatus.values), name="plan_status_is_known"),
            models.CheckConstraint(condition=Q(version__gt=0), name="plan_version_is_counted_from_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("action_plan", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether its measures may be changed: it is a draft, or was sent back."""
        return self.status in (PlanStatus.DRAFT, PlanStatus.RETURNED)

    @property
    def takes_follow_up(self) -> bool:
        """Whether statuses, used kronor and readings may be entered."""
        return self.status not in (PlanStatus.SUBMITTED, PlanStatus.CLOSED)


class PlanFrame(models.Model):
    """Kronor that a plan reckons with on a line where the program knows of no decision; with its source.

    ``area`` is for a line that pays for several areas: the part of it that is set aside for one of them
    (Region Jämtland Härjedalen 2019: 19 + 5,8 + 5,8 of one line). A line's frames add up.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="frames")
    line = models.ForeignKey(FundingLine, models.PROTECT, related_name="+", verbose_name=_("Funding line"))
    area = models.ForeignKey(
        DevelopmentArea, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Development area"),
    )  # fmt: skip
    amount = models.BigIntegerField(_("Amount, kronor"))
    source = models.CharField(_("Where the amount comes from"), max_length=300)

    class Meta:
        verbose_name = _("amount to plan for")
        verbose_name_plural = _("amounts to plan for")
        ordering = ["line__position", "area__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "line"], condition=Q(area=None), name="frame_once_per_line"
            ),
            models.UniqueConstraint(fields=["plan", "line", "area"], name="frame_once_per_line_and_area"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="frame_is_positive"),
            models.CheckConstraint(condition=~Q(source=""), name="frame_says_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"


class PlanNode(models.Model):
    """A place in a plan's own tree (focus area, goal, prioritised area …), beside the agreement's areas.

    Its number (2.1.3) is its place among its siblings, never stored: docs/methods.md.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(_("Order"), default=0)
    name = models.CharField(_("Name"), max_length=500)
    text = models.TextField(_("Text"), blank=True)
    first_number = models.PositiveSmallIntegerField(
        _("Number of the first below"), default=1, help_text=_("Where the numbering below begins.")
    )
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to", editable=False
    )

    class Meta:
        verbose_name = _("part of the own structure")
        verbose_name_plural = _("parts of the own structure")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="node_is_not_below_itself"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="node_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """A plan as submitted: canonical JSON and its SHA-256. Immutable."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Version"))
    content = models.TextField(_("Content (JSON)"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    comment = models.TextField(_("Comment"), blank=True)
    submitted_at = models.DateTimeField(_("Submitted"))
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Submitted by")
    )

    class Meta:
        verbose_name = _("submitted version")
        verbose_name_plural = _("submitted versions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="plan_version_number_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class PlanVerdict(models.Model):
    """What was said of a submitted version: approved, or sent back with a comment. Immutable."""

    version = models.OneToOneField(PlanVersion, models.PROTECT, related_name="verdict")
    is_approved = models.BooleanField(_("Approved"))
    comment = models.TextField(_("Comment"), blank=True)
    at = models.DateTimeField(_("When"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Who")
    )

    class Meta:
        verbose_name = _("verdict on a plan")
        verbose_name_plural = _("verdicts on plans")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_approved=True) | ~Q(comment=""), name="sent_back_with_a_comment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {_('approved') if self.is_approved else _('sent back')}"
