"""A plan's workbook comes back changed exactly as edited: shown first, then stored all or nothing."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from overenskommelse.choices import PlanStatus
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Event,
    Measure,
    PlanIndicator,
    User,
)
from overenskommelse.selectors.plan_files import parts_of
from overenskommelse.services import plan_files as services
from overenskommelse.services.measures import remove_row
from tests.overenskommelse.plan_books import book_of, brought_in, read
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(user_of: Callable[[str], User]) -> User:
    return user_of("admin")


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    plan = make_plan(agreement, "0380")
    make_measure(plan, "Vårdplaner", description="Rad ett\nRad två", schedule="2021-12-31", area="nara-vard")
    make_measure(plan, "Utbildning", status="Pågående")
    return plan


def edited(plan: ActionPlan, edit: Callable[[Any], None]) -> bytes:
    """The plan's workbook as changed in a spreadsheet program."""
    book = load_workbook(io.BytesIO(book_of(plan)))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def column(code: str, part: str = "measures") -> int:
    """Where a column stands in the workbook of the 2021 agreement; the ids come first."""
    plan = ActionPlan.objects.first()
    assert plan
    found = next(it for it in parts_of(plan) if it.code == part)
    return 2 + [head.code for head in found.heads].index(code)


def test_edited_cells_are_shown_and_stored(plan: ActionPlan, by: User) -> None:
    def edit(book: Any) -> None:
        page = book["Åtgärder"]
        page.cell(2, column("title")).value = "Vårdplaner för fler"
        page.cell(2, column("planned:kommuner-nara-vard")).value = 1500000
        page.cell(4, column("title")).value = "Ny åtgärd"

    content = edited(plan, edit)
    shown = services.preview(plan=plan, table=read(plan, content), by=by)
    assert [(line.name, line.is_new) for line in shown.lines] == [
        ("Vårdplaner för fler", False),
        ("Ny åtgärd", True),
    ]
    assert ("Vårdplaner", "Vårdplaner för fler") in [field[1:] for field in shown.lines[0].fields]
    assert plan.measures.count() == 2
    brought_in(plan, content, by)
    assert list(plan.measures.values_list("title", flat=True)) == [
        "Vårdplaner för fler",
        "Utbildning",
        "Ny åtgärd",
    ]
    assert plan.measures.get(title="Vårdplaner för fler").amounts.get().planned == 1_500_000
    event = Event.objects.get(verb="plan_files.imported")
    assert event.data == {"rows": 2, "removed": 0}


def test_a_second_confirmation_stores_nothing_twice(plan: ActionPlan, by: User) -> None:
    def edit(book: Any) -> None:
        book["Åtgärder"].cell(4, 2).value = "Ny åtgärd"

    table = read(plan, edited(plan, edit))
    shown = services.preview(plan=plan, table=table, by=by)
    services.confirm(plan=plan, table=table, seal=shown.seal, by=by)
    with pytest.raises(services.RefusedError):
        services.confirm(plan=plan, table=table, seal=shown.seal, by=by)
    assert plan.measures.count() == 3


def test_the_same_file_again_adds_nothing(plan: ActionPlan, by: User) -> None:
    def edit(book: Any) -> None:
        book["Åtgärder"].cell(4, 2).value = "Ny åtgärd"

    content = edited(plan, edit)
    brought_in(plan, content, by)
    assert services.preview(plan=plan, table=read(plan, content), by=by).lines == []


def test_a_row_that_was_copied_is_a_new_measure(plan: ActionPlan, by: User) -> None:
    def edit(book: Any) -> None:
        page = book["Åtgärder"]
        for at in range(1, page.max_column + 1):
            page.cell(4, at).value = page.cell(2, at).value

    brought_in(plan, edited(plan, edit), by)
    assert list(plan.measures.values_list("title", flat=True)) == ["Vårdplaner", "Utbildning", "Vårdplaner"]


