"""A plan as one record: what docs/schemas promises, the same bytes again, as many queries at any size."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overenskommelse.domain.canonical import canonical_json
from overenskommelse.models import ActionPlan, Agreement, Organisation, PlanFrame, PlanNode
from overenskommelse.selectors.comparisons import Comparison
from overenskommelse.selectors.frozen import Frozen
from overenskommelse.services.action_plans import content_of
from tests.overenskommelse.plans import make_measure, make_plan
from tests.reporting.test_schema import faults

SCHEMA = json.loads((settings.BASE_DIR / "docs" / "schemas" / "action-plan.schema.json").read_text("utf-8"))
FRAME = {"line": "a", "area": None, "amount": 1, "source": "b"}
NEAR, STAFF = "kommuner-nara-vard", "kommuner-medarbetare"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    """A plan with everything that a plan can have."""
    plan = make_plan(agreement, "0380", background="Så här är det.", level_names=["Fokusområde", "Mål"])
    PlanFrame.objects.create(
        plan=plan, line=agreement.lines.get(code=NEAR), amount=10_000, source="Länets fördelning"
    )
    top = PlanNode.objects.create(plan=plan, name="Nära vård", first_number=3)
    below = PlanNode.objects.create(plan=plan, name="Trygg hemgång", parent=top)
    plan.indicators.create(node=below, name="Återinskrivna", unit="procent", target=Decimal("2.5000"))
    first = make_measure(
        plan,
        "Fast kontakt",
        planned={NEAR: 7_000},
        used={NEAR: 1_000},
        area="nara-vard",
        node="1.3",
        requirements="3.1.2-a, 3.1.2-b",
        schedule="2021-12-31",
        responsible="Region Uppsala: närvårdsstrateg; Fredagsgruppen",
    )
    first.shares.create(organisation=Organisation.objects.get(code="R03"), amount=2_000)
    indicator = plan.indicators.create(measure=first, name="Andel med kontakt", baseline=40, target=90)
    indicator.readings.create(on=date(2021, 6, 30), value=Decimal("55.5"), text="halvår")
    make_measure(plan, "Introduktion", planned={STAFF: 500}, area="medarbetare", schedule="Löpande")
    plan.follow_ups.create(area=agreement.areas.get(code="nara-vard"), text="Gick bra")
    plan.follow_ups.create(node=below, text="Tog tid")
    return plan


def test_the_record_keeps_the_schema(plan: ActionPlan) -> None:
    content = content_of(plan)
    assert list(faults(content, SCHEMA)) == []
    del content["follow_ups"]  # as before parts were followed up
    assert list(faults(content, SCHEMA)) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"schema": "action-plan@2"}, "$.schema: const"),
        ({"version": 0}, "$.version: minimum"),
        ({"tree": [{"id": 1}]}, "$.tree[0]: keys"),
        ({"frames": [FRAME | {"amount": 0}]}, "$.frames[0].amount: minimum"),
        ({"name": ""}, "$.name: length"),
        ({"follow_ups": [{"area": None, "node": 1, "text": ""}]}, "$.follow_ups[0].text: length"),
    ],
)  # fmt: skip
def test_the_schema_notices(plan: ActionPlan, changed: dict[str, Any], fault: str) -> None:
    assert list(faults(content_of(plan) | changed, SCHEMA)) == [fault]


def test_the_record_tells_everything_by_the_codes_that_people_see(plan: ActionPlan) -> None:
    content = content_of(plan)
    first = content["measures"][0]
    assert (first["area"], first["requirements"]) == ("nara-vard", ["3.1.2-a", "3.1.2-b"])
    assert first["schedule"] == {
        "text": "2021-12-31", "kind": "day", "starts_on": None, "ends_on": "2021-12-31",
    }  # fmt: skip
    assert [row["function"] for row in first["responsible"]] == ["närvårdsstrateg", "Fredagsgruppen"]
    assert first["money"] == [{"line": NEAR, "planned": 7_000, "used": 1_000}]
    assert first["shares"] == [{"organisation": "R03", "name": "Region Uppsala", "amount": 2_000}]
    assert first["indicators"][0]["readings"] == [{"on": "2021-06-30", "value": "55.5", "text": "halvår"}]
    assert [(node["number"], node["name"]) for node in content["tree"]] == [
        ("1", "Nära vård"), ("1.3", "Trygg hemgång"),
    ]  # fmt: skip
    assert content["tree"][1]["id"] == first["node"]
    assert content["tree"][1]["indicators"][0]["target"] == "2.5"
    assert [(row["area"], row["node"], row["text"]) for row in content["follow_ups"]] == [
        ("nara-vard", None, "Gick bra"), (None, first["node"], "Tog tid"),
    ]  # fmt: skip
    assert {line["code"]: line["allocated"] for line in content["lines"]} == {NEAR: None, STAFF: None}


def test_the_same_plan_is_the_same_record(plan: ActionPlan) -> None:
    again = ActionPlan.objects.select_related("agreement", "organisation").get(pk=plan.pk)
    assert canonical_json(content_of(plan)) == canonical_json(content_of(again))


def test_a_removed_measure_is_not_in_the_record(plan: ActionPlan) -> None:
    plan.measures.filter(title="Introduktion").update(removed_at="2021-05-01T12:00:00Z")
    assert [row["title"] for row in content_of(plan)["measures"]] == ["Fast kontakt"]


def asked(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


def test_as_many_queries_at_any_size(plan: ActionPlan) -> None:
    few = asked(lambda: content_of(plan))
    for number in range(40):
        make_measure(plan, f"Åtgärd {number}", planned={NEAR: 1}, responsible="Fredagsgruppen")
    assert asked(lambda: content_of(plan)) == few


def test_a_record_is_read_as_people_write(plan: ActionPlan) -> None:
    frozen = Frozen(content_of(plan))
    (near, [first]), (staff, [second]) = frozen.by_area
    assert near.startswith("Utvecklingen av den nära vården")
    assert staff.startswith("Goda förutsättningar")
    cells = dict(first.cells)
    assert "Region Uppsala: närvårdsstrateg; Fredagsgruppen" in cells.values()
    assert "1.3 Trygg hemgång" in cells.values()
    assert "Andel med kontakt: 40 → 90; 2021-06-30 55,5 halvår" in cells.values()
    assert second.title == "Introduktion"
    assert [(row.code, row.money.allocated, row.money.planned) for row in frozen.sums] == [
        (NEAR, 10_000, 5_000), (STAFF, None, 500),
    ]  # fmt: skip
    assert (frozen.total.planned, frozen.total.used) == (5_500, 714), "the region bears two parts of seven"


def test_what_a_dropped_measure_planned_is_free_and_what_it_used_is_used(plan: ActionPlan) -> None:
    plan.measures.filter(title="Fast kontakt").update(status="dropped", status_note="Ingen sökte")
    money = Frozen(content_of(plan)).sums[0].money
    assert (money.planned, money.used) == (0, 714)


def test_two_versions_differ_cell_by_cell(plan: ActionPlan) -> None:
    before = content_of(plan)
    first = plan.measures.get(title="Fast kontakt")
    first.amounts.update(planned=8_000)
    plan.measures.filter(pk=first.pk).update(schedule="Hösten 2021")
    plan.measures.filter(title="Introduktion").update(removed_at="2021-05-01T12:00:00Z")
    make_measure(plan, "Mobilt team", area="nara-vard")
    plan.background = "Så här blev det."
    found = Comparison(before, content_of(plan))
    assert [(cell.before, cell.after) for cell in found.texts] == [("Så här är det.", "Så här blev det.")]
    [measures] = found.parts
    assert (measures.added, measures.removed) == (["Mobilt team"], ["Introduktion"])
    [changed] = measures.changed
    assert {(cell.before, cell.after) for cell in changed.cells} == {
        ("2021-12-31", "Hösten 2021"), ("7\u00a0000", "8\u00a0000"),
        ("Uppsala 5\u00a0000; Region Uppsala 2\u00a0000", "Uppsala 6\u00a0000; Region Uppsala 2\u00a0000"),
    }  # fmt: skip
    assert [(row.planned, row.used) for row in found.sums] == [(1_000, 36), (-500, 0)]
    assert (found.total.planned, found.is_same) == (500, False)


def test_a_version_does_not_differ_from_itself(plan: ActionPlan) -> None:
    content = content_of(plan)
    assert Comparison(content, json.loads(canonical_json(content))).is_same


def test_text_is_shown_as_it_was_typed(plan: ActionPlan) -> None:
    odd = '<script>alert("å")</script> =SUM(A1) 🙂 ' + "x" * 19_900
    make_measure(plan, "Udda", description=odd)
    row = content_of(plan)["measures"][-1]
    assert row["description"].split() == odd.split()
