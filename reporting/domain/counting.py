"""What a file has to count, and what earlier files have counted already: every voucher counts once.

A voucher is named by financial year, series and number. Where it has no number, its day and rows name it. In
files of balances the account's balance of a month, or of the year, takes the voucher's place.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from allocation.domain.findings import Severity
from reporting.domain.matching import Entry, Matching, Rule, match
from reporting.domain.sie import MAX_BYTES, NotSieError, read
from reporting.domain.sie_checks import Wanted, check, is_right
from reporting.domain.sie_ledger import Balance, Finding, Posting, SieFile

LONGEST: Final = 120  # signs of an identity
SHORT: Final = 16  # signs of a digest that names
VOUCHER: Final = "/"  # after the year, in the identity of a voucher
BALANCE: Final = "#"  # and of a balance


class Unit(NamedTuple):
    """What counts once: its identity, a digest of its rows, its name and line for people, and its costs."""

    identity: str
    digest: str
    name: str
    line: int
    costs: tuple[tuple[Posting, int], ...]


@dataclass(frozen=True)
class Countable:
    """The costs of a file that are still to be counted, by posting; and what earlier files have counted."""

    entries: tuple[Entry, ...]
    repeated: tuple[Unit, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def counted(self) -> int:
        """Öre of the costs that earlier files have counted."""
        return sum(ore for _posting, ore in _costs(self.repeated))


NOTHING_COUNTABLE: Final = Countable(())
NOTHING_MATCHED: Final = Matching((), ())


@dataclass(frozen=True)
class Examined:
    """A file with all that was found in it; nothing of it is counted while there is an error."""

    file: SieFile | None
    findings: tuple[Finding, ...]
    found: Countable = NOTHING_COUNTABLE
    matching: Matching = NOTHING_MATCHED

    @property
    def is_right(self) -> bool:
        return is_right(self.findings)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What may be right, and wants a reason."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)


def examine(
    content: bytes, wanted: Wanted, rules: Sequence[Rule], known: Mapping[str, str] | None = None,
    *, max_bytes: int = MAX_BYTES,
) -> Examined:  # fmt: skip
    """Read, check and match: everything that is to be known of a file before its costs are counted."""
    try:
        file = read(content, max_bytes=max_bytes)
    except NotSieError as error:
        return Examined(None, (error.finding,))
    found = countable(file, rules, known)
    matching = match(rules, found.entries, found.counted)
    findings = (*check(file, wanted), *found.findings, *matching.findings)
    return Examined(file, tuple(sorted(findings, key=lambda finding: finding.line)), found, matching)


def countable(file: SieFile, rules: Sequence[Rule], known: Mapping[str, str] | None = None) -> Countable:
    """The costs to match. ``known`` are digests by identity of what has been counted for the organisation."""
    known = known or {}
    units, findings = ((), ()) if file.has_vouchers else balances(file, rules)
    repeated = [it for it in units if it.identity in known] or _known_vouchers(file, known)
    sums: dict[Posting, int] = defaultdict(int)
    for posting, ore in _all_costs(file) if file.has_vouchers else _costs(units):
        sums[posting] += ore
    for posting, ore in _costs(repeated):
        sums[posting] -= ore
    problems = (*_mixed(file, known), *findings, *_changed(repeated, known))
    entries = tuple(Entry(posting, ore) for posting, ore in sums.items() if ore)
    return Countable(entries, tuple(repeated), problems)


def counted_by(file: SieFile, rules: Sequence[Rule], found: Countable, matching: Matching) -> Iterator[Unit]:
    """The units that the file is the first to count: those of which at least one cost is taken."""
    taken = {it.posting for it in matching.taken}
    before = {unit.identity for unit in found.repeated}
    for unit in vouchers(file) if file.has_vouchers else balances(file, rules)[0]:
        if unit.identity not in before and any(posting in taken for posting, _ore in unit.costs):
            yield unit


def _costs(units: Iterable[Unit]) -> Iterator[tuple[Posting, int]]:
    return (cost for unit in units for cost in unit.costs)


def _mixed(file: SieFile, known: Mapping[str, str]) -> Iterator[Finding]:
    """Balances hold what vouchers hold, so an organisation's year is counted from the one or the other."""
    mark = f"{_year(file)}{BALANCE if file.has_vouchers else VOUCHER}"
    if any(identity.startswith(mark) for identity in known):
        yield Finding("mixed_kinds", 0, file.kind)


def _changed(repeated: Iterable[Unit], known: Mapping[str, str]) -> Iterator[Finding]:
    """A voucher that has been counted and now says something else."""
    for unit in repeated:
        if known[unit.identity] != unit.digest:
            yield Finding("changed_voucher", unit.line, unit.name)


# ---- vouchers


