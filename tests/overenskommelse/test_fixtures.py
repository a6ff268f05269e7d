"""Loading leaves what is there as it is."""

import pytest

from overenskommelse.models import Agreement, Event, FundingLine, Membership, Organisation, Requirement
from overenskommelse.services.fixtures import FIXTURES, load_agreement, load_demo, load_registers

pytestmark = pytest.mark.django_db


def test_the_base_is_complete(agreement: Agreement) -> None:
    assert Organisation.objects.filter(kind="municipality").count() == 290
    assert Organisation.objects.filter(kind="region").count() == 21
    assert Organisation.objects.filter(kind="rss").count() == 21
    assert FundingLine.objects.filter(agreement=agreement).count() == 11
    assert Requirement.objects.filter(agreement=agreement).count() > 80


def test_loading_again_changes_nothing_that_somebody_edited() -> None:
    Organisation.objects.filter(code="R12").update(name="Skåne läns landsting")
    Agreement.objects.update(purpose="Egen lydelse")
    before = (Organisation.objects.count(), Membership.objects.count(), Event.objects.count())
    load_registers()
    load_agreement(FIXTURES / "agreements" / "god-och-nara-vard-2021.json")
    load_demo()
    assert before == (Organisation.objects.count(), Membership.objects.count(), Event.objects.count())
    assert Organisation.objects.get(code="R12").name == "Skåne läns landsting"
    assert Agreement.objects.get().purpose == "Egen lydelse"
