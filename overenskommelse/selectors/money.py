"""The door through which plans learn what money there is: docs/adr/0051.

Plans stand before allocation, so they cannot ask it. ``allocation`` hands in its answer when it starts.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from overenskommelse.models import Agreement, Organisation

# Organisation id → funding line id → whole kronor.
Allocated: TypeAlias = Mapping[int, Mapping[int, int]]
Answer: TypeAlias = Callable[[Agreement, Iterable[Organisation]], Allocated]

_answers: list[Answer] = []


def answer_with(answer: Answer) -> None:
    """Let ``answer`` say what money organisations have got."""
    _answers[:] = [answer]


def allocated(agreement: Agreement, organisations: Iterable[Organisation]) -> Allocated:
    """What each organisation has got on each line: decided, or split by its county. Empty before that."""
    chosen = list(organisations)
    found: dict[int, Mapping[int, int]] = {organisation.pk: {} for organisation in chosen}
    for answer in _answers:
        found |= answer(agreement, chosen)
    return found
