"""One at a time acts on a year's money, and nobody on a closed one."""

from overenskommelse.models import Agreement, Organisation
from reporting.selectors.settlements import closed_year


class YearClosed(Exception):  # noqa: N818 - it says what is the case
    """The year of ``recipient`` is closed: nothing of its money can be changed."""

    def __init__(self, agreement: Agreement, recipient: Organisation) -> None:
        self.agreement, self.recipient = agreement, recipient
        super().__init__(f"{agreement}: {recipient}")


def lock_year(agreement: Agreement) -> None:
    """One at a time acts on a year's money and decisions; SQLite's transactions queue anyway."""
    list(Agreement.objects.select_for_update().filter(year=agreement.year).order_by("pk"))


def open_year(agreement: Agreement, organisation: Organisation) -> None:
    """Lock the year, so that it stays open while the organisation's money changes. Raises YearClosed."""
    lock_year(agreement)
    refuse_closed(agreement, organisation)


def refuse_closed(agreement: Agreement, organisation: Organisation) -> None:
    """Raise YearClosed when the year of whoever gets the organisation's money is closed.

    A municipality's year closes with its RSS's. Call it inside the transaction, after the lock.
    """
    closed = closed_year(agreement, organisation)
    if closed:
        raise YearClosed(agreement, closed.recipient)
