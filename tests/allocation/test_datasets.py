"""Stage 2: datasets are immutable, versioned, and lead back to the file and the cell."""

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from allocation.models import Dataset, DatasetValue, Decision, Run, SourceFile
from allocation.services.datasets import compared, content_digest, recomputed_digest, store
from allocation.services.imports import read_upload
from overenskommelse.models import Event
from tests.allocation.uploads import (
    COUNTIES,
    MUNICIPALITIES,
    PASS,
    command,
    counties,
    seal_of,
    staged,
    upload_of,
)

ClientFor = Callable[[str], Client]
LIST_QUERIES, PAGE_QUERIES = 7, 9


def stored(content: bytes | None = None, **arguments: Any) -> Dataset:
    upload = upload_of(COUNTIES.with_suffix(".csv") if content else COUNTIES, arguments, content)
    return store(upload=upload, reading=read_upload(upload).reading, warnings=[], by=None).dataset


@pytest.mark.django_db
def test_a_corrected_file_is_a_new_version_that_points_back() -> None:
    first, second = stored(), stored(counties(changed=1))
    third = stored(counties())
    assert [(it.version, it.supersedes) for it in (first, second, third)] == [
        (1, None),
        (2, first),
        (3, second),
    ]
    assert list(Dataset.objects.in_force()) == [third]
    assert first.content_digest == third.content_digest != second.content_digest
    assert Event.objects.filter(verb="datasets.stored").count() == 3


@pytest.mark.django_db
def test_the_version_in_force_again_is_not_stored_again() -> None:
    assert stored() == stored() == stored(counties())
    assert SourceFile.objects.count() == 1


@pytest.mark.django_db
def test_each_day_has_its_own_versions() -> None:
    assert [stored(date=day).version for day in ("2020-11-01", "2021-11-01")] == [1, 1]
    assert Dataset.objects.in_force().count() == 2


@pytest.mark.django_db
def test_the_digest_is_of_the_content_alone() -> None:
    from_xlsx = stored()
    values = [(row.code, row.value) for row in from_xlsx.values_read.order_by("-code")]
    assert content_digest("population", "county", date(2020, 11, 1), values) == from_xlsx.content_digest
    assert recomputed_digest(from_xlsx) == from_xlsx.content_digest
    for other in (
        content_digest("nurses", "county", date(2020, 11, 1), values),
        content_digest("population", "municipality", date(2020, 11, 1), values),
        content_digest("population", "county", date(2020, 11, 2), values),
        content_digest("population", "county", date(2020, 11, 1), values[1:]),
    ):
        assert other != from_xlsx.content_digest


@pytest.mark.django_db
def test_a_file_is_kept_once_and_exactly_as_received() -> None:
    stored()
    stored(date="2021-11-01")
    file = SourceFile.objects.get()
    assert bytes(file.content) == COUNTIES.read_bytes()
    assert (file.digest, file.size) == (sha256(COUNTIES.read_bytes()).hexdigest(), COUNTIES.stat().st_size)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "column"), [(SourceFile, "name"), (Dataset, "source"), (DatasetValue, "name")]
)
@pytest.mark.parametrize("act", ["update", "delete"])
def test_what_is_stored_cannot_be_changed_even_in_the_database(model: Any, column: str, act: str) -> None:
    stored()
    table = model._meta.db_table
    statement = f"UPDATE {table} SET {column} = 'x'" if act == "update" else f"DELETE FROM {table}"  # noqa: S608
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_list_shows_state_and_is_filtered_and_exported(client_for: ClientFor) -> None:
    stored(), stored(counties(changed=1))
    command(PASS / "kommunal-vard-lan.csv", indicator="care_recipients")
    client, url = client_for("admin"), reverse("datasets")
    assert client.get(url).context["table"].paginator.count == 3
    chosen = {"indicator": "population", "level": "county", "shown": "replaced"}
    [row] = client.get(url, chosen).context["table"].rows
    assert (row.record.version, row.get_cell("superseded_by")) == (1, "Ersatt av version 2")
    file = client.get(url, chosen | {"_export": "xlsx"}).content
    [headings, values] = load_workbook(BytesIO(file)).active.values
    assert values[headings.index("Summa")] == 10_378_483
    assert row.record.content_digest in values


def test_a_page_shows_values_cells_versions_and_use(client_for: ClientFor) -> None:
    first, second = stored(), stored(counties(changed=158))
    page = client_for("admin").get(second.get_absolute_url())
    text = page.content.decode()
    assert first.get_absolute_url() in text
    assert first.content_digest not in text
    assert second.content_digest in text
    assert second.file_id in text
    [row] = [row for row in page.context["table"].rows if row.record.code == "01"]
    assert [row.get_cell(name) for name in ("value", "before", "difference", "cell")] == [
        "2\u00a0391\u00a0999",
        "2\u00a0391\u00a0841",
        "158",
        "C2",
    ]


