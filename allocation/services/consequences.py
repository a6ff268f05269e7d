"""What a later stage does when money has been decided or split anew; it registers itself: docs/adr/0051."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from overenskommelse.models import Agreement, Organisation, User

# Organisations whose money is another; all of the agreement's when None.
Act: TypeAlias = Callable[[Agreement, Iterable[Organisation] | None, User | None], None]

_acts: list[Act] = []


def followed_by(act: Act) -> None:
    """Let ``act`` follow, in the same transaction, whenever money is decided or split anew."""
    _acts.append(act)


def follow(agreement: Agreement, organisations: Iterable[Organisation] | None, by: User | None) -> None:
    """Do what the later stages have registered."""
    for act in _acts:
        act(agreement, organisations, by)
