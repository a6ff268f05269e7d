"""The numbers of a plan's own tree (*2.1.3*): a part's place among its siblings, never stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

Way: TypeAlias = Literal["up", "down", "in", "out"]
WAYS: Final[tuple[Way, ...]] = ("up", "down", "in", "out")


@dataclass(frozen=True)
class Node:
    """A part of the tree. ``first_number`` is the number of the first below it."""

    pk: int
    parent: int | None
    first_number: int = 1


@dataclass(frozen=True)
class Place:
    """Where a part stands: its number, and how deep (0 at the top)."""

    pk: int
    number: str
    level: int


def places(nodes: Iterable[Node]) -> list[Place]:
    """The tree as it is read: each part, then what is below it. ``nodes`` come in order among siblings."""
    below: dict[int | None, list[Node]] = {}
    for node in nodes:
        below.setdefault(node.parent, []).append(node)

    def read(parent: int | None, prefix: str, first: int, level: int) -> Iterator[Place]:
        for number, node in enumerate(below.get(parent, []), first):
            yield Place(node.pk, f"{prefix}{number}", level)
            yield from read(node.pk, f"{prefix}{number}.", node.first_number, level + 1)

    return list(read(None, "", 1, 0))


def moved(nodes: Iterable[Node], pk: int, way: Way) -> list[Node]:
    """The tree with one part a step ``up`` or ``down`` among its siblings, ``in`` below the one before it
    (last there), or ``out`` to follow the one it is below. As it was, where there is no such way.
    """
    order = list(nodes)
    node = next(it for it in order if it.pk == pk)
    siblings = [it for it in order if it.parent == node.parent]
    place = siblings.index(node)
    order.remove(node)
    if way == "out" and node.parent is not None:
        above = next(it for it in order if it.pk == node.parent)
        order.insert(order.index(above) + 1, replace(node, parent=above.parent))
    elif way == "in" and place:
        order.append(replace(node, parent=siblings[place - 1].pk))
    else:
        del siblings[place]
        wanted = place + {"up": -1, "down": 1}.get(way, 0)
        wanted = min(max(wanted, 0), len(siblings))
        order = _among(order, node, siblings, wanted)
    return order


def _among(order: list[Node], node: Node, siblings: list[Node], wanted: int) -> list[Node]:
    """``order`` with ``node`` as number ``wanted`` (from 0) of its ``siblings``."""
    at = order.index(siblings[wanted]) if wanted < len(siblings) else len(order)
    return [*order[:at], node, *order[at:]]


def below(nodes: Iterable[Node], pk: int) -> list[int]:
    """The part and all below it."""
    found = {pk}
    rest = [node for node in nodes if node.pk != pk]
    while more := {node.pk for node in rest if node.parent in found} - found:
        found |= more
    return [pk, *sorted(found - {pk})]
