"""The list of people and their roles."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column, Table

from overenskommelse.models import (
    Membership,
)


class MembershipTable(Table):
    person = Column(accessor="user__name", linkify=("membership_edit", [A("pk")]), verbose_name=_("Person"))
    email = Column(accessor="user__email")
    active = Column(accessor="user__is_active", verbose_name=_("May sign in"), empty_values=())

    class Meta:
        model = Membership
        fields = ("person", "email", "role", "organisation", "active")
        empty_text = _("Nobody matches. Change the filter to see more.")

    def render_active(self, value: bool) -> str:
        return str(_("yes")) if value else format_html('<span class="tag warn">{}</span>', _("no"))

    def value_active(self, value: bool) -> str:
        return str(_("yes") if value else _("no"))
