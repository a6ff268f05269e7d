"""Filters of the lists, kept in the address."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from allocation.models import Dataset

# Statistics


class DatasetFilter(FilterSet):
    shown = ChoiceFilter(
        label=_("Show"),
        method="show",
        empty_label=_("All versions"),
        choices=[("in_force", _("In force")), ("replaced", _("Replaced"))],
    )

    class Meta:
        model = Dataset
        fields = ["indicator", "level"]

    def show(self, rows: QuerySet[Dataset], _name: str, value: str) -> QuerySet[Dataset]:
        return rows.filter(superseded_by__isnull=value == "in_force")