def vouchers(file: SieFile, places: Iterable[int] | None = None) -> Iterator[Unit]:
    """All vouchers as units, or those at ``places``."""
    ledger, names = file.ledger, identities(file)
    for place in range(len(names)) if places is None else places:
        voucher = ledger.voucher(place)
        rows = ledger.rows_of(voucher)
        costs = tuple((posting, ore) for posting, ore in rows if file.is_cost(posting.account))
        digest = digest_of(voucher.written_day, rows)
        yield Unit(names[place], digest, voucher.name, voucher.line, costs)


def _all_costs(file: SieFile) -> Iterator[tuple[Posting, int]]:
    postings = file.ledger.postings
    is_cost = {account: file.is_cost(account) for account in {it.account for it in postings.values()}}
    return ((postings[key], ore) for key, ore in file.ledger.sums.items() if is_cost[postings[key].account])


def _known_vouchers(file: SieFile, known: Mapping[str, str]) -> Sequence[Unit]:
    if not known:
        return []
    return [*vouchers(file, [place for place, name in enumerate(identities(file)) if name in known])]


def identities(file: SieFile) -> Sequence[str]:
    """The identity of every voucher, each once in a right file."""
    ledger, mark = file.ledger, f"{_year(file)}{VOUCHER}"
    names = (b"/".join(name[:2]).decode(ledger.encoding, "replace") for name in ledger.names)
    found = [_short(f"{mark}{name}") for name in names]
    for place, name in _nameless(file):
        found[place] = name
    return found


def _short(identity: str) -> str:
    """What is too long to be stored ends in a digest of the whole."""
    if len(identity) <= LONGEST:
        return identity
    return identity[: LONGEST - SHORT] + hashlib.sha256(identity.encode()).hexdigest()[:SHORT]


def _nameless(file: SieFile) -> Iterator[tuple[int, str]]:
    """Vouchers without a number are told apart by day and rows, and then by their order."""
    ledger, seen = file.ledger, Counter[str]()
    for place, (_series, number, day) in enumerate(ledger.names):
        if not number:
            rows = [
                (ledger.postings[ledger.keys[row]], ledger.ore[row]) for row in ledger.voucher(place).rows
            ]
            name = f"{_year(file)}{VOUCHER}{day.decode()}/{digest_of(day.decode(), rows)[:SHORT]}"
            seen[name] += 1
            yield place, f"{name}/{seen[name]}"


def digest_of(day: str, rows: Iterable[tuple[Posting, int]]) -> str:
    """SHA-256 of a day and rows in canonical JSON; their order does not matter."""
    canonical = [day, sorted([posting.account, sorted(posting.objects), ore] for posting, ore in rows)]
    text = json.dumps(canonical, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _year(file: SieFile) -> str:
    """The financial year, by its first day; by the vouchers' own year where the file does not say."""
    days = [day for day in file.ledger.days.values() if day]
    first = file.year[0] if file.year else min(days, default=date.min).replace(month=1, day=1)
    return first.isoformat()


# ---- balances


def balances(file: SieFile, rules: Sequence[Rule]) -> tuple[Sequence[Unit], Sequence[Finding]]:
    """An account's balance of each month, or of the year where no months are given.

    Balances by object tell of one dimension at a time, each of them the whole account. So an account's costs
    are divided by the one dimension that rules ask for, and what has no object there is left.
    """
    found: dict[tuple[str, str], list[Balance]] = defaultdict(list)
    for balance in file.months or file.results:
        if file.is_cost(balance.posting.account):
            found[balance.month, balance.posting.account].append(balance)
    units: list[Unit] = []
    unclear: dict[str, Finding] = {}
    for (month, account), group in found.items():
        dimensions = _asked(rules, group)
        if len(dimensions) > 1:
            params = {"dimensions": sorted(dimensions)}
            unclear.setdefault(account, Finding("several_dimensions", group[0].line, account, params))
        units.append(_balance(_year(file), month, account, group, next(iter(dimensions), "")))
    return units, [*unclear.values()]


def _asked(rules: Sequence[Rule], group: Sequence[Balance]) -> set[str]:
    """The dimensions of an account's balances by which rules divide it."""
    there = {dimension for balance in group for dimension, _code in balance.posting.objects}
    account = group[0].posting.account
    return {rule.dimension for rule in rules if rule.dimension in there and rule.takes_account(account)}


def _balance(year: str, month: str, account: str, group: Sequence[Balance], dimension: str) -> Unit:
    by_object = [(it.posting, it.ore) for it in group if dimension in dict(it.posting.objects)]
    whole = [it.ore for it in group if not it.posting.objects]
    rest = sum(whole) - sum(ore for _posting, ore in by_object) if whole else 0
    costs = tuple(cost for cost in (*by_object, (Posting(account), rest)) if cost[1])
    digest = digest_of(month, [(it.posting, it.ore) for it in group])
    return Unit(
        f"{year}{BALANCE}{month}/{account}", digest, f"{month} {account}".strip(), group[0].line, costs
    )
