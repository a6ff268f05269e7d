"""The parts of a plan that are followed up each on its own, and what is said of them: docs/adr/0062."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Value

from overenskommelse.domain.references import Node, below, places
from overenskommelse.models import ActionPlan, DevelopmentArea, Measure, PlanNode
from overenskommelse.selectors.structures import Structure

# What a row is about, where parts and texts are read as one.
PART = "part"
NODE, SAID = Value(PART, CharField()), Value("said", CharField())


@dataclass(frozen=True)
class FollowedPart:
    """A development area, or a part of the own tree, with what is said of it; ``number`` is the part's."""

    area: DevelopmentArea | None
    node: PlanNode | None
    number: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        """Known by this in forms and files: the area's code, or the part's id."""
        return f"n{self.node.pk}" if self.node else f"a {self.area.code if self.area else ''}"

    @property
    def name(self) -> str:
        """*2 Fast vårdkontakt*, or the area's name."""
        return f"{self.number} {self.node.name}" if self.node else str(self.area)


def followed_parts(plan: ActionPlan) -> list[FollowedPart]:
    """The uppermost parts of the own tree, then the areas of measures outside it; and all with a text.

    Five queries at most, whatever the plan's size.
    """
    tree = Structure(plan)
    rows = list(plan.follow_ups.all())
    of_areas = {row.area_id: row.text for row in rows if row.area_id}
    of_nodes = {row.node_id: row.text for row in rows if row.node_id}
    outside = {*plan.measures.kept().filter(node=None).order_by().values_list("area", flat=True).distinct()}
    parts = [
        FollowedPart(None, tree.nodes[pk], number, of_nodes.get(pk, ""))
        for pk, number in tree.numbers.items()
        if tree.nodes[pk].parent_id is None or pk in of_nodes
    ]
    areas = plan.agreement.areas.filter(pk__in={*outside, *of_areas} - {None})
    return parts + [FollowedPart(area, None, text=of_areas.get(area.pk, "")) for area in areas]


class CameOf:
    """What is said of the parts of ``plan``, for reading it by area. One query, with the own tree."""

    def __init__(self, plan: ActionPlan) -> None:
        nodes = plan.nodes.order_by().values_list(NODE, "position", "pk", "parent", "first_number", "name")
        texts = plan.follow_ups.order_by().values_list(SAID, Value(0), "area", "node", Value(0), "text")
        rows = list(nodes.union(texts, all=True))
        parts = sorted(row[1:] for row in rows if row[0] == PART)
        names = {pk: name for _position, pk, _parent, _first, name in parts}
        self.bare = [Node(pk, parent, first) for _position, pk, parent, first, _name in parts]
        self.titles = {place.pk: f"{place.number} {names[place.pk]}" for place in places(self.bare)}
        self.of_areas = {area: text for kind, _, area, _node, _, text in rows if kind != PART and area}
        self.of_nodes = {node: text for kind, _, area, node, _, text in rows if kind != PART and not area}

    def within(self, area: DevelopmentArea | None, measures: Iterable[Measure]) -> list[tuple[str, str]]:
        """Name and text: the area's own, without a name; then those of parts in which ``measures`` stand."""
        nodes = {measure.node_id for measure in measures}
        own = [("", self.of_areas[area.pk])] if area and area.pk in self.of_areas else []
        parts = [pk for pk in self.titles if pk in self.of_nodes and nodes & {*below(self.bare, pk)}]
        return own + [(self.titles[pk], self.of_nodes[pk]) for pk in parts]
