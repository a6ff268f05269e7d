"""A record of a plan (``content.py``) as people read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overenskommelse.choices import MeasureStatus
from overenskommelse.domain.plans import Money
from overenskommelse.domain.versions import Row
from overenskommelse.models import ActionPlan, Measure
from overenskommelse.selectors.bearing import borne_in, shares_of
from overenskommelse.selectors.content import TEXTS, Content
from overenskommelse.templatetags.formats import kr, number

MORE_LABELS = {
    "responsible": gettext_lazy("Responsible"),
    "indicators": gettext_lazy("Indicators"),
    "shares": gettext_lazy("Shares of the cost"),
    "joint": gettext_lazy("Joint measure"),
    "number": gettext_lazy("Number"),
    "level_names": gettext_lazy("Names of the levels of the own structure"),
}
SEPARATOR = "; "


@dataclass(frozen=True)
class FrozenMeasure:
    """A measure of a record: its title and its other cells, label and text."""

    title: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class LineSum:
    """A funding line of a record, by its code, with its money."""

    code: str
    name: str
    money: Money


class Frozen:
    """A record of a plan, with what its codes and ids stand for."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @cached_property
    def areas(self) -> dict[str, str]:
        return {area["code"]: area["name"] for area in self.content["areas"]}

    @cached_property
    def focus_areas(self) -> dict[tuple[str, str], str]:
        return {
            (area["code"], focus["code"]): focus["name"]
            for area in self.content["areas"]
            for focus in area["focus_areas"]
        }

    @cached_property
    def nodes(self) -> dict[int, str]:
        return {node["id"]: f"{node['number']} {node['name']}" for node in self.content["tree"]}

    @cached_property
    def line_names(self) -> dict[str, str]:
        return {line["code"]: line["name"] for line in self.content["lines"]}

    @property
    def texts(self) -> Row:
        """The plan's own texts by field, those that say something."""
        levels = {"level_names": ", ".join(self.content["level_names"])}
        return _filled({field: self.content[field] for field in TEXTS} | levels)

    @property
    def described(self) -> list[tuple[str, str]]:
        """Label and text of the plan's own texts, without its name."""
        return [(self.label(field), text) for field, text in self.texts.items() if field != "name"]

    @property
    def measures(self) -> dict[str, Row]:
        return {row["uid"]: self.cells(row) for row in self.content["measures"]}

    @property
    def joint(self) -> dict[str, Row]:
        """What the organisation bears of measures in others' plans."""
        return {row["uid"]: self.cells(row) for row in self.counted if "joint" in row}

    @cached_property
    def counted(self) -> list[Content]:
        """Every measure with what the organisation bears of it, those of others' plans last."""
        return borne_in(self.content)

    def cells(self, row: Content) -> Row:
        """Column → text of a measure; empty cells are left out."""
        return _filled(
            {
                "title": row["title"],
                "description": row["description"],
                "area": self.areas.get(row["area"], ""),
                "focus_area": self.focus_areas.get((row["area"], row["focus_area"]), ""),
                "node": self.nodes.get(row["node"], ""),
                "requirements": ", ".join(row["requirements"]),
                "target_group": row["target_group"],
                "responsible": SEPARATOR.join(map(_somebody, row["responsible"])),
                "schedule": row["schedule"]["text"],
                "status": str(MeasureStatus(row["status"]).label),
                "status_note": row["status_note"],
                "accounting_object": row["accounting_object"],
            }
            | dict(_kronor(row))
            | {
                "shares": SEPARATOR.join(map(_share, shares_of(self.content, row))),
                "joint": in_whose(row["joint"]) if "joint" in row else "",
                "indicators": "\n".join(map(_indicator, row["indicators"])),
                "attachments": ", ".join(file["name"] for file in row["attachments"]),
            }
        )

    @property
    def tree(self) -> dict[str, Row]:
        return {
            str(node["id"]): _filled(
                {field: node[field] for field in ("number", "name", "text")}
                | {"indicators": "\n".join(map(_indicator, node["indicators"]))}
            )
            for node in self.content["tree"]
        }

    @property
    def indicators(self) -> dict[str, Row]:
        """Those of the plan as a whole."""
        return {str(row["id"]): {"indicators": _indicator(row)} for row in self.content["indicators"]}

    def came_of(self, area: str | None = None, node: int | None = None) -> str:
        """What is said of an area or a part of the tree; empty for neither."""
        rows = self.content.get("follow_ups", []) if area or node else []
        return next((row["text"] for row in rows if (row["area"], row["node"]) == (area, node)), "")

    @property
    def follow_ups(self) -> dict[str, Row]:
        """What is said of each part of the tree, then of each area, that anything is said of."""
        parts = {f"part {pk}": (name, self.came_of(node=pk)) for pk, name in self.nodes.items()}
        areas = {f"area {code}": (name, self.came_of(area=code)) for code, name in self.areas.items()}
        both = {**parts, **areas}
        return {key: {"name": name, "follow_up": said} for key, (name, said) in both.items() if said}

    @cached_property
    def sums(self) -> list[LineSum]:
        """Each line's money: what was decided, split or framed, and what the measures plan and have used."""
        return [LineSum(line["code"], line["name"], self._money(line)) for line in self.content["lines"]]

    @property
    def total(self) -> Money:
        return sum((row.money for row in self.sums), Money())

    def _money(self, line: Content) -> Money:
        code = line["code"]
        framed = [frame["amount"] for frame in self.content["frames"] if frame["line"] == code]
        allocated = line["allocated"] if line["allocated"] is not None else sum(framed) if framed else None
        kept = [row for row in self.counted if row["status"] != MeasureStatus.DROPPED]
        return Money(
            allocated,
            sum(money["planned"] for money in _on(code, kept)),
            sum(money["used"] for money in _on(code, self.counted)),
        )

    @property
    def by_area(self) -> list[tuple[str, list[FrozenMeasure]]]:
        """Area name (empty: without area) → its measures, in the agreement's order."""
        rows = [(row["area"], self.cells(row)) for row in self.counted]
        found = [
            (name, [self.shown(cells) for area, cells in rows if area == code])
            for code, name in [*self.areas.items(), (None, "")]
        ]
        return [(name, measures) for name, measures in found if measures]

    def shown(self, row: Row) -> FrozenMeasure:
        """A measure's cells but for the area, which stands as a heading."""
        cells = {column: text for column, text in row.items() if column not in ("title", "area")}
        return FrozenMeasure(row["title"], [(self.label(column), text) for column, text in cells.items()])

    def label(self, column: str) -> str:
        """What a column is called."""
        kind, _colon, line = column.partition(":")
        if line:
            label = _("Planned: %(line)s") if kind == "planned" else _("Used: %(line)s")
            return label % {"line": self.line_names.get(line, line)}
        return str(MORE_LABELS.get(column) or _verbose(column))


