"""One funding line, run: shares, base amount and rounding put together, and the record of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

from allocation.domain import (
    BaseExceedsTotalError,
    BaseNotAllowedError,
    DoubleCodeError,
    InvalidBaseError,
    InvalidTotalError,
    NotOneRecipientError,
    UnknownCodeError,
    UnknownIndicatorError,
)
from allocation.domain.methods import Method, method, relative_method
from allocation.domain.rounding import Rounded, Rounding, round_amounts
from allocation.domain.shares import Number, Shares, by_county, compose, whole
from overenskommelse.domain.canonical import canonical_json as canonical_json
from overenskommelse.domain.canonical import digest as digest

GROUP_BY_COUNTY = "county"


@dataclass(frozen=True)
class LineInput:
    """All that decides a line's result.

    `total`, `base_amount` (per recipient) and `unit` are whole kronor. `values` is indicator → data code →
    count; `recipients` maps the recipient's code to the code its values stand under (R12 → 12).
    """

    line: str
    total: int
    method: Method
    recipients: Mapping[str, str]
    values: Mapping[str, Mapping[str, Number]]
    base_amount: int = 0
    unit: int = 1


class Allocation(NamedTuple):
    """One recipient's result: kronor, and exact figures as numerators over the line's common denominator.

    `rank` is the place, from 1, in the order of remainders; `correction` the kronor that rounding added.
    """

    code: str
    weight: int
    exact_numerator: int
    denominator: int
    base: int
    floor: int
    correction: int
    rank: int
    amount: int

    @property
    def share(self) -> Fraction:
        """The part, between 0 and 1, of what is left after base amounts."""
        return Fraction(self.weight, self.denominator)

    @property
    def exact(self) -> Fraction:
        """Kronor before rounding, base amount included."""
        return Fraction(self.exact_numerator, self.denominator)

    @property
    def remainder(self) -> Fraction:
        """Kronor that rounding down to whole units cuts off."""
        return self.exact - self.floor


@dataclass(frozen=True)
class LineResult:
    """The allocations in code order, and how rounding went.

    `left_over` is the whole units that remained after rounding down; `awarded` the recipients that got one
    more unit; `smallest_awarded` the smallest remainder among them, in kronor.
    """

    line: str
    total: int
    allocations: tuple[Allocation, ...]
    left_over: int
    awarded: int
    smallest_awarded: Fraction | None

    @cached_property
    def by_code(self) -> Mapping[str, Allocation]:
        return {allocation.code: allocation for allocation in self.allocations}

    @cached_property
    def allocated(self) -> int:
        return sum(allocation.amount for allocation in self.allocations)

    @property
    def difference(self) -> int:
        """Kronor that the amounts add up to beyond the total; 0 for largest remainder."""
        return self.allocated - self.total


def allocate(line: LineInput) -> LineResult:
    """Divide a line's total: base amounts first, the rest by exact shares, then rounding.

    Source: *God och nära vård 2021*, section 9. Raises AllocationError.
    """
    _check_amounts(line)
    shares = _shares(line)
    rest = line.total - line.base_amount * len(shares.codes)
    if rest < 0:
        raise BaseExceedsTotalError(count=len(shares.codes), base=line.base_amount, total=line.total)
    base = line.base_amount * shares.denominator
    exact = [rest * weight + base for weight in shares.weights]
    rounded = round_amounts(exact, shares.weights, shares.denominator, line.method.rounding, line.unit)
    smallest = rounded.smallest_awarded
    return LineResult(
        line=line.line,
        total=line.total,
        allocations=_allocations(shares, exact, line.base_amount, rounded),
        left_over=rounded.left_over,
        awarded=rounded.awarded,
        smallest_awarded=None if smallest is None else Fraction(smallest, shares.denominator),
    )


def _check_amounts(line: LineInput) -> None:
    if not isinstance(line.total, int) or line.total < 0:
        raise InvalidTotalError(total=line.total)
    if not isinstance(line.base_amount, int) or line.base_amount < 0:
        raise InvalidBaseError(base=line.base_amount)
    if line.base_amount and not line.method.has_base:
        raise BaseNotAllowedError(method=line.method)


def _shares(line: LineInput) -> Shares:
    if line.method.components:
        return compose(line.method.components, line.values, line.recipients)
    if len(line.recipients) > 1:
        raise NotOneRecipientError(method=line.method, count=len(line.recipients))
    return whole(line.recipients)


def _allocations(shares: Shares, exact: Sequence[int], base: int, rounded: Rounded) -> tuple[Allocation, ...]:
    rows = zip(
        shares.codes,
        shares.weights,
        exact,
        repeat(shares.denominator),
        repeat(base),
        rounded.floors,
        rounded.corrections,
        rounded.ranks,
        rounded.amounts,
        strict=False,  # the two constants have no end
    )
    return tuple(map(Allocation._make, rows))


def calculate(
    codes: Sequence[str],
    columns: Mapping[str, Sequence[Number]],
    *,
    total: int,
    shares: Sequence[tuple[str, Number]],
    base: int = 0,
    exclude: Collection[str] = (),
    rounding: Rounding = Rounding.LARGEST_REMAINDER,
    unit: int = 1,
    group_by: str = "",
) -> LineResult:
    """An allocation of any table: `columns[indicator][i]` belongs to `codes[i]`.

    The weights in `shares` are relative to each other. `exclude` names recipients that get nothing and count
    for nothing; with `group_by="county"` rows are municipalities, and recipients and `exclude` are counties.
    Raises AllocationError.
    """
    _check_double(codes)
    values = {indicator: _keyed(codes, columns, indicator) for indicator, _ in shares}
    if group_by == GROUP_BY_COUNTY:
        values = {indicator: by_county(column, indicator) for indicator, column in values.items()}
    return allocate(
        LineInput(
            line="",
            total=total,
            method=relative_method(shares, rounding),
            recipients=_recipients(values, exclude),
            values=values,
            base_amount=base,
            unit=unit,
        )
    )


def _recipients(values: Mapping[str, Mapping[str, Number]], exclude: Collection[str]) -> Mapping[str, str]:
    everybody = {code: code for column in values.values() for code in column}
    unknown = sorted(set(exclude) - everybody.keys())
    if unknown:
        raise UnknownCodeError(codes=tuple(unknown))
    return {code: code for code in everybody if code not in exclude}


def _check_double(codes: Sequence[str]) -> None:
    double = sorted(code for code, count in Counter(codes).items() if count > 1)
    if double:
        raise DoubleCodeError(codes=tuple(double))


def _keyed(
    codes: Sequence[str], columns: Mapping[str, Sequence[Number]], indicator: str
) -> Mapping[str, Number]:
    if indicator not in columns:
        raise UnknownIndicatorError(indicator=indicator, known=tuple(columns))
    return dict(zip(codes, columns[indicator], strict=True))


def canonical(line: LineInput, result: LineResult) -> dict[str, Any]:
    """Inputs and result as a plain dict for JSON: text, whole numbers, lists, dicts; fractions as `n/d`."""
    used = set(line.recipients.values())
    return {
        "line": line.line,
        "total": line.total,
        "base_amount": line.base_amount,
        "unit": line.unit,
        "method": {
            "identifier": line.method.identifier,
            "version": line.method.version,
            "rounding": str(line.method.rounding),
            "components": [[part.indicator, _plain(part.weight)] for part in line.method.components],
        },
        "recipients": dict(line.recipients),
        "values": {
            indicator: {code: _plain(value) for code, value in line.values[indicator].items() if code in used}
            for indicator in line.method.indicators
        },
        "allocations": [_allocation_record(allocation) for allocation in result.allocations],
        "allocated": result.allocated,
    }


def _allocation_record(allocation: Allocation) -> dict[str, Any]:
    return {
        "code": allocation.code,
        "share": fraction_text(allocation.share),
        "exact": fraction_text(allocation.exact),
        "correction": allocation.correction,
        "rank": allocation.rank,
        "amount": allocation.amount,
    }


def restore(record: Mapping[str, Any]) -> LineInput:
    """The input that `canonical` wrote, so that a decision can be computed again.

    The method is looked up in the program, not read from the record: a formula that was changed under its
    version shows as a difference. Raises UnknownMethodError.
    """
    return LineInput(
        line=record["line"],
        total=record["total"],
        method=method(record["method"]["identifier"], record["method"]["version"]),
        recipients=record["recipients"],
        values={
            indicator: {code: _number(value) for code, value in column.items()}
            for indicator, column in record["values"].items()
        },
        base_amount=record["base_amount"],
        unit=record["unit"],
    )


def fraction_text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _plain(value: Number) -> int | str:
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else fraction_text(exact)


def _number(plain: int | str) -> Number:
    return plain if isinstance(plain, int) else Fraction(plain)
