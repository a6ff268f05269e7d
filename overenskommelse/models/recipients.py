"""Counties and the organisations that receive money or take part."""

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from overenskommelse.choices import NumberStatus, OrganisationKind
from overenskommelse.validators import validate_giro, validate_organisation_number, validate_postcode

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from overenskommelse.models.memberships import User


class County(models.Model):
    """A county (län) with SCB's two-digit code."""

    code = models.CharField(
        _("Code"), max_length=2, primary_key=True, validators=[RegexValidator(r"^\d{2}$")]
    )
    name = models.CharField(_("Name"), max_length=100, unique=True)
    short_name = models.CharField(_("Short name"), max_length=100, unique=True)
    aliases = models.JSONField(_("Other printed names"), default=list, blank=True)

    class Meta:
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


# What a requisition says about its sender (agreement 2021, Bilaga 2, points 1 and 3); a fax is not required.
DOCUMENT_DETAILS = (
    "organisation_number", "contact_person", "postal_address", "postcode", "city", "phone", "email", "giro",
    "payment_reference",
)  # fmt: skip


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: "User") -> "OrganisationQuerySet":
        """All for administrators and readers; the county for a region or RSS; a municipality and its RSS."""
        if user.sees_all:
            return self
        own = [m.organisation for m in user.held_memberships]
        whole = [o.county_id for o in own if o.kind in (OrganisationKind.REGION, OrganisationKind.RSS)]
        counties = [o.county_id for o in own if o.county_id]
        return self.filter(
            models.Q(pk__in=[o.pk for o in own])
            | models.Q(county__in=whole)
            | models.Q(county__in=counties, kind=OrganisationKind.RSS)
        )

    def by_county(self) -> "OrganisationQuerySet":
        """National ones first, then each county with its region, its RSS and its municipalities."""
        kinds = models.Case(
            *[models.When(kind=kind, then=place) for place, kind in enumerate(OrganisationKind)]
        )
        return self.order_by(models.F("county").asc(nulls_first=True), kinds, "code")

    def recipients(self) -> "QuerySet[Organisation]":
        """Those that an agreement can pay directly: regions, RSS and SKR."""
        return self.exclude(kind__in=[OrganisationKind.MUNICIPALITY, OrganisationKind.AUTHORITY])


class Organisation(models.Model):
    """A region, RSS, municipality, SKR or agency. Codes: ``R12``, ``RSS12``, ``1280``, ``SKR``."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("Name"), max_length=200)
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("County")
    )
    organisation_number = models.CharField(
        _("Organisation number"), max_length=11, blank=True, validators=[validate_organisation_number]
    )
    organisation_number_status = models.CharField(
        _("Status of the organisation number"),
        max_length=20,
        choices=NumberStatus,
        default=NumberStatus.UNOFFICIAL,
    )
    contact_person = models.CharField(_("Contact person"), max_length=200, blank=True)
    postal_address = models.CharField(_("Postal address"), max_length=200, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=6, blank=True, validators=[validate_postcode])
    city = models.CharField(_("Town"), max_length=100, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    fax = models.CharField(_("Fax"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    giro = models.CharField(_("Bankgiro or plusgiro"), max_length=20, blank=True, validators=[validate_giro])
    payment_reference = models.CharField(_("Payment reference"), max_length=25, blank=True)
    is_example = models.BooleanField(_("Contact details are examples"), default=False)
    history = HistoricalRecords()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[OrganisationKind.SKR, OrganisationKind.AUTHORITY], county=None)
                | models.Q(
                    kind__in=[OrganisationKind.REGION, OrganisationKind.RSS, OrganisationKind.MUNICIPALITY],
                    county__isnull=False,
                ),
                name="organisation_has_county_unless_national",
                violation_error_message=_(
                    "A region, an RSS and a municipality have a county; SKR and agencies have none."
                ),
            ),
            # Gotland is region and municipality at once: one number, two kinds.
            models.UniqueConstraint(
                fields=["organisation_number", "kind"],
                condition=~models.Q(organisation_number=""),
                name="organisation_number_once_per_kind",
                violation_error_message=_(
                    "Another organisation of the same kind has this organisation number."
                ),
            ),
            models.UniqueConstraint(
                fields=["county", "kind"],
                condition=models.Q(kind__in=[OrganisationKind.REGION, OrganisationKind.RSS]),
                name="one_region_and_one_rss_per_county",
                violation_error_message=_("The county already has such an organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("recipient", args=[self.code])

    @property
    def missing_details(self) -> list[str]:
        """Names of the details that a document needs and that are not filled in.

        Empty for those that issue no documents: municipalities get their money through their RSS.
        """
        if self.kind not in (OrganisationKind.REGION, OrganisationKind.RSS, OrganisationKind.SKR):
            return []
        return [str(self._meta.get_field(f).verbose_name) for f in DOCUMENT_DETAILS if not getattr(self, f)]  # type: ignore[union-attr]
