"""One at a time acts on a year's money."""

from overenskommelse.models import Agreement


def lock_year(agreement: Agreement) -> None:
    """One at a time acts on a year's money and decisions; SQLite's transactions queue anyway."""
    list(Agreement.objects.select_for_update().filter(year=agreement.year).order_by("pk"))
