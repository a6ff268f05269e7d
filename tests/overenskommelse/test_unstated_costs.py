"""A plan that allots money to areas and states no cost of any measure says so, instead of 0 kronor."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.models import ActionPlan, Agreement
from tests.overenskommelse.pages import text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
NEAR = "kommuner-nara-vard"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    plan = make_plan(agreement, "0380")
    plan.frames.create(line=agreement.lines.get(code=NEAR), amount=17_332_000, source="Länets fördelning")
    return plan


@pytest.fixture
def reader(client_for: SignIn) -> Client:
    return client_for("uppfoljning")


@pytest.mark.parametrize("view", ["", "areas/", "timeline/", "responsible/"])
def test_a_plan_says_that_no_cost_is_stated(reader: Client, plan: ActionPlan, view: str) -> None:
    at = f"{plan.get_absolute_url()}{view}"
    assert "inte angivet</span>" not in text(reader.get(at))  # without measures 0 is the answer
    measure = make_measure(plan, "Vård i hemmet", area="nara-vard")
    page = text(reader.get(at))
    assert '<dd><span class="soft">inte angivet</span></dd>' in page
    assert "17 332 000 kr tilldelat" in page
    assert "Ingen åtgärd anger vad den beräknas kosta." in page
    assert "Kvar att planera</dt>" not in page
    assert "kvar att planera" not in page
    amounts = measure.amounts
    amounts.create(line=plan.agreement.lines.get(code=NEAR), planned=1_000)
    page = text(reader.get(at))
    assert "inte angivet</span>" not in page
    assert "17 331 000 kr kvar att planera" in page


def test_lists_of_plans_say_it_too(client_for: SignIn, plan: ActionPlan) -> None:
    make_measure(plan, "Vård i hemmet", area="nara-vard")
    coordinator = client_for("samordnare.uppsala")
    for name in ("action_plans", "county_plans"):
        assert "inte angivet" in text(coordinator.get(reverse(name))), name
    make_measure(plan, "Hemmonitorering", area="nara-vard", planned={NEAR: 5})
    for name in ("action_plans", "county_plans"):
        assert "inte angivet" not in text(coordinator.get(reverse(name))), name


def test_where_no_line_pays_the_reading_by_area_has_no_columns_of_kronor(
    reader: Client, plan: ActionPlan
) -> None:
    make_measure(plan, "Vård i hemmet", area="nara-vard")
    at = reverse("action_plan_areas", args=[plan.pk])
    assert "Planerat, kr" in text(reader.get(at))
    plan.frames.all().delete()
    plan.agreement.lines.all().delete()
    assert "Planerat, kr" not in text(reader.get(at))
