"""What an agreement asks for and by when, and whom it binds."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from overenskommelse.choices import Consequence, OrganisationKind, RequirementKind
from overenskommelse.models.agreements import Agreement, DevelopmentArea, FocusArea
from overenskommelse.models.recipients import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ConcernsQuerySet(models.QuerySet["Deadline"]):
    def concerning(self, organisation: Organisation | None) -> "QuerySet[Deadline]":
        """Those that bind ``organisation``; a municipality is bound through its RSS, None sees all."""
        if organisation is None or organisation.kind == OrganisationKind.AUTHORITY:
            return self
        return self.filter(**{CONCERNS[OrganisationKind(organisation.kind)]: True})


CONCERNS = {
    OrganisationKind.REGION: "for_regions",
    OrganisationKind.RSS: "for_rss",
    OrganisationKind.MUNICIPALITY: "for_rss",
    OrganisationKind.SKR: "for_skr",
}


class Concerns(models.Model):
    """Whom a deadline or a requirement binds. Municipalities are bound through their RSS."""

    for_regions = models.BooleanField(_("The regions"), default=False)
    for_rss = models.BooleanField(_("The municipalities (RSS)"), default=False)
    for_skr = models.BooleanField(_("SKR"), default=False)

    objects = ConcernsQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(for_regions=True) | Q(for_rss=True) | Q(for_skr=True),
                name="%(class)s_concerns_somebody",
                violation_error_message=_("Choose at least one that it binds."),
            )
        ]

    @property
    def who(self) -> str:
        """Whom it binds, in words."""
        bound = {
            _("The regions"): self.for_regions,
            _("The municipalities (RSS)"): self.for_rss,
            _("SKR"): self.for_skr,
        }
        return ", ".join(str(label) for label, binds in bound.items() if binds)


class Deadline(Concerns):
    """A last day that the agreement sets, with what happens after it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="deadlines")
    code = models.SlugField(_("Code"), max_length=60)
    date = models.DateField(_("Last day"))
    what = models.CharField(_("What must be done"), max_length=300)
    addressee = models.CharField(_("Sent to"), max_length=200, blank=True)
    section = models.CharField(_("Section"), max_length=40)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    consequence = models.CharField(
        _("Consequence"), max_length=30, choices=Consequence, default=Consequence.NONE
    )
    history = HistoricalRecords()

    class Meta(Concerns.Meta):
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["date", "code"]
        constraints = [
            *Concerns.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement", "code"],
                name="deadline_once_per_agreement",
                violation_error_message=_("The agreement already has a deadline with this code."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.what}"


class Requirement(Concerns):
    """What a recipient must do to get the money (a "ska" of sections 3–7), in our own wording."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="requirements")
    area = models.ForeignKey(
        DevelopmentArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("Development area"),
    )
    focus_area = models.ForeignKey(
        FocusArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("Focus area"),
    )
    code = models.CharField(_("Code"), max_length=40)
    section = models.CharField(_("Section"), max_length=40)
    kind = models.CharField(
        _("Kind"), max_length=20, choices=RequirementKind, default=RequirementKind.REQUIREMENT
    )
    text = models.TextField(_("Requirement"))
    due = models.DateField(_("Last day"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta(Concerns.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["pk"]
        constraints = [
            *Concerns.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement", "code"],
                name="requirement_once_per_agreement",
                violation_error_message=_("The agreement already has a requirement with this code."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
