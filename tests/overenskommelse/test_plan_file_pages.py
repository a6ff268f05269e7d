"""The pages of a plan's workbook and of pasted cells: both steps, and what a person meets on the way."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from overenskommelse.models import ActionPlan, Agreement
from tests.overenskommelse.pages import queries, said, text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db

BLOCK = """Insats\tAnsvarig\tTidplan\tLäge
Vaccination\tRegion Uppsala\t2021-12-31\tPågår
"Två
rader"\tGrupp\tLöpande\tKlar"""


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    plan = make_plan(agreement, "0380")
    make_measure(plan, "Vårdplaner")
    make_measure(plan, "Utbildning")
    return plan


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("kommun.uppsala")


def edited(client: Client, plan: ActionPlan, edit: Callable[[Any], None]) -> SimpleUploadedFile:
    """The plan's workbook as saved from the page and changed."""
    answer = client.get(f"{plan.get_absolute_url()}workbook/")
    assert answer["Content-Disposition"] == f'attachment; filename="handlingsplan-0380-2021-{plan.pk}.xlsx"'
    book = load_workbook(io.BytesIO(answer.content))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("Min plan.xlsx", buffer.getvalue())


def rename(book: Any) -> None:
    book["Åtgärder"].cell(2, 2).value = "Vårdplaner <för> fler"
    book["Åtgärder"].delete_rows(3)
    book.create_sheet("Anteckningar").append(["eget"])


def test_both_steps(client: Client, plan: ActionPlan) -> None:
    home = plan.get_absolute_url()
    shown = client.post(f"{home}import/", {"file": edited(client, plan, rename)})
    page = text(shown)
    assert "Vårdplaner &lt;för&gt; fler" in page
    assert "Anteckningar" in page
    assert plan.measures.filter(title="Vårdplaner").exists()
    [(key, title)] = shown.context["preview"].absent
    assert title == "Utbildning"
    sent = {"sealed": shown.context["sealed"], "remove": key}
    answer = client.post(f"{home}import/confirm/", sent)
    assert answer["Location"] == home
    assert [it.title for it in plan.measures.kept()] == ["Vårdplaner <för> fler"]
    assert "har ändrats" in said(client.post(f"{home}import/confirm/", sent))


def test_an_unchanged_workbook_changes_nothing(client: Client, plan: ActionPlan) -> None:
    page = client.post(f"{plan.get_absolute_url()}import/", {"file": edited(client, plan, lambda book: None)})
    assert "Planen innehåller precis det som står i filen." in text(page)
    assert page.context["sealed"] == ""


def test_faults_are_listed_and_nothing_can_be_confirmed(client: Client, plan: ActionPlan) -> None:
    def spoil(book: Any) -> None:
        book["Åtgärder"].cell(2, 4).value = "okänt område"

    page = client.post(f"{plan.get_absolute_url()}import/", {"file": edited(client, plan, spoil)})
    assert "Åtgärder, D2" in text(page)
    assert page.context["sealed"] == ""


def test_what_was_tampered_with_is_refused(
    client: Client, plan: ActionPlan, client_for: Callable[[str], Client]
) -> None:
    home = plan.get_absolute_url()
    sealed = client.post(f"{home}import/", {"file": edited(client, plan, rename)}).context["sealed"]
    for person, its in ((client, f"{sealed}x"), (client_for("admin"), sealed)):
        assert "Ladda upp filen igen" in said(person.post(f"{home}import/confirm/", {"sealed": its}))
    assert plan.measures.filter(title="Vårdplaner").exists()


@pytest.mark.parametrize(
    ("name", "words"), [("plan.csv", "läses inte"), ("plan.xlsx", "kan inte läsas som en arbetsbok")]
)
def test_another_file_is_refused_beside_the_field(
    client: Client, plan: ActionPlan, name: str, words: str
) -> None:
    file = SimpleUploadedFile(name, b"no workbook")
    assert words in text(client.post(f"{plan.get_absolute_url()}import/", {"file": file}))


