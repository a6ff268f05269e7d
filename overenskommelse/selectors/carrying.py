"""What of a plan finds its place in the next year's agreement, and what that agreement has changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from overenskommelse.domain.versions import Asked, Asking, asking
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    Measure,
    Requirement,
)
from overenskommelse.selectors.plans import binding

T = TypeVar("T", DevelopmentArea, FocusArea, FundingLine)
Key = Callable[[T], object]


@dataclass(frozen=True)
class Renamed:
    """An area that goes by another name than before."""

    before: str
    after: str


class Counterparts:
    """The parts of ``before``'s agreement beside those of ``after``'s, for plans of the same organisation."""

    def __init__(self, before: ActionPlan, after: ActionPlan) -> None:
        self.before, self.after = before, after

    @cached_property
    def areas(self) -> dict[int, DevelopmentArea]:
        """Area id before → area now: the same code, or else the same name."""
        return matched(self._areas_before, self._areas_after, lambda area: area.code, named)

    @cached_property
    def focus_areas(self) -> dict[int, FocusArea]:
        """Focus area id before → focus area now, within the area's counterpart."""
        home = {pk: area.pk for pk, area in self.areas.items()}
        before = [row for row in _focus_areas(self.before.agreement) if row.area_id in home]
        after = _focus_areas(self.after.agreement)
        placed = {row.pk: home[row.area_id] for row in before} | {row.pk: row.area_id for row in after}
        return matched(
            before,
            after,
            lambda row: (placed[row.pk], row.code),
            lambda row: (placed[row.pk], named(row)),
        )

    @cached_property
    def lines(self) -> dict[int, FundingLine]:
        """Funding line id before → line now, by code."""
        return matched(
            self.before.agreement.lines.all(), self.after.agreement.lines.all(), lambda line: line.code
        )

    @cached_property
    def requirements(self) -> dict[int, Requirement]:
        """Requirement id before → requirement now, perhaps in other words."""
        now = {row.code: row for row in self._required_after}
        same = self.asking.same
        return {row.pk: now[same[row.code]] for row in self._required_before if row.code in same}

    @cached_property
    def asking(self) -> Asking:
        """The requirements that are new, gone or reworded."""
        return asking(_asked(self._required_before), _asked(self._required_after))

    @property
    def areas_added(self) -> list[DevelopmentArea]:
        known = {area.pk for area in self.areas.values()}
        return [area for area in self._areas_after if area.pk not in known]

    @property
    def areas_removed(self) -> list[DevelopmentArea]:
        return [area for area in self._areas_before if area.pk not in self.areas]

    @property
    def areas_renamed(self) -> list[Renamed]:
        pairs = [(area, self.areas[area.pk]) for area in self._areas_before if area.pk in self.areas]
        return [Renamed(old.name, new.name) for old, new in pairs if named(old) != named(new)]

    @cached_property
    def _areas_before(self) -> list[DevelopmentArea]:
        return list(self.before.agreement.areas.all())

    @cached_property
    def _areas_after(self) -> list[DevelopmentArea]:
        return list(self.after.agreement.areas.all())

    @cached_property
    def _required_before(self) -> list[Requirement]:
        return list(binding(self.before))

    @cached_property
    def _required_after(self) -> list[Requirement]:
        return list(binding(self.after))


def matched(before: Iterable[T], after: Iterable[T], *keys: "Key[T]") -> dict[int, T]:
    """Id before → row now: those that agree in the first key, then of the others those in the next."""
    old, new = list(before), list(after)
    found: dict[int, T] = {}
    for key in keys:
        taken = {row.pk for row in found.values()}
        waiting = {key(row): row for row in reversed(new) if row.pk not in taken}
        found |= {row.pk: waiting.pop(key(row)) for row in old if row.pk not in found and key(row) in waiting}
    return found


def named(row: DevelopmentArea | FocusArea) -> str:
    return " ".join(row.name.casefold().split())


def _focus_areas(agreement: Agreement) -> list[FocusArea]:
    return list(FocusArea.objects.filter(area__agreement=agreement))


def _asked(rows: Iterable[Requirement]) -> list[Asked]:
    return [Asked(row.code, row.text) for row in rows]


def without_home(plan: ActionPlan) -> list[Measure]:
    """Measures whose area the new agreement does not have, each with the one before; two queries at most."""
    rows = plan.measures.kept().filter(area=None, carried_from__area__isnull=False)
    return list(rows.select_related("carried_from__area"))
