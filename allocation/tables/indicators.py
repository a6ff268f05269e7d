"""What is counted, and how its column is recognised."""

from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column, Table

from allocation.models import Indicator
from overenskommelse.tables import NumberColumn


class IndicatorTable(Table):
    """Headings and values are those of the register's file, so that the list's export is read back."""

    name = Column(linkify=("indicator_edit", {"code": A("code")}))
    level = Column(empty_values=())
    whole_numbers = Column()
    header_words = Column(orderable=False)
    jump_limit = NumberColumn(empty_values=())

    class Meta:
        model = Indicator
        fields = ["name", "code", "unit", "level", "whole_numbers", "header_words", "jump_limit"]
        empty_text = _("What can be counted stands here. There is nothing, or nothing that matches.")

    def render_level(self, record: Indicator) -> str:
        return self.value_level(record) or str(_("either"))

    def value_level(self, record: Indicator) -> str:
        return str(record.get_level_display())

    def render_whole_numbers(self, value: bool) -> str:
        return str(_("yes") if value else _("no"))

    def render_header_words(self, value: list[str]) -> str:
        return ", ".join(value)

    def render_jump_limit(self, value: int | None) -> str:
        return str(_("no limit") if value is None else value)

    def value_jump_limit(self, value: int | None) -> int | None:
        return value
