"""A plan goes out as a workbook and comes back: unchanged, whatever it holds; changed, exactly as edited."""

import io
import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from overenskommelse.choices import PlanStatus
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Event,
    IndicatorReading,
    Measure,
    PlanIndicator,
    User,
)
from overenskommelse.selectors import content_of
from overenskommelse.selectors.measures import LONGEST
from overenskommelse.selectors.plan_files import parts_of, sheets_of
from overenskommelse.services import plan_files as services
from overenskommelse.services.action_plans import Frame, change_plan, frames_seen, set_frames
from overenskommelse.services.events import fingerprint
from overenskommelse.services.measures import add_row, remove_row
from overenskommelse.workbooks import write_plan
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db

HARD = [
    "å\nö", "=1+1", "+46 18", "@x", "-", "'citat", "0380", "007", "1e5", "2021-12-01", "_x0041_", "🩺" * 60,
    "⟦1⟧", "TRUE", '<script>alert("x")</script>', "قلب", "心", "#REF!", "a\tb", "“typ”",
]  # fmt: skip
texts = st.sampled_from(HARD) | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80)
# A text, and whether it is repeated until no more fits.
long_texts = st.tuples(texts, st.booleans())


def spread(text: str, repeated: bool) -> str:
    return text * (LONGEST // max(len(text), 1)) if repeated else text


@st.composite
def rows(draw: Any) -> tuple[dict[str, str], bool]:
    """The cells of a measure as somebody types them, and whether its description is as long as can be."""
    cells = {name: draw(texts) for name in ("target_group", "accounting_object", "schedule", "status_note")}
    chosen = {
        "title": "T" + draw(texts),
        "description": draw(texts),
        "area": draw(st.sampled_from(["", "nara-vard", "medarbetare"])),
        "requirements": ", ".join(
            draw(st.lists(st.sampled_from(["3.1-a", "3.1.2-a", "3.1.2-b"]), unique=True))
        ),
        "responsible": draw(st.sampled_from(["", "Region Uppsala: strateg; Fredagsgruppen", "0380"])),
        "status": draw(st.sampled_from(["Planerad", "Pågående", "Klar", ""])),
        "planned:kommuner-nara-vard": str(draw(st.integers(0, 10**12))),
        "used:kommuner-medarbetare": str(draw(st.integers(0, 10**6))),
    }
    return {name: text[:40] for name, text in cells.items()} | chosen, draw(st.booleans())


figures = st.none() | st.decimals(-(10**9), 10**9, places=3)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
readings = st.dictionaries(days, st.tuples(figures, st.text("abc=å", min_size=1, max_size=9)), max_size=3)
indicators = st.lists(
    st.tuples(
        st.text("abc=+å 1", min_size=1, max_size=20).map(lambda text: f"I{text}".strip()), figures, readings
    ),
    max_size=3,
    unique_by=lambda it: it[0],
)


@pytest.fixture
def by(user_of: Callable[[str], User]) -> User:
    return user_of("admin")


def fill(
    plan: ActionPlan, its_rows: list[tuple[dict[str, str], bool]], found: Any, background: str, by: User
) -> None:
    """Make the plan by the services, as people do."""
    goal = plan.nodes.create(name="=Mål", text="text\nmer", position=1)
    below = plan.nodes.create(name="Område", parent=goal, position=1, first_number=3)
    plan.nodes.create(name="Under", parent=below, position=1)
    for cells, is_long in its_rows:
        cells["description"] = spread(cells["description"], is_long)
        add_row(plan=plan, uid=uuid.uuid4(), values=cells, by=by)
    measure = plan.measures.first()
    for place, (name, figure, its_readings) in enumerate(found):
        owners: list[dict[str, Any]] = [{}, {"measure": measure}, {"node": below}]
        indicator = PlanIndicator.objects.create(
            plan=plan,
            name=name,
            unit="=kr",
            baseline=figure,
            position=place + 1,
            target_on="2022-12-31",
            **owners[place],
        )
        for on, (value, text) in its_readings.items():
            IndicatorReading.objects.create(indicator=indicator, on=on, value=value, text=text.strip() or "x")
    frame = Frame(plan.agreement.lines.get(code="kommuner-nara-vard"), None, 17_332_000, "=beslut 1")
    set_frames(plan=plan, frames=[frame], seen=frames_seen(plan), by=by)
    plan = ActionPlan.objects.get(pk=plan.pk)
    seen, plan.background, plan.level_names = fingerprint(plan), background.strip(), ["Mål", "Område"]
    change_plan(plan=plan, seen=seen, by=by)


def book_of(plan: ActionPlan) -> bytes:
    return write_plan(sheets_of(ActionPlan.objects.get(pk=plan.pk)))


def read(plan: ActionPlan, content: bytes) -> Any:
    return services.read(plan=plan, content=content, name="plan.xlsx")


def brought_in(
    plan: ActionPlan, content: bytes, by: User, remove: frozenset[str] = frozenset()
) -> services.Preview:
    """Both steps, as the page does them."""
    table = read(plan, content)
    shown = services.preview(plan=plan, table=table, by=by)
    assert shown.faults == []
    table = table.of(table.plain())
    return services.confirm(plan=plan, table=table, seal=shown.seal, by=by, remove=remove)


def comparable(plan: ActionPlan) -> dict[str, Any]:
    """The plan's record without what says which plan it is; parts of the tree by their numbers."""
    content = content_of(ActionPlan.objects.get(pk=plan.pk))
    numbers = {node["id"]: node["number"] for node in content["tree"]}

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(it) for it in value]
        if not isinstance(value, dict):
            return value
        rest = {
            name: plain(it)
            for name, it in value.items()
            if name not in ("id", "organisation", "name_of_plan")
        }
        return rest | {name: numbers.get(value[name]) for name in ("node", "parent") if name in value}

    return plain(content) | {"lines": None}  # type: ignore[no-any-return]


counter = iter(range(10**6))


# A plan is slow to make, so a failing one is not made smaller.
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(rows(), max_size=3), indicators, long_texts)
def test_any_plan_comes_back_unchanged(
    agreement: Agreement,
    by: User,
    its_rows: list[tuple[dict[str, str], bool]],
    found: Any,
    background: tuple[str, bool],
) -> None:
    plan = make_plan(agreement, "0380", name=f"Plan {next(counter)}")
    fill(plan, its_rows, found, spread(*background), by)
    before, content = content_of(ActionPlan.objects.get(pk=plan.pk)), book_of(plan)
    shown = services.preview(plan=plan, table=read(plan, content), by=by)
    assert (shown.lines, shown.faults, shown.absent) == ([], [], [])
    brought_in(plan, content, by)
    assert content_of(ActionPlan.objects.get(pk=plan.pk)) == before

    copy = make_plan(agreement, "0331", name=f"Plan {next(counter)}")
    brought_in(copy, content, by)
    assert comparable(copy) == comparable(plan)
    cells = [cell for page in load_workbook(io.BytesIO(content)) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


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
