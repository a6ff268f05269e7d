"""Whether a SIE file agrees with itself and is the one wanted.

One check, one function; all problems are told at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from allocation.domain.findings import Severity
from reporting.domain.sie_ledger import Finding, Kind, SieFile, digits
from reporting.domain.sie_text import DECLARED

PC8: Final = "PC8"  # what #FORMAT says of the encoding


@dataclass(frozen=True)
class Wanted:
    """Whose bookkeeping it is to be, by organisation number (empty: not known), and of which days."""

    organisation_number: str
    first: date
    last: date


class Checked(NamedTuple):
    file: SieFile
    wanted: Wanted


Check: TypeAlias = Callable[[Checked], Iterator[Finding]]


def check(file: SieFile, wanted: Wanted) -> Sequence[Finding]:
    """Every problem, in the order of the file; those of the whole file come first."""
    checked = Checked(file, wanted)
    found = [*file.findings, *(finding for each in CHECKS for finding in each(checked))]
    return sorted(found, key=lambda finding: finding.line)


def is_right(findings: Sequence[Finding]) -> bool:
    """Whether the file may be counted: there may be warnings and notes, but no error."""
    return all(finding.severity is not Severity.ERROR for finding in findings)


# ---- how it is written


def check_format(checked: Checked) -> Iterator[Finding]:
    """Without `#FORMAT` the encoding is only a guess."""
    head = checked.file.head("#FORMAT")
    if head.value.upper() != PC8:
        code = "other_format" if head.line else "no_format"
        yield _note(code, head.line, head.value, encoding=checked.file.encoding)


def check_encoding(checked: Checked) -> Iterator[Finding]:
    """Letters that are written in another encoding than the only one of the format."""
    file = checked.file
    if file.encoding != DECLARED:
        params = {"encoding": file.encoding, "letters": file.letters}
        yield _note("other_encoding", 0, file.encoding, **params)


def check_type(checked: Checked) -> Iterator[Finding]:
    head = checked.file.head("#SIETYP")
    if not head.line:
        yield _note("no_type", 0, "", kind=checked.file.kind)
    elif head.value not in {*Kind, "4"}:
        yield Finding("unknown_type", head.line, head.value)


def check_checksum(checked: Checked) -> Iterator[Finding]:
    sums = checked.file.checksums
    if len(sums) == 1:
        yield Finding("cut_off", sums[0][0])
    elif sums and sums[-1][1] not in _as_written(checked.file.computed_checksum or 0):
        line, value = sums[-1]
        yield _warning("other_checksum", line, value, computed=checked.file.computed_checksum)


def _as_written(checksum: int) -> set[str]:
    """Programs write the 32 bits with a sign or without."""
    return {str(checksum), str(checksum - 2**32)}


# ---- whose it is


def check_organisation(checked: Checked) -> Iterator[Finding]:
    file, wanted = checked.file, digits(checked.wanted.organisation_number)
    head = file.head("#ORGNR")
    if not file.organisation_number:
        yield _warning("no_organisation_number", head.line, head.value, company=file.company)
    elif not wanted:
        yield _warning("unknown_organisation", head.line, head.value, company=file.company)
    elif file.organisation_number != wanted:
        params = {"company": file.company, "wanted": checked.wanted.organisation_number}
        yield Finding("other_organisation", head.line, head.value, params)


def check_currency(checked: Checked) -> Iterator[Finding]:
    head = checked.file.head("#VALUTA")
    if head.value.upper() not in ("", "SEK"):
        yield Finding("other_currency", head.line, head.value)


# ---- of which days


def check_year(checked: Checked) -> Iterator[Finding]:
    """The financial year meets the wanted days. Balances say no day, so their year must lie within."""
    file, (_file, wanted) = checked.file, checked
    if file.year is None:
        if not file.has_vouchers:
            yield Finding("no_year", 0)
        return
    start, end = file.year
    meets = start <= wanted.last and end >= wanted.first
    lies_within = wanted.first <= start and end <= wanted.last
    if not (meets if file.has_vouchers or file.months else lies_within):
        params = {"first": wanted.first, "last": wanted.last}
        yield Finding("other_year", file.head("#RAR").line, f"{start}–{end}", params)


def check_days(checked: Checked) -> Iterator[Finding]:
    """Every voucher has a day, within the wanted ones."""
    ledger, wanted = checked.file.ledger, checked.wanted
    days = {text: it for text, it in ledger.days.items() if not it or not wanted.first <= it <= wanted.last}
    for place in ledger.places(days) if days else ():
        voucher = ledger.voucher(place)
        if voucher.day is None:
            yield Finding("bad_day", voucher.line, voucher.written_day, {"voucher": voucher.name})
        else:
            params = {"voucher": voucher.name, "first": wanted.first, "last": wanted.last}
            yield Finding("other_period", voucher.line, str(voucher.day), params)


def check_months(checked: Checked) -> Iterator[Finding]:
    """The same of balances by month; a month is named once."""
    file, (_file, wanted) = checked.file, checked
    if file.has_vouchers:
        return
    first, last = (f"{day:%Y%m}" for day in (wanted.first, wanted.last))
    wrong = {balance.month: balance.line for balance in reversed(file.months)}
    for month, line in wrong.items():
        if not first <= month <= last:
            yield Finding("other_period", line, month, {"first": wanted.first, "last": wanted.last})


# ---- whether it agrees with itself


def check_balance(checked: Checked) -> Iterator[Finding]:
    """Debit is credit in every voucher."""
    ledger = checked.file.ledger
    for place, ore in ledger.unbalanced:
        voucher = ledger.voucher(place)
        yield Finding("unbalanced", voucher.line, voucher.name, {"ore": ore})


def check_sum(checked: Checked) -> Iterator[Finding]:
    """What is left on balance accounts and on results is 0 together: 4B, 5.10."""
    file = checked.file
    if file.closing is not None and file.results:
        ore = file.closing + sum(balance.ore for balance in file.results)
        if ore:
            yield Finding("sum_not_zero", 0, "", {"ore": ore})


def check_results(checked: Checked) -> Iterator[Finding]:
    """A year's result of a cost account is the sum of its rows; otherwise vouchers are missing."""
    file = checked.file
    if not (file.has_vouchers and file.results):
        return
    booked: dict[str, int] = {}
    for key, ore in file.ledger.sums.items():
        account = file.ledger.postings[key].account
        booked[account] = booked.get(account, 0) + ore
    for balance in file.results:
        account = balance.posting.account
        if file.is_cost(account) and balance.ore != booked.get(account, 0):
            params = {"account": account, "printed": balance.ore, "ore": booked.get(account, 0)}
            yield _warning("result_differs", balance.line, account, **params)


