"""How counties divide their municipalities' money."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column, Table

from allocation.selectors import CountyLine
from overenskommelse.tables import MoneyColumn


class CountyTable(Table):
    """Each county's sum, and what of it is split."""

    rss = Column(verbose_name=_("County’s structure (RSS)"), linkify=("county_splits", [A("rss__code")]))
    amount = MoneyColumn(verbose_name=_("Decided, kronor"), total=True)
    split = MoneyColumn(verbose_name=_("Split, kronor"), total=True)
    left = MoneyColumn(verbose_name=_("Left to split, kronor"), total=True)

    class Meta:
        show_footer = True
        empty_text = _("Nobody receives money for municipalities.")


class PartTable(Table):
    """A county's municipalities; ``columns_of`` gives a column a line."""

    code = Column(verbose_name=_("Code"))
    name = Column(verbose_name=_("Municipality"))
    total = MoneyColumn(verbose_name=_("Sum, kronor"), total=True)

    class Meta:
        show_footer = True
        sequence = ["name", "code", "...", "total"]
        empty_text = _("No municipality has got a part yet.")


def columns_of(lines: Iterable[CountyLine]) -> list[tuple[str, MoneyColumn]]:
    """A column of kronor for each line."""
    return [
        (f"line_{row.line.pk}", MoneyColumn(verbose_name=row.line.name, total=True, default="–"))
        for row in lines
    ]
