"""What a county's coordinators decide about all its plans: by when they are to be submitted."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from overenskommelse.models.agreements import Agreement
from overenskommelse.models.memberships import User
from overenskommelse.models.recipients import County, Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PlanDayQuerySet(models.QuerySet["PlanDay"]):
    def visible_to(self, user: User) -> "QuerySet[PlanDay]":
        """All for administrators and readers; otherwise those of the person's own counties."""
        if user.sees_all:
            return self
        return self.filter(county__in=[m.organisation.county_id for m in user.held_memberships])

    def concerning(self, organisation: Organisation) -> "QuerySet[PlanDay]":
        """Those of the organisation's county; none for a national one."""
        return self.filter(county=organisation.county_id or "")


class PlanDay(models.Model):
    """The last day for a county's municipalities, region and RSS to submit their plans of a year."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="plan_days", verbose_name=_("Agreement")
    )
    county = models.ForeignKey(County, models.PROTECT, related_name="plan_days", verbose_name=_("County"))
    date = models.DateField(_("Last day to submit the plans"))
    set_at = models.DateTimeField(_("Set"), auto_now=True)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlanDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("last day for a county’s plans")
        verbose_name_plural = _("last days for counties’ plans")
        ordering = ["date", "county"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "county"], name="plan_day_once_per_county"),
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.date}"
