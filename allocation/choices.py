"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """The geography of a dataset's rows."""

    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Municipality")


class LineStatus(TextChoices):
    ALLOCATED = "allocated", _("Allocated")
    WAITING = "waiting", _("Waiting for data")
