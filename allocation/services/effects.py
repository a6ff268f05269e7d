"""Stage 1: what a file would do to the money if it were stored, without storing anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from allocation.choices import Level
from allocation.domain.shares import by_county
from allocation.models import Dataset
from allocation.selectors import datasets_for
from allocation.services.previews import Preview
from allocation.services.runs import LineOutcome, compute
from overenskommelse.models import Agreement, Organisation


class Effect(NamedTuple):
    """A recipient's amount of a line, whole kronor; None where the line waits for statistics."""

    line: str
    code: str
    recipient: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None or self.after is None else self.after - self.before


class LineEffect(NamedTuple):
    """A line now and with the file: what it divides, whole kronor, or None where it waits for statistics.

    ``recipients`` get another amount, or their first; ``moved`` is what some of them lose to the others.
    """

    name: str
    before: int | None
    after: int | None
    recipients: int
    moved: int | None


@dataclass(frozen=True)
class Effects:
    """The lines of an agreement that use the indicator, by the statistics in force and by the file."""

    preview: Preview
    agreement: Agreement

    @cached_property
    def counts(self) -> bool:
        """Whether the agreement would take these figures (docs/adr/0010)."""
        upload, level = self.preview.upload, self.preview.reading.level
        stated = self.agreement.reference_dates.filter(indicator=upload.indicator).first()
        if stated:
            return stated.date == upload.reference_date and self._ranks(level)
        return upload.reference_date <= self.agreement.period_start and self._ranks(level)

    def _ranks(self, level: str) -> bool:
        """Not after what counts now: a later day goes first, and a county table before municipalities."""
        upload = self.preview.upload
        now: Dataset | None = datasets_for(self.agreement, [upload.indicator.code]).get(upload.indicator.code)
        own = (upload.reference_date, level == Level.COUNTY)
        return now is None or own >= (now.reference_date, now.level == Level.COUNTY)

    @cached_property
    def _outcomes(self) -> list[tuple[LineOutcome, LineOutcome]]:
        """The lines that use the indicator: now, and with the file. Raises RunRefusedError."""
        code, values = self.preview.upload.indicator.code, self._values
        after = {it.line.code: it for it in compute(self.agreement, instead={code: values})}
        now = [it for it in compute(self.agreement) if code in (it.datasets.keys() | set(it.missing))]
        return [(it, after[it.line.code]) for it in now]

    @cached_property
    def rows(self) -> list[Effect]:
        """Every amount of these lines, the largest change first. Raises RunRefusedError."""
        names = dict(Organisation.objects.values_list("code", "name"))
        found = [effect for now, then in self._outcomes for effect in _effects(now, then, names)]
        return sorted(found, key=lambda it: -abs(it.difference or 0))

    @property
    def lines(self) -> list[LineEffect]:
        """The same line by line, in the agreement's order. Raises RunRefusedError."""
        return [_line_effect(now, then) for now, then in self._outcomes]

    @property
    def _values(self) -> dict[str, int]:
        values = {row.code: row.value for row in self.preview.reading.rows}
        is_municipal = self.preview.reading.level == Level.MUNICIPALITY
        return dict(by_county(values)) if is_municipal else values  # type: ignore[arg-type, return-value]


def _amounts(outcome: LineOutcome) -> dict[str, int]:
    """Recipient code → whole kronor; nothing where the line waits."""
    return {code: it.amount for code, it in outcome.result.by_code.items()} if outcome.result else {}


def _effects(now: LineOutcome, then: LineOutcome, names: Mapping[str, str]) -> list[Effect]:
    before, after = _amounts(now), _amounts(then)
    return [
        Effect(now.line.name, code, names[code], before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys())
    ]


def _line_effect(now: LineOutcome, then: LineOutcome) -> LineEffect:
    before, after = _amounts(now), _amounts(then)
    codes = before.keys() | after.keys()
    differences = [after.get(code, 0) - before.get(code, 0) for code in codes]
    return LineEffect(
        now.line.name,
        now.allocated if now.result else None,
        then.allocated if then.result else None,
        sum(bool(it) for it in differences),
        sum(it for it in differences if it > 0) if now.result and then.result else None,
    )
