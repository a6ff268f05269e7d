"""What differs between two versions of a plan, and between what two years' agreements ask for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

# Column → text, as people read it; an empty cell may be left out.
Row: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """A cell that differs; empty text where there was, or is, nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A row that is in both, with its cells that differ."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Difference:
    """Keys of rows that only the later has, that only the earlier has, and rows in both that differ."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(before: Mapping[str, Row], after: Mapping[str, Row]) -> Difference:
    """What happened to the rows between the two, in the order in which each has them."""
    both = [(key, cells(before[key], row)) for key, row in after.items() if key in before]
    return Difference(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(Changed(key, found) for key, found in both if found),
    )


def cells(before: Row, after: Row) -> tuple[Cell, ...]:
    """The cells that differ, in the order of the later row; emptied ones last."""
    columns = [*after, *(column for column in before if column not in after)]
    pairs = ((column, before.get(column, ""), after.get(column, "")) for column in columns)
    return tuple(Cell(column, old, new) for column, old, new in pairs if old != new)


@dataclass(frozen=True)
class Asked:
    """Something that an agreement asks for: its code there, and its words."""

    code: str
    text: str


@dataclass(frozen=True)
class Asking:
    """What a new agreement asks for beside the one before; ``same``: old code → new, reworded or not."""

    same: Mapping[str, str] = field(default_factory=dict)
    added: tuple[Asked, ...] = ()
    removed: tuple[Asked, ...] = ()
    reworded: tuple[tuple[Asked, Asked], ...] = ()


def asking(before: Sequence[Asked], after: Sequence[Asked]) -> Asking:
    """Which is which: by the words first, since codes move between years, then by the code."""
    pairs = _pairs(before, after, lambda row: _bare(row.text))
    taken = {new.code for _old, new in pairs}
    found = {old.code for old, _new in pairs}
    pairs += _pairs(
        [row for row in before if row.code not in found],
        [row for row in after if row.code not in taken],
        lambda row: row.code,
    )
    found |= {old.code for old, _new in pairs}
    taken |= {new.code for _old, new in pairs}
    return Asking(
        same={old.code: new.code for old, new in pairs},
        added=tuple(row for row in after if row.code not in taken),
        removed=tuple(row for row in before if row.code not in found),
        reworded=tuple((old, new) for old, new in pairs if _bare(old.text) != _bare(new.text)),
    )


def _pairs(
    before: Iterable[Asked], after: Iterable[Asked], key: Callable[[Asked], str]
) -> list[tuple[Asked, Asked]]:
    """Each of ``before`` with the first of ``after`` that has the same key and no partner yet."""
    waiting: dict[str, list[Asked]] = {}
    for row in after:
        waiting.setdefault(key(row), []).append(row)
    return [(row, waiting[key(row)].pop(0)) for row in before if waiting.get(key(row))]


def _bare(text: str) -> str:
    """Words without regard to case, spaces and the full stop."""
    return " ".join(text.casefold().split()).rstrip(".")
