"""A plan's own tree as it is read: numbers, what stands where, and references that lead nowhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from overenskommelse.domain.canonical import digest
from overenskommelse.domain.mentions import mentions
from overenskommelse.domain.references import Node, below, places
from overenskommelse.models import ActionPlan, Measure, PlanFollowUp, PlanIndicator, PlanNode
from overenskommelse.selectors.measures import with_cells

# The texts in which a reference counts: model → fields.
TEXTS: Final[dict[type[Model], tuple[str, ...]]] = {
    Measure: ("title", "description"),
    PlanIndicator: ("name",),
    PlanNode: ("name", "text"),
    PlanFollowUp: ("text",),
    ActionPlan: ("background", "goals", "conditions", "follow_up"),
}


@dataclass(frozen=True)
class Lost:
    """A reference that leads nowhere: where it stands, and the number that it names."""

    where: str
    address: str
    number: str


@dataclass
class Part:
    """A part of the tree as it is shown; ``leaves`` are those below it that have none below themselves."""

    node: PlanNode
    number: str
    level: int
    level_name: str
    below_name: str
    measures: list[Measure]
    indicators: list[PlanIndicator]
    leaves: list["Part"]
    is_leaf: bool
    follow_up: str

    @property
    def heading(self) -> int:
        """The level of its heading on the page, 2 at the top."""
        return min(self.level + 2, 6)


class Structure:
    """The tree of ``plan``. Equally many queries whatever its size."""

    def __init__(self, plan: ActionPlan) -> None:
        self.plan = plan

    @cached_property
    def nodes(self) -> dict[int, PlanNode]:
        return {node.pk: node for node in self.plan.nodes.all()}

    @cached_property
    def bare(self) -> list[Node]:
        return [Node(node.pk, node.parent_id, node.first_number) for node in self.nodes.values()]

    @cached_property
    def numbers(self) -> dict[int, str]:
        """Part → number, in reading order."""
        return {place.pk: place.number for place in places(self.bare)}

    @property
    def numbered(self) -> dict[str, PlanNode]:
        """Number → part, in reading order."""
        return {number: self.nodes[pk] for pk, number in self.numbers.items()}

    @cached_property
    def seen(self) -> str:
        """A digest of the order; it travels with an act, so that the same act is not done twice."""
        return digest({"order": [[pk, number] for pk, number in self.numbers.items()]})

    def below(self, node: PlanNode) -> list[PlanNode]:
        """The part and all below it."""
        return [self.nodes[pk] for pk in below(self.bare, node.pk)]

    def title(self, node: PlanNode) -> str:
        """*2.1.3 Name*."""
        return f"{self.numbers[node.pk]} {node.name}"

    @cached_property
    def parts(self) -> list[Part]:
        """What is shown under a heading of its own, in reading order: all but the leaves of others."""
        measures, indicators = self._by_node(self.measures), self._by_node(self.indicators)
        followed = {row.node_id: row.text for row in self.follow_ups}
        parents = {node.parent_id for node in self.nodes.values()}
        made: dict[int, Part] = {}
        for place in places(self.bare):
            node = self.nodes[place.pk]
            found = (measures.get(node.pk, []), indicators.get(node.pk, []))
            names = (self.level_name(place.level), self.level_name(place.level + 1))
            is_leaf, said = node.pk not in parents, followed.get(node.pk, "")
            part = Part(node, place.number, place.level, *names, *found, [], is_leaf, said)
            if part.is_leaf and node.parent_id:
                made[node.parent_id].leaves.append(part)
            else:
                made[node.pk] = part
        return list(made.values())

    def level_name(self, level: int) -> str:
        names = self.plan.level_names
        return names[level] if level < len(names) else _("Part")

    @property
    def first_level(self) -> str:
        return self.level_name(0)

    @cached_property
    def measures(self) -> list[Measure]:
        """All that are kept, wherever they stand: what they say may refer to a part."""
        return list(with_cells(self.plan.measures.kept(), ()))

    @cached_property
    def indicators(self) -> list[PlanIndicator]:
        return list(self.plan.indicators.all())

    def _by_node(self, rows: Iterable[Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for row in rows:
            found.setdefault(row.node_id, []).append(row)
        return found

    @cached_property
    def follow_ups(self) -> list[PlanFollowUp]:
        """What is said of areas and of parts of the tree."""
        return list(self.plan.follow_ups.select_related("area"))

    @property
    def unplaced(self) -> int:
        """How many measures stand nowhere in the tree."""
        return sum(row.node_id is None for row in self.measures)

    @cached_property
    def lost(self) -> list[Lost]:
        """The references that lead nowhere, wherever they stand in the plan."""
        known = set(self.numbers.values())
        return [
            Lost(where, address, mention.number)
            for where, address, text in self._texts()
            for mention in mentions(text)
            if mention.is_lost or mention.number not in known
        ]

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        """Where, address and text of everything in the plan that may refer to a part."""
        for row in self.measures:
            referring = [text for field in TEXTS[Measure] if any(mentions(text := getattr(row, field)))]
            yield from ((row.title, row.get_absolute_url(), text) for text in referring)
        indicators = reverse("plan_indicators", args=[self.plan.pk])
        for indicator in self.indicators:
            yield indicator.name, f"{indicators}#indicator-{indicator.pk}", indicator.name
        for number, node in self.numbered.items():
            yield from ((f"{number} {node.name}", address_of(node), text) for text in (node.name, node.text))
        for said in self.follow_ups:
            part = self.nodes.get(said.node_id or 0)
            at = address_of(part) if part else reverse("action_plan_areas", args=[self.plan.pk])
            yield str(part or said.area), at, said.text
        about = reverse("action_plan_about", args=[self.plan.pk])
        for field in TEXTS[ActionPlan]:
            label = str(ActionPlan._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
            yield label, about, getattr(self.plan, field)


def address_of(node: PlanNode) -> str:
    """Where the part stands on the page of its plan's structure."""
    return f"{reverse('structure', args=[node.plan_id])}#part-{node.pk}"
