"""Whose turn it is in how a year closes: to repay, to reclaim, to close."""

from collections.abc import Iterable
from dataclasses import dataclass

from overenskommelse.choices import RecipientKind
from overenskommelse.models import Agreement, Organisation, User
from reporting.domain.settlement import Matter
from reporting.models import Payment
from reporting.permissions import MATTER_TURNS
from reporting.selectors.settlements import Year, paid_recipients, years


@dataclass(frozen=True)
class SettlementTasks:
    """What waits on the start page: ``repay``, years of the person's own with money to repay.

    For an administrator: from how many money may be reclaimed, and how many may close.
    """

    repay: list[Year]
    reclaimable: int = 0
    ready: int = 0

    @property
    def count(self) -> int:
        return len(self.repay) + bool(self.reclaimable) + bool(self.ready)


REPAY = frozenset({Matter.TO_REPAY, Matter.NOTIFIED, Matter.LATE})


def settlement_tasks(
    agreement: Agreement, user: User, organisations: Iterable[Organisation]
) -> SettlementTasks:
    """The person's turns in how the year closes; those of an administrator are the country's.

    Nothing waits before the state has paid anybody, which is most of the year: one query tells.
    """
    if not Payment.objects.from_the_state().filter(agreement=agreement).exists():
        return SettlementTasks([])
    if user.is_administrator:
        found = years(agreement, paid_recipients(agreement, user))
        reclaimable = sum(bool(year.reclaimable) for year in found)
        return SettlementTasks([], reclaimable, sum(year.may_close for year in found))
    own = [one for one in organisations if one.kind in RecipientKind.values]
    own = [one for one in own if user.roles_at(one) & MATTER_TURNS[Matter.TO_REPAY]]
    found = years(agreement, own) if own else []
    return SettlementTasks([year for year in found if REPAY & {it.matter for it in year.matters}])
