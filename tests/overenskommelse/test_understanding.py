"""What cells mean: names, codes, kronor and times as people type and paste them; all problems at once."""

from typing import Any

import pytest

from overenskommelse.models import ActionPlan, Agreement, Organisation, PlanNode
from overenskommelse.selectors.measures import COLUMNS, LONGEST, Lists, columns_of, row_of
from overenskommelse.selectors.understanding import Understood, understand
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
AREA = "Utvecklingen av den nära vården med primärvården som nav"
OTHER_AREA = "Goda förutsättningar för vårdens medarbetare"
FOCUS = "Samverkan mellan regioner och kommuner"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "0380")


def read(plan: ActionPlan, **values: str) -> Understood:
    return understand(plan, {"title": "Åtgärd"} | values)


def problems(plan: ActionPlan, **values: str) -> dict[str, str]:
    return {problem.column: str(problem) for problem in read(plan, **values).problems}


def test_the_columns_are_those_of_the_plans_own_lines(plan: ActionPlan, agreement: Agreement) -> None:
    codes = [column.code for column in columns_of(plan)]
    assert codes == [
        *COLUMNS,
        "planned:kommuner-nara-vard",
        "planned:kommuner-medarbetare",
        "planned:kommuner-vidareutbildning",
        "used:kommuner-nara-vard",
        "used:kommuner-medarbetare",
        "used:kommuner-vidareutbildning",
    ]
    region = columns_of(make_plan(agreement, "R03"))
    assert len(region) == len(COLUMNS) + 2 * agreement.lines.filter(recipient_kind="region").count()


@pytest.mark.parametrize("text", [AREA, AREA.upper(), "nara-vard", "3", f"  {AREA}\n"])
def test_an_area_is_named_by_name_code_or_section(plan: ActionPlan, text: str) -> None:
    assert read(plan, area=text).fields["area"].code == "nara-vard"


def test_a_focus_area_brings_its_area(plan: ActionPlan) -> None:
    fields = read(plan, focus_area=FOCUS).fields
    assert (fields["focus_area"].name, fields["area"].name) == (FOCUS, AREA)


def test_a_focus_area_of_another_area_is_refused(plan: ActionPlan) -> None:
    assert "hör till" in problems(plan, focus_area=FOCUS, area=OTHER_AREA)["focus_area"]


def test_a_changed_area_lets_go_of_a_focus_area_that_is_not_its_own(plan: ActionPlan) -> None:
    measure = make_measure(plan, "Åtgärd", focus_area=FOCUS)
    assert understand(plan, {"area": OTHER_AREA}, measure=measure).fields["focus_area"] is None
    assert "focus_area" not in understand(plan, {"area": AREA}, measure=measure).fields


def test_requirements_are_codes_with_a_comma_between(plan: ActionPlan) -> None:
    found = read(plan, requirements="3.1.2-B, 3.1-a;3.1-a,").requirements
    assert [requirement.code for requirement in found or []] == ["3.1.2-b", "3.1-a"]
    assert "3.1-a" in problems(plan, requirements="3.1-a, 3.1-ä")["requirements"]


def test_those_responsible_are_organisations_functions_or_both(plan: ActionPlan) -> None:
    text = "Region Uppsala: närvårdsstrateg; Fredagsgruppen; R03; 0380: enhetschef; Grupp: A; Fredagsgruppen"
    found = read(plan, responsible=text).responsible
    assert [(str(who or ""), function) for who, function in found or []] == [
        ("Region Uppsala", "närvårdsstrateg"),
        ("", "Fredagsgruppen"),
        ("Region Uppsala", ""),
        ("Uppsala", "enhetschef"),
        ("", "Grupp: A"),
    ]
    assert "högst 200" in problems(plan, responsible="x" * 201)["responsible"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Pågår", "under_way"),
        ("KLAR", "done"),
        ("dropped", "dropped"),
        ("Delvis", "under_way"),
        ("", "planned"),
    ],
)
def test_a_status_is_a_label_a_value_or_what_people_write(plan: ActionPlan, text: str, status: str) -> None:
    assert read(plan, status=text, status_note="Skäl").fields["status"] == status


