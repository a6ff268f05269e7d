"""The cells of a list, column by column.

django-tables2 finds out for each cell anew which arguments the column's ``render`` takes, which attributes
the cell has and what a choice is called: two thirds of the work for a page of 300 rows. None of it differs
between rows, so here it is found out once for each column.
"""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature

register = template.Library()


class Cells:
    """A column's heading, its cells' attributes, and what they hold. All rows are of ``record``'s kind."""

    def __init__(self, column: BoundColumn, record: Any) -> None:
        self.heading = conditional_escape(column.header)
        self.attributes = column.attrs["td"].as_html()
        self.column, self.render = column, column.render
        self.wanted, self.wants_all = signature(self.render)
        self.accessor = Accessor(column.accessor)
        self.choices = dict(getattr(self.accessor.get_field(record), "flatchoices", None) or ())

    def content(self, row: BoundRow) -> str:
        """What ``row.get_cell`` gives, as HTML: rendered and linked, or the column's word for nothing."""
        value = self.accessor.resolve(row.record, quiet=True)
        value = self.choices.get(value, value) if self.choices else value
        if value in self.column.column.empty_values:
            return conditional_escape(self.column.default)
        known = row._optional_cell_arguments(self.column, value)
        content = self.render(**known if self.wants_all else {name: known[name] for name in self.wanted})
        return conditional_escape(self.column.link(content, **known) if self.column.link else content)


@register.filter
def with_cells(table: Table) -> Iterator[tuple[BoundRow, list[tuple[Cells, str]]]]:
    """The rows of the page, each with its columns and what stands in them."""
    columns: list[Cells] = []
    for row in table.paginated_rows:
        columns = columns or [Cells(column, row.record) for column in table.columns]
        yield row, [(column, column.content(row)) for column in columns]