def test_codes_stay_text_in_the_export(client_for: ClientFor) -> None:
    command(MUNICIPALITIES, day="2020-12-31")
    dataset = Dataset.objects.get()
    file = client_for("admin").get(dataset.get_absolute_url(), {"_export": "xlsx"}).content
    rows = list(load_workbook(BytesIO(file)).active.values)
    assert rows[1] == ("0114", "Upplands Väsby", 47_184, "C4")
    assert len(rows) == 291


def test_the_file_is_sent_back_to_be_saved_and_nothing_else(client_for: ClientFor) -> None:
    dataset = stored()
    answer = client_for("admin").get(reverse("dataset_file", args=[dataset.pk]))
    assert answer.content == COUNTIES.read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lan-med-koder.xlsx"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_every_version_comes_back_byte_for_byte_from_the_links_of_the_page(client_for: ClientFor) -> None:
    client = client_for("admin")
    utf_16 = counties(changed=2).decode().encode("utf-16")
    sent = [COUNTIES.read_bytes(), b"\xef\xbb\xbf" + counties(changed=1).replace(b"\n", b"\r\n"), utf_16]
    for content, name in zip(sent, ["lan.xlsx", "lan.csv", "lan.txt"], strict=True):
        upload = staged(client, content, name=name)
        page = client.get(reverse("import", args=[upload.pk]))
        client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal_of(page)})
    text = client.get(Dataset.objects.in_force().get().get_absolute_url()).content.decode()
    links = dict.fromkeys(re.findall(r'href="([^"]+/file/)"', text))
    received = {sha256(client.get(link).content).hexdigest() for link in links}
    assert received == {sha256(content).hexdigest() for content in sent}


@pytest.mark.parametrize("name", ["dataset", "dataset_file"])
def test_statistics_are_seen_by_those_whom_a_decision_on_them_concerns(
    client_for: ClientFor, run: Run, statistics: dict[str, Dataset], name: str
) -> None:
    url = reverse(name, args=[statistics["population"].pk])
    everyone = {who: client_for(who) for who in ("admin", "uppfoljning", "ekonom.skane", "kommun.uppsala")}
    assert {who: client.get(url).status_code for who, client in everyone.items()} == {
        "admin": 200,
        "uppfoljning": 200,
        "ekonom.skane": 404,
        "kommun.uppsala": 404,
    }
    Decision.objects.create(
        number="2021-1", agreement=run.agreement, run=run, total=run.total, decided_at=run.created_at
    )
    assert {client.get(url).status_code for client in everyone.values()} == {200}
    assert client_for("ekonom.skane").get(reverse("datasets")).context["table"].paginator.count == 2


def test_the_pages_cost_the_same_for_few_and_for_many_rows(
    client_for: ClientFor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for("admin")
    few = stored()
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("datasets"))
    for year in range(1990, 2020):
        stored(counties(changed=year), date=f"{year}-11-01")
    command(MUNICIPALITIES, day="2020-12-31")
    many = Dataset.objects.get(level="municipality")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("datasets"))
    for dataset in (few, many):
        with django_assert_num_queries(PAGE_QUERIES):
            client.get(dataset.get_absolute_url())


def test_any_two_versions_are_compared(client_for: ClientFor) -> None:
    first = stored()
    stored(counties(changed=5))
    lines = counties(changed=7).decode().splitlines()
    third = stored("\n".join(lines).encode())
    client = client_for("admin")
    url = reverse("dataset_compare", args=[third.pk, first.pk])
    assert url in client.get(third.get_absolute_url()).content.decode()
    page = client.get(url)
    rows = list(page.context["table"].data)
    assert [(row.code, row.difference) for row in rows[:2]] == [("01", 7), ("03", 0)]
    assert len(rows) == 21
    assert client.get(reverse("dataset_compare", args=[third.pk, third.pk])).status_code == 404


def test_a_code_of_one_version_only_is_shown_first(db: None) -> None:
    first = stored()
    lonely = Dataset.objects.create(
        indicator=first.indicator,
        level=first.level,
        reference_date=first.reference_date,
        file=first.file,
        version=2,
        supersedes=first,
        row_count=1,
        total=1,
    )
    DatasetValue.objects.create(dataset=lonely, code="01", name="Stockholm", value=2_391_841, cell="B2")
    rows = compared(lonely, first)
    assert (rows[0].code, rows[0].value, rows[0].difference) == ("03", None, None)
    assert rows[-1].code == "01"
    assert rows[-1].difference == 0
