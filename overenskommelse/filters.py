"""Filters of the lists; what is chosen stays in the address."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import (
    Consequence,
    OrganisationKind,
    RecipientKind,
    RequirementKind,
    Role,
    SumScope,
)
from overenskommelse.models import (
    County,
    Deadline,
    DevelopmentArea,
    FundingLine,
    Membership,
    Organisation,
    PrintedSum,
    Requirement,
)
from overenskommelse.models.requirements import CONCERNS

ALL = _("All")
YES_NO = [("yes", _("yes")), ("no", _("no"))]
BOUND = [(CONCERNS[OrganisationKind(kind.value)], kind.label) for kind in RecipientKind]


def own_areas(request: Any) -> QuerySet[DevelopmentArea]:
    """The areas of the agreement that the address names."""
    return DevelopmentArea.objects.filter(agreement__code=request.resolver_match.kwargs["code"])


def bound(queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
    """Those that bind a kind of recipient; ``value`` is a field of ``Concerns``."""
    return queryset.filter(**{value: True})


def contains(field: str, value: str) -> Q:
    """Whether ``field`` contains ``value``, small or capital. SQLite knows only A to Z, so try ö and Ö."""
    spellings = {value, value.lower(), value.title()}
    return Q(*[(f"{field}__icontains", spelling) for spelling in sorted(spellings)], _connector=Q.OR)


class LineFilter(filters.FilterSet):
    area = filters.ModelChoiceFilter(queryset=own_areas, label=_("Development area"), empty_label=ALL)
    recipient_kind = filters.ChoiceFilter(choices=RecipientKind, label=_("Recipients"), empty_label=ALL)

    class Meta:
        model = FundingLine
        fields: tuple[str, ...] = ()


class SumFilter(filters.FilterSet):
    scope = filters.ChoiceFilter(choices=SumScope, label=_("What is added up"), empty_label=ALL)
    section = filters.CharFilter(label=_("Section"))

    class Meta:
        model = PrintedSum
        fields: tuple[str, ...] = ()


class DeadlineFilter(filters.FilterSet):
    who = filters.ChoiceFilter(choices=BOUND, method=bound, label=_("Who"), empty_label=ALL)
    consequence = filters.ChoiceFilter(choices=Consequence, label=_("Consequence"), empty_label=ALL)

    class Meta:
        model = Deadline
        fields: tuple[str, ...] = ()


class RequirementFilter(filters.FilterSet):
    area = filters.ModelChoiceFilter(queryset=own_areas, label=_("Development area"), empty_label=ALL)
    who = filters.ChoiceFilter(choices=BOUND, method=bound, label=_("Who"), empty_label=ALL)
    kind = filters.ChoiceFilter(choices=RequirementKind, label=_("Kind"), empty_label=ALL)
    due = filters.ChoiceFilter(choices=YES_NO, method="has_day", label=_("Has a last day"), empty_label=ALL)
    text = filters.CharFilter(method="search", label=_("Text"))

    class Meta:
        model = Requirement
        fields: tuple[str, ...] = ()

    def has_day(self, queryset: QuerySet[Requirement], name: str, value: str) -> QuerySet[Requirement]:
        return queryset.filter(due__isnull=value == "no")

    def search(self, queryset: QuerySet[Requirement], name: str, value: str) -> QuerySet[Requirement]:
        return queryset.filter(contains("text", value))


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


class MembershipFilter(filters.FilterSet):
    text = filters.CharFilter(method="search", label=_("Name, e-mail or organisation"))
    role = filters.ChoiceFilter(choices=Role, label=_("Role"), empty_label=ALL)
    active = filters.ChoiceFilter(
        choices=YES_NO, method="may_sign_in", label=_("May sign in"), empty_label=ALL
    )

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()

    def may_sign_in(self, queryset: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        return queryset.filter(user__is_active=value == "yes")

    def search(self, queryset: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        fields = ("user__name", "user__email", "organisation__name")
        return queryset.filter(Q(*[contains(field, value) for field in fields], _connector=Q.OR))
