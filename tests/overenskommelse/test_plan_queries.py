"""No page of a plan asks the database more than fifteen times, whatever it shows and however much."""

from collections.abc import Callable

import pytest
from django.test import Client

from overenskommelse.models import Agreement, Measure, MeasureShare, PlanIndicator, PlanNode
from tests.overenskommelse.pages import queries
from tests.overenskommelse.plans import make_measure, make_plan

SignIn = Callable[[str], Client]
VIEWS = ("", "areas/", "timeline/", "responsible/")
PAGES = (*VIEWS, "structure/", "indicators/", "about/", "versions/", "history/", "import/")


@pytest.mark.parametrize("code", ["0380", "RSS03", "R03"])
def test_every_page_of_a_plan_asks_at_most_fifteen_times(
    client_for: SignIn, agreement: Agreement, code: str
) -> None:
    """With everything that costs a question of its own: joint measures, a tree, indicators, a filter."""
    client, plan = client_for("samordnare.uppsala"), make_plan(agreement, code)
    line = "regioner-nara-vard" if code == "R03" else "kommuner-nara-vard"
    part = PlanNode.objects.create(plan=plan, name="Trygg vård")
    for number in range(3):
        made = make_measure(
            plan, f"Kurs {number}, se 9.9", {line: 1000}, area="nara-vard", requirements="3.1.2-a",
            responsible="Uppsala: strateg", schedule="2021-03-01", node="1",
        )  # fmt: skip
        MeasureShare.objects.create(measure=made, organisation=plan.organisation, amount=1000)
        PlanIndicator.objects.create(plan=plan, node=part, name=f"Kurser {number}")
    addresses = [f"/action-plans/{plan.pk}/{tab}" for tab in PAGES]
    addresses += [f"/action-plans/{plan.pk}/{tab}?text=kurs" for tab in VIEWS]
    few = {address: queries(client, address) for address in addresses}
    assert {address: count for address, count in few.items() if count > 15} == {}
    rows = [Measure(plan=plan, title=f"Kurs {number}, se 9.9", node=part) for number in range(300)]
    Measure.objects.bulk_create(rows)
    assert {address: queries(client, address) for address in addresses} == few


@pytest.mark.parametrize(
    ("asked", "first"), [("", 0), ("2", 100), ("9", 100), ("x", 0), ("0", 100), ("9" * 30, 100)]
)
@pytest.mark.parametrize("chosen", ["", "text=kurs&"])
def test_a_page_too_far_is_the_last(
    client_for: SignIn, agreement: Agreement, chosen: str, asked: str, first: int
) -> None:
    client, plan = client_for("kommun.uppsala"), make_plan(agreement, "0380")
    rows = [Measure(plan=plan, title=f"Kurs {number:03}", position=number) for number in range(150)]
    Measure.objects.bulk_create(rows)
    page = client.get(f"/action-plans/{plan.pk}/timeline/?{chosen}page={asked}").context["page"]
    assert (page[0].title, page.paginator.count) == (f"Kurs {first:03}", 150)
