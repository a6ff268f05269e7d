"""Filters of the register of recipients."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import OrganisationKind
from overenskommelse.filters.base import ALL, contains
from overenskommelse.models import County, Organisation

MISSING = {
    "organisation_number": (_("Organisation number"), Q(organisation_number="")),
    "unconfirmed": (
        _("Confirmed organisation number"),
        ~Q(organisation_number="") & ~Q(organisation_number_status="official"),
    ),
    "contact": (
        _("Contact details"),
        Q(contact_person="") | Q(postal_address="") | Q(postcode="") | Q(city="") | Q(phone="") | Q(email=""),
    ),
    "giro": (_("Bankgiro or plusgiro"), Q(giro="")),
}


class RecipientFilter(filters.FilterSet):
    text = filters.CharFilter(method="search", label=_("Code or name"))
    kind = filters.ChoiceFilter(choices=OrganisationKind, label=_("Kind"), empty_label=ALL)
    county = filters.ModelChoiceFilter(queryset=County.objects.all(), label=_("County"), empty_label=ALL)
    missing = filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _condition) in MISSING.items()],
        method="lacks",
        label=_("Missing"),
        empty_label=ALL,
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def search(self, queryset: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        return queryset.filter(
            Q(code__istartswith=value) | contains("name", value) | Q(organisation_number__startswith=value)
        )

    def lacks(self, queryset: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        return queryset.filter(MISSING[value][1])
