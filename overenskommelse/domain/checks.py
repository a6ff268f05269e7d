"""Whether the funding lines of an agreement add up to the sums printed in its text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LineAmount:
    """A funding line as far as sums go: whole kronor. SKR's own line belongs to no area."""

    code: str
    recipient_kind: str
    amount: int
    area: str | None = None


@dataclass(frozen=True)
class PrintedSum:
    """A sum that the agreement prints (2021: sections 2.2–5, 8 and 10.1), in whole kronor.

    It covers the lines that share its area, its recipient kind and its code; ``None`` does not limit.
    """

    section: str
    scope: str
    amount: int
    area: str | None = None
    recipient_kind: str | None = None
    line: str | None = None

    def covers(self, line: LineAmount) -> bool:
        limits = (
            (self.area, line.area),
            (self.recipient_kind, line.recipient_kind),
            (self.line, line.code),
        )
        return all(wanted in (None, found) for wanted, found in limits)


@dataclass(frozen=True)
class SumDifference:
    """A printed sum that the lines do not meet."""

    printed: PrintedSum
    summed: int

    @property
    def difference(self) -> int:
        """Kronor that the lines have too much; negative when they have too little."""
        return self.summed - self.printed.amount


def check_sums(lines: Sequence[LineAmount], printed_sums: Iterable[PrintedSum]) -> list[SumDifference]:
    """Every printed sum that the lines do not add up to, in the order given; empty when all agree."""
    summed = (
        SumDifference(printed, sum(line.amount for line in lines if printed.covers(line)))
        for printed in printed_sums
    )
    return [found for found in summed if found.difference]
