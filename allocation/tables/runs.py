"""Stage 3: runs, their lines and amounts, and printed amounts beside computed ones."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column, Table

from allocation.choices import REASON_LABELS, LineStatus
from allocation.models import Run, RunAmount, RunLine
from allocation.selectors import PrintedAmount
from allocation.tables.base import DigestColumn, SignedColumn
from overenskommelse.tables import MomentColumn, MoneyColumn, NumberColumn
from overenskommelse.templatetags.formats import decimal, number, percent

# Where an amount is explained.
WHY = [A("run_line__run_id"), A("run_line__code"), A("recipient__code")]


class RunTable(Table):
    pk = Column(verbose_name=_("Run"), linkify=True)
    created_at = MomentColumn()
    total = MoneyColumn(verbose_name=_("Divided, kronor"))
    digest = DigestColumn()
    state = Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Run
        fields = ["pk", "agreement", "created_at", "created_by", "total", "digest", "state"]
        order_by = "-pk"
        empty_text = _("No run has been made yet.")

    def render_state(self, record: Any) -> str:
        if record.number:
            return str(_("Decision %(number)s") % {"number": record.number})
        return str(_("Same input as run %(number)s") % {"number": record.twin}) if record.twin else ""


class RunLineTable(Table):
    """The lines of a run with what became of them."""

    name = Column(verbose_name=_("Line"), linkify=("run_line", [A("run_id"), A("code")]))
    recipient_kind = Column(verbose_name=_("To"))
    applied_method = Column(verbose_name=_("Method"))
    total = MoneyColumn(verbose_name=_("To divide, kronor"), total=True)
    allocated = MoneyColumn(verbose_name=_("Divided, kronor"), total=True)
    recipients = NumberColumn(verbose_name=_("How many"))
    status = Column()

    class Meta:
        show_footer = True

    def render_applied_method(self, record: RunLine, value: str) -> str:
        if not record.methods_part:
            return value
        tag = format_html('<span class="tag warn">{}</span>', _("not the agreed one"))
        return format_html("{} {}", value, tag)

    def value_applied_method(self, record: RunLine) -> str:
        return record.get_applied_method_display()

    def render_status(self, record: RunLine, value: str) -> str:
        kind = "done" if record.status == LineStatus.ALLOCATED else "warn"
        return format_html('<span class="tag {}">{}</span>', kind, value)

    def value_status(self, value: str) -> str:
        return value


class ExactColumn(NumberColumn):
    """A fraction ``n/d`` of kronor with two decimals; sorts and is exported by its value."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(order_by=("floor", "-rank"), **kwargs)

    def render(self, value: str) -> str:  # type: ignore[override]
        return number(value, 2)

    def value(self, value: str) -> Any:  # type: ignore[override]
        return decimal(value, 6)


class ShareColumn(ExactColumn):
    """A fraction ``n/d`` of the whole as a percentage."""

    def render(self, value: str) -> str:  # type: ignore[override]
        return percent(value)

    def value(self, value: str) -> Any:  # type: ignore[override]
        return decimal(value, 12)


class AmountTable(Table):
    """A line's recipients, from share to krona."""

    recipient = Column(linkify=("why", WHY))
    code = Column(accessor="recipient__code", verbose_name=_("Code"))
    share = ShareColumn()
    exact = ExactColumn(verbose_name=_("Before rounding, kronor"))
    rank = NumberColumn()
    correction = MoneyColumn(total=True)
    amount = MoneyColumn(total=True)

    class Meta:
        show_footer = True
        empty_text = _("The line has not been divided.")


class RecipientLineTable(Table):
    """A recipient's amount on every line, each with its explanation."""

    line = Column(
        accessor="run_line__name",
        verbose_name=_("Line"),
        order_by=("run_line__position", "run_line__code"),
    )
    share = ShareColumn(orderable=False)
    amount = MoneyColumn(total=True)
    why = Column(verbose_name=_("Explanation"), empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        show_footer = True
        empty_text = _("No amount.")

    def render_why(self, record: RunAmount) -> str:
        asked = _("Why this amount?")
        link = '<a href="{}" aria-label="{} {}">{}</a>'
        address = reverse("why", args=[part.resolve(record) for part in WHY])
        return format_html(link, address, asked, record.run_line.name, asked)


class RecipientTable(Table):
    """Recipients with what a run gives them in all."""

    code = Column(verbose_name=_("Code"))
    name = Column(verbose_name=_("Recipient"), linkify=("run_recipient", [A("run"), A("code")]))
    kind = Column()
    lines = NumberColumn(verbose_name=_("Number of lines"))
    money = MoneyColumn(verbose_name=_("Amount, kronor"), total=True)

    class Meta:
        show_footer = True
        order_by = "code"


class ReconciliationTable(Table):
    """Printed amounts beside the computed ones."""

    line = Column(accessor="table__line__name", verbose_name=_("Line"))
    code = Column(accessor="row__code", verbose_name=_("Code"))
    recipient = Column(verbose_name=_("Recipient"))
    published = MoneyColumn(accessor="row__published", verbose_name=_("Printed, kronor"), total=True)
    computed = MoneyColumn(accessor="row__computed", verbose_name=_("Computed, kronor"), total=True)
    difference = SignedColumn(accessor="row__difference", verbose_name=_("Difference, kronor"), total=True)
    text = Column(verbose_name=_("Explanation"))

    class Meta:
        show_footer = True
        empty_text = _("Every row is equal to the krona.")

    def render_text(self, record: PrintedAmount) -> str:
        return str(REASON_LABELS[record.row.reason])

    def value_text(self, value: str) -> str:
        return value