def _verbose(column: str) -> Any:
    model: Any = ActionPlan if column in TEXTS and column != "accounting_object" else Measure
    names = {field.name: field.verbose_name for field in (*model._meta.fields, *model._meta.many_to_many)}
    return names.get(column, column)


def _filled(row: Row) -> Row:
    return {column: text for column, text in row.items() if text}


def _on(line: str, measures: Iterable[Content]) -> Iterator[Content]:
    return (money for row in measures for money in row["money"] if money["line"] == line)


def _kronor(row: Content) -> Iterator[tuple[str, str]]:
    for money in row["money"]:
        yield f"planned:{money['line']}", number(money["planned"]) if money["planned"] else ""
        yield f"used:{money['line']}", number(money["used"]) if money["used"] else ""


def in_whose(joint: Content) -> str:
    """Where a joint measure stands, and what it costs as a whole."""
    text = _("in the plan of %(organisation)s, %(amount)s in all")
    return text % {"organisation": joint["name"], "amount": kr(joint["whole"])}


def _share(row: Content) -> str:
    return f"{row['name']} {number(row['amount'])}"


def _somebody(row: Content) -> str:
    return ": ".join(part for part in (row["name"], row["function"]) if part)


def _indicator(row: Content) -> str:
    """An indicator in a line: *Name (unit): 3,5 → 2; 2021-12-31 3,1*."""
    way = " → ".join(_figure(row[field]) or "–" for field in ("baseline", "target"))
    head = row["name"] + (f" ({row['unit']})" if row["unit"] else "")
    readings = [
        " ".join(filter(None, (reading["on"], _figure(reading["value"]), reading["text"])))
        for reading in row["readings"]
    ]
    stated = row["baseline"] or row["target"]
    return SEPARATOR.join([f"{head}: {way}" if stated else head, *readings])


def _figure(value: str | None) -> str:
    return (value or "").replace(".", ",")
