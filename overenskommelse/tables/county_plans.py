"""The plans of a county's organisations, with the money; and what of it stands in which area."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tables2 import Column, Table

from overenskommelse.domain.plans import FindingCode
from overenskommelse.models import DevelopmentArea
from overenskommelse.selectors.county_plans import CountyRow
from overenskommelse.tables.action_plans import NOT_STATED
from overenskommelse.tables.base import MomentColumn, MoneyColumn, NumberColumn
from overenskommelse.templatetags.formats import kr, number

TONES = {FindingCode.OVER_USED: "error", FindingCode.OVER_PLANNED: "warn"}
TOO_MUCH = {
    FindingCode.OVER_USED: _("%(amount)s too much used"),
    FindingCode.OVER_PLANNED: _("%(amount)s too much planned"),
}


class AreaColumn(Column):
    """What is planned of what there is in an area; in a file the planned kronor."""

    def __init__(self, area: DevelopmentArea, **kwargs: Any) -> None:
        self.area = area
        attrs = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}
        super().__init__(accessor="pots", verbose_name=area.name, orderable=False, attrs=attrs, **kwargs)

    def render(self, record: CountyRow) -> str:
        money = record.within(self.area.pk)
        if money.allocated is None and not money.planned:
            return "–"
        of = "" if money.allocated is None else _("of %(amount)s") % {"amount": number(money.allocated)}
        planned = number(money.planned) if record.states_costs else NOT_STATED
        return format_html("{}<br><small>{}</small>", planned, of)

    def value(self, record: CountyRow) -> int:
        return record.within(self.area.pk).planned

    def render_footer(self, table: Table) -> str:
        return number(sum(row.within(self.area.pk).planned for row in table.data.data))


class CountyTable(Table):
    """One organisation a row: who has come least far comes first."""

    organisation = Column(order_by="organisation__name", verbose_name=_("Organisation"))
    standing = Column(order_by="rank", verbose_name=_("Plan"))
    version = NumberColumn(accessor="plan__version", verbose_name=_("Version"), default="–")
    allocated = MoneyColumn(accessor="money__allocated", total=True, verbose_name=_("Allocated, kronor"))
    planned = MoneyColumn(total=True, verbose_name=_("Planned, kronor"), default=NOT_STATED)
    used = MoneyColumn(accessor="money__used", total=True, verbose_name=_("Used, kronor"))
    late = NumberColumn(total=True, verbose_name=_("Late measures"))
    wrong = Column(empty_values=(), orderable=False, verbose_name=_("To look at"))
    changed_at = MomentColumn(verbose_name=_("Last changed"), default="–")
    reminded = Column(
        accessor="reminder", order_by="reminder__on", verbose_name=_("Last reminded"), default="–"
    )

    class Meta:
        show_footer = True
        empty_text = _("No organisation matches. Change or clear the filter.")

    def render_organisation(self, record: CountyRow) -> str:
        if not record.plans:
            address = reverse("recipient", args=[record.organisation.code])
            return format_html('<a href="{}">{}</a>', address, record.organisation)
        links = [(plan.get_absolute_url(), plan) for plan in record.plans]
        if len(links) == 1:
            return format_html('<a href="{}">{}</a>', links[0][0], record.organisation)
        named = format_html_join("", '<li><a href="{}">{}</a></li>', links)
        return format_html('{}<ul class="links">{}</ul>', record.organisation, named)

    def value_organisation(self, record: CountyRow) -> str:
        return record.organisation.name

    def render_standing(self, record: CountyRow) -> str:
        word = format_html('<span class="tag {}">{}</span>', record.tone, record.label)
        return format_html("{} <small>{}</small>", word, _("late")) if record.is_overdue else word

    def value_standing(self, record: CountyRow) -> str:
        return record.label

    def render_late(self, value: int) -> str:
        if not value:
            return "0"
        return format_html('<span class="tag warn">{}</span>', number(value))

    def value_late(self, value: int) -> int:
        return value

    def render_wrong(self, record: CountyRow) -> str:
        """What is wrong in the plan, the worst first, each as a link to where it is put right."""
        tags = [(*place, text) for place, text in self._wrong(record)]
        return format_html_join(" ", '<a class="tag {}" href="{}">{}</a>', tags) or "–"

    def value_wrong(self, record: CountyRow) -> str:
        return "; ".join(text for _place, text in self._wrong(record))

    def _wrong(self, record: CountyRow) -> Iterator[tuple[tuple[str, str], str]]:
        """How a tag looks and where it leads; what it says."""
        at = record.plan.get_absolute_url() if record.plan else ""
        for code, amount in record.too_much.items():
            yield (TONES[code], f"{at}#plan-findings"), str(TOO_MUCH[code]) % {"amount": kr(amount)}
        if record.unmet:
            text = ngettext("one requirement unmet", "%(count)s requirements unmet", record.unmet)
            yield ("warn", f"{at}areas/"), text % {"count": record.unmet}

    def value_reminded(self, value: Any) -> Any:
        return value.on if value else None

    def render_reminded(self, value: Any) -> str:
        return str(value.on.isoformat())


class AreaTable(Table):
    """One organisation a row, one development area a column."""

    organisation = Column(accessor="organisation__name", verbose_name=_("Organisation"))

    class Meta:
        show_footer = True
        orderable = False
        attrs = {"class": "unsorted"}


def area_columns(areas: Sequence[DevelopmentArea]) -> list[tuple[str, Column]]:
    """A column for each area that money may stand in."""
    return [(f"area_{area.code}", AreaColumn(area)) for area in areas]
