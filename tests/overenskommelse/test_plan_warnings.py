"""What is wrong in a plan stands on each of its views and on the county's page: money, requirements, late."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from allocation.models import SplitAmount
from overenskommelse.models import ActionPlan, Agreement, FundingLine
from tests.overenskommelse.pages import text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
VIEWS = ("", "areas/", "timeline/", "responsible/")
NEAR, STAFF = "kommuner-nara-vard", "kommuner-medarbetare"
COUNTY = "/action-plans/county/?county=03"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    """150 000 kr planned of 100 000 on one line, 120 000 used of 100 000 on another, one late measure."""
    plan = make_plan(agreement, "0380")
    for code in (NEAR, STAFF):
        line = FundingLine.objects.get(agreement=agreement, code=code)
        SplitAmount.objects.create(line=line, municipality=plan.organisation, amount=100_000)
    make_measure(plan, "Mobilt team", {NEAR: 150_000}, area="nara-vard", requirements="3.1.2-a")
    make_measure(plan, "Handledning", {STAFF: 100_000}, {STAFF: 120_000}, schedule="2021-01-31")
    return plan


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_says_all_of_it(plan: ActionPlan, client_for: ClientFor, view: str) -> None:
    shown = " ".join(text(client_for("kommun.uppsala").get(f"/action-plans/{plan.pk}/{view}")).split())
    assert '<p class="message error"><strong>' in shown, "over-use is an error"
    assert "20 000 kr mer är använt än tilldelat" in shown
    assert '<p class="note warn"><strong>' in shown, "over-planning is a warning"
    assert "50 000 kr mer är planerat än tilldelat" in shown
    assert "krav utan åtgärd</a>" in shown
    assert ">1 försenad</a>" in shown


@pytest.mark.parametrize("view", VIEWS)
def test_none_of_it_is_said_where_all_is_well(agreement: Agreement, client_for: ClientFor, view: str) -> None:
    plan = make_plan(agreement, "0380")
    codes = ", ".join(agreement.requirements.filter(for_rss=True).values_list("code", flat=True))
    make_measure(plan, "Allt", requirements=codes)
    shown = text(client_for("kommun.uppsala").get(f"/action-plans/{plan.pk}/{view}"))
    assert "Alla krav har en åtgärd" in shown
    for wrong in ("message error", "note warn", "försenad</a>"):
        assert wrong not in shown


def test_the_countys_page_and_file_say_it_too(
    plan: ActionPlan, agreement: Agreement, client_for: ClientFor
) -> None:
    asked = agreement.requirements.filter(for_rss=True, kind="requirement")
    assert asked.filter(code="3.1.2-a").exists()
    client, at = client_for("samordnare.uppsala"), plan.get_absolute_url()
    shown = text(client.get(COUNTY))
    assert f'<a class="tag error" href="{at}#plan-findings">20 000 kr för mycket använt</a>' in shown
    assert f'<a class="tag warn" href="{at}#plan-findings">50 000 kr för mycket planerat</a>' in shown
    unmet = f"{asked.count() - 1} krav utan åtgärd"
    assert f'<a class="tag warn" href="{at}areas/">{unmet}</a>' in shown
    file = client.get(COUNTY + "&_export=csv").content.decode("utf-8-sig").replace("\u00a0", " ")
    (row,) = [row for row in csv.DictReader(io.StringIO(file)) if row["Organisation"] == "Uppsala"]
    assert row["Att se över"] == f"20 000 kr för mycket använt; 50 000 kr för mycket planerat; {unmet}"
    assert row["Försenade"] == "1"


def test_a_dropped_measure_meets_nothing_in_the_county(plan: ActionPlan, client_for: ClientFor) -> None:
    client = client_for("samordnare.uppsala")
    before = text(client.get(COUNTY))
    plan.measures.filter(title="Mobilt team").update(status="dropped", status_note="Inget behov")
    after = text(client.get(COUNTY))
    assert "50 000 kr för mycket planerat" in before
    assert "för mycket planerat" not in after
    asked = plan.agreement.requirements.filter(for_rss=True, kind="requirement").count()
    assert f"{asked} krav utan åtgärd" in after
