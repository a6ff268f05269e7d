"""43 requisitions as one batch on two cores, against the same ones issued one after the other."""

from collections.abc import Callable

import pytest
from django.db import transaction

from overenskommelse.models import Agreement, Organisation
from overenskommelse.services.events import fingerprint
from reporting.models import Batch, Requisition
from reporting.services import batches
from reporting.services.fixtures import load_demo_year
from reporting.services.requisitions import issue, open_draft
from tests.bench.measure import Row, elapsed

RECIPIENTS = 43


@pytest.fixture
def agreement(db: None) -> Agreement:
    """The demo year with nothing issued and every recipient's details filled in, with examples."""
    year = load_demo_year()
    Requisition.objects.all().delete()
    known = Organisation.objects.get(code="R12")
    for recipient in Organisation.objects.recipients():
        for field in recipient._meta.get_fields():
            if field.name in FILLED and not getattr(recipient, field.name):
                setattr(recipient, field.name, getattr(known, field.name))
        recipient.organisation_number = recipient.organisation_number or EXAMPLE.format(recipient.pk)
        recipient.save()
    return year.agreement


FILLED = (
    "contact_person", "postal_address", "postcode", "city", "phone", "email", "giro", "payment_reference",
)  # fmt: skip
EXAMPLE = "{:06d}-0000"


def undone(act: Callable[[], int]) -> int:
    """What ``act`` returns; what it stored is taken back, so that the next round begins as this one did."""
    with transaction.atomic():
        found = act()
        transaction.set_rollback(True)
    return found


def test_a_batch(agreement: Agreement, show: Callable[[Row], None]) -> None:
    recipients = list(Organisation.objects.recipients())
    assert len(recipients) == RECIPIENTS

    def together() -> int:
        batch = batches.begin_batch(agreement=agreement, recipients=recipients, by=None)
        batches.issue_batch.call(batch.pk)
        return Batch.objects.get(pk=batch.pk).items.exclude(document=None).count()

    def one_by_one() -> int:
        for recipient in recipients:
            draft = open_draft(agreement=agreement, recipient=recipient, by=None)
            issue(requisition=draft, seen=fingerprint(draft), by=None)
        return Requisition.objects.issued().count()

    assert undone(together) == undone(one_by_one) == RECIPIENTS
    name = "43 requisitions as one batch"
    show(elapsed(name, lambda: undone(together), lambda: undone(one_by_one), bar=1 / 1.7))
