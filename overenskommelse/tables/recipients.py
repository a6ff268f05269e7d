"""The list of organisations."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tables2 import Column, Table

from overenskommelse.choices import NumberStatus
from overenskommelse.models import (
    Organisation,
)


class RecipientTable(Table):
    name = Column(linkify=True)
    missing = Column(
        accessor="missing_details",
        verbose_name=_("Missing for documents"),
        orderable=False,
        empty_values=([],),
    )

    class Meta:
        model = Organisation
        fields = (
            "code",
            "name",
            "kind",
            "county",
            "organisation_number",
            "organisation_number_status",
            "missing",
        )
        empty_text = _("Nobody matches. Change the filter to see more.")

    def render_organisation_number_status(self, value: str, record: Organisation) -> str:
        if not record.organisation_number:
            return format_html('<span class="tag warn">{}</span>', _("missing"))
        tone = "done" if record.organisation_number_status == NumberStatus.OFFICIAL else "warn"
        return format_html('<span class="tag {}">{}</span>', tone, value)

    def value_organisation_number_status(self, value: str, record: Organisation) -> str:
        return value if record.organisation_number else str(_("missing"))

    def render_missing(self, value: list[str]) -> str:
        return ngettext("%(count)s detail", "%(count)s details", len(value)) % {"count": len(value)}

    def value_missing(self, value: list[str]) -> str:
        return ", ".join(value)
