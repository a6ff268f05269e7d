"""The log: what was done, told in words, to those whom it concerns."""

import ast
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from overenskommelse.choices import VERBS, OrganisationKind
from overenskommelse.models import Agreement, Event, Organisation, User
from overenskommelse.services.events import SavedByOther, changes, fingerprint, record, save_change

pytestmark = pytest.mark.django_db
APPS = ("overenskommelse", "allocation", "reporting")


@pytest.fixture
def region(db: None) -> Organisation:
    return Organisation.objects.get(code="R12")


def recorded_verbs() -> Iterator[str]:
    """Every verb that a service records: first argument of ``record`` or ``verb=`` of ``save_change``."""
    for app in APPS:
        for path in Path(settings.BASE_DIR, app, "services").glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    if node.func.id == "record" and isinstance(node.args[0], ast.Constant):
                        yield str(node.args[0].value)
                    if node.func.id == "save_change":
                        stated = (k.value for k in node.keywords if k.arg == "verb")
                        yield from (str(verb.value) for verb in stated if isinstance(verb, ast.Constant))


def test_every_verb_has_its_words() -> None:
    verbs = set(recorded_verbs())
    assert len(verbs) > 10
    assert verbs - set(VERBS) == set()


def test_an_event_is_told_in_words(region: Organisation, agreement: Agreement) -> None:
    changed = record("recipients.changed", region, by=None, organisation=region)
    assert changed.sentence == "Registeruppgifter ändrade: Region Skåne"
    part = record(
        "agreements.part_removed", agreement.areas.get(code="ambulans"), by=None, agreement=agreement
    )
    assert part.sentence == "Del borttagen (utvecklingsområde): Förstärkning av ambulanssjukvården"
    assert record("something.else", region, by=None).sentence == "something.else: Region Skåne"


def test_changes_are_labelled_and_told_as_people_read_them(region: Organisation) -> None:
    data = [
        {"field": "kind", "before": "region", "after": "rss"},
        {"field": "is_example", "before": False, "after": True},
        {"field": "fax", "before": "", "after": None},
        {"field": "no_longer_a_field", "before": 1, "after": 2},
    ]
    event = record("recipients.changed", region, by=None, changes=data)
    rss = "Regional samverkans- och stödstruktur (RSS)"
    assert event.changed == [
        ("Slag", "Region", rss),
        ("Kontaktuppgifterna är exempel", "nej", "ja"),
        ("Fax", "–", "–"),
    ]


def test_changes_are_json_values(region: Organisation, agreement: Agreement) -> None:
    other = Organisation.objects.get(code="R12")
    other.county_id, other.kind = "01", OrganisationKind.RSS
    assert changes(region, other) == [
        {"field": "kind", "before": "region", "after": "rss"},
        {"field": "county", "before": "Skåne län", "after": "Stockholms län"},
    ]
    later = Agreement.objects.get(pk=agreement.pk)
    later.period_end = date(2022, 6, 30)
    assert changes(agreement, later) == [
        {"field": "period_end", "before": "2021-12-31", "after": "2022-06-30"}
    ]


def test_the_fingerprint_follows_every_field(region: Organisation) -> None:
    seen = fingerprint(region)
    assert fingerprint(Organisation.objects.get(code="R12")) == seen
    region.fax = "040"
    assert fingerprint(region) != seen


def test_an_act_and_its_event_are_one(region: Organisation, user_of: Callable[[str], User]) -> None:
    seen, region.phone = fingerprint(region), "040-1"

    @transaction.atomic
    def act_and_fail() -> None:
        save_change(region, verb="recipients.changed", seen=seen, by=user_of("admin"), organisation=region)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_and_fail()
    assert not Event.objects.filter(verb="recipients.changed").exists()
    assert Organisation.objects.get(code="R12").phone != "040-1"


def test_who_saved_first_is_told(region: Organisation, user_of: Callable[[str], User]) -> None:
    seen = fingerprint(region)
    region.phone = "040-1"
    save_change(region, verb="recipients.changed", seen=seen, by=user_of("admin"), organisation=region)
    region.phone = "040-2"
    with pytest.raises(SavedByOther) as told:
        save_change(region, verb="recipients.changed", seen=seen, by=user_of("ekonom.skane"))
    assert told.value.last is not None
    assert told.value.last.by == user_of("admin")
    assert told.value.stored == region


def test_events_are_seen_by_those_whom_they_concern(
    region: Organisation, agreement: Agreement, user_of: Callable[[str], User]
) -> None:
    there = record("recipients.changed", region, by=None, organisation=region)
    own = record("agreements.changed", agreement, by=user_of("ekonom.uppsala"), agreement=agreement)

    def seen(name: str) -> set[Event]:
        return {there, own} & set(Event.objects.visible_to(user_of(name)))

    assert seen("admin") == seen("uppfoljning") == {there, own}
    assert seen("firmatecknare.skane") == {there}
    assert seen("ekonom.uppsala") == {own}
    assert seen("kommun.uppsala") == set()


def test_an_event_outlives_what_it_is_about(agreement: Agreement, user_of: Callable[[str], User]) -> None:
    area = agreement.areas.create(code="ny", name="Nytt", section="9")
    event = record("agreements.part_added", area, by=user_of("admin"), agreement=agreement)
    area.delete()
    event.refresh_from_db()
    assert "Nytt" in event.sentence
