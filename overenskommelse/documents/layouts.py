"""How a record of a plan is laid out on paper: what it has decides which parts and columns there are.

The models are four plans of the sources: by area with amounts and short measures (a municipality 2021), by
area with kronor per measure (a region 2019), activities in tables (2024), an own tree with indicators (2021).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overenskommelse.choices import MeasureStatus, OrganisationKind
from overenskommelse.documents.measures import Entry, Measures
from overenskommelse.domain.plans import Money
from overenskommelse.selectors.content import Content

MANY_COLUMNS = 4  # beside the measure itself; more need the paper's long side


@dataclass(frozen=True)
class Group:
    """Measures under one heading (perhaps empty), with the sums of their kronor, column by column."""

    title: str
    text: str
    entries: list[Entry]
    sums: list[str]
    follow_up: str


@dataclass(frozen=True)
class AreaPart:
    """An area of the agreement: what its money may be used for, what is asked for, and the measures."""

    name: str
    purposes: list[str]
    requirements: list[Content]
    money: Money
    groups: list[Group]
    follow_up: str

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
    follow_up: str


@dataclass(frozen=True)
class Leaf:
    """A part of the own tree as a row of a table."""

    name: str
    text: str
    entries: list[Entry]
    indicators: list[str]
    follow_up: str


class Printed(Measures):
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

    @property
    def area_parts(self) -> list[AreaPart]:
        """The areas that have measures, money or a follow-up."""
        return [
            self._part(code, name)
            for code, name in self.named_areas
            if self._in(code) or self.came_of(area=code) or self.money_of(code).allocated
        ]

    @property
    def general_purposes(self) -> list[str]:
        """What money that belongs to no single area may be used for."""
        lines = (line for line in self.content["lines"] if line["area"] is None)
        return list(dict.fromkeys(purpose for line in lines for purpose in line["purposes"]))

    def _in(self, area: str | None) -> list[Content]:
        return [row for row in self.counted if row["area"] == area]

    def _part(self, area: str | None, name: str) -> AreaPart:
        rows = self._in(area)
        lines = [line for line in self.content["lines"] if line["area"] == area and area]
        purposes = dict.fromkeys(purpose for line in lines for purpose in line["purposes"])
        met = {code for row in rows for code in row["requirements"]}
        asked = [row for row in self.content["requirements"] if row["code"] in met and row["area"] == area]
        said = self.came_of(area=area)
        return AreaPart(name, list(purposes), asked, self.money_of(area), self._groups(rows), said)

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
        said = self.came_of(node=place["id"])
        return Group(title, place["text"], [self.entry(row) for row in rows], self.sums_of(rows), said)

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
        own = [row for row in self.counted if row["node"] == node["id"]]
        if own or node["indicators"]:
            leaves.insert(0, self._leaf(node, name=""))
        level = node["number"].count(".")
        said, below_name = self.came_of(node=node["id"]), self._level(level + 1)
        return Branch(node["number"], node["name"], node["text"], level, below_name, leaves, said)

    def _level(self, level: int) -> str:
        names = self.content["level_names"]
        return names[level] if level < len(names) else _("Part")

    def _leaf(self, node: Content, name: str | None = None) -> Leaf:
        rows = [row for row in self.counted if row["node"] == node["id"]]
        shown = self.tree[str(node["id"])].get("indicators", "")
        measured = [self.cell(row)["indicators"].parts for row in rows]
        indicators = [*filter(None, shown.split("\n")), *(part for parts in measured for part in parts)]
        title = node["name"] if name is None else name
        text, said = (node["text"], self.came_of(node=node["id"])) if name is None else ("", "")
        return Leaf(title, text, [self.entry(row) for row in rows], indicators, said)

    @property
    def other_follow_ups(self) -> list[tuple[str, str]]:
        """Name and text of parts followed up that this layout has no place for."""
        nodes = self.nodes if self.layout == "tree" else {row["node"] for row in self.content["measures"]}
        areas = [] if self.layout == "tree" else self.areas
        shown = {f"area {code}" for code in areas}
        shown |= {f"part {pk}" for pk in nodes if self.layout != "amounts"}
        return [(row["name"], row["follow_up"]) for key, row in self.follow_ups.items() if key not in shown]

    @property
    def has_baselines(self) -> bool:
        """Whether any indicator of the whole plan says where it began."""
        return any(row["baseline"] or row["baseline_on"] for row in self.content["indicators"])

    @property
    def has_readings(self) -> bool:
        return any(row["readings"] for row in self.content["indicators"])

    @property
    def unplaced(self) -> list[Entry]:
        """With an own tree in levels: measures that stand nowhere in it."""
        return [self.entry(row) for row in self.counted if row["node"] is None]

    @property
    def unmet(self) -> list[Content]:
        """Requirements (not goals) that no measure meets."""
        kept = [row for row in self.content["measures"] if row["status"] != MeasureStatus.DROPPED]
        met = {code for row in kept for code in row["requirements"]}
        asked = (row for row in self.content["requirements"] if row["kind"] == "requirement")
        return [row for row in asked if row["code"] not in met]
