"""The head of finance on the page of a report: what is asked, and what is not stored."""

from collections.abc import Callable

import pytest
from django.test import Client

from overenskommelse.models import Membership
from reporting.models import Certification
from tests.reporting.reports import (
    JUDGED,
    act,
    certified,
    cost,
    page,
    pay,
    prepared,
    seal,
    text,
)

pytestmark = pytest.mark.usefixtures("decision")

SignIn = Callable[[str], Client]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"certify-alternative": ""}, "id_certify-alternative"),
        ({"certify-alternative": "2"}, "id_certify-deviations"),
        ({"certify-deviations": "Fel belopp."}, "id_certify-alternative"),
        ({"certify-alternative": "2", "certify-deviations": "x" * 2001}, "id_certify-deviations"),
        ({"certify-title": ""}, "id_certify-title"),
        ({"certify-email": "eva"}, "id_certify-email"),
    ],
)
def test_a_judgement_that_cannot_be_stored(head: Client, changed: dict[str, str], place: str) -> None:
    pay()
    report = prepared()
    found = text(act(head, report, "certify", **JUDGED | changed | {"certify-seal": seal(report)}))
    assert f'href="#{place}' in found
    assert "Ekonomidirektör" in found or "certify-title" in changed
    assert not Certification.objects.exists()


def test_figures_that_changed_meanwhile_are_shown_before_they_are_certified(head: Client) -> None:
    pay()
    report = prepared()
    sent = JUDGED | {"certify-seal": seal(report)}
    cost(1234)
    found = text(act(head, report, "certify", **sent))
    assert "Redovisningen ändrades medan ni läste." in found
    assert "1 234 kr" in found
    assert f'value="{seal(report)}"' in found
    assert 'value="Ekonomidirektör"' in found
    assert not Certification.objects.exists()


def test_what_was_stated_last_time_is_filled_in(head: Client) -> None:
    pay()
    certified()
    cost(1)
    assert 'value="040-12 34 56"' in page(head, prepared())


def test_whoever_hands_it_over_is_told_who_may_certify(head: Client) -> None:
    pay()
    report = prepared(by="ekonomichef.skane")
    found = page(head, report)
    assert "Den som lämnar över får inte granska." in found
    assert 'name="certify-alternative"' not in found
    answer = act(head, report, "certify", **JUDGED, **{"certify-seal": seal(report)})
    assert "någon annan måste granska den" in text(answer)


def test_nobody_may_certify(officer: Client) -> None:
    pay()
    report = prepared()
    Membership.objects.filter(role="head_of_finance").delete()
    assert "Ingen är ekonomichef här." in page(officer, report)
