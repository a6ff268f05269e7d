"""The list of action plans."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from overenskommelse.choices import PlanStatus
from overenskommelse.selectors import PlanRow
from overenskommelse.tables.base import DayColumn, MoneyColumn, NumberColumn

# Where no measure says what it is to cost.
NOT_STATED = _("not stated")
TONES = {
    PlanStatus.RETURNED: "warn",
    PlanStatus.APPROVED: "done",
    PlanStatus.FOLLOWED_UP: "done",
    PlanStatus.CLOSED: "done",
}


class PlanTable(Table):
    """Rows are ``PlanRow``."""

    organisation = Column(accessor="plan__organisation__name", verbose_name=_("Organisation"))
    name = Column(
        accessor="plan__name",
        verbose_name=_("Action plan"),
        linkify=lambda record: record.plan.get_absolute_url(),
    )
    status = Column(accessor="plan__status", verbose_name=_("Status"))
    allocated = MoneyColumn(
        accessor="total__allocated", verbose_name=_("Allocated, kr"), total=True, default="–"
    )
    planned = MoneyColumn(verbose_name=_("Planned, kr"), total=True, default=NOT_STATED)
    used = MoneyColumn(accessor="total__used", verbose_name=_("Used, kr"), total=True)
    left = MoneyColumn(verbose_name=_("Left to plan, kr"), total=True, default="–")
    late = NumberColumn(verbose_name=_("Late measures"), total=True)
    changed_on = DayColumn(verbose_name=_("Changed"))

    class Meta:
        show_footer = True
        order_by = ("organisation",)
        empty_text = _("No plan yet. Each organisation begins its own, and they are listed here.")

    def render_status(self, record: PlanRow) -> str:
        tone = TONES.get(PlanStatus(record.plan.status), "")
        return format_html('<span class="tag {}">{}</span>', tone, record.plan.get_status_display())

    def value_status(self, record: PlanRow) -> Any:
        return record.plan.get_status_display()

    def render_late(self, value: int) -> str:
        """Nothing late is no figure to stop at."""
        return format_html('<span class="over">{}</span>', value) if value else "0"

    def value_late(self, value: int) -> int:
        return value
