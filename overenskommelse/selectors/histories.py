"""The statuses that a measure has had, told from events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from overenskommelse.models import Event, User


@dataclass(frozen=True)
class StatusAt:
    """A status that a measure got, when and by whom; ``note`` is what was said of it at the same time."""

    at: datetime
    by: User | None
    status: str
    note: str


def statuses_in(events: Iterable[Event]) -> list[StatusAt]:
    """Each status, in the order of the events."""
    found = []
    for event in events:
        after = {row["field"]: row["after"] for row in event.data.get("changes", [])}
        if event.verb in ("measures.added", "measures.changed") and after.get("status"):
            note = after.get("status_note", "")
            found.append(StatusAt(event.at, event.by, after["status"], note))
    return found
