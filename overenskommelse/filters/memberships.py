"""Filters of people and their roles."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import Role
from overenskommelse.filters.base import ALL, YES_NO, contains
from overenskommelse.models import Membership


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
