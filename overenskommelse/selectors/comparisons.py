"""Two versions of a plan held against each other, as people read it: rows, cells and kronor."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overenskommelse.domain.plans import Money
from overenskommelse.domain.versions import Changed, Difference, Row, cells, compare
from overenskommelse.selectors.content import Content
from overenskommelse.selectors.frozen import Frozen


@dataclass(frozen=True)
class CellChange:
    """A labelled text, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """A row that is in both versions, with its cells that differ."""

    title: str
    cells: list[CellChange]


@dataclass(frozen=True)
class Part:
    """What differs in one part of the plan: titles of rows added and removed, and rows changed."""

    title: Promise
    added: list[str]
    removed: list[str]
    changed: list[RowChange]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class SumChange:
    """A line's money in both versions; empty money where a version does not have the line."""

    name: str
    before: Money
    after: Money

    @property
    def planned(self) -> int:
        """Kronor planned more; negative when less."""
        return self.after.planned - self.before.planned

    @property
    def used(self) -> int:
        return self.after.used - self.before.used

    @property
    def allocated(self) -> int:
        return (self.after.allocated or 0) - (self.before.allocated or 0)


PARTS = {
    "measures": _("Measures"),
    "joint": _("Joint measures that others have in their plans"),
    "tree": _("Own structure"),
    "indicators": _("Indicators of the plan"),
    "follow_ups": _("Follow-up of each part"),
}


class Comparison:
    """The later version beside the earlier one."""

    def __init__(self, before: Content, after: Content) -> None:
        self.before, self.after = Frozen(before), Frozen(after)

    @cached_property
    def texts(self) -> list[CellChange]:
        """The plan's own texts that differ."""
        found = cells(self.before.texts, self.after.texts)
        return [CellChange(self.after.label(cell.column), cell.before, cell.after) for cell in found]

    @cached_property
    def parts(self) -> list[Part]:
        """The parts in which something differs."""
        found = [self._part(name, title) for name, title in PARTS.items()]
        return [part for part in found if part]

    @property
    def measures(self) -> Difference:
        return compare(self.before.measures, self.after.measures)

    @cached_property
    def sums(self) -> list[SumChange]:
        """Every line of either version, with what it was and is."""
        before = {row.code: row for row in self.before.sums}
        after = {row.code: row for row in self.after.sums}
        return [
            SumChange(
                (after.get(code) or before[code]).name,
                before[code].money if code in before else Money(),
                after[code].money if code in after else Money(),
            )
            for code in [*after, *(code for code in before if code not in after)]
        ]

    @property
    def total(self) -> SumChange:
        return SumChange("", self.before.total, self.after.total)

    @property
    def money_differs(self) -> bool:
        return any(row.before != row.after for row in self.sums)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs that people would see."""
        return not (self.texts or self.parts or self.money_differs)

    def _part(self, name: str, title: Promise) -> Part:
        before, after = getattr(self.before, name), getattr(self.after, name)
        found = compare(before, after)
        return Part(
            title,
            added=[_title(after[key]) for key in found.added],
            removed=[_title(before[key]) for key in found.removed],
            changed=[self._row(row, after) for row in found.changed],
        )

    def _row(self, row: Changed, after: Mapping[str, Row]) -> RowChange:
        return RowChange(
            _title(after[row.key]),
            [CellChange(self.label(cell.column), cell.before, cell.after) for cell in row.cells],
        )

    def label(self, column: str) -> str:
        """A line that is gone is named by the earlier version."""
        line = column.partition(":")[2]
        return (self.before if line and line not in self.after.line_names else self.after).label(column)


def _title(row: Row) -> str:
    """What a row is called: a measure by its title, a part of the tree by number and name, else its words."""
    numbered = " ".join(filter(None, (row.get("number", ""), row.get("name", ""))))
    return row.get("title") or numbered or row.get("indicators", "")