def test_a_reader_saves_but_does_not_upload(plan: ActionPlan, client_for: Callable[[str], Client]) -> None:
    page = client_for("uppfoljning").get(f"{plan.get_absolute_url()}import/")
    assert page.context["form"] is None
    assert "Spara som Excel" in text(page)


def paste(client: Client, plan: ActionPlan, cells: str, **more: str) -> Any:
    return client.post(f"{plan.get_absolute_url()}paste/", {"cells": cells, **more})


def test_pasted_rows_are_shown_and_then_added_once(client: Client, plan: ActionPlan) -> None:
    page = paste(client, plan, BLOCK, read="")
    assert "Första raden lästes som rubriker." in text(page)
    assert [row.values["title"] for row in page.context["pasted"].rows] == ["Vaccination", "Två\nrader"]
    batch = re.search(r'name="batch" value="([^"]+)"', text(page))
    assert batch
    assert plan.measures.count() == 2
    for _click in range(2):
        assert paste(client, plan, BLOCK, store="yes", batch=batch[1]).status_code == 302
    assert [it.title for it in plan.measures.all()][2:] == ["Vaccination", "Två rader"]
    assert plan.measures.get(title="Vaccination").responsible.get().organisation.code == "R03"  # type: ignore[union-attr]


def test_columns_are_chosen_where_no_heading_tells(client: Client, plan: ActionPlan) -> None:
    cells = "2021-12-31\tVaccination\n2021-06-30\tSamordning"
    page = paste(client, plan, cells)
    assert "Inga rubriker hittades." in text(page)
    chosen = {"shape": "1", "column-0": "schedule", "column-1": "title"}
    assert paste(client, plan, cells, store="yes", **chosen).status_code == 302
    assert plan.measures.get(title="Samordning").schedule == "2021-06-30"


@pytest.mark.parametrize(
    ("cells", "chosen", "words"),
    [
        ("a\tb", {"shape": "1", "column-0": "schedule", "column-1": ""}, "åtgärdernas namn"),
        ("a\tb", {"shape": "1", "column-0": "title", "column-1": "title"}, "Två kolumner är valda"),
        ("Insats\tTidplan\n", {}, "inga rader"),
        ("rad\n" * 501, {}, "Högst 500 rader"),
        (" \n", {}, "inga rader"),
    ],
)
def test_what_cannot_be_rows_is_said(
    client: Client, plan: ActionPlan, cells: str, chosen: dict[str, str], words: str
) -> None:
    page = paste(client, plan, cells, store="yes", **chosen)
    assert words in text(page)
    assert plan.measures.count() == 2


def test_problems_stand_in_their_cells_and_nothing_is_lost(client: Client, plan: ActionPlan) -> None:
    cells = "Insats\tStatus\nVaccination\thalvvägs\n\tKlar"
    page = paste(client, plan, cells, store="yes")
    assert "halvvägs" in text(page)
    assert page.context["pasted"].faults == 2
    assert page.context["form"]["cells"].value() == cells
    assert plan.measures.count() == 2


def test_a_closed_plan_takes_no_rows(client: Client, plan: ActionPlan) -> None:
    ActionPlan.objects.filter(pk=plan.pk).update(status="submitted")
    page = paste(client, plan, "Insats\tTidplan\nVaccination\tLöpande", store="yes")
    assert "går inte att ändra" in text(page)
    assert plan.measures.count() == 2


def test_the_pages_cost_the_same_however_many_rows(client: Client, plan: ActionPlan) -> None:
    addresses = [f"{plan.get_absolute_url()}{page}/" for page in ("workbook", "import", "paste")]
    few = [queries(client, address) for address in addresses]
    for number in range(300):
        plan.measures.create(title=f"Nr {number}")
    assert [queries(client, address) for address in addresses] == few
