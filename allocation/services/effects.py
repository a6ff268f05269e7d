"""Stage 1: what a file would do to the money if it were stored, without storing anything."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from allocation.choices import Level
from allocation.domain.shares import by_county
from allocation.models import Dataset
from allocation.selectors import datasets_for
from allocation.services.previews import Preview
from allocation.services.runs import LineOutcome, compute
from overenskommelse.models import Agreement


class Effect(NamedTuple):
    """A recipient's amount of a line, whole kronor; None where the line waits for statistics."""

    line: str
    recipient: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None or self.after is None else self.after - self.before


class LineEffect(NamedTuple):
    """What a line's recipients lose and gain together, whole kronor, and how many of them."""

    name: str
    recipients: int
    moved: int
    waits: bool


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
    def rows(self) -> list[Effect]:
        """Every amount of these lines, the largest change first. Raises RunRefusedError."""
        code, values = self.preview.upload.indicator.code, self._values
        after = {it.line.code: it for it in compute(self.agreement, instead={code: values})}
        found = [
            effect
            for now in compute(self.agreement)
            if code in (now.datasets.keys() | set(now.missing))
            for effect in _effects(now, after[now.line.code])
        ]
        return sorted(found, key=lambda it: -abs(it.difference or 0))

    @property
    def lines(self) -> list[LineEffect]:
        names = dict.fromkeys(sorted(it.line for it in self.rows))
        grouped = {name: [it for it in self.rows if it.line == name] for name in names}
        return [
            LineEffect(
                name,
                sum(bool(it.difference) for it in rows),
                sum(it.difference for it in rows if it.difference and it.difference > 0),
                any(it.before is None for it in rows),
            )
            for name, rows in grouped.items()
        ]

    @property
    def _values(self) -> dict[str, int]:
        values = {row.code: row.value for row in self.preview.reading.rows}
        is_municipal = self.preview.reading.level == Level.MUNICIPALITY
        return dict(by_county(values)) if is_municipal else values  # type: ignore[arg-type, return-value]


def _effects(now: LineOutcome, then: LineOutcome) -> list[Effect]:
    before = now.result.by_code if now.result else {}
    after = then.result.by_code if then.result else {}
    return [
        Effect(
            now.line.name,
            code,
            before[code].amount if code in before else None,
            after[code].amount if code in after else None,
        )
        for code in sorted(before.keys() | after.keys())
    ]
