"""Columns of the lists."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_tables2 as tables
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import Organisation
from overenskommelse.permissions import allowed
from overenskommelse.tables import DayColumn, MomentColumn, MoneyColumn, NumberColumn
from overenskommelse.templatetags.formats import number
from reporting.choices import CostSource, DrawdownStatus, RequisitionStatus
from reporting.models import Cost, Drawdown, FinancialReport, Provider, Requisition
from reporting.permissions import ASKS_FOR_DRAWDOWNS
from reporting.selectors.financial_reports import is_part
from reporting.selectors.report_tasks import report_is_done
from reporting.selectors.settlements import Year


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


def total_once(table: tables.Table, bound_column: Any) -> str:
    """The sum over the whole list; municipalities are counted in their RSS's report where one is listed."""
    rows, name = list(table.data.data), str(bound_column.accessor)
    whole = [row for row in rows if not is_part(row.recipient)]
    return number(sum(getattr(row, name) or 0 for row in whole or rows))


class ReportTable(tables.Table):
    """``paid``, ``cost`` and ``unused`` are those that are certified; nothing before that."""

    recipient = tables.Column(verbose_name=_("Recipient"), linkify=lambda record: record.get_absolute_url())
    status = tables.Column()
    number = tables.Column(accessor="document__number", verbose_name=_("Number"), default="–")
    paid = MoneyColumn(verbose_name=_("Grant received, kronor"), footer=total_once, default="–")
    cost = MoneyColumn(verbose_name=_("Costs, kronor"), footer=total_once, default="–")
    unused = MoneyColumn(verbose_name=_("Not used, kronor"), footer=total_once, default="–")
    alternative = tables.Column(verbose_name=_("Certificate"), default="–")
    sent_on = DayColumn(default="–")

    class Meta:
        model = FinancialReport
        fields = ("recipient", "status", "number", "paid", "cost", "unused", "alternative", "sent_on")
        order_by = ("recipient",)
        show_footer = True
        empty_text = _("No financial report yet. Drafts and certified reports will be listed here.")

    def render_status(self, record: FinancialReport) -> str:
        kind = "done" if report_is_done(record) else "warn"
        return format_html('<span class="tag {}">{}</span>', kind, record.get_status_display())

    def value_status(self, record: FinancialReport) -> Any:
        return record.get_status_display()

    def render_alternative(self, value: int) -> str:
        return f"Alt {value}"


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
        if record.source == CostSource.DRAWDOWN:
            url = record.drawdown.get_absolute_url()
        elif record.cost_import_id:
            url = reverse("cost_file", args=[record.cost_import_id])
        else:
            url = reverse("cost_edit", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, value)

    def value_text(self, value: str) -> str:
        return value

    def render_is_specified(self, value: bool) -> str:
        return str(_("Yes")) if value else "–"


class DrawdownTable(tables.Table):
    provider = tables.Column(linkify=lambda record: record.get_absolute_url())
    region = tables.Column(
        verbose_name=_("Region"),
        linkify=lambda record: reverse("providers_beside", args=[record.region.code]),
    )
    line = tables.Column(
        accessor="set_aside__line__name",
        order_by=("set_aside__line__position",),
        verbose_name=_("Funding line"),
    )
    quarter = NumberColumn()
    invoice_reference = tables.Column()
    status = tables.Column()
    created_at = DayColumn(verbose_name=_("Registered on"))
    paid_on = DayColumn(default="–")
    amount = MoneyColumn(total=True)

    class Meta:
        model = Drawdown
        fields = (
            "provider", "region", "line", "quarter", "invoice_reference", "status", "created_at", "paid_on",
            "amount",
        )  # fmt: skip
        order_by = ("-created_at",)
        show_footer = True
        empty_text = _("No requests yet. What private providers ask for will be listed here.")

    def before_render(self, request: HttpRequest) -> None:
        """A region's people need not be told which region."""
        if not request.user.sees_all:  # type: ignore[union-attr]
            self.columns.hide("region")

    def value_created_at(self, value: datetime) -> date:
        return localdate(value)

    def render_created_at(self, value: datetime) -> str:
        return localdate(value).isoformat()

    def render_status(self, record: Drawdown) -> str:
        tone = {DrawdownStatus.PAID: "done", DrawdownStatus.REFUSED: "", DrawdownStatus.APPROVED: ""}
        kind = tone.get(DrawdownStatus(record.status), "warn")
        return format_html('<span class="tag {}">{}</span>', kind, record.get_status_display())

    def value_status(self, record: Drawdown) -> Any:
        return record.get_status_display()


class ProviderTable(tables.Table):
    """A link only for those who may change the provider."""

    organisation_number = tables.Column()
    giro = tables.Column(default="–")
    contact_person = tables.Column(default="–")
    email = tables.Column(default="–")

    class Meta:
        model = Provider
        fields = ("name", "organisation_number", "giro", "contact_person", "email")
        order_by = ("name",)
        empty_text = _("No provider yet. Register those who have an agreement with the region.")

    def render_name(self, record: Provider, value: str) -> str:
        if not allowed(self.request.user, ASKS_FOR_DRAWDOWNS, record.region):
            return value
        return format_html('<a href="{}">{}</a>', reverse("provider_edit", args=[record.pk]), value)

    def value_name(self, value: str) -> str:
        return value


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


class SettlementTable(tables.Table):
    """A recipient's year a row. Whole kronor."""

    recipient = tables.Column(order_by="recipient__name", verbose_name=_("Recipient"))
    open = MoneyColumn(total=True, verbose_name=_("Remains"))
    decided = MoneyColumn(accessor="sums__decided", total=True, verbose_name=_("Decided"))
    paid = MoneyColumn(accessor="sums__paid", total=True, verbose_name=_("Paid out"))
    lapsed = MoneyColumn(accessor="sums__lapsed", total=True, verbose_name=_("Lapsed"))
    to_be_paid = MoneyColumn(accessor="sums__to_be_paid", total=True, verbose_name=_("To be paid"))
    used = MoneyColumn(accessor="sums__used", total=True, verbose_name=_("Used"))
    repaid = MoneyColumn(accessor="sums__repaid", total=True, verbose_name=_("Repaid"))
    reclaimed = MoneyColumn(accessor="sums__reclaimed", total=True, verbose_name=_("Reclaimed"))

    class Meta:
        attrs = {"class": "tight"}
        show_footer = True
        empty_text = _("No recipient matches. Change or clear the filter.")

    def render_recipient(self, record: Year) -> str:
        url = reverse("settlement", args=[record.agreement.code, record.recipient.code])
        tone, said = standing_of(record)
        return format_html(
            '<a href="{}">{}</a><br><span class="tag {}">{}</span>', url, record.recipient, tone, said
        )

    def value_recipient(self, record: Year) -> str:
        return record.recipient.name


def standing_of(year: Year) -> tuple[str, str]:
    """A tag's tone, and how the year stands in a word: the first of what keeps it open."""
    if year.differences:
        return "error", str(_("differs from what was closed"))
    if year.is_closed:
        return "done", str(_("closed"))
    if not year.matters:
        return "done", str(_("at 0, can be closed"))
    said, more = year.reasons[0].what, len(year.reasons) - 1
    return "warn", f"{said} +{more}" if more else said