def test_a_dropped_measure_says_why(plan: ActionPlan) -> None:
    assert "status_note" in problems(plan, status="Avförd")
    measure = make_measure(plan, "Åtgärd", status="Avförd", status_note="Medel saknas")
    assert understand(plan, {"title": "Ny"}, measure=measure).problems == []
    assert [p.column for p in understand(plan, {"status_note": ""}, measure=measure).problems] == [
        "status_note"
    ]


def test_a_place_in_the_own_tree_is_a_number_a_name_or_both(plan: ActionPlan) -> None:
    top = PlanNode.objects.create(plan=plan, name="Tillgänglighet", first_number=3)
    nodes = [PlanNode.objects.create(plan=plan, parent=top, name=name) for name in ("Telefon", "Väntan")]
    for text in ("1.4", "1.4 Väntan", "väntan", "1.4.", "2.7 Väntan"):
        assert read(plan, node=text).fields["node"] == nodes[1], text
    assert row_of(make_measure(plan, "Åtgärd", node="1.3"))["node"] == "1.3 Telefon"
    assert "1.3 Telefon" in problems(plan, node="Telefax")["node"]
    nodes[0].name = "Väntan"
    nodes[0].save()
    assert "nummer" in problems(plan, node="Väntan")["node"]


def test_kronor_are_whole_and_never_negative(plan: ActionPlan) -> None:
    line = "planned:kommuner-nara-vard"
    (amounts,) = read(plan, **{line: "1,5 mkr"}).amounts.values()
    assert amounts == {"planned": 1_500_000}
    assert "250 tkr" in problems(plan, **{line: "-5"})[line]


def test_a_text_that_is_too_long_says_how_much_too_long(plan: ActionPlan) -> None:
    assert read(plan, description="x" * LONGEST).problems == []
    assert "20001" in problems(plan, description="x" * (LONGEST + 1))["description"].replace("\u00a0", "")
    assert "501" in problems(plan, title="x" * 501)["title"]


def test_all_problems_come_at_once(plan: ActionPlan) -> None:
    found = problems(plan, title=" ", area="?", requirements="?", status="?", nothing="?")
    assert set(found) == {"title", "area", "requirements", "status", "nothing"}


def test_a_missing_title_is_a_problem_of_a_new_row_only(plan: ActionPlan) -> None:
    assert [problem.column for problem in understand(plan, {"schedule": "2021"}).problems] == ["title"]
    assert understand(plan, {"schedule": "2021"}, measure=make_measure(plan, "Ett")).problems == []


@pytest.mark.parametrize(
    "text", ["=1+1", "<script>alert(1)</script>", "漢字 👩🏽‍⚕️ العربية", "'\"\\", "{{ x }}", "\u202eRTL"]
)
def test_any_text_is_kept_as_typed(plan: ActionPlan, text: str) -> None:
    measure = make_measure(plan, text, description=f"{text}\n{text}", responsible=text)
    row = row_of(measure)
    assert (row["title"], row["description"], row["responsible"]) == (text, f"{text}\n{text}", text)


def test_control_characters_and_stray_breaks_are_left_out(plan: ActionPlan) -> None:
    row = row_of(make_measure(plan, " En\r\nrad\x00\x0b ", description="Två\r\nrader\x07"))
    assert (row["title"], row["description"]) == ("En rad", "Två\nrader")


def test_the_own_county_comes_first_where_two_share_a_name(plan: ActionPlan) -> None:
    other = Organisation.objects.exclude(county=plan.organisation.county).filter(kind="municipality")[0]
    Organisation.objects.filter(pk=other.pk).update(name="Uppsala")
    assert read(plan, responsible="Uppsala").responsible == [(plan.organisation, "")]


def test_suggestions_are_of_the_plan_and_its_county(plan: ActionPlan) -> None:
    columns: dict[str, Any] = {column.code: column for column in columns_of(plan, Lists(plan))}
    assert AREA in columns["area"].choices
    assert {"Region Uppsala", "Heby"} <= {*columns["responsible"].choices}
    assert "Region Skåne" not in columns["responsible"].choices
    assert "3.1-a" in columns["requirements"].choices
    assert columns["title"].choices == ()
