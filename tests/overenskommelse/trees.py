"""A plan with an own tree for tests, and moves of its parts."""

from typing import Any

from overenskommelse.models import ActionPlan, Agreement, PlanNode, User
from overenskommelse.selectors.structures import Structure
from overenskommelse.services import structures as services
from tests.overenskommelse.plans import make_plan

PARTS = (
    ("Styrning", None),
    ("Arena", "Styrning"),
    ("Kunskap", "Styrning"),
    ("Vård", None),
    ("Hemma", "Vård"),
)


def make_tree(agreement: Agreement) -> ActionPlan:
    """1 Styrning ─ 1.1 Arena, 1.2 Kunskap; 2 Vård ─ 2.1 Hemma."""
    plan = make_plan(agreement, "RSS03", level_names=["Fokusområde", "Mål"])
    for name, parent in PARTS:
        above = plan.nodes.filter(name=parent).first()
        services.add_node(node=PlanNode(plan=plan, parent=above, name=name), seen="", by=None)
    return plan


def node(plan: ActionPlan, name: str) -> PlanNode:
    found: PlanNode = plan.nodes.get(name=name)
    return found


def numbers(plan: ActionPlan) -> dict[str, str]:
    return {number: row.name for number, row in Structure(plan).numbered.items()}


def move(plan: ActionPlan, name: str, way: Any, by: User | None = None) -> bool:
    return services.move_node(node=node(plan, name), way=way, seen=Structure(plan).seen, by=by)


def remove(plan: ActionPlan, name: str) -> None:
    services.remove_node(node=node(plan, name), seen=Structure(plan).seen, by=None)
