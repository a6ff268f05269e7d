"""The list of reminders that have been sent."""

from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from overenskommelse.models import Reminder
from overenskommelse.tables.base import MomentColumn


class ReminderTable(Table):
    sent_at = MomentColumn()
    subject = Column(linkify=True)
    recipients = Column(verbose_name=_("Sent to"), orderable=False)
    sent_by = Column(default=_("The program"))

    class Meta:
        model = Reminder
        fields = ("subject", "organisation", "recipients", "sent_at", "sent_by")
        empty_text = _("No reminder has been sent yet.")

    def render_recipients(self, value: list[str]) -> str:
        return ", ".join(value)

    def value_recipients(self, value: list[str]) -> str:
        return ", ".join(value)
