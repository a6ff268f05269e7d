"""A row that two people change at once: cell by cell, so that only the same cell can be in dispute."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Cells: TypeAlias = Mapping[str, str]  # column → text


@dataclass(frozen=True)
class Clash:
    """A cell that two people changed: what it was, what the second typed, and what the first had stored."""

    column: str
    before: str
    typed: str
    stored: str


@dataclass(frozen=True)
class Merge:
    """``wanted`` are the cells to store; with ``clashes``, nothing is stored before somebody has chosen."""

    wanted: dict[str, str]
    clashes: list[Clash]


def merge(seen: Cells, typed: Cells, stored: Cells) -> Merge:
    """What a save asks for: the cells of ``typed`` that differ from the row as it was ``seen``.

    A cell that others changed since is in dispute, unless both mean the same; all other cells stay.
    """
    changed = {column: text for column, text in typed.items() if text != seen.get(column)}
    clashes = [
        Clash(column, seen[column], text, stored[column])
        for column, text in changed.items()
        if column in seen and stored[column] not in (seen[column], text)
    ]
    return Merge({column: text for column, text in changed.items() if text != stored.get(column)}, clashes)


def differences(before: Cells, after: Cells) -> list[dict[str, str]]:
    """The cells of ``after`` that differ, as a log keeps them: field, before, after."""
    return [
        {"field": column, "before": before.get(column, ""), "after": text}
        for column, text in after.items()
        if text != before.get(column, "")
    ]
