"""What a plan has got, plans, has used and lacks, read from the database."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allocation.models import SplitAmount
from overenskommelse.domain.plans import FindingCode, Money
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    DevelopmentArea,
    FundingLine,
    Measure,
    MeasureAmount,
    Organisation,
    PlanFrame,
    Requirement,
)
from overenskommelse.selectors import late, money_of, plans_money, progress, unmet, warnings_of
from reporting.services.fixtures import DemoYear


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def line(code: str) -> FundingLine:
    return FundingLine.objects.get(code=code)


def begin(agreement: Agreement, code: str) -> ActionPlan:
    return ActionPlan.objects.create(agreement=agreement, organisation=organisation(code), name="Plan")


def add(plan: ActionPlan, on: str = "", planned: int = 0, used: int = 0, **values: Any) -> Measure:
    """A measure with money on one line."""
    measure = Measure.objects.create(plan=plan, title="Mobilt team", **values)
    if on:
        MeasureAmount.objects.create(measure=measure, line=line(on), planned=planned, used=used)
    return measure


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    """Uppsala municipality's, with 100 kronor split to it for close care."""
    plan = begin(agreement, "0380")
    SplitAmount.objects.create(
        line=line("kommuner-nara-vard"), municipality=plan.organisation, amount=100, note="Prov"
    )
    return plan


def test_a_municipality_has_what_is_split_to_it(plan: ActionPlan) -> None:
    add(plan, "kommuner-nara-vard", 60, 20)
    add(plan, "kommuner-nara-vard", 10)
    found = money_of(plan)
    assert found.total == Money(100, 70, 20)
    (area,) = found.areas
    assert (area.area, area.money) == (DevelopmentArea.objects.get(code="nara-vard"), Money(100, 70, 20))
    (row,) = found.lines
    assert (row.line.code, row.money.left_to_plan, row.money.left_to_use) == ("kommuner-nara-vard", 30, 80)
    assert warnings_of(plan) == []


def test_a_region_has_what_is_decided(demo_year: DemoYear) -> None:
    plan = begin(demo_year.agreement, "R12")
    assert money_of(plan).total == Money(765_248_202, 0, 0)


def test_a_frame_fills_in_where_nothing_is_known(plan: ActionPlan) -> None:
    for code, amount in (("kommuner-nara-vard", 7), ("kommuner-medarbetare", 50)):
        PlanFrame.objects.create(plan=plan, line=line(code), amount=amount, source="Budget")
    found = {row.line.code: row.money.allocated for row in money_of(plan).lines}
    assert found == {"kommuner-nara-vard": 100, "kommuner-medarbetare": 50}


def test_a_line_for_several_areas_is_framed_and_measured_by_area(plan: ActionPlan) -> None:
    FundingLine.objects.filter(code="kommuner-medarbetare").update(area=None)
    near, work = (
        DevelopmentArea.objects.get(code="nara-vard"),
        DevelopmentArea.objects.get(code="medarbetare"),
    )
    for area, amount in ((near, 19), (work, 11)):
        PlanFrame.objects.create(
            plan=plan, line=line("kommuner-medarbetare"), area=area, amount=amount, source="Beslut"
        )
    add(plan, "kommuner-medarbetare", 20, area=near)
    add(plan, "kommuner-medarbetare", 3)
    assert [(row.area, row.money) for row in money_of(plan).areas] == [
        (near, Money(119, 20, 0)),
        (work, Money(11, 0, 0)),
        (None, Money(None, 3, 0)),
    ]
    (found,) = warnings_of(plan)
    assert (found.finding.code, found.area, found.finding.amount) == (FindingCode.OVER_PLANNED, near, 1)


def test_dropped_frees_its_money_and_removed_is_gone(plan: ActionPlan) -> None:
    add(plan, "kommuner-nara-vard", 60, 20, status="dropped", status_note="Ingen sökte tjänsten")
    add(plan, "kommuner-nara-vard", 30, 30, removed_at="2021-05-01T12:00Z")
    assert money_of(plan).total == Money(100, 0, 20)


def test_over_use_is_an_error_and_over_planning_a_warning(plan: ActionPlan) -> None:
    measure = add(plan, "kommuner-nara-vard", 101)
    assert [row.finding.is_error for row in warnings_of(plan)] == [False]
    measure.amounts.update(used=101)
    (found,) = warnings_of(plan)
    assert (found.finding.is_error, found.line, found.finding.amount) == (True, line("kommuner-nara-vard"), 1)


def test_a_requirement_is_unmet_until_a_measure_meets_it(plan: ActionPlan) -> None:
    requirement = Requirement.objects.get(code="3.1.2-a")
    regions_only = Requirement.objects.get(code="3.1.2-g")
    assert requirement in unmet(plan)
    assert regions_only not in unmet(plan)
    measure = add(plan)
    measure.requirements.add(requirement)
    assert requirement not in unmet(plan)
    other = add(begin(plan.agreement, "0305"))
    other.requirements.add(Requirement.objects.get(code="3.1.2-d"))
    assert "3.1.2-d" in unmet(plan).values_list("code", flat=True)
    Measure.objects.filter(pk=measure.pk).update(status="dropped", status_note="Ingen tid")
    assert requirement in unmet(plan)


def test_late_and_how_far_it_has_come(plan: ActionPlan) -> None:
    today = date(2021, 7, 1)
    june: dict[str, Any] = {"schedule": "2021-06-30", "schedule_kind": "day", "ends_on": date(2021, 6, 30)}
    overdue = add(plan, status="under_way", **june)
    add(plan, status="done", **june)
    add(plan)
    assert list(late(plan, today)) == [overdue]
    assert list(late(plan, date(2021, 6, 30))) == []
    found = progress([plan], today)[plan.pk]
    assert (found.measures, found.done, found.late) == (3, 1, 1)


def test_many_plans_ask_as_often_as_one(plan: ActionPlan) -> None:
    def asked() -> int:
        plans = ActionPlan.objects.select_related("agreement", "organisation")
        with CaptureQueriesContext(connection) as captured:
            found = plans_money(plans)
            progress(plans)
        assert len(found) == plans.count()
        return len(captured)

    add(plan, "kommuner-nara-vard", 1)
    before = asked()
    for municipality in Organisation.objects.filter(kind="municipality").exclude(code="0380")[:40]:
        other = begin(plan.agreement, municipality.code)
        for _number in range(3):
            add(other, "kommuner-nara-vard", 1)
    assert asked() == before <= 7
