"""What is counted: administrators add and change it, and files are read by it."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from allocation.models import Import, Indicator
from allocation.services.imports import read_upload
from overenskommelse.models import Event
from tests.allocation.uploads import counties, staged

ClientFor = Callable[[str], Client]
BEDS = {"name": "Vårdplatser", "code": "beds", "unit": "platser", "header_words": "vårdplatser, platser"}


def test_an_added_indicator_is_recognised_in_a_file(client_for: ClientFor) -> None:
    client = client_for("admin")
    assert client.post(reverse("indicator_add"), BEDS | {"jump_limit": "30"}).status_code == 302
    beds = Indicator.objects.get(code="beds")
    assert (beds.header_words, beds.whole_numbers, beds.jump_limit) == (["vårdplatser", "platser"], False, 30)
    staged(client, counties(heading="Antal vårdplatser").replace(b"2391841", b"2391841,5"), indicator="beds")
    reading = read_upload(Import.objects.get()).reading
    assert str(reading.rows[0].value) == "2391841.5"
    assert Event.objects.filter(verb="indicators.added").exists()


def test_the_limit_can_be_changed_and_two_who_save_are_told(client_for: ClientFor) -> None:
    client, url = client_for("admin"), reverse("indicator_edit", args=["population"])
    form = client.get(url).context["form"]
    assert form["header_words"].value() == "befolkning, folkmängd, population, invånare"
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, sent | {"jump_limit": "5"}).status_code == 302
    assert Indicator.objects.get(code="population").jump_limit == 5
    again: Any = client.post(url, sent | {"jump_limit": "7"})
    assert "jump_limit" in again.context["form"].errors
    assert Indicator.objects.get(code="population").jump_limit == 5


def test_the_same_code_twice_is_refused_beside_the_field(client_for: ClientFor) -> None:
    page = client_for("admin").post(reverse("indicator_add"), BEDS | {"code": "population"})
    assert list(page.context["form"].errors) == ["code"]


def test_the_list_is_filtered_sorted_and_exported(client_for: ClientFor) -> None:
    Indicator.objects.create(code="beds", name="Ögonblick", unit="st", level="county", jump_limit=None)
    client, url = client_for("admin"), reverse("indicators")

    def codes(**asked: str) -> list[str]:
        return [row.record.code for row in client.get(url, asked).context["table"].rows]

    assert codes(text="öGON") == codes(text="bed") == codes(level="county") == ["beds"]
    assert codes(sort="-code") == sorted(codes(sort="code"), reverse=True)
    page = client.get(url, {"text": "beds"}).content.decode()
    assert f'<a href="{reverse("datasets")}" aria-current="page">' in page
    assert reverse("indicator_edit", args=["beds"]) in page
    lines = client.get(url, {"_export": "csv", "text": "beds"}).content.decode("utf-8-sig").splitlines()
    assert lines == [
        'Namn,Kod,Enhet,Nivå,Bara hela tal,Ord i kolumnrubriker,"Största förändring, procent"',
        "Ögonblick,beds,st,Län,ja,,",
    ]


def test_the_list_costs_the_same_for_3_and_for_300(
    client_for: ClientFor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for("admin")
    with django_assert_num_queries(5):
        client.get(reverse("indicators"))
    Indicator.objects.bulk_create(Indicator(code=f"i{n}", name=f"I {n}", unit="st") for n in range(300))
    with django_assert_num_queries(5):
        client.get(reverse("indicators"))
