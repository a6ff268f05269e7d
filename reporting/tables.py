"""Columns of the lists."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from overenskommelse.tables import DayColumn, MomentColumn, MoneyColumn
from reporting.choices import RequisitionStatus
from reporting.models import Requisition


class RequisitionTable(tables.Table):
    recipient = tables.Column(verbose_name=_("Recipient"), linkify=lambda record: record.get_absolute_url())
    number = tables.Column(accessor="document__number", verbose_name=_("Number"), default="–")
    status = tables.Column()
    period_start = DayColumn()
    period_end = DayColumn()
    amount = MoneyColumn(total=True)
    issued_at = MomentColumn(accessor="document__issued_at", verbose_name=_("Issued"), default="–")

    class Meta:
        model = Requisition
        fields = ("recipient", "number", "status", "period_start", "period_end", "amount", "issued_at")
        order_by = ("recipient",)
        show_footer = True
        empty_text = _("No requisition yet. Drafts and issued requisitions will be listed here.")

    def render_status(self, record: Requisition) -> str:
        kind = "done" if record.status == RequisitionStatus.ISSUED else "warn"
        return format_html('<span class="tag {}">{}</span>', kind, record.get_status_display())

    def value_status(self, record: Requisition) -> Any:
        return record.get_status_display()
