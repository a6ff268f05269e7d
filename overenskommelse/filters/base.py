"""What filters share."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ALL = _("All")
YES_NO = [("yes", _("yes")), ("no", _("no"))]


def contains(field: str, value: str) -> Q:
    """Whether ``field`` contains ``value``, small or capital. SQLite knows only A to Z, so try ö and Ö."""
    spellings = {value, value.lower(), value.title()}
    return Q(*[(f"{field}__icontains", spelling) for spelling in sorted(spellings)], _connector=Q.OR)
