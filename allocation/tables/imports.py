"""Stage 1: what a file would do to the money."""

from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from allocation.tables.decisions import ChangeTable
from overenskommelse.tables import MoneyColumn


class EffectTable(ChangeTable):
    """What a file would change if it were stored."""

    code = Column(verbose_name=_("Code"))
    before = MoneyColumn(verbose_name=_("Now, kronor"), total=True)

    class Meta(ChangeTable.Meta):
        sequence = ["line", "recipient", "code", "before", "after", "difference"]