def test_rows_that_are_not_there_stay_unless_ticked(plan: ActionPlan, by: User) -> None:
    first = plan.measures.first()
    assert first

    def edit(book: Any) -> None:
        book["Åtgärder"].delete_rows(2)

    content = edited(plan, edit)
    assert brought_in(plan, content, by).absent == [(str(first.uid), "Vårdplaner")]
    assert plan.measures.kept().count() == 2
    brought_in(plan, content, by, remove=frozenset({str(first.uid)}))
    assert plan.measures.kept().get().title == "Utbildning"


def test_a_removed_row_in_the_file_comes_back(plan: ActionPlan, by: User) -> None:
    content = book_of(plan)
    remove_row(measure=plan.measures.get(title="Utbildning"), by=by)
    brought_in(plan, content, by)
    assert plan.measures.kept().count() == 2


def test_all_faults_come_at_once_with_cell_value_and_remedy(plan: ActionPlan, by: User) -> None:
    def edit(book: Any) -> None:
        page = book["Åtgärder"]
        page.cell(2, column("area")).value = "Närra vård"
        page.cell(3, column("planned:kommuner-nara-vard")).value = "många"
        page.cell(3, column("status")).value = "Avbruten"
        book["Ramar"].append([None, "finns inte", None, 5, "beslut"])
        book["Struktur"].append([None, "2.7", "Namn"])
        book["Indikatorer"].append([None, "x", "9", "Namn", None, "tre", "igår"])

    shown = services.preview(plan=plan, table=read(plan, edited(plan, edit)), by=by)
    places = {fault.where: fault.value for fault in shown.faults}
    assert places["Åtgärder, D2"] == "Närra vård"
    assert "många" in places.values()
    assert all(fault.what for fault in shown.faults)
    assert {where.split(",")[0] for where in places} == {"Åtgärder", "Ramar", "Struktur", "Indikatorer"}
    assert not plan.nodes.exists()


def test_an_approved_plan_takes_only_its_follow_up(plan: ActionPlan, by: User) -> None:
    def edit(book: Any) -> None:
        page = book["Åtgärder"]
        page.cell(2, column("status")).value = "Klar"
        page.cell(3, column("title")).value = "Annat"

    ActionPlan.objects.filter(pk=plan.pk).update(status=PlanStatus.APPROVED)
    plan.refresh_from_db()
    shown = services.preview(plan=plan, table=read(plan, edited(plan, edit)), by=by)
    assert [fault.where for fault in shown.faults] == ["Åtgärder, B3"]


def test_somebody_else_came_between(plan: ActionPlan, by: User) -> None:
    def edit(book: Any) -> None:
        book["Åtgärder"].cell(2, 2).value = "Annat"

    table = read(plan, edited(plan, edit))
    shown = services.preview(plan=plan, table=table, by=by)
    make_measure(plan, "Någon annans")
    with pytest.raises(services.RefusedError):
        services.confirm(plan=plan, table=table, seal=shown.seal, by=by)
    assert not Measure.objects.filter(title="Annat").exists()


def test_texts_frames_structure_and_readings_are_changed_too(plan: ActionPlan, by: User) -> None:
    node = plan.nodes.create(name="Mål", position=1)
    indicator = PlanIndicator.objects.create(plan=plan, name="Invånare per läkare", baseline=Decimal(1400))

    def edit(book: Any) -> None:
        book["Om planen"].cell(3, 3).value = "Ny bakgrund"
        book["Ramar"].append([None, "kommuner-nara-vard", None, 17332000, "Beslut 2021-02-01"])
        book["Struktur"].cell(2, 3).value = "Annat mål"
        book["Struktur"].append([None, "1.1", "Delmål"])
        book["Mätningar"].append([None, "Invånare per läkare", "2021-06-30", "1 250,5", "på väg"])
        book["Indikatorer"].cell(2, column("target", "indicators")).value = 1100

    brought_in(plan, edited(plan, edit), by)
    plan.refresh_from_db()
    node.refresh_from_db()
    indicator.refresh_from_db()
    assert (plan.background, node.name, node.children.get().name) == ("Ny bakgrund", "Annat mål", "Delmål")
    assert plan.frames.get().amount == 17_332_000
    assert indicator.target == 1100
    assert (indicator.readings.get().value, indicator.readings.get().text) == (Decimal("1250.5"), "på väg")