def check_accounts(checked: Checked) -> Iterator[Finding]:
    """Every account that is booked on is named, if any is; an account is told once."""
    file = checked.file
    if not file.accounts:
        return
    postings = file.ledger.postings
    unknown = {key for key, posting in postings.items() if posting.account not in file.accounts}
    told: set[str] = set()
    for place, key in enumerate(file.ledger.keys) if unknown else ():
        account = postings[key].account
        if key in unknown and account not in told:
            told.add(account)
            yield Finding("unknown_account", file.ledger.row_lines[place], account)


def check_double(checked: Checked) -> Iterator[Finding]:
    """A voucher's series and number stand once in a year."""
    ledger = checked.file.ledger
    if len({name[:2] for name in ledger.names}) == len(ledger.names):
        return
    first: dict[tuple[bytes, ...], int] = {}
    for place, name in enumerate(ledger.names):
        if name[1] and first.setdefault(name[:2], place) != place:
            voucher = ledger.voucher(place)
            params = {"other_line": ledger.lines[first[name[:2]]]}
            yield Finding("double_voucher", voucher.line, voucher.name, params)


def check_costs(checked: Checked) -> Iterator[Finding]:
    """There is something to count."""
    file = checked.file
    booked = [*file.ledger.postings.values(), *(it.posting for it in (*file.results, *file.months))]
    if not any(file.is_cost(posting.account) for posting in booked):
        yield Finding("no_costs", 0)


def _note(code: str, line: int, value: str, **params: object) -> Finding:
    return Finding(code, line, value, params, Severity.NOTE)


def _warning(code: str, line: int, value: str, **params: object) -> Finding:
    return Finding(code, line, value, params, Severity.WARNING)


CHECKS: Final[Sequence[Check]] = (
    check_format,
    check_encoding,
    check_type,
    check_checksum,
    check_organisation,
    check_currency,
    check_year,
    check_days,
    check_months,
    check_balance,
    check_sum,
    check_results,
    check_accounts,
    check_double,
    check_costs,
)
