"""Costs out of bookkeeping: rules say which accounts and objects belong to which funding line and measure.

What rules take and what they leave add up to the file's costs, to the öre. See docs/methods.md, *Costs from
bookkeeping*. Amounts are öre unless they are called kronor.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from allocation.domain.findings import Severity
from reporting.domain.sie_ledger import Finding, Posting


class Target(NamedTuple):
    """A funding line, and a measure where costs are followed by measure; codes."""

    line: str
    measure: str = ""


@dataclass(frozen=True)
class Rule:
    """Costs on accounts from ``first`` to ``last``, with an object of ``dimension`` if one is given.

    Accounts are compared by as many digits as the rule has, so 4010 to 4999 holds 40101 and not 40091.
    ``object_code`` may end with ``*``. Of several rules the one with the lowest position wins.
    """

    target: Target
    first: str
    last: str
    dimension: str = ""
    object_code: str = ""
    position: int = 0

    def takes(self, posting: Posting) -> bool:
        return self.takes_account(posting.account) and (
            not self.dimension or any(self._is_object(*pair) for pair in posting.objects)
        )

    def takes_account(self, account: str) -> bool:
        return self.first <= account[: len(self.first)] and account[: len(self.last)] <= self.last

    def named(self, posting: Posting) -> tuple[tuple[str, str], ...]:
        """The object of the posting that the rule asks for; none when it takes any."""
        return tuple(pair for pair in posting.objects if self.dimension and self._is_object(*pair))[:1]

    def _is_object(self, dimension: str, code: str) -> bool:
        if self.object_code.endswith("*"):
            return dimension == self.dimension and code.startswith(self.object_code[:-1])
        return (dimension, code) == (self.dimension, self.object_code)


class Entry(NamedTuple):
    """The sum of all that the file has on one posting."""

    posting: Posting
    ore: int


class Taken(NamedTuple):
    """What one target gets of one posting; ``named`` is the object that its rule asks for, at most one."""

    target: Target
    posting: Posting
    ore: int
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Matching:
    """What rules make of a file's costs. ``counted`` is what earlier files have counted, and is left out."""

    taken: tuple[Taken, ...]
    rest: tuple[Entry, ...]
    counted: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def matched(self) -> int:
        return sum(it.ore for it in self.taken)

    @property
    def unmatched(self) -> int:
        return sum(it.ore for it in self.rest)

    @property
    def total(self) -> int:
        """All costs of the file: matched, not matched, and counted before."""
        return self.matched + self.unmatched + self.counted

    @cached_property
    def lines(self) -> Mapping[str, "Rounded"]:
        """What each funding line gets, in whole kronor."""
        sums: dict[str, int] = defaultdict(int)
        for it in self.taken:
            sums[it.target.line] += it.ore
        return {line: Rounded(ore) for line, ore in sums.items()}


class Rounded(NamedTuple):
    """A sum in öre and the whole kronor that are reported; half a krona goes away from zero."""

    ore: int

    @property
    def kronor(self) -> int:
        whole = (abs(self.ore) + 50) // 100
        return whole if self.ore >= 0 else -whole

    @property
    def difference(self) -> int:
        """Öre that rounding adds (or takes, when negative)."""
        return self.kronor * 100 - self.ore


def match(rules: Sequence[Rule], entries: Iterable[Entry], counted: int = 0) -> Matching:
    """Share out the costs among ``entries``; what no rule takes, or two take as well, is the rest."""
    taken: list[Taken] = []
    rest: list[Entry] = []
    findings: list[Finding] = []
    for entry in entries:
        foremost = _foremost(rules, entry.posting)
        targets = list(dict.fromkeys(rule.target for rule in foremost))
        if len(targets) == 1:
            taken.append(Taken(targets[0], entry.posting, entry.ore, foremost[0].named(entry.posting)))
            continue
        rest.append(entry)
        if targets:
            params = {"objects": entry.posting.objects, "lines": [target.line for target in targets]}
            findings.append(Finding("two_rules", 0, entry.posting.account, params))
    matching = Matching(tuple(taken), tuple(rest), counted, tuple(findings))
    return replace(matching, findings=(*findings, *_negative(matching)))


def _foremost(rules: Sequence[Rule], posting: Posting) -> list[Rule]:
    """The foremost rules that take the posting: several if those stand side by side."""
    taking = [rule for rule in rules if rule.takes(posting)]
    foremost = min((rule.position for rule in taking), default=0)
    return [rule for rule in taking if rule.position == foremost]


def _negative(matching: Matching) -> Iterator[Finding]:
    """A line whose costs are below zero together: more was credited than spent, and somebody knows why."""
    for line, sum_ in matching.lines.items():
        if sum_.ore < 0:
            yield Finding("negative_cost", 0, line, {"ore": sum_.ore}, Severity.WARNING)
