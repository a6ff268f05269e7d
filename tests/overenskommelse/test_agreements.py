"""The year's agreement: shown whole, and copied to a new year."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from overenskommelse.choices import AgreementStatus
from overenskommelse.domain.periods import shifted
from overenskommelse.models import (
    Agreement,
    DevelopmentArea,
    Event,
    FundingLine,
    PrintedSum,
    Requirement,
)
from overenskommelse.selectors import checked_sums, differing_sums
from tests.overenskommelse.pages import queries, text

pytestmark = pytest.mark.django_db
CODE = "god-och-nara-vard-2021"
PARTS = ("lines", "sums", "deadlines", "requirements", "areas", "focus-areas")
SignIn = Callable[[str], Client]


@pytest.fixture
def admin(client_for: SignIn) -> Client:
    return client_for("admin")


@pytest.fixture
def line(agreement: Agreement) -> FundingLine:
    return agreement.lines.get(code="regioner-nara-vard")


def test_the_page_holds_the_whole_agreement(client_for: SignIn, agreement: Agreement) -> None:
    page = text(client_for("kommun.uppsala").get(agreement.get_absolute_url()))
    for line in agreement.lines.all():
        assert line.name in page
    assert "6 778 000 000" in page
    for area in agreement.areas.prefetch_related("focus_areas"):
        assert area.name in page
        assert all(focus.name in page for focus in area.focus_areas.all())
    assert all(deadline.what in page for deadline in agreement.deadlines.all())
    for requirement in agreement.requirements.all():
        assert escape(requirement.text).replace("\u00a0", " ") in page
    assert "betalas vidare till Sveriges Kommuner och Regioner" in page
    assert "avtalat: Efter anställda sjuksköterskor" in page
    assert "alla stämmer med posterna" in page
    assert "Rätten till medlen förfaller" in page
    assert "Ändra överenskommelsen" not in page


def test_examples_and_missing_numbers_are_marked(admin: Client, agreement: Agreement) -> None:
    assert "(exempel)" in text(admin.get(agreement.get_absolute_url()))
    Agreement.objects.update(registration_number="S2021/01", payment_registration_number="")
    page = text(admin.get(agreement.get_absolute_url()))
    assert 'S2021/01 <span class="tag warn">exempel</span>' in page
    assert "Ingen handling kan utfärdas förrän båda diarienumren är ifyllda." in page


def test_a_sum_that_differs_is_shown_with_its_difference(admin: Client, agreement: Agreement) -> None:
    PrintedSum.objects.filter(scope="recipient_kind", recipient_kind="skr", section="2.2").update(
        amount=53_000_001
    )
    page = text(admin.get(agreement.get_absolute_url()))
    assert "1 summa skiljer sig" in page
    assert "skiljer −1 kr" in page


def test_a_draft_is_for_administrators(client_for: SignIn, agreement: Agreement) -> None:
    Agreement.objects.update(status=AgreementStatus.DRAFT)
    for name, status in {"admin": 200, "samordnare.skane": 404, "uppfoljning": 404}.items():
        assert client_for(name).get(agreement.get_absolute_url()).status_code == status
        assert client_for(name).get(reverse("agreement_part", args=[CODE, "lines"])).status_code == status


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_a_list_with_files(client_for: SignIn, part: str) -> None:
    client = client_for("samordnare.skane")
    address = reverse("agreement_part", args=[CODE, part])
    page = client.get(address)
    assert page.status_code == 200
    assert f"/{part}/" not in text(page).split("<table")[1], "only administrators get links to change"
    assert client.get(address, {"_export": "csv"}).content.count(b"\r\n") > 4
    assert client.get(address + "add/").status_code == 403


def test_an_unknown_part_is_not_found(admin: Client) -> None:
    assert admin.get(f"/agreements/{CODE}/nonsense/").status_code == 404
    assert admin.get(f"/agreements/{CODE}/lines/0/edit/").status_code == 404


def test_requirements_are_chosen_by_area_who_day_and_words(admin: Client, agreement: Agreement) -> None:
    address = reverse("agreement_part", args=[CODE, "requirements"])

    def found(**query: Any) -> set[int]:
        return {row.record.pk for row in admin.get(address, query).context["table"].rows}

    area = agreement.areas.get(code="ambulans")
    every = agreement.requirements
    assert found(area=area.pk) == set(every.filter(area=area).values_list("pk", flat=True))
    assert found(who="for_skr") == set(every.filter(for_skr=True).values_list("pk", flat=True))
    assert found(due="yes") == set(every.exclude(due=None).values_list("pk", flat=True))
    assert found(due="yes", who="for_skr") < found(due="yes")
    assert found(text="ÅTERSTÅR") == found(text="återstår") != set()


@pytest.mark.parametrize("name", ["agreement", *PARTS])
def test_as_many_queries_at_one_row_as_at_many(admin: Client, agreement: Agreement, name: str) -> None:
    address = (
        agreement.get_absolute_url() if name == "agreement" else reverse("agreement_part", args=[CODE, name])
    )
    full = queries(admin, address)
    for rows in (agreement.printed_sums, agreement.requirements, agreement.deadlines):
        rows.exclude(pk__in=rows.values_list("pk", flat=True)[:1]).delete()
    assert queries(admin, address) == full
    assert full <= 14


def test_a_copy_holds_everything_a_year_later(admin: Client, agreement: Agreement) -> None:
    address = reverse("agreement_copy", args=[CODE])
    data = {"code": "god-och-nara-vard-2022", "name": "God och nära vård 2022", "year": "2022"}
    assert admin.post(address, data)["Location"] == reverse("agreement", args=["god-och-nara-vard-2022"])
    new = Agreement.objects.get(code="god-och-nara-vard-2022")
    assert (new.status, new.copied_from, new.signed_on) == (AgreementStatus.DRAFT, agreement, None)
    assert (new.period_start, new.period_end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert (new.registration_number, new.payment_registration_number) == ("", "")
    assert not new.numbers_are_examples
    for rows in ("areas", "lines", "printed_sums", "deadlines", "requirements"):
        assert getattr(new, rows).count() == getattr(agreement, rows).count() > 0
    assert differing_sums(new) == []
    assert len(checked_sums(new)) == 50
    for old in agreement.deadlines.all():
        assert new.deadlines.get(code=old.code).date == shifted(old.date, 1)
    assert {area.agreement_id for area in DevelopmentArea.objects.filter(lines__agreement=new)} == {new.pk}
    for requirement in Requirement.objects.filter(agreement=new).exclude(focus_area=None):
        assert requirement.focus_area is not None
        assert requirement.focus_area.area.agreement_id == new.pk
        assert requirement.focus_area.area_id == requirement.area_id
    assert Event.objects.get(verb="agreements.copied").data == {"source": CODE}
    assert agreement.lines.count() == 11, "the source is untouched"


def test_a_copy_is_offered_the_following_year_s_names(admin: Client) -> None:
    form = admin.get(reverse("agreement_copy", args=[CODE])).context["form"]
    assert form.initial["code"] == "god-och-nara-vard-2022"
    assert form.initial["name"] == "God och nära vård 2022"


def test_a_copy_needs_a_code_of_its_own(admin: Client) -> None:
    response = admin.post(reverse("agreement_copy", args=[CODE]), {"code": CODE, "name": "x", "year": "2022"})
    assert response.status_code == 200
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [
        (date(2021, 12, 1), 1, date(2022, 12, 1)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2022, 3, 31), -1, date(2021, 3, 31)),
    ],
)
def test_days_move_by_whole_years(day: date, years: int, moved: date) -> None:
    assert shifted(day, years) == moved
