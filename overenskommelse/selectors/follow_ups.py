"""The parts of a plan that are followed up each on its own, and what is said of them: docs/adr/0062."""

from collections.abc import Iterable
from dataclasses import dataclass

from overenskommelse.models import ActionPlan, DevelopmentArea, Measure, PlanFollowUp, PlanNode
from overenskommelse.selectors.structures import Structure


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
    """What is said of the parts of ``plan``, for reading it by area. One query; two with an own tree."""

    def __init__(self, plan: ActionPlan) -> None:
        self.tree = Structure(plan)

    def within(self, area: DevelopmentArea | None, measures: Iterable[Measure]) -> list[tuple[str, str]]:
        """Name and text: the area's own, without a name; then those of parts in which ``measures`` stand."""
        nodes = {measure.node_id for measure in measures} - {None}
        own = [("", row.text) for row in self.tree.follow_ups if area and row.area_id == area.pk]
        parts = [row for row in self.tree.follow_ups if row.node_id and nodes & self._below(row)]
        return own + [(self.tree.title(self.tree.nodes[row.node_id or 0]), row.text) for row in parts]

    def _below(self, row: PlanFollowUp) -> set[int]:
        return {node.pk for node in self.tree.below(self.tree.nodes[row.node_id or 0])}
