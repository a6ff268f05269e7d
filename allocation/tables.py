"""Lists: columns and what stands in them. Export and paging are those of ``overenskommelse.tables``."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column, Table

from allocation.choices import REASON_LABELS, LineStatus
from allocation.models import Dataset, Decision, Run, RunAmount, RunLine
from allocation.selectors import PrintedAmount
from overenskommelse.tables import DayColumn, MomentColumn, MoneyColumn, NumberColumn
from overenskommelse.templatetags.formats import decimal, digest, figure, number, percent


class DigestColumn(Column):
    """A SHA-256, shortened; exported whole."""

    def render(self, value: str) -> str:
        return format_html("<code>{}</code>", digest(value))

    def value(self, value: str) -> str:
        return value


class SignedColumn(MoneyColumn):
    """Kronor more or less, with the sign; nothing for nothing."""

    def render(self, value: int) -> str:
        return ("+" if value > 0 else "") + number(value) if value else "0"


# Statistics


class FigureColumn(NumberColumn):
    """A statistical figure with the decimals that it has; exported as a number."""

    def __init__(self, *args: Any, total: bool = False, **kwargs: Any) -> None:
        if total:
            kwargs["footer"] = total_of_figures
        super().__init__(*args, **kwargs)

    def render(self, value: int | Decimal) -> str:
        return figure(value)

    def value(self, value: int | Decimal) -> int:
        exact = Decimal(value)
        return int(exact) if exact == int(exact) else exact  # type: ignore[return-value]


def total_of_figures(table: Table, bound_column: Any) -> str:
    """The sum of a column over every row of the list, missing ones left out."""
    rows, name = table.data.data, str(bound_column.accessor)
    if isinstance(rows, QuerySet):
        return figure(rows.aggregate(total=Sum(name))["total"])
    return figure(sum(getattr(row, name) or 0 for row in rows))


class DatasetTable(Table):
    indicator = Column(linkify=True)
    reference_date = DayColumn()
    version = NumberColumn()
    row_count = NumberColumn()
    total = FigureColumn()
    content_digest = DigestColumn(verbose_name=_("Digest of the content"))
    superseded_by = Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Dataset
        fields = ["indicator", "level", "reference_date", "version", "row_count", "total", "file_name"]
        sequence = [*fields, "content_digest", "superseded_by"]
        empty_text = _("Statistics that have been read stand here. There are none, or none that match.")

    def render_superseded_by(self, record: Dataset) -> str:
        later = getattr(record, "superseded_by", None)
        return str(
            _("Replaced by version %(number)s") % {"number": later.version} if later else _("In force")
        )


class ValueTable(Table):
    """The values of a dataset, or of a file that may become one."""

    code = Column(verbose_name=_("Code"))
    name = Column(verbose_name=_("Name in the file"))
    value = FigureColumn(verbose_name=_("Value"), total=True)
    cell = Column(verbose_name=_("Cell"))

    class Meta:
        show_footer = True
        empty_text = _("No values could be read.")


class ComparedTable(ValueTable):
    """The values beside those of another dataset."""

    before = FigureColumn(verbose_name=_("Before"), total=True)
    difference = FigureColumn(verbose_name=_("Difference"), total=True)

    class Meta(ValueTable.Meta):
        sequence = ["code", "name", "value", "before", "difference", "cell"]


# Runs and decisions

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


class ChangeTable(Table):
    """What a new decision would change for each recipient and line."""

    line = Column(verbose_name=_("Line"))
    recipient = Column(verbose_name=_("Recipient"))
    before = MoneyColumn(verbose_name=_("Decided now, kronor"), total=True)
    after = MoneyColumn(verbose_name=_("After, kronor"), total=True)
    difference = SignedColumn(verbose_name=_("Difference, kronor"), total=True)

    class Meta:
        show_footer = True


class EffectTable(ChangeTable):
    """What a file would change if it were stored."""

    before = MoneyColumn(verbose_name=_("Now, kronor"), total=True)


class DecisionTable(Table):
    number = Column(linkify=True)
    decided_at = MomentColumn()
    total = MoneyColumn()
    digest = DigestColumn()
    superseded_by = Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Decision
        fields = ["number", "agreement", "decided_at", "decided_by", "total", "digest", "superseded_by"]
        order_by = "-decided_at"
        empty_text = _("Nothing has been decided yet.")

    def render_superseded_by(self, record: Decision) -> str:
        later = getattr(record, "superseded_by", None)
        return str(
            _("Replaced by decision %(number)s") % {"number": later.number} if later else _("In force")
        )
