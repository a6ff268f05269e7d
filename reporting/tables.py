"""Columns of the lists."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_tables2 as tables
from django.db.models import Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Organisation
from overenskommelse.tables import DayColumn, MomentColumn, MoneyColumn, NumberColumn
from overenskommelse.templatetags.formats import number
from reporting.choices import RequisitionStatus
from reporting.models import Cost, Requisition


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


class OreColumn(NumberColumn):
    """Öre, shown as kronor with two decimals and exported so. Its footer is the sum of the whole list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, footer=_total_of_ore, **kwargs)

    def render(self, value: int) -> str:
        return number(Fraction(value, 100), 2)

    def value(self, value: int) -> Decimal:  # type: ignore[override]
        return Decimal(value) / 100


def _total_of_ore(table: tables.Table, bound_column: Any) -> str:
    total = table.data.data.order_by().aggregate(sum=Sum(str(bound_column.accessor)))["sum"] or 0
    return number(Fraction(total, 100), 2)


class CostTable(tables.Table):
    line = tables.Column(accessor="line__name", order_by=("line__position",), verbose_name=_("Funding line"))
    text = tables.Column()
    measure = tables.Column(accessor="measure__title", default="–", verbose_name=_("Measure"))
    account = tables.Column(default="–")
    source = tables.Column()
    is_specified = tables.Column(verbose_name=_("Named in the report"))
    amount = OreColumn(verbose_name=_("Kronor"))

    class Meta:
        model = Cost
        fields = ("text", "line", "measure", "account", "source", "is_specified", "amount")
        order_by = ("line",)
        show_footer = True
        empty_text = _("No costs yet. Read them from your accounting system, paste them or write them.")

    def render_text(self, record: Cost, value: str) -> str:
        url = reverse(
            "cost_file" if record.cost_import_id else "cost_edit", args=[record.cost_import_id or record.pk]
        )
        return format_html('<a href="{}">{}</a>', url, value)

    def value_text(self, value: str) -> str:
        return value

    def render_is_specified(self, value: bool) -> str:
        return str(_("Yes")) if value else "–"


class UseTable(tables.Table):
    """Organisations that have entered costs."""

    name = tables.Column(
        verbose_name=_("Organisation"), linkify=lambda record: reverse("costs", args=[record.code])
    )
    costs_count = NumberColumn(verbose_name=_("Costs"))
    used = OreColumn(verbose_name=_("Kronor"))

    class Meta:
        model = Organisation
        fields = ("code", "name", "costs_count", "used")
        order_by = ("code",)
        show_footer = True
        empty_text = _("No organisation has entered costs yet.")
