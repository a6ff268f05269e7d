"""The money of a record of a plan, as it stands on paper: pot by pot, in kronor or in millions."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, TypeAlias

from django.utils.translation import gettext as _

from overenskommelse.choices import MeasureStatus
from overenskommelse.domain.plans import Money, total
from overenskommelse.selectors.content import Content
from overenskommelse.selectors.frozen import Frozen
from overenskommelse.templatetags.formats import number

MILLION = 1_000_000
PaperPot: TypeAlias = tuple[str, str | None]  # line and area, by code


class MoneyRow(NamedTuple):
    """An area's amounts as written; empty where nothing is known."""

    name: str
    allocated: str
    planned: str
    used: str
    left: str


class Amounts(Frozen):
    """A record of a plan with its kronor by line and area."""

    @cached_property
    def pots(self) -> dict[PaperPot, Money]:
        """Line and area (codes) → its money, as ``selectors.plans`` counts it."""
        granted: dict[PaperPot, int] = {}
        for line in self.content["lines"]:
            for area, kronor in self._granted(line):
                granted[line["code"], area] = granted.get((line["code"], area), 0) + kronor
        measured = self._measured()
        return {pot: Money(granted.get(pot), *measured.get(pot, (0, 0))) for pot in {**granted, **measured}}

    def _granted(self, line: Content) -> Iterator[tuple[str | None, int]]:
        if line["allocated"] is not None:
            yield line["area"], line["allocated"]
            return
        for frame in self.content["frames"]:
            if frame["line"] == line["code"]:
                yield line["area"] or frame["area"], frame["amount"]

    def _measured(self) -> dict[PaperPot, tuple[int, int]]:
        found: dict[PaperPot, tuple[int, int]] = {}
        area_of = {line["code"]: line["area"] for line in self.content["lines"]}
        for row in self.counted:
            is_dropped = row["status"] == MeasureStatus.DROPPED
            for money in row["money"]:
                pot = money["line"], area_of.get(money["line"]) or row["area"]
                planned, used = found.get(pot, (0, 0))
                found[pot] = (planned + (0 if is_dropped else money["planned"]), used + money["used"])
        return found

    @cached_property
    def in_millions(self) -> bool:
        """Whether every amount is tenths of a million, and is so written, as in the plans of the sources."""
        amounts = {
            kronor for money in self.pots.values() for kronor in (money.allocated, money.planned, money.used)
        } | {money["planned"] for row in self.counted for money in row["money"]}
        return all(not (kronor or 0) % (MILLION // 10) for kronor in amounts)

    def amount(self, kronor: int | None) -> str:
        """Kronor in the unit of this paper, without the unit."""
        if not self.in_millions or kronor is None:
            return number(kronor)
        exact = Fraction(kronor, MILLION)
        return number(exact, 0 if exact.denominator == 1 else 1)

    @property
    def unit(self) -> str:
        return _("million kronor") if self.in_millions else _("kronor")

    @property
    def has_amounts(self) -> bool:
        """Whether there is a krona to tell of."""
        whole = total(self.pots.values())
        return bool(whole.allocated or whole.planned or whole.used)

    @property
    def money_rows(self) -> list[MoneyRow]:
        """Each area that has money, in the agreement's order."""
        return [
            self._row(name, self.money_of(code)) for code, name in self.named_areas if self.has_money(code)
        ]

    @property
    def money_total(self) -> MoneyRow:
        return self._row("", total(self.pots.values()))

    def _row(self, name: str, money: Money) -> MoneyRow:
        amounts = (money.allocated, money.planned, money.used, money.left_to_use)
        return MoneyRow(name, *map(self.amount, amounts))

    def money_of(self, area: str | None) -> Money:
        return total(money for pot, money in self.pots.items() if pot[1] == area)

    def has_money(self, area: str | None) -> bool:
        return any(pot[1] == area for pot in self.pots)

    @property
    def sources(self) -> list[str]:
        """Where amounts that nobody has decided come from, each once."""
        decided = {line["code"] for line in self.content["lines"] if line["allocated"] is not None}
        rows = (row for row in self.content["frames"] if row["line"] not in decided)
        return list(dict.fromkeys(row["source"] for row in rows))

    @property
    def named_areas(self) -> list[tuple[str | None, str]]:
        return [*self.areas.items(), (None, _("Without development area"))]
