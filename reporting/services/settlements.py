"""A recipient's year closes, once its two sums hold."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from allocation.models import RunAmount
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import record
from reporting.models import Settlement
from reporting.selectors.positions import decisions_in_force
from reporting.selectors.settlements import KEPT, Year, year_of, years
from reporting.services.locks import lock_year, open_year


class NotAtZero(Exception):  # noqa: N818 - it says what is the case
    """``left`` kronor are open, so the year cannot close."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(str(left))


@transaction.atomic
def close_year(*, agreement: Agreement, recipient: Organisation, by: User | None) -> list[Settlement]:
    """Close the year of ``recipient``: one immutable row a line. Raises YearClosed, NotAtZero."""
    open_year(agreement, recipient)
    year = year_of(agreement, recipient)
    if not year.may_close:
        raise NotAtZero(year.open)
    rows = _close(year, by)
    _say_when_all(agreement, by)
    return rows


@transaction.atomic
def close_all(*, agreement: Agreement, by: User | None) -> int:
    """Close the year of everybody who is at 0; how many they were."""
    lock_year(agreement)
    ready = [year for year in years(agreement, _with_money(agreement)) if year.may_close]
    for year in ready:
        _close(year, by)
    if ready:
        _say_when_all(agreement, by)
    return len(ready)


def _with_money(agreement: Agreement) -> QuerySet[Organisation]:
    decided = RunAmount.objects.filter(run_line__run__decision__in=decisions_in_force(agreement))
    return Organisation.objects.filter(pk__in=decided.values("recipient"))


def _close(year: Year, by: User | None) -> list[Settlement]:
    lines = {line.code: line for line in year.agreement.lines.all()}
    rows = [
        Settlement.objects.create(
            agreement=year.agreement, recipient=year.recipient, line=lines[it.line], closed_by=by,
            **{part: getattr(it, part) for part in KEPT},
        )
        for it in year.settled.lines
    ]  # fmt: skip
    about: dict[str, Any] = {part: year.sums[part] for part in KEPT}
    record(
        "settlements.closed",
        year.recipient,
        by=by,
        agreement=year.agreement,
        organisation=year.recipient,
        **about,
    )
    return rows


def _say_when_all(agreement: Agreement, by: User | None) -> None:
    """Once nobody with money is left open, the agreement's log says so."""
    closed = Settlement.objects.filter(agreement=agreement).values("recipient")
    if not _with_money(agreement).exclude(pk__in=closed).exists():
        record("settlements.all_closed", agreement, by=by, agreement=agreement)
