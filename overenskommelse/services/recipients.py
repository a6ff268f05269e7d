"""Changing the register of recipients."""

from django.db import transaction

from overenskommelse.models import Organisation, User
from overenskommelse.services.events import save_change


@transaction.atomic
def change_recipient(*, recipient: Organisation, seen: str, by: User) -> None:
    """Store the changed entry with its values before and after. Raises SavedByOther."""
    save_change(recipient, verb="recipients.changed", seen=seen, by=by, organisation=recipient)
