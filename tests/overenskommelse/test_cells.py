"""The cells that are written column by column are those that django-tables2 writes one by one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.utils.html import conditional_escape
from django_tables2 import Column, Table

from overenskommelse.models import Agreement, FundingLine, Membership, Organisation
from overenskommelse.tables import DayColumn, MembershipTable, MoneyColumn, RecipientTable
from overenskommelse.templatetags.cells import with_cells


class LineTable(Table):
    amount = MoneyColumn()

    class Meta:
        model = FundingLine
        fields = ("name", "recipient_kind", "area", "area__agreement__status", "amount", "pass_through_to")


class DictTable(Table):
    """Rows that are no models, a value that is missing, and text that must be escaped."""

    name = Column(linkify=lambda record: f"/{record['name']}/")
    amount = MoneyColumn()
    day = DayColumn()
    note = Column(default="inget")

    def render_note(self, **known: Any) -> str:
        return f"{known['value']} {known['record']['name']}"


DICTS = [
    {"name": "<A> & B", "amount": 16_445_434, "day": date(2021, 12, 1), "note": "<b>"},
    {"name": "C", "amount": None, "day": None},
]


def cells_of(table: Table) -> list[list[tuple[str, str]]]:
    return [[(column.attributes, cell) for column, cell in cells] for _row, cells in with_cells(table)]


def one_by_one(table: Table) -> list[list[tuple[str, str]]]:
    return [
        [(column.attrs["td"].as_html(), conditional_escape(cell)) for column, cell in row.items()]
        for row in table.paginated_rows
    ]


@pytest.mark.parametrize(
    ("table_class", "model"),
    [(RecipientTable, Organisation), (MembershipTable, Membership), (LineTable, FundingLine)],
)
def test_models(table_class: type[Table], model: Any, agreement: Agreement) -> None:
    rows = model.objects.all()
    table = table_class(rows)
    assert len(cells_of(table)) == rows.count() > 0
    assert cells_of(table) == one_by_one(table)


@pytest.mark.parametrize("rows", [DICTS, DICTS[1:], []])
def test_dicts(rows: Sequence[dict[str, Any]]) -> None:
    table = DictTable(rows)
    assert len(cells_of(table)) == len(rows)
    assert cells_of(table) == one_by_one(table)


def test_what_stands_there() -> None:
    ((_attributes, name), (money, amount), *_others), (*_few, note) = cells_of(DictTable(DICTS))
    assert name == '<a href="/&lt;A&gt; &amp; B/">&lt;A&gt; &amp; B</a>'
    assert (money, amount) == ('class="num"', "16\u00a0445\u00a0434")
    assert note == ("", "inget")
