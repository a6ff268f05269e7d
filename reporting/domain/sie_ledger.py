"""What is read of a SIE file: problems, accounts, balances, and the vouchers in columns. Amounts are öre."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from allocation.domain.findings import Severity
from reporting.domain.sie_text import BrokenLineError, day, fields


class Finding(NamedTuple):
    """One problem. `line` is where it stands, 0 for the whole file; `params` is what it takes to word it."""

    code: str
    line: int
    value: str = ""
    params: Mapping[str, object] = {}
    severity: Severity = Severity.ERROR


class Kind(StrEnum):
    """The types of the format. Transactions are exported for a year (4E) or made to be imported (4I)."""

    YEAR = "1"
    PERIODS = "2"
    OBJECTS = "3"
    TRANSACTIONS = "4E"
    IMPORT = "4I"


class Posting(NamedTuple):
    """What a row is booked on: an account, and objects as (dimension, object)."""

    account: str
    objects: tuple[tuple[str, str], ...] = ()


class Account(NamedTuple):
    """`kind` is T, S, K or I (asset, debt, cost, income), or empty where the file does not say."""

    name: str
    kind: str = ""


class Balance(NamedTuple):
    """A change (`#PSALDO`) of a month, or a whole year's (`#RES`) where `month` is empty; and its line."""

    posting: Posting
    ore: int
    line: int
    month: str = ""


class Voucher(NamedTuple):
    """A voucher's name within its year, the line it begins at, and the places of its rows."""

    series: str
    number: str
    day: date | None
    written_day: str
    line: int
    rows: range

    @property
    def name(self) -> str:
        """Series and number, as bookkeepers say them: ``LF 12``."""
        return f"{self.series} {self.number}".strip()


def read_postings(keys: Iterable[bytes], encoding: str) -> Mapping[bytes, Posting]:
    """What keys say: an account, a brace, and dimensions and objects in pairs. Raises `BrokenLineError`."""
    pairs: dict[bytes, tuple[tuple[str, str], ...]] = {}
    found: dict[bytes, Posting] = {}
    for key in keys:
        account, _brace, objects = key.partition(b"{")
        if objects not in pairs:
            pairs[objects] = _pairs(objects, encoding)
        if not account.strip().isdigit():
            raise BrokenLineError
        found[key] = Posting(account.strip().decode(), pairs[objects])
    return found


def _pairs(objects: bytes, encoding: str) -> tuple[tuple[str, str], ...]:
    parts = [part.decode(encoding, "replace") for part in fields(objects) if isinstance(part, bytes)]
    if len(parts) % 2:
        raise BrokenLineError
    return tuple(zip(parts[::2], parts[1::2], strict=True))


@dataclass(frozen=True)
class Ledger:
    """All vouchers and their rows, in columns and in the order of the file; debit is positive.

    ``keys`` say what each row is booked on, as written up to the brace that ends it: ``5010 {1 "9916"``.
    ``names`` are the vouchers' series, number and day. The rows of voucher ``n`` end before ``ends[n]``.
    Where ``lines_of_rows`` is empty, rows stand together below the voucher's line and an opening brace.
    """

    keys: Sequence[bytes] = ()
    ore: Sequence[int] = ()
    names: Sequence[tuple[bytes, ...]] = ()
    ends: Sequence[int] = ()
    lines: Sequence[int] = ()
    lines_of_rows: Sequence[int] = ()
    encoding: str = "cp437"

    @cached_property
    def sums(self) -> Mapping[bytes, int]:
        """Öre by key."""
        found: dict[bytes, int] = {}
        for key, ore in zip(self.keys, self.ore, strict=True):
            found[key] = found.get(key, 0) + ore
        return found

    @cached_property
    def postings(self) -> Mapping[bytes, Posting]:
        """What each key says. Raises `BrokenLineError` for one that says nothing."""
        return read_postings(self.sums, self.encoding)

    @cached_property
    def unbalanced(self) -> Sequence[tuple[int, int]]:
        """Vouchers whose rows are not 0 together: the voucher's place, and the öre."""
        until = (0, *accumulate(self.ore))
        if not any(map(until.__getitem__, self.ends)):
            return ()
        sums = (until[end] - until[start] for start, end in pairwise((0, *self.ends)))
        return [(place, ore) for place, ore in enumerate(sums) if ore]

    @cached_property
    def days(self) -> Mapping[bytes, date | None]:
        """The vouchers' different days, as written and as days."""
        return {text: day(text) for text in {name[2] for name in self.names}}

    @cached_property
    def row_lines(self) -> Sequence[int]:
        """The line of every row."""
        rows = zip(self.lines, pairwise((0, *self.ends)), strict=True)
        return self.lines_of_rows or [
            *chain.from_iterable(range(line + 2, line + 2 + end - start) for line, (start, end) in rows)
        ]

    def voucher(self, place: int) -> Voucher:
        """The voucher at a place, as text."""
        series, number, written = (part.decode(self.encoding, "replace") for part in self.names[place])
        rows = range(self.ends[place - 1] if place else 0, self.ends[place])
        return Voucher(series, number, self.days[self.names[place][2]], written, self.lines[place], rows)

    def rows_of(self, voucher: Voucher) -> list[tuple[Posting, int]]:
        return [(self.postings[self.keys[row]], self.ore[row]) for row in voucher.rows]

    def places(self, days: Container[bytes]) -> Iterator[int]:
        """The places of vouchers of those days, as written."""
        return (place for place, name in enumerate(self.names) if name[2] in days)


class Head(NamedTuple):
    """A label that stands once: its line and first two fields."""

    line: int = 0
    value: str = ""
    more: str = ""


@dataclass(frozen=True)
class SieFile:
    """A file as it was read. Years are by their number in it: 0 is the one it is about, −1 the one before.

    ``results`` are `#RES` and ``months`` `#PSALDO`, both of year 0; ``closing`` is the sum of `#UB`, None
    where there is none. ``checksums`` are `#KSUMMA` with their lines: the first opens, the last has the sum.
    """

    kind: Kind
    encoding: str
    letters: int = 0
    findings: tuple[Finding, ...] = ()
    heads: Mapping[str, Head] = field(default_factory=dict)
    years: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)
    results: Sequence[Balance] = ()
    months: Sequence[Balance] = ()
    closing: int | None = None
    ledger: Ledger = Ledger()
    checksums: Sequence[tuple[int, str]] = ()
    computed_checksum: int | None = None

    def head(self, label: str) -> Head:
        """A label that stands once; empty where it is missing."""
        return self.heads.get(label, Head())

    @property
    def program(self) -> str:
        return " ".join(self.head("#PROGRAM")[1:]).strip()

    @property
    def company(self) -> str:
        return self.head("#FNAMN").value

    @property
    def organisation_number(self) -> str:
        """Digits only."""
        return digits(self.head("#ORGNR").value)

    @property
    def year(self) -> tuple[date, date] | None:
        """First and last day of the financial year that the file is about."""
        return self.years.get(0)

    @property
    def has_vouchers(self) -> bool:
        return self.kind in (Kind.TRANSACTIONS, Kind.IMPORT)

    def is_cost(self, account: str) -> bool:
        """The file's own word (`#KTYP`), otherwise class 4–7, as in the charts of accounts of the sector."""
        kind = self.accounts.get(account, Account("")).kind
        return kind == "K" if kind else account[:1] in COST_CLASSES


COST_CLASSES = frozenset("4567")


def digits(text: str) -> str:
    """An organisation number without its dash, and without a century in front."""
    found = "".join(sign for sign in text if sign.isdigit())
    return found[2:] if len(found) == LONG else found


LONG = 12
