"""How a recipient's year closes: decided = paid + lapsed, and paid = used + repaid + reclaimed, line by line.

Whole kronor. Source: agreement 2021, section 10.1; docs/adr/0075.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporting.domain.figures import Figures, LineFigures, spread


@dataclass(frozen=True)
class Money:
    """What is known of a recipient's year.

    ``claimed`` is what requisitions in force ask for and what was paid unasked; ``awaited`` the part of it
    that no payment has answered. ``repaid`` and ``reclaimed`` have reached the state; ``notified`` has not,
    but somebody has been told to repay it. Repaid and reclaimed are together at most ``paid``.
    """

    decided: Mapping[str, int]
    claimed: int = 0
    awaited: int = 0
    paid: int = 0
    has_lapsed: bool = False
    certified: Figures | None = None
    repaid: int = 0
    reclaimed: int = 0
    notified: int = 0


@dataclass(frozen=True)
class LineSettled:
    """A line of a year; no part is below zero.

    decided + overpaid = paid + lapsed + to_be_paid; paid = used + repaid + reclaimed + to_be_settled.
    """

    line: str
    decided: int
    paid: int
    lapsed: int
    to_be_paid: int
    overpaid: int
    used: int
    repaid: int
    reclaimed: int
    to_be_settled: int
    own_funding: int

    @property
    def open(self) -> int:
        """What is left before both sums hold without it."""
        return self.to_be_paid + self.overpaid + self.to_be_settled


@dataclass(frozen=True)
class Settled:
    """A recipient's year: its lines in the order of the agreement."""

    lines: tuple[LineSettled, ...]

    def sum(self, part: str) -> int:
        """The sum of a part over the lines."""
        return sum(getattr(line, part) for line in self.lines)

    @property
    def open(self) -> int:
        return self.sum("open")


def settle(money: Money) -> Settled:
    """Where the year stands, line by line. Sums fall on lines by largest remainder.

    Money that has gone back can no longer be used: costs above what is kept are the recipient's own.
    """
    codes = _codes(money)
    decided = [money.decided.get(code, 0) for code in codes]
    paid = spread(money.paid, decided if any(decided) else [1] * len(codes))
    rest = [max(given - got, 0) for given, got in zip(decided, paid, strict=True)]
    lapsed = spread(min(_lapsed(money), sum(rest)), rest)
    costs = _costs(money, codes)
    used = _kept(paid, costs, money.repaid + money.reclaimed)
    unused = _less(paid, used)
    repaid = spread(money.repaid, unused)
    reclaimed = spread(money.reclaimed, _less(unused, repaid))
    return Settled(
        tuple(
            LineSettled(
                line=code,
                decided=decided[at],
                paid=paid[at],
                lapsed=lapsed[at],
                to_be_paid=rest[at] - lapsed[at],
                overpaid=max(paid[at] - decided[at], 0),
                used=used[at],
                repaid=repaid[at],
                reclaimed=reclaimed[at],
                to_be_settled=unused[at] - repaid[at] - reclaimed[at],
                own_funding=costs[at] - used[at],
            )
            for at, code in enumerate(codes)
        )
    )


def _codes(money: Money) -> list[str]:
    """Decided lines, then those that only have costs; one without a name for money that no line explains."""
    certified = [line.line for line in _certified(money)]
    codes = [*money.decided, *(code for code in certified if code not in money.decided)]
    return codes or ([""] if money.paid else [])


def _certified(money: Money) -> tuple[LineFigures, ...]:
    return money.certified.lines if money.certified else ()


def _lapsed(money: Money) -> int:
    """What nobody has asked for in time."""
    return max(sum(money.decided.values()) - money.claimed, 0) if money.has_lapsed else 0


def _costs(money: Money, codes: Sequence[str]) -> list[int]:
    """Certified costs; costs below zero use nothing."""
    costs = {line.line: max(line.cost, 0) for line in _certified(money)}
    return [costs.get(code, 0) for code in codes]


def _kept(paid: Sequence[int], costs: Sequence[int], returned: int) -> list[int]:
    """What costs use of the payment, once ``returned`` has left it."""
    used = [min(cost, got) for cost, got in zip(costs, paid, strict=True)]
    too_much = max(returned - (sum(paid) - sum(used)), 0)
    return _less(used, spread(too_much, used))


def _less(whole: Sequence[int], part: Sequence[int]) -> list[int]:
    return [one - other for one, other in zip(whole, part, strict=True)]


# ---- why a year is not at 0, and whose turn it is


class Matter(StrEnum):
    """What keeps a year open."""

    TO_REQUISITION = "to_requisition"
    AWAITED = "awaited"
    PAID_SHORT = "paid_short"
    OVERPAID = "overpaid"
    TO_REPORT = "to_report"
    REPORT_MISSING = "report_missing"
    TO_REPAY = "to_repay"
    NOTIFIED = "notified"
    LATE = "late"


@dataclass(frozen=True)
class Open:
    """A matter and its kronor."""

    matter: Matter
    amount: int


def open_matters(
    money: Money, settled: Settled, today: date, report_by: date | None, repay_by: date | None
) -> list[Open]:
    """What keeps the year open; empty at 0. Their kronor add up to what is open.

    ``report_by``: the last day for a report; ``repay_by``: that of the repayment under way. The last day
    itself is in time.
    """
    found = [
        *_unpaid(money, settled),
        Open(Matter.OVERPAID, settled.sum("overpaid")),
        *_unsettled(
            money, settled, bool(report_by and report_by < today), bool(repay_by and repay_by < today)
        ),
    ]
    return [it for it in found if it.amount > 0]


def _unpaid(money: Money, settled: Settled) -> Iterator[Open]:
    left = settled.sum("to_be_paid")
    awaited = min(money.awaited, left)
    short = min(max(money.claimed - money.awaited - money.paid, 0), left - awaited)
    yield Open(Matter.AWAITED, awaited)
    yield Open(Matter.PAID_SHORT, short)
    yield Open(Matter.TO_REQUISITION, left - awaited - short)


def _unsettled(money: Money, settled: Settled, is_missing: bool, is_late: bool) -> Iterator[Open]:
    left = settled.sum("to_be_settled")
    notified = min(money.notified, left)
    yield Open(Matter.LATE if is_late else Matter.NOTIFIED, notified)
    if money.certified:
        yield Open(Matter.TO_REPAY, left - notified)
    else:
        yield Open(Matter.REPORT_MISSING if is_missing else Matter.TO_REPORT, left - notified)
