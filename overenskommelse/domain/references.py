"""The numbers of a plan's own tree (*2.1.3*): a part's place among its siblings, never stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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
