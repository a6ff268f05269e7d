"""How a record of a plan is laid out on paper: what it has decides which parts and columns there are.

The models are four plans of the sources: by area with amounts and short measures (a municipality 2021), by
area with kronor per measure (a region 2019), activities in tables (2024), an own tree with indicators (2021).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from overenskommelse.choices import MeasureStatus, OrganisationKind
from overenskommelse.documents.amounts import Amounts
from overenskommelse.domain.plans import Money
from overenskommelse.selectors.content import Content
from overenskommelse.templatetags.formats import kr

# Column → heading. Those without a text in any measure are left out.
HEADINGS = {
    "requirements": gettext_lazy("Requirement"),
    "target_group": gettext_lazy("Target group"),
    "responsible": gettext_lazy("Responsible"),
    "schedule": gettext_lazy("Schedule"),
    "status": gettext_lazy("Status"),
    "accounting_object": gettext_lazy("Accounting object"),
    "indicators": gettext_lazy("Indicators"),
    "planned": pgettext_lazy("money", "Planned"),
    "used": pgettext_lazy("money", "Used"),
}
MONEY = ("planned", "used")
MANY_COLUMNS = 4  # beside the measure itself; more need the paper's long side


@dataclass(frozen=True)
class Cell:
    """``parts`` are set below each other; ``note`` stands small after them."""

    code: str
    parts: list[str]
    note: str = ""

    @property
    def is_number(self) -> bool:
        return self.code in MONEY


@dataclass(frozen=True)
class Entry:
    """A measure on paper: its title, what stands small below it, and its cells."""

    title: str
    below: list[str]
    cells: list[Cell]

    @property
    def line(self) -> str:
        """What the cells say, in a line; indicators stand elsewhere there."""
        said = (
            ", ".join([*cell.parts, cell.note]).strip(", ")
            for cell in self.cells
            if cell.code != "indicators"
        )
        return " · ".join(text for text in said if text)


@dataclass(frozen=True)
class Group:
    """Measures under one heading (perhaps empty), with the sums of their kronor, column by column."""

    title: str
    text: str
    entries: list[Entry]
    sums: list[str]


@dataclass(frozen=True)
class AreaPart:
    """An area of the agreement: what its money may be used for, what is asked for, and the measures."""

    name: str
    purposes: list[str]
    requirements: list[Content]
    money: Money
    groups: list[Group]

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries]


@dataclass(frozen=True)
class Branch:
    """A part of the own tree as a heading, with the parts below it that have none below themselves."""

    number: str
    name: str
    text: str
    level: int
    heading: str
    leaves: list["Leaf"]


@dataclass(frozen=True)
class Leaf:
    """A part of the own tree as a row of a table."""

    name: str
    text: str
    entries: list[Entry]
    indicators: list[str]


class Printed(Amounts):
    """A record of a plan, as it stands on paper."""

    @property
    def kind(self) -> str:
        """What the organisation is: a region, a municipality …"""
        return str(OrganisationKind(self.content["organisation"]["kind"]).label)

    @property
    def layout(self) -> str:
        """``tree``: own structure in several levels; ``amounts``: kronor per area only; else ``groups``."""
        if any(node["parent"] is not None for node in self.content["tree"]):
            return "tree"
        return "amounts" if self.total.allocated and not self.total.planned else "groups"

    @property
    def is_wide(self) -> bool:
        """Whether the paper is turned on its side."""
        return self.layout != "groups" or len(self.columns) > MANY_COLUMNS

    # Measures

    @cached_property
    def columns(self) -> list[str]:
        """The columns beside the measure itself: those in which some measure says something."""
        rows = [self.cell(row) for row in self.content["measures"]]
        return [code for code in HEADINGS if any(self._says(code, row[code], rows) for row in rows)]

    def _says(self, code: str, cell: Cell, rows: list[dict[str, Cell]]) -> bool:
        """Whether a cell tells something. One and the same object on all rows stands at the top instead."""
        if code == "accounting_object" and cell.parts == [self.content["accounting_object"]]:
            return False
        return bool(cell.parts or cell.note)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Code and heading of each column."""
        return [(code, self._heading(code)) for code in self.columns]

    def _heading(self, code: str) -> str:
        if code not in MONEY:
            return str(HEADINGS[code])
        return _("%(what)s, %(unit)s") % {"what": HEADINGS[code], "unit": self.unit}

    def cell(self, row: Content) -> dict[str, Cell]:
        """Every cell of a measure, by column."""
        text = self.cells(row)
        people = [part for part in (self._somebody(one) for one in row["responsible"]) if part]
        stated = row["status"] != MeasureStatus.PLANNED or row["status_note"]
        money = {kind: sum(one[kind] for one in row["money"]) for kind in MONEY}
        lines = {
            "requirements": row["requirements"],
            "responsible": people,
            "status": [text["status"]] if stated else [],
            "indicators": text.get("indicators", "").split("\n"),
            **{kind: [self.amount(kronor)] if kronor else [] for kind, kronor in money.items()},
        }
        found = {code: lines.get(code, [text.get(code, "")]) for code in HEADINGS}
        return {
            code: Cell(code, [part for part in parts if part], row["status_note"] if code == "status" else "")
            for code, parts in found.items()
        }

    def _somebody(self, one: Mapping[str, Any]) -> str:
        """Whoever is responsible; the plan's own organisation goes without saying."""
        own = one["organisation"] == self.content["organisation"]["code"]
        name = None if own else one["name"]
        return ": ".join(part for part in (name, one["function"]) if part)

    def entry(self, row: Content) -> Entry:
        cells = self.cell(row)
        return Entry(row["title"], list(self._below(row)), [cells[code] for code in self.columns])

    def _below(self, row: Content) -> Iterator[str]:
        yield from filter(None, row["description"].split("\n"))
        if row["shares"]:
            shares = "; ".join(f"{share['name']} {kr(share['amount'])}" for share in row["shares"])
            yield _("Shared cost: %(shares)s") % {"shares": shares}
        if row["attachments"]:
            names = ", ".join(file["name"] for file in row["attachments"])
            yield _("Attached: %(names)s") % {"names": names}

    # Parts

    @property
    def area_parts(self) -> list[AreaPart]:
        """The areas that have measures or money."""
        return [
            self._part(code, name)
            for code, name in self.named_areas
            if self._in(code) or (self.has_money(code) and self.money_of(code).allocated)
        ]

    @property
    def general_purposes(self) -> list[str]:
        """What money that belongs to no single area may be used for."""
        lines = (line for line in self.content["lines"] if line["area"] is None)
        return list(dict.fromkeys(purpose for line in lines for purpose in line["purposes"]))

    def _in(self, area: str | None) -> list[Content]:
        return [row for row in self.content["measures"] if row["area"] == area]

    def _part(self, area: str | None, name: str) -> AreaPart:
        rows = self._in(area)
        lines = [line for line in self.content["lines"] if line["area"] == area and area]
        purposes = dict.fromkeys(purpose for line in lines for purpose in line["purposes"])
        met = {code for row in rows for code in row["requirements"]}
        asked = [row for row in self.content["requirements"] if row["code"] in met and row["area"] == area]
        return AreaPart(name, list(purposes), asked, self.money_of(area), self._groups(rows))

    def _groups(self, rows: list[Content]) -> list[Group]:
        """By part of the own structure, if there is one; those without a place last."""
        places = [*self.content["tree"], {"id": None, "number": "", "name": "", "text": ""}]
        return [
            self._group(place, [row for row in rows if row["node"] == place["id"]])
            for place in places
            if any(row["node"] == place["id"] for row in rows)
        ]

    def _group(self, place: Content, rows: list[Content]) -> Group:
        title = f"{place['number']} {place['name']}".strip()
        return Group(title, place["text"], [self.entry(row) for row in rows], self._sums(rows))

    def _sums(self, rows: list[Content]) -> list[str]:
        """A cell for each column; empty where nothing is added. No list without money."""
        kept = [row for row in rows if row["status"] != MeasureStatus.DROPPED]
        sums = {kind: sum(one[kind] for row in kept for one in row["money"]) for kind in MONEY}
        if not any(sums[code] for code in self.columns if code in MONEY):
            return []
        return [self.amount(sums[code]) if code in MONEY else "" for code in self.columns]

    @property
    def branches(self) -> list[Branch]:
        """The own tree in reading order, as headings and the tables below them."""
        parents = {node["parent"] for node in self.content["tree"]}
        return [
            self._branch(node, parents)
            for node in self.content["tree"]
            if node["id"] in parents or node["parent"] is None
        ]

    def _branch(self, node: Content, parents: Iterable[int | None]) -> Branch:
        below = [row for row in self.content["tree"] if row["parent"] == node["id"]]
        leaves = [self._leaf(row) for row in below if row["id"] not in parents]
        own = [row for row in self.content["measures"] if row["node"] == node["id"]]
        if own or node["indicators"]:
            leaves.insert(0, self._leaf(node, name=""))
        level = node["number"].count(".")
        return Branch(node["number"], node["name"], node["text"], level, self._level(level + 1), leaves)

    def _level(self, level: int) -> str:
        names = self.content["level_names"]
        return names[level] if level < len(names) else _("Part")

    def _leaf(self, node: Content, name: str | None = None) -> Leaf:
        rows = [row for row in self.content["measures"] if row["node"] == node["id"]]
        shown = self.tree[str(node["id"])].get("indicators", "")
        measured = [self.cell(row)["indicators"].parts for row in rows]
        indicators = [*filter(None, shown.split("\n")), *(part for parts in measured for part in parts)]
        title = node["name"] if name is None else name
        return Leaf(
            title, node["text"] if name is None else "", [self.entry(row) for row in rows], indicators
        )

    @property
    def unplaced(self) -> list[Entry]:
        """With an own tree in levels: measures that stand nowhere in it."""
        return [self.entry(row) for row in self.content["measures"] if row["node"] is None]

    @property
    def unmet(self) -> list[Content]:
        """Requirements (not goals) that no measure meets."""
        kept = [row for row in self.content["measures"] if row["status"] != MeasureStatus.DROPPED]
        met = {code for row in kept for code in row["requirements"]}
        asked = (row for row in self.content["requirements"] if row["kind"] == "requirement")
        return [row for row in asked if row["code"] not in met]
