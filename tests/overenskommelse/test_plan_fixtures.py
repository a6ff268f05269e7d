"""The demo year's plans: the figures of their sources, loaded once, by the acts that people do."""

from collections.abc import Callable

import pytest

from allocation.services.fixtures import load_demo_splits
from overenskommelse.domain.mentions import mentions
from overenskommelse.models import Event, Measure, User
from overenskommelse.selectors.plans import money_of
from overenskommelse.selectors.structures import Structure
from overenskommelse.services.fixtures import agreement_files, load_agreement
from overenskommelse.services.plan_fixtures import load_plans
from reporting.services.fixtures import DemoYear
from tests.overenskommelse.plans import demo_plan

pytestmark = pytest.mark.django_db

MUNICIPALITY, REGION = "god-och-nara-vard-2021-0380", "god-och-nara-vard-2019-R23"
ACTIVITIES, TREE = "god-och-nara-vard-2024-R23", "god-och-nara-vard-2021-RSS03"


def test_loading_again_changes_nothing() -> None:
    for path in agreement_files(demo=True):
        load_agreement(path)
    loaded = load_plans()
    assert len(loaded) >= 4
    before = (Event.objects.count(), Measure.objects.count())
    assert load_plans() == loaded
    assert (Event.objects.count(), Measure.objects.count()) == before


def test_region_jamtland_harjedalen_s_2019_adds_up_area_by_area() -> None:
    plan = demo_plan(REGION)
    money = money_of(plan)
    assert [area.money.allocated for area in money.areas] == [19_000_000, 5_800_000, 5_800_000]
    assert [area.money.planned for area in money.areas] == [19_000_000, 5_800_000, 5_800_000]
    assert money.total.planned == 30_600_000
    assert money.findings == []
    assert plan.accounting_object == "9916"
    assert set(plan.measures.values_list("accounting_object", flat=True)) == {"9916"}
    assert plan.status == "closed"
    assert all(measure.requirements.exists() for measure in plan.measures.all())


@pytest.mark.parametrize("is_split", [False, True])
def test_uppsala_s_2021_has_the_printed_amounts(demo_year: DemoYear, is_split: bool) -> None:
    if is_split:
        load_demo_splits(demo_year.agreement)
    areas = money_of(demo_plan(MUNICIPALITY)).areas
    assert [area.money.allocated for area in areas] == [17_332_000, 5_777_000]


def test_uppsala_s_was_submitted_and_approved(user_of: Callable[[str], User]) -> None:
    plan = demo_plan(MUNICIPALITY)
    (version,) = plan.versions.all()
    assert (plan.status, version.submitted_by) == ("approved", user_of("kommun.uppsala"))
    assert version.verdict.by == user_of("samordnare.uppsala")
    assert [plan.measures.filter(area__code=code).count() for code in ("nara-vard", "medarbetare")] == [8, 7]


def test_the_plan_of_2024_has_every_kind_of_schedule() -> None:
    plan = demo_plan(ACTIVITIES)
    assert plan.measures.count() == 16
    assert set(plan.measures.values_list("schedule_kind", flat=True)) == {
        "day", "period", "ongoing", "dependent", "none"
    }  # fmt: skip
    assert [plan.measures.filter(node=node).count() for node in plan.nodes.all()] == [8, 8]
    assert [int(row.target or 0) for row in plan.indicators.all()] == [1100, 550]


def test_a_status_over_time_is_read_from_the_events() -> None:
    measure = demo_plan(ACTIVITIES).measures.get(status="under_way")
    (changed,) = Event.objects.about(measure).filter(verb="measures.changed")
    fields = {row["field"]: (row["before"], row["after"]) for row in changed.data["changes"]}
    assert fields["schedule"] == ("2022-12-31", "2024-12-31")
    assert "2022-12-31" in fields["status_note"][1]


def test_hsvo_uppsala_s_2021_has_the_tree_of_its_source() -> None:
    plan = demo_plan(TREE)
    numbers = Structure(plan).numbers
    goals = [it for it in numbers.values() if it.startswith("2.") and it.count(".") == 2]
    assert goals == [f"2.{focus}.{n}" for focus, last in ((1, 4), (2, 3), (3, 5)) for n in range(1, last + 1)]
    places = {number: 0 for number in numbers.values() if number.count(".") == 3}
    for measure in plan.measures.all():
        places[numbers[measure.node_id or 0]] += 1
    assert list(places.values()) == [2, 2, 1, 4, 1, 2, 1, 3, 2, 1, 1, 1, 3, 6, 1, 1, 2, 1, 1, 1, 1]
    assert plan.indicators.exclude(node=None).count() == plan.indicators.count() == 36


def test_hsvo_uppsala_s_references_lead_somewhere() -> None:
    plan = demo_plan(TREE)
    texts = [*plan.measures.values_list("title", "description"), *plan.indicators.values_list("name")]
    found = [mention.number for row in texts for part in row for mention in mentions(part)]
    assert sorted(found) == ["2.1.3", "2.3", "2.3", "2.3.1", "2.3.4", "2.3.4"]
    assert Structure(plan).lost == []
