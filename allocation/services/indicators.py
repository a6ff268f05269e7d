"""What is counted: administrators define it; what a stored dataset counts keeps its meaning."""

from django.db import transaction

from allocation.models import Indicator
from overenskommelse.models import User
from overenskommelse.services.events import record, save_change


@transaction.atomic
def add_indicator(*, indicator: Indicator, by: User) -> Indicator:
    indicator.save()
    record("indicators.added", indicator, by=by)
    return indicator


@transaction.atomic
def change_indicator(*, indicator: Indicator, seen: str, by: User) -> None:
    """Store the changed entry with its values before and after. Raises SavedByOther."""
    save_change(indicator, verb="indicators.changed", seen=seen, by=by)
