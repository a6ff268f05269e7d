"""An action plan as the parts of a workbook: each a table of texts, its rows known by an id.

What ``services/plan_files`` reads back is held against the same parts, so that only differences count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overenskommelse.domain.references import Node, places
from overenskommelse.models import ActionPlan, IndicatorReading, PlanIndicator, PlanNode
from overenskommelse.selectors.follow_ups import FollowedPart, followed_parts
from overenskommelse.selectors.measures import KRONOR, LONG, Lists, Row, columns_of, rows_of
from overenskommelse.templatetags.formats import figure
from overenskommelse.workbooks import PlanSheet

ID: Final = "id"
MEASURES, STRUCTURE, INDICATORS, READINGS, FRAMES, FOLLOW_UPS, TEXTS = (
    "measures", "structure", "indicators", "readings", "frames", "follow_ups", "texts",
)  # fmt: skip
TITLES: Final = {
    MEASURES: gettext_lazy("Measures"),
    STRUCTURE: gettext_lazy("Structure"),
    INDICATORS: gettext_lazy("Indicators"),
    READINGS: gettext_lazy("Readings"),
    FRAMES: gettext_lazy("Frames"),
    FOLLOW_UPS: gettext_lazy("Follow-up"),
    TEXTS: gettext_lazy("About the plan"),
}
TEXT_FIELDS: Final = ("name", "background", "goals", "conditions", "follow_up", "accounting_object")
LEVELS: Final = "level_names"
INDICATOR_FIELDS: Final = ("name", "unit", "baseline", "baseline_on", "target", "target_on")


class Head(NamedTuple):
    """A column: what it is called, how wide it is, and of which kind its cells are."""

    code: str
    label: str
    width: int = 20
    kind: str = ""


@dataclass(frozen=True)
class Part:
    """A sheet: its columns, and the rows that they describe, by id."""

    code: str
    heads: list[Head]
    rows: dict[str, Row]

    @property
    def title(self) -> str:
        return str(TITLES[self.code])

    @property
    def labels(self) -> dict[str, str]:
        return {head.code: head.label for head in self.heads}


def parts_of(plan: ActionPlan) -> list[Part]:
    """The whole plan, but for files, remarks and history. Equally many queries whatever its size."""
    lists = Lists(plan)
    indicators = list(plan.indicators.select_related("measure").prefetch_related("readings"))
    return [
        _measures(plan, lists),
        _structure(plan),
        _indicators(indicators, lists),
        _readings(indicators),
        _frames(plan),
        _follow_ups(plan),
        _texts(plan),
    ]


def sheets_of(plan: ActionPlan) -> list[PlanSheet]:
    """The parts as sheets to write; ids stand in a hidden column."""
    return [
        PlanSheet(
            part.title,
            ["Id", *(head.label for head in part.heads)],
            [
                [key, *(_cell(head, row.get(head.code, "")) for head in part.heads)]
                for key, row in part.rows.items()
            ],
            [0, *(head.width for head in part.heads)],
        )
        for part in parts_of(plan)
    ]


def _cell(head: Head, text: str) -> str | int:
    """Kronor as a number; all else as the text that it is, with the line breaks of cells."""
    digits = "".join(text.split())
    return int(digits) if head.kind == KRONOR and digits.isdecimal() else text.replace("\r\n", "\n")


def _measures(plan: ActionPlan, lists: Lists) -> Part:
    heads = [
        Head(column.code, column.label, _width(column.code, column.kind), column.kind)
        for column in columns_of(plan, lists)
    ]
    return Part(MEASURES, heads, {str(measure.uid): row for measure, row in rows_of(plan)})


def _width(code: str, kind: str) -> int:
    return {"title": 40, LONG: 60, KRONOR: 16}.get(code if code == "title" else kind, 24)


def _structure(plan: ActionPlan) -> Part:
    heads = [
        Head("number", _("Number"), 10),
        Head("name", _("Name"), 60),
        Head("text", _("Text"), 60, LONG),
        Head("first_number", _("Number of the first below"), 12),
    ]
    return Part(STRUCTURE, heads, {f"n{node.pk}": row for node, row in _nodes(plan)})


def _nodes(plan: ActionPlan) -> Iterator[tuple[PlanNode, Row]]:
    nodes = {node.pk: node for node in plan.nodes.all()}
    bare = [Node(node.pk, node.parent_id, node.first_number) for node in nodes.values()]
    for place in places(bare):
        node = nodes[place.pk]
        first = str(node.first_number) if node.first_number != 1 else ""
        yield node, {"number": place.number, "name": node.name, "text": node.text, "first_number": first}


def _indicators(indicators: list[PlanIndicator], lists: Lists) -> Part:
    labels = {name: str(PlanIndicator._meta.get_field(name).verbose_name) for name in INDICATOR_FIELDS}  # type: ignore[union-attr]
    heads = [
        Head("measure", _("Id of the measure"), 40),
        Head("node", _("Number in the structure"), 12),
        *(Head(name, label, 60 if name == "name" else 16) for name, label in labels.items()),
    ]
    numbers = {node.pk: number for number, node in lists.nodes.items()}
    return Part(INDICATORS, heads, {f"i{it.pk}": _indicator(it, numbers) for it in indicators})


def _indicator(indicator: PlanIndicator, numbers: dict[int, str]) -> Row:
    return {
        "measure": str(indicator.measure.uid) if indicator.measure else "",
        "node": numbers.get(indicator.node_id or 0, ""),
        "name": indicator.name,
        "unit": indicator.unit,
        "baseline": figure(indicator.baseline),
        "baseline_on": _day(indicator.baseline_on),
        "target": figure(indicator.target),
        "target_on": _day(indicator.target_on),
    }


def _readings(indicators: list[PlanIndicator]) -> Part:
    heads = [
        Head("indicator", _("Indicator"), 60),
        Head("on", _("Day"), 14),
        Head("value", _("Value"), 14),
        Head("text", _("In words"), 60),
    ]
    rows = {
        reading_id(f"i{indicator.pk}", _day(reading.on)): _reading(indicator, reading)
        for indicator in indicators
        for reading in indicator.readings.all()
    }
    return Part(READINGS, heads, rows)


def reading_id(indicator: str, on: str) -> str:
    return f"{indicator} {on}"


def _reading(indicator: PlanIndicator, reading: IndicatorReading) -> Row:
    return {
        "indicator": indicator.name,
        "on": _day(reading.on),
        "value": figure(reading.value),
        "text": reading.text,
    }


def _frames(plan: ActionPlan) -> Part:
    heads = [
        Head("line", _("Funding line"), 40),
        Head("area", _("Development area"), 40),
        Head("amount", _("Amount, kronor"), 16, KRONOR),
        Head("source", _("Where the amount comes from"), 60),
    ]
    rows = {
        f"{frame.line.code} {frame.area.code if frame.area else ''}".strip(): {
            "line": frame.line.code,
            "area": frame.area.code if frame.area else "",
            "amount": str(frame.amount),
            "source": frame.source,
        }
        for frame in plan.frames.select_related("line", "area")
    }
    return Part(FRAMES, heads, rows)


def _follow_ups(plan: ActionPlan) -> Part:
    heads = [
        Head("area", _("Development area"), 40),
        Head("node", _("Number in the structure"), 12),
        Head("name", _("What it is"), 60),
        Head("text", _("Text"), 100, LONG),
    ]
    return Part(FOLLOW_UPS, heads, {part.key: _followed(part) for part in followed_parts(plan)})


def _followed(part: FollowedPart) -> Row:
    return {
        "area": part.area.code if part.area else "",
        "node": part.number,
        "name": part.node.name if part.node else str(part.area),
        "text": part.text,
    }


def _texts(plan: ActionPlan) -> Part:
    heads = [Head("label", _("What it is"), 30), Head("text", _("Text"), 100, LONG)]
    rows = {name: {"label": _label(name), "text": str(getattr(plan, name))} for name in TEXT_FIELDS}
    rows[LEVELS] = {"label": _label(LEVELS), "text": "\n".join(plan.level_names)}
    return Part(TEXTS, heads, rows)


def _label(name: str) -> str:
    return str(ActionPlan._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _day(day: object) -> str:
    return str(day) if day else ""
