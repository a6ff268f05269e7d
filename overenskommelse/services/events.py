"""Recording what was done, and noticing that somebody else saved first."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Field, Model

from overenskommelse.models import Agreement, Event, Organisation, User


def record(
    verb: str,
    subject: Model,
    *,
    by: User | None,
    agreement: Agreement | None = None,
    organisation: Organisation | None = None,
    **data: Any,
) -> Event:
    """Store one event; call it inside the transaction of the act itself. ``by`` is None for commands."""
    return Event.objects.create(
        by=by,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:300],
        agreement=agreement,
        organisation=organisation,
        data=data,
    )


class SavedByOther(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """Somebody saved ``stored`` after the person opened it; ``last`` is the latest event about it, if any."""

    def __init__(self, stored: Model) -> None:
        self.stored = stored
        self.last = Event.objects.about(stored).select_related("by").first()
        super().__init__(str(stored))


def fingerprint(row: Model) -> str:
    """A digest of all fields as they stand; it travels with a form, so that a save sees what came between."""
    values = [str(field.value_from_object(row)) for field in row._meta.concrete_fields]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def changes(before: Model, after: Model) -> list[dict[str, Any]]:
    """The fields that differ, each with its value before and after as JSON values."""
    both = [
        (field.name, _plain(before, field), _plain(after, field)) for field in after._meta.concrete_fields
    ]
    return [{"field": name, "before": old, "after": new} for name, old, new in both if old != new]


def _plain(row: Model, field: "Field[Any, Any]") -> Any:
    if field.is_relation:
        return None if getattr(row, field.attname) is None else str(getattr(row, field.name))
    value = field.value_from_object(row)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date | datetime) else value


@transaction.atomic
def save_change(
    row: Model,
    *,
    verb: str,
    seen: str,
    by: User | None,
    agreement: Agreement | None = None,
    organisation: Organisation | None = None,
) -> Event | None:
    """Store ``row`` with its event; nothing when nothing differs. ``seen``: the fingerprint that was opened.

    Raises SavedByOther when the stored row is no longer that one.
    """
    stored = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if fingerprint(stored) != seen:
        raise SavedByOther(stored)
    changed = changes(stored, row)
    if not changed:
        return None
    row.save()
    return record(verb, row, by=by, agreement=agreement, organisation=organisation, changes=changed)
