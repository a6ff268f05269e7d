"""Loading leaves what is there as it is."""

import pytest

from overenskommelse.models import Agreement, Event, FundingLine, Membership, Organisation, Requirement
from overenskommelse.services.fixtures import (
    FIXTURES,
    agreement_files,
    load_agreement,
    load_demo,
    load_registers,
)

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


def test_closed_agreements_come_with_the_demo_year_only() -> None:
    assert [path.stem[-4:] for path in agreement_files(demo=False)] == ["2021"]
    assert [path.stem[-4:] for path in agreement_files(demo=True)] == ["2019", "2021", "2024"]


def test_the_closed_agreements_say_what_their_sources_say() -> None:
    before, after = (load_agreement(path) for path in agreement_files(demo=True)[::2])
    assert before.status == after.status == "closed"
    (line,) = before.lines.all()
    assert (line.amount, line.area, line.agreed_method) == (2_430_000_000, None, "population@1")
    assert [before.areas.count(), before.requirements.count()] == [3, 10]
    assert [after.areas.count(), after.requirements.count(), after.lines.count()] == [7, 6, 0]
    assert [focus.area.code for area in after.areas.all() for focus in area.focus_areas.all()] == (
        ["nara-vard"] * 7
    )
