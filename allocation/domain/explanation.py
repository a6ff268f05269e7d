"""Why an amount is what it is, and how it stands to a printed one: figures in order, no words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import NamedTuple

from allocation.domain import UnknownCodeError
from allocation.domain.methods import Method
from allocation.domain.run import Allocation, LineInput, LineResult
from allocation.domain.shares import Number


@dataclass(frozen=True)
class Step:
    """One indicator's part: `value` of `total` is `share`, which counts by `weight`."""

    indicator: str
    weight: Fraction
    data_code: str
    value: Number
    total: Number

    @property
    def share(self) -> Fraction:
        return Fraction(self.value) / Fraction(self.total)


@dataclass(frozen=True)
class Explanation:
    """The way from counts to kronor for one recipient.

    `total` kronor less `recipients` times `base_amount` leaves `to_share`; `share` of that and the base
    amount is `allocation.exact`. How rounding went stands in `allocation` (remainder, rank, correction) and
    in `result` (left over, awarded, smallest remainder awarded).
    """

    method: Method
    steps: tuple[Step, ...]
    total: int
    base_amount: int
    unit: int
    allocation: Allocation
    result: LineResult

    @property
    def recipients(self) -> int:
        return len(self.result.allocations)

    @property
    def to_share(self) -> int:
        return self.total - self.recipients * self.base_amount

    @property
    def share(self) -> Fraction:
        return self.allocation.share

    @property
    def amount(self) -> int:
        return self.allocation.amount


def explain(line: LineInput, result: LineResult, code: str) -> Explanation:
    """The steps to one recipient's amount.

    Source: *God och nära vård 2021*, section 9. Raises UnknownCodeError.
    """
    if code not in result.by_code:
        raise UnknownCodeError(codes=(code,))
    return Explanation(
        method=line.method,
        steps=tuple(_steps(line, line.recipients[code])),
        total=line.total,
        base_amount=line.base_amount,
        unit=line.unit,
        allocation=result.by_code[code],
        result=result,
    )


def _steps(line: LineInput, data_code: str) -> Sequence[Step]:
    return [
        Step(
            indicator=component.indicator,
            weight=component.weight,
            data_code=data_code,
            value=line.values[component.indicator][data_code],
            total=_total(line, component.indicator),
        )
        for component in line.method.components
    ]


def _total(line: LineInput, indicator: str) -> Number:
    values = [Fraction(line.values[indicator][data_code]) for data_code in line.recipients.values()]
    total = sum(values, Fraction(0))
    return total.numerator if total.denominator == 1 else total


class Reason(StrEnum):
    """How a printed amount stands to the computed one; `docs/methods.md` tells what each stands on."""

    EQUAL = "equal"
    ROW_ROUNDING = "row_rounding"
    PER_PART_HYPOTHESIS = "per_part_hypothesis"
    UNEXPLAINED = "unexplained"
    NOT_PUBLISHED = "not_published"
    NOT_COMPUTED = "not_computed"

    @property
    def is_hypothesis(self) -> bool:
        """Whether the figures only fit: what would prove it is not at hand."""
        return self is Reason.PER_PART_HYPOTHESIS


class ReconciledRow(NamedTuple):
    """Kronor; `difference` is published less computed, and missing where one of them is."""

    code: str
    published: int | None
    computed: int | None
    difference: int | None
    reason: Reason


@dataclass(frozen=True)
class Reconciliation:
    """A printed table beside a computed one, in code order."""

    rows: tuple[ReconciledRow, ...]
    printed_total: int
    published_sum: int
    computed_sum: int

    @property
    def beyond_printed_total(self) -> int:
        """Kronor that the printed rows add up to beyond the printed total."""
        return self.published_sum - self.printed_total

    @property
    def is_equal(self) -> bool:
        return self.reason is Reason.EQUAL

    @property
    def equal(self) -> int:
        """How many rows are equal."""
        return sum(row.reason is Reason.EQUAL for row in self.rows)

    @property
    def largest(self) -> int:
        """The largest difference of a row, in kronor without its sign."""
        return max((abs(row.difference or 0) for row in self.rows), default=0)

    @property
    def reason(self) -> Reason:
        """What is said of the rows that are not equal; equal when there are none."""
        return next((row.reason for row in self.rows if row.reason is not Reason.EQUAL), Reason.EQUAL)


def reconcile(
    published: Mapping[str, int],
    printed_total: int,
    computed: LineResult,
    parts: Mapping[str, int] | None = None,
) -> Reconciliation:
    """Printed kronor by recipient against computed ones.

    `parts` is how many parts, such as municipalities, each recipient's amount may have been summed from. One
    reason is given for all rows of a table that differ; it must fit every row of the table.
    """
    reason = _reason(published, printed_total, computed, parts or {})
    codes = sorted({*published, *computed.by_code})
    return Reconciliation(
        rows=tuple(_row(code, published.get(code), computed.by_code.get(code), reason) for code in codes),
        printed_total=printed_total,
        published_sum=sum(published.values()),
        computed_sum=computed.allocated,
    )


def _row(code: str, published: int | None, allocation: Allocation | None, reason: Reason) -> ReconciledRow:
    if allocation is None:
        return ReconciledRow(code, published, None, None, Reason.NOT_COMPUTED)
    if published is None:
        return ReconciledRow(code, None, allocation.amount, None, Reason.NOT_PUBLISHED)
    difference = published - allocation.amount
    return ReconciledRow(
        code, published, allocation.amount, difference, reason if difference else Reason.EQUAL
    )


def _reason(
    published: Mapping[str, int], printed_total: int, computed: LineResult, parts: Mapping[str, int]
) -> Reason:
    """What explains the differences of a table, if anything does."""
    exact = {code: allocation.exact for code, allocation in computed.by_code.items() if code in published}
    beyond = sum(published.values()) - printed_total
    if beyond and all(published[code] == floor(amount + Fraction(1, 2)) for code, amount in exact.items()):
        return Reason.ROW_ROUNDING
    if parts and all(
        2 * abs(published[code] - amount) <= parts.get(code, 0) for code, amount in exact.items()
    ):
        return Reason.PER_PART_HYPOTHESIS
    return Reason.UNEXPLAINED
