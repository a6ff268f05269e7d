"""Where days fall on a line of time, for charts. Places are thousandths of its length."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# Up to so many months every month has its mark, then every quarter, then every year.
MONTHS, QUARTERS = 12, 36


@dataclass(frozen=True)
class Timeline:
    """From the first day to the last, both included; ``step`` months lie between two marks."""

    first: date
    last: date
    step: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: date) -> int:
        """Where ``day`` begins: 0 is the beginning, 1000 the end; days beyond stand at the ends."""
        return min(max((day - self.first).days * 1000 // self.days, 0), 1000)

    def after(self, day: date) -> int:
        """Where ``day`` ends."""
        return self.at(day + timedelta(1))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def marks(self) -> list[date]:
        """The first days of the months, quarters or years that the line is marked with."""
        months = range(_month(self.first), _month(self.last) + 1, self.step)
        return [_first_of(month) for month in months]


def timeline(days: Iterable[date]) -> Timeline:
    """The shortest line of whole months, quarters or years that holds all of ``days`` (at least one)."""
    found = sorted(days)
    begins, ends = _month(found[0]), _month(found[-1])
    length = ends - begins + 1
    step = 1 if length <= MONTHS else 3 if length <= QUARTERS else 12
    after = ends - ends % step + step
    return Timeline(_first_of(begins - begins % step), _first_of(after) - timedelta(1), step)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
