"""Lists that sort, filter, page, total and export."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_filters import FilterSet
from django_tables2 import Column, RequestConfig, Table

from overenskommelse.templatetags.formats import number
from overenskommelse.workbooks import EXPORTS, write

PER_PAGE = 50


class NumberColumn(Column):
    """Whole numbers, right-aligned, with non-breaking spaces; exported as numbers.

    ``total=True`` adds the sum of all rows that the filter lets through, not only of the page.
    """

    def __init__(self, *args: Any, total: bool = False, **kwargs: Any) -> None:
        if total:
            kwargs["footer"] = total_of_column
        kwargs.setdefault("attrs", {place: {"class": "num"} for place in ("th", "td", "tf")})
        super().__init__(*args, **kwargs)

    def render(self, value: int) -> str:
        return number(value)

    def value(self, value: int) -> int:
        return value


class MoneyColumn(NumberColumn):
    """Whole kronor without the unit: say kronor in the heading."""


class DayColumn(Column):
    """A day, ``2021-12-01``; exported as a date."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "date"}})
        super().__init__(*args, **kwargs)

    def render(self, value: date) -> str:
        return value.isoformat()

    def value(self, value: date) -> date:
        return value


class MomentColumn(DayColumn):
    """A point in time in local time, ``2021-12-01 14:05``."""

    def render(self, value: datetime) -> str:  # type: ignore[override]
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"

    def value(self, value: datetime) -> str:  # type: ignore[override]
        return self.render(value)


def total_of_column(table: Table, bound_column: Any) -> str:
    """The sum of a column over every row of the list."""
    rows = table.data.data
    if isinstance(rows, QuerySet):
        return number(rows.aggregate(total=Sum(str(bound_column.accessor)))["total"] or 0)
    return number(sum(bound_column.accessor.resolve(row) or 0 for row in rows))


def list_page(
    request: HttpRequest,
    rows: QuerySet[Any] | Iterable[Any],
    table_class: type[Table],
    filterset_class: type[FilterSet] | None,
    template: str,
    *,
    per_page: int = PER_PAGE,
    **context: Any,
) -> HttpResponse:
    """The list as a page, or as a file with ``?_export=xlsx`` or ``?_export=csv``.

    ``rows`` is a queryset that starts at ``visible_to(user)``; without a filter any list of dicts or objects.
    ``filterset_class`` may be None. The template gets ``table``, ``filter`` (or None) and ``context``.
    """
    filterset = filterset_class(request.GET, queryset=rows, request=request) if filterset_class else None
    table = sorted_table(request, filterset.qs if filterset else rows, table_class)
    if request.GET.get("_export") in EXPORTS:
        return export(table, request.GET["_export"], file_name(request))
    paginate(table, request.GET.get("page"), per_page)
    return render(request, template, {"table": table, "filter": filterset, **context})


def sorted_table(request: HttpRequest, rows: Any, table_class: type[Table], **options: Any) -> Table:
    """The table in the order that the address asks for; the key settles ties, so that pages never overlap."""
    table = RequestConfig(request, paginate=False).configure(table_class(rows, **options))
    data = table.data.data
    if isinstance(data, QuerySet) and issubclass(data.model, Model) and not data.query.group_by:
        order = data.query.order_by or tuple(data.model._meta.ordering or ())
        table.data.data = data.order_by(*order, "pk")
    return table


def paginate(table: Table, page: str | None, per_page: int = PER_PAGE) -> None:
    """Turn to ``page``; nonsense is the first page and too far is the last."""
    table.paginate(per_page=per_page)
    table.page = table.paginator.get_page(page)


def file_name(request: HttpRequest) -> str:
    """The URL's name and its arguments: ``recipients``, ``run_line-12-regioner-nara-vard``."""
    match = request.resolver_match
    parts = [match.url_name, *match.kwargs.values()] if match else ["export"]
    return "-".join(str(part) for part in parts)


def export(table: Table, file_format: str, name: str) -> HttpResponse:
    """Every row of the table, not only the page, as ``xlsx`` or ``csv`` with the columns' headings."""
    headings, *rows = table.as_values()
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"'}
    return HttpResponse(
        write(headings, rows, file_format, name), content_type=EXPORTS[file_format], headers=disposition
    )
