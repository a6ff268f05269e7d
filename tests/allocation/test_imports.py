"""Stage 1 on its pages: a file is uploaded, looked at, and confirmed or left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from allocation.models import Dataset, Import, SourceFile
from allocation.services import imports
from allocation.services.imports import read_upload
from overenskommelse.models import Event, User
from tests.allocation.uploads import (
    COUNTIES,
    MUNICIPALITIES,
    codes,
    command,
    counties,
    seal_of,
    send,
    staged,
    upload_of,
)

ClientFor = Callable[[str], Client]
UserOf = Callable[[str], User]


def test_upload_look_and_confirm(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties())
    assert not Dataset.objects.exists()
    page = client.get(reverse("import", args=[upload.pk]))
    text = page.content.decode()
    assert "Stockholms län" in text
    assert "10\u00a0378\u00a0483" in text
    answer: Any = client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal_of(page)})
    dataset = Dataset.objects.get()
    assert answer.url == dataset.get_absolute_url()
    assert (dataset.version, dataset.row_count, dataset.source) == (1, 21, "SCB")
    assert dataset.created_by is not None
    assert not Import.objects.exists()
    verbs = list(Event.objects.filter(by=dataset.created_by).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["imports.uploaded", "datasets.stored", "imports.confirmed"]


def test_a_second_click_answers_with_what_the_first_stored(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties())
    seal = seal_of(client.get(reverse("import", args=[upload.pk])))
    url = reverse("import_confirm", args=[upload.pk])
    answers: list[Any] = [client.post(url, {"seal": seal}) for _ in range(2)]
    assert {answer.url for answer in answers} == {Dataset.objects.get().get_absolute_url()}


def test_differences_from_the_version_in_force_are_shown_first(client_for: ClientFor) -> None:
    client = client_for("admin")
    command(COUNTIES)
    content = counties(changed=158).decode().splitlines()
    upload = staged(client, "\n".join([content[0], *reversed(content[1:])]).encode())
    page = client.get(reverse("import", args=[upload.pk]))
    preview = page.context["preview"]
    assert [(row.code, row.before, row.difference) for row in preview.rows[:2]] == [
        ("01", 2_391_841, 158),
        ("25", 249_649, 0),
    ]
    assert preview.changed == 1
    client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal_of(page)})
    second = Dataset.objects.in_force().get()
    assert (second.version, second.supersedes and second.supersedes.version) == (2, 1)


def test_an_earlier_day_is_compared_with_but_not_replaced(client_for: ClientFor) -> None:
    command(COUNTIES)
    client = client_for("admin")
    upload = staged(client, counties(changed=5), reference_date="2021-11-01")
    preview = client.get(reverse("import", args=[upload.pk])).context["preview"]
    assert (preview.compared, preview.replaces) == (Dataset.objects.get(), None)


def test_what_is_stored_already_needs_no_button(client_for: ClientFor) -> None:
    command(COUNTIES)
    client = client_for("admin")
    upload = staged(client, counties())
    page = client.get(reverse("import", args=[upload.pk]))
    assert reverse("import_confirm", args=[upload.pk]) not in page.content.decode()
    seal = page.context["preview"].seal
    client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal})
    assert Dataset.objects.count() == 1


def test_errors_are_listed_and_leave_nothing_to_confirm(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties().replace(b"2391841", b"-1"))
    page = client.get(reverse("import", args=[upload.pk]))
    text = page.content.decode()
    assert "fil.csv!C2" in text
    assert reverse("import_confirm", args=[upload.pk]) not in text
    answer = client.post(
        reverse("import_confirm", args=[upload.pk]), {"seal": page.context["preview"].seal}, follow=True
    )
    assert answer.redirect_chain[0][0] == reverse("import", args=[upload.pk])
    assert not Dataset.objects.exists()


def paste(client: Client, cells: str, **fields: Any) -> Any:
    data = {"indicator": "population", "reference_date": "2020-11-01", "source": "SCB"} | fields
    return client.post(reverse("import_new"), data | {"cells": cells})


def test_pasted_cells_are_read_as_a_file_is(client_for: ClientFor) -> None:
    client = client_for("admin")
    cells = counties().decode().replace(";", "\t")
    answer = paste(client, cells, licence="CC0")
    page = client.get(answer.url)
    assert page.context["preview"].reading.total == 10_378_483
    confirmation = reverse("import_confirm", args=[Import.objects.get().pk])
    client.post(confirmation, {"seal": seal_of(page)})
    dataset = Dataset.objects.get()
    assert (bytes(dataset.file.content), dataset.licence) == (cells.encode(), "CC0")


def test_the_first_cell_that_is_pasted_may_be_empty(client_for: ClientFor) -> None:
    lines = [f"\t{line}" for line in counties().decode().replace(";", "\t").splitlines()]
    client = client_for("admin")
    page = client.get(paste(client, "\n".join(["\t\t\t", *lines])).url)
    assert page.context["preview"].reading.rows[0].cell == "D3"


@pytest.mark.parametrize("cells", ["", " \t\n"])
def test_a_file_or_cells_are_needed(client_for: ClientFor, cells: str) -> None:
    assert list(paste(client_for("admin"), cells).context["form"].errors) == ["file"]


def test_a_file_and_cells_at_once_are_refused_and_the_cells_kept(client_for: ClientFor) -> None:
    form = send(client_for("admin"), counties(), cells="01\t1").context["form"]
    assert list(form.errors) == ["file"]
    assert form["cells"].value() == "01\t1"


def test_only_what_was_seen_is_confirmed(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, MUNICIPALITIES.read_bytes(), year=2021)
    seal = seal_of(client.get(reverse("import", args=[upload.pk])))
    other_tab = {"sheet": "", "year": "2022", "value_column": ""}
    assert client.post(reverse("import", args=[upload.pk]), other_tab).status_code == 302
    client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal})
    assert not Dataset.objects.exists()
    assert Import.objects.filter(pk=upload.pk, year=2022).exists()


def test_the_file_can_be_read_in_another_way(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, MUNICIPALITIES.read_bytes(), reference_date="2019-11-01")
    url = reverse("import", args=[upload.pk])
    page = client.get(url)
    assert codes(page.context["preview"]) == ["several_years"]
    labels = [label for _year, label in page.context["form"].fields["year"].widget.choices]
    assert labels == ["Välj", "2020 (närmast 2019)", "2021", "2022", "2023", "2024", "2025"]
    assert "Tabellen saknar siffror för 2019. Det närmaste år som finns är 2020." in page.content.decode()
    client.post(url, {"sheet": "", "year": "2020", "value_column": ""})
    assert client.get(url).context["preview"].reading.total == 10_379_295
    labels = [label for _year, label in client.get(url).context["form"].fields["year"].widget.choices]
    assert labels[:2] == ["Som det lästes", "2020"]
    client.post(url, {"sheet": "", "year": "2020", "value_column": "D"})
    assert client.get(url).context["preview"].reading.total == 10_452_326
    assert Event.objects.filter(verb="imports.changed").count() == 2


def test_no_year_is_told_where_the_table_has_none(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties())
    page = client.get(reverse("import", args=[upload.pk]))
    assert [label for _year, label in page.context["form"].fields["year"].widget.choices] == [
        "Som det lästes"
    ]
    assert "<dt>År</dt>" not in page.content.decode()
    upload = staged(client, MUNICIPALITIES.read_bytes(), reference_date="2021-12-31")
    page = client.get(reverse("import", args=[upload.pk]))
    assert "<dt>År</dt><dd>2021</dd>" in page.content.decode()
    assert "Som det lästes: 2021" in page.content.decode()


def test_what_is_no_spreadsheet_is_refused_beside_the_field(client_for: ClientFor) -> None:
    page = send(client_for("admin"), b"kod;antal", name="fil.xlsx")
    form = page.context["form"]
    assert page.status_code == 200
    assert list(form.errors) == ["file"]
    assert form["source"].value() == "SCB"
    assert not Import.objects.exists()


def test_too_large_a_file_is_refused_before_it_is_read(client_for: ClientFor, settings: Any) -> None:
    content, settings.UPLOAD_MAX_BYTES = counties(), 100
    page = send(client_for("admin"), content)
    assert list(page.context["form"].errors) == ["file"]
    assert not Import.objects.exists()


def test_what_waits_is_listed_and_can_be_left(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties())
    assert reverse("import", args=[upload.pk]) in client.get(reverse("datasets")).content.decode()
    assert client.get(reverse("import_leave", args=[upload.pk])).status_code == 405
    assert client.post(reverse("import_leave", args=[upload.pk])).headers["Location"] == reverse("datasets")
    assert not Import.objects.exists()
    assert Event.objects.filter(verb="imports.left").exists()
    assert client.post(reverse("import_confirm", args=[upload.pk])).status_code == 404


def test_a_link_may_name_what_is_missing(client_for: ClientFor) -> None:
    page = client_for("admin").get(reverse("import_new"), {"indicator": "nurses"})
    assert '<option value="nurses" selected>' in page.content.decode()


@pytest.mark.parametrize("name", ["import", "import_confirm", "import_leave"])
def test_an_upload_is_its_owners_own(client_for: ClientFor, user_of: UserOf, name: str) -> None:
    upload = upload_of(COUNTIES, {})
    upload.created_by = user_of("uppfoljning")
    upload.save()
    url = reverse(name, args=[upload.pk])
    client = client_for("admin")
    answer = client.get(url) if name == "import" else client.post(url)
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["uppfoljning", "ekonom.skane", "kommun.uppsala"])
def test_only_administrators_import(client_for: ClientFor, who: str) -> None:
    client = client_for(who)
    assert client.get(reverse("import_new")).status_code == 403
    assert client.get(reverse("import", args=[1])).status_code == 403
    assert client.post(reverse("import_confirm", args=[1])).status_code == 403
    assert client.post(reverse("import_leave", args=[1])).status_code == 403


def test_the_page_costs_the_same_for_1_and_for_290_rows(
    client_for: ClientFor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for("admin")
    for path, day in ((COUNTIES, "2020-11-01"), (MUNICIPALITIES, "2020-12-31")):
        command(path, day=day)
        upload = staged(client, path.read_bytes(), name=path.name, reference_date=day)
        with django_assert_num_queries(8):
            client.get(reverse("import", args=[upload.pk]))


def test_two_who_confirm_at_once_store_one_version(concurrent_db: None) -> None:
    admin = User.objects.get(email="admin@demo.test")
    uploads = [imports.stage(upload=upload_of(COUNTIES, {}), by=admin) for _ in range(4)]
    seals = {read_upload(upload).seal for upload in uploads}
    assert len(seals) == 1

    def confirm(upload: Import) -> str:
        try:
            return (
                "new" if imports.confirm(pk=upload.pk, seal=next(iter(seals)), by=admin).is_new else "there"
            )
        except imports.RefusedError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(confirm, uploads))
    assert answers.count("new") == 1
    assert Dataset.objects.count() == 1
    assert SourceFile.objects.count() == 1
