"""Columns that several lists have."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.html import format_html
from django_tables2 import Column, Table

from overenskommelse.tables import MoneyColumn, NumberColumn
from overenskommelse.templatetags.formats import digest, figure, number


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
