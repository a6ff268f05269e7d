"""Lists: columns and what stands in them. Export and paging are those of ``overenskommelse.tables``."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from allocation.models import Dataset
from overenskommelse.tables import DayColumn, NumberColumn
from overenskommelse.templatetags.formats import digest, figure

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
    content_digest = Column(verbose_name=_("Digest of the content"))
    superseded_by = Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Dataset
        fields = ["indicator", "level", "reference_date", "version", "row_count", "total", "file_name"]
        sequence = [*fields, "content_digest", "superseded_by"]
        empty_text = _("No statistics match.")

    def render_content_digest(self, value: str) -> str:
        return format_html("<code>{}</code>", digest(value))

    def value_content_digest(self, value: str) -> str:
        return value

    def render_superseded_by(self, record: Dataset) -> str:
        later = getattr(record, "superseded_by", None)
        return str(_("Replaced by version %(number)s") % {"number": later.version} if later else _("In force"))


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
