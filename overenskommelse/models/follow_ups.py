"""What came of each part of an action plan, beside what is said of the plan as a whole."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overenskommelse.models.action_plans import ActionPlan, PlanNode
from overenskommelse.models.agreements import DevelopmentArea


class PlanFollowUp(models.Model):
    """What came of a development area in a plan, or of a part of the plan's own tree. No text, no row."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="follow_ups")
    area = models.ForeignKey(
        DevelopmentArea, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Development area"),
    )  # fmt: skip
    node = models.ForeignKey(
        PlanNode, models.CASCADE, null=True, blank=True, related_name="follow_ups",
        verbose_name=_("Place in the own structure"),
    )  # fmt: skip
    text = models.TextField(_("Follow-up"))

    class Meta:
        verbose_name = _("follow-up of a part of a plan")
        verbose_name_plural = _("follow-ups of parts of plans")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "area"], name="follow_up_once_per_area"),
            models.UniqueConstraint(fields=["plan", "node"], name="follow_up_once_per_node"),
            models.CheckConstraint(
                condition=Q(area=None, node__isnull=False) | Q(area__isnull=False, node=None),
                name="follow_up_of_one_part",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="follow_up_says_something"),
        ]

    def __str__(self) -> str:
        return str(self.area or self.node)
