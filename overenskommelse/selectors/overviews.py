"""A plan's measures in other orders than the table's: by area, over time, by responsible."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce

from overenskommelse.choices import ScheduleKind
from overenskommelse.domain.plans import Money
from overenskommelse.domain.timelines import Timeline, timeline
from overenskommelse.models import DevelopmentArea, FocusArea, Measure, Organisation, Requirement
from overenskommelse.selectors.follow_ups import CameOf
from overenskommelse.selectors.plans import LineMoney
from overenskommelse.selectors.summaries import PlanSummary


class Item(NamedTuple):
    """A measure at one of those who are responsible for it."""

    measure: int
    organisation: int | None
    function: str
    is_late: bool

    @property
    def who(self) -> tuple[int | None, str]:
        return self.organisation, self.function


def in_areas(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    """The measures in the agreement's order of areas; without area last."""
    return rows.order_by(
        F("area__position").asc(nulls_last=True), "area__code",
        F("focus_area__position").asc(nulls_first=True), "focus_area__code", "position", "pk",
    )  # fmt: skip


def in_time(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    """Those with days in their order, then ongoing ones, then those without any day."""
    place = Case(
        When(ends_on__isnull=False, then=0), When(schedule_kind=ScheduleKind.ONGOING, then=1), default=2
    )
    return rows.order_by(place, Coalesce("starts_on", "ends_on"), "ends_on", "position", "pk")


def by_people(found: QuerySet[Measure]) -> list[Item]:
    """Each measure at each who is responsible: late ones first, then by last day. One query.

    Organisations come by name, then functions without organisation, then measures that nobody answers for.
    ``found`` has ``is_late``.
    """
    who = ("responsible__organisation", "responsible__function", "responsible__organisation__name")
    rows = found.order_by("position", "pk").values_list("pk", *who, "is_late", "ends_on")

    def order(row: Any) -> Any:
        _pk, organisation, function, name, is_late, ends_on = row
        nobody = organisation is None and not function
        return (nobody, organisation is None, name or "", function or "", not is_late, ends_on or date.max)

    return [
        Item(pk, organisation, function or "", bool(is_late))
        for pk, organisation, function, _name, is_late, _ends_on in sorted(rows, key=order)
    ]


@dataclass(frozen=True)
class RequirementMet:
    """A requirement or goal and those of the shown measures that meet it."""

    requirement: Requirement
    measures: list[Measure]

    @property
    def is_met(self) -> bool:
        """Whether any measure of the plan meets it, shown or not."""
        return bool(self.requirement.is_met)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class AreaView:
    """A development area (None: none) with its money, what it asks for and what is done in it."""

    area: DevelopmentArea | None
    lines: list[LineMoney]
    money: Money | None
    requirements: list[RequirementMet]
    measures: list[Measure]
    follow_ups: list[tuple[str, str]]  # of a part of the own tree with its name, of the area without

    @property
    def purposes(self) -> list[str]:
        """What the money may be used for, each purpose once."""
        texts = (row.line.eligible_purposes.splitlines() for row in self.lines)
        return list(dict.fromkeys(purpose.strip() for lines in texts for purpose in lines if purpose.strip()))

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell of the area but measures."""
        return bool(self.lines or self.requirements or self.follow_ups)

    @property
    def groups(self) -> list[tuple[FocusArea | None, list[Measure]]]:
        """The measures by focus area, in the agreement's order; without focus area first."""
        found: dict[FocusArea | None, list[Measure]] = {}
        for measure in self.measures:
            found.setdefault(measure.focus_area, []).append(measure)
        order = sorted(found, key=lambda focus: (focus.position, focus.code) if focus else (-1, ""))
        return [(focus, found[focus]) for focus in order]


def by_area(
    summary: PlanSummary, measures: Iterable[Measure], *, only_measured: bool = False
) -> list[AreaView]:
    """Each area with money, requirements or measures; ``only_measured``: only those with measures."""
    shown = list(measures)
    agreed = summary.money.areas_by_id
    said = None if only_measured else CameOf(summary.plan)
    views = [_area_view(summary, area, shown, said) for area in [*agreed.values(), None]]
    return [view for view in views if view.measures or (not only_measured and view.area and view.is_known)]


def _area_view(
    summary: PlanSummary, area: DevelopmentArea | None, shown: list[Measure], said: CameOf | None
) -> AreaView:
    pk = area.pk if area else None
    found = next((row for row in summary.money.areas if row.area == area), None)
    lines = {row.line.pk: row for row in (found.lines if found else [])}
    # Lines that the agreement has for such organisations are shown before anybody knows of any kronor.
    expected = [line for line in summary.lines if area and line.area_id == pk]
    measures = [measure for measure in shown if measure.area_id == pk]
    return AreaView(
        area=area,
        lines=[lines.pop(line.pk, LineMoney(line, Money())) for line in expected] + list(lines.values()),
        money=found.money if found else None,
        requirements=[_met(row, shown) for row in summary.requirements if row.area_id == pk],
        measures=measures,
        follow_ups=said.within(area, measures) if said else [],
    )


def _met(requirement: Requirement, shown: list[Measure]) -> RequirementMet:
    return RequirementMet(requirement, [row for row in shown if requirement in row.requirements.all()])


@dataclass(frozen=True)
class TimeRow:
    """A measure on the line of time, from ``begins`` to ``ends`` in thousandths of the line."""

    measure: Measure
    begins: int = 0
    ends: int = 1000

    @property
    def x(self) -> str:
        return percent_of(self.begins)

    @property
    def width(self) -> str:
        return percent_of(max(self.ends - self.begins, 4))


def percent_of(thousandths: int) -> str:
    """As a length in SVG: ``37.5%``."""
    return f"{thousandths // 10}.{thousandths % 10}%"


class TimeView:
    """Measures over time; they come in the order of ``in_time``."""

    def __init__(self, summary: PlanSummary, measures: Iterable[Measure]) -> None:
        self.today, self.measures = summary.today, list(measures)
        agreement = summary.plan.agreement
        days = [day for row in self.measures for day in (row.starts_on, row.ends_on) if day]
        self.line: Timeline = timeline([agreement.period_start, agreement.period_end, *days])

    @property
    def marks(self) -> list[tuple[date, str]]:
        """The marks of the line with their places."""
        return [(day, percent_of(self.line.at(day))) for day in self.line.marks]

    @property
    def now(self) -> str:
        """Where today stands; empty beyond the line."""
        return percent_of(self.line.at(self.today)) if self.line.holds(self.today) else ""

    @property
    def dated(self) -> list[TimeRow]:
        return [self._row(row) for row in self.measures if row.ends_on]

    @property
    def ongoing(self) -> list[TimeRow]:
        return [TimeRow(row) for row in self.measures if row.schedule_kind == ScheduleKind.ONGOING]

    @property
    def undated(self) -> list[TimeRow]:
        """Those that depend on something, and those that do not say."""
        kinds = (ScheduleKind.DEPENDENT, ScheduleKind.NONE)
        return [TimeRow(row) for row in self.measures if row.schedule_kind in kinds]

    def _row(self, measure: Measure) -> TimeRow:
        last = measure.ends_on or self.line.last
        return TimeRow(measure, self.line.at(measure.starts_on or last), self.line.after(last))


@dataclass(frozen=True)
class Somebody:
    """An organisation, a function or both; neither for measures that nobody is responsible for.

    ``measures`` are those shown, of ``count``; ``late`` is how many of all are late.
    """

    organisation: Organisation | None
    function: str
    measures: list[Measure]
    count: int
    late: int


def by_responsible(
    shown: Iterable[Item], rows: Mapping[int, Measure], everything: Iterable[Item]
) -> list[Somebody]:
    """Those responsible in the order of ``shown``; their counts are of ``everything``."""
    counted = Counter(item.who for item in everything)
    late = Counter(item.who for item in everything if item.is_late)
    return [
        Somebody(_organisation(who[0], found), who[1], found, counted[who], late[who])
        for who, items in groupby(shown, key=lambda item: item.who)
        if (found := [rows[item.measure] for item in items])
    ]


def _organisation(pk: int | None, measures: list[Measure]) -> Organisation | None:
    people = (row.organisation for measure in measures for row in measure.responsible.all())
    return next((one for one in people if one and one.pk == pk), None)
