"""Recording what was done."""

from typing import Any

from django.db.models import Model

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
