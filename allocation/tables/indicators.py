"""What is counted, and how its column is recognised."""

from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column, Table

from allocation.models import Indicator
from overenskommelse.tables import NumberColumn


class IndicatorTable(Table):
    name = Column(verbose_name=_("Indicator"), linkify=("indicator_edit", {"code": A("code")}))
    level = Column(verbose_name=_("Level"), empty_values=())
    whole_numbers = Column(verbose_name=_("Numbers"))
    header_words = Column(verbose_name=_("Words in column headings"), orderable=False)
    jump_limit = NumberColumn(verbose_name=_("Largest change, per cent"), empty_values=())

    class Meta:
        model = Indicator
        fields = ["name", "code", "unit", "level", "whole_numbers", "header_words", "jump_limit"]
        empty_text = _("What can be counted stands here. There is nothing, or nothing that matches.")

    def render_level(self, record: Indicator) -> str:
        return str(record.get_level_display() if record.level else _("either"))

    def render_whole_numbers(self, value: bool) -> str:
        return str(_("whole") if value else _("with decimals"))

    def render_header_words(self, value: list[str]) -> str:
        return ", ".join(value)

    def render_jump_limit(self, value: int | None) -> str:
        return str(_("no limit") if value is None else value)

    def value_jump_limit(self, value: int | None) -> int | None:
        return value
