"""Stage 2: the statistics that are stored, and their values."""

from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from allocation.models import Dataset
from allocation.tables.base import DigestColumn, FigureColumn
from overenskommelse.tables import DayColumn, NumberColumn


class DatasetTable(Table):
    indicator = Column(linkify=True)
    reference_date = DayColumn()
    version = NumberColumn()
    row_count = NumberColumn()
    total = FigureColumn()
    content_digest = DigestColumn(verbose_name=_("Digest of the content"))
    superseded_by = Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Dataset
        fields = ["indicator", "level", "reference_date", "version", "row_count", "total", "file_name"]
        sequence = [*fields, "content_digest", "superseded_by"]
        empty_text = _("Statistics that have been read stand here. There are none, or none that match.")

    def render_superseded_by(self, record: Dataset) -> str:
        later = getattr(record, "superseded_by", None)
        return str(
            _("Replaced by version %(number)s") % {"number": later.version} if later else _("In force")
        )


class ValueTable(Table):
    """The values of a dataset, or of a file that may become one."""

    code = Column(verbose_name=_("Code"))
    name = Column(verbose_name=_("Name in the file"))
    value = FigureColumn(verbose_name=_("Value"), total=True)
    cell = Column(verbose_name=_("Cell"))

    class Meta:
        show_footer = True
        empty_text = _("No values could be read.")


class ComparedTable(ValueTable):
    """The values beside those of another dataset."""

    before = FigureColumn(verbose_name=_("Before"), total=True)
    difference = FigureColumn(verbose_name=_("Difference"), total=True)

    class Meta(ValueTable.Meta):
        sequence = ["code", "name", "value", "before", "difference", "cell"]
