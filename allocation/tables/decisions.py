"""Stage 4: decisions, and what a new one or a file would change."""

from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from allocation.models import Decision
from allocation.tables.base import DigestColumn, SignedColumn
from overenskommelse.tables import MomentColumn, MoneyColumn


class ChangeTable(Table):
    """What a new decision would change for each recipient and line."""

    line = Column(verbose_name=_("Line"))
    recipient = Column(verbose_name=_("Recipient"))
    before = MoneyColumn(verbose_name=_("Decided now, kronor"), total=True)
    after = MoneyColumn(verbose_name=_("After, kronor"), total=True)
    difference = SignedColumn(verbose_name=_("Difference, kronor"), total=True)

    class Meta:
        show_footer = True


class DecisionTable(Table):
    number = Column(linkify=True)
    decided_at = MomentColumn()
    total = MoneyColumn()
    digest = DigestColumn()
    superseded_by = Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Decision
        fields = ["number", "agreement", "decided_at", "decided_by", "total", "digest", "superseded_by"]
        order_by = "-decided_at"
        empty_text = _("Nothing has been decided yet.")

    def render_superseded_by(self, record: Decision) -> str:
        later = getattr(record, "superseded_by", None)
        return str(
            _("Replaced by decision %(number)s") % {"number": later.number} if later else _("In force")
        )
