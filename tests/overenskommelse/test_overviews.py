"""A plan by area, over time and by responsible; what is always in view."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from allocation.models import SplitAmount
from overenskommelse.filters import MeasureFilter
from overenskommelse.models import ActionPlan, Agreement, FundingLine, Measure
from overenskommelse.selectors import PlanSummary, found_among, measure_rows
from overenskommelse.selectors.overviews import (
    TimeView,
    by_area,
    by_people,
    by_responsible,
    in_areas,
    in_time,
)
from tests.overenskommelse.pages import text
from tests.overenskommelse.plans import make_measure, make_plan

SignIn = Callable[[str], Client]
TABS = ("", "areas/", "timeline/", "responsible/")
NEAR = "kommuner-nara-vard"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    """Uppsala municipality's: 1 000 000 kr for close care, four measures."""
    plan = make_plan(agreement, "0380", name="Uppsalas plan")
    line = FundingLine.objects.get(code=NEAR)
    SplitAmount.objects.create(line=line, municipality=plan.organisation, amount=1_000_000)
    make_measure(
        plan, "Mobilt team", {NEAR: 600_000}, {NEAR: 200_000}, area="nara-vard", focus_area="samverkan",
        responsible="Uppsala: närvårdsstrateg; Fredagsgruppen", schedule="2021-03-01–2021-06-30",
        status="under_way", requirements="3.1.2-a",
    )  # fmt: skip
    make_measure(
        plan, "Hemmonitorering", {NEAR: 250_000}, area="nara-vard", schedule="2021-10-15", status="done",
        responsible="Fredagsgruppen",
    )  # fmt: skip
    make_measure(plan, "Handledarutbildning", area="medarbetare", schedule="Löpande", status="under_way")
    make_measure(plan, "Språkstöd", schedule="Beroende av regionens beslut")
    return plan


def page(client: Client, plan: ActionPlan, tab: str = "areas/", query: str = "") -> str:
    answer = client.get(f"/action-plans/{plan.pk}/{tab}{query}")
    assert answer.status_code == 200
    return " ".join(text(answer).split())


def titles(plan: ActionPlan, **chosen: str) -> list[str]:
    """What the filter lets through."""
    summary = PlanSummary(plan, date(2021, 8, 1))
    rows = measure_rows(plan, summary.today)
    return [row.title for row in MeasureFilter(chosen, queryset=rows, summary=summary).qs]


@pytest.mark.parametrize("tab", TABS)
def test_the_money_is_in_view_on_every_tab(client_for: SignIn, plan: ActionPlan, tab: str) -> None:
    shown = page(client_for("kommun.uppsala"), plan, tab)
    for amount in ("1 000 000 kr", "850 000 kr", "200 000 kr", "150 000 kr", "800 000 kr"):
        assert amount in shown
    assert "1 av 4 åtgärder klara" in shown
    assert "1 försenad" in shown
    assert "krav utan åtgärd" in shown


def test_what_is_not_used_goes_back(client_for: SignIn, plan: ActionPlan) -> None:
    assert "betalas tillbaka senast 2022-03-31" in page(client_for("kommun.uppsala"), plan)


def test_over_planning_warns_and_over_use_is_an_error(client_for: SignIn, plan: ActionPlan) -> None:
    client = client_for("kommun.uppsala")
    measure = make_measure(plan, "Fler platser", {NEAR: 150_001})
    assert "1 kr mer är planerat än tilldelat." in page(client, plan)
    measure.amounts.update(used=900_000)
    shown = page(client, plan)
    assert '<p class="message error"><strong>Utveckling av den nära vården, kommunerna:</strong>' in shown
    assert "100 000 kr mer är använt än tilldelat." in shown


def test_without_known_amounts_it_says_so(client_for: SignIn, agreement: Agreement) -> None:
    plan = make_plan(agreement, "0305")
    assert "Inga belopp är kända än." in page(client_for("samordnare.uppsala"), plan)
    make_measure(plan, "Mobilt team", {NEAR: 70})
    assert "70 kr är planerat, men inget tilldelat belopp är känt än." in page(
        client_for("samordnare.uppsala"), plan
    )


def test_an_agreement_without_lines_has_no_money_to_show(client_for: SignIn, plan: ActionPlan) -> None:
    other = Agreement.objects.create(
        code="utan-poster", name="2024", year=2024, status="closed",
        period_start="2024-01-01", period_end="2024-12-31", state_party="Staten", association_party="SKR",
    )  # fmt: skip
    bare = make_plan(other, "0380")
    make_measure(bare, "Fast läkarkontakt")
    shown = page(client_for("kommun.uppsala"), bare)
    assert "Tilldelat" not in shown
    assert "0 av 1 åtgärd klar" in shown


def test_by_area_like_an_annex(client_for: SignIn, plan: ActionPlan) -> None:
    shown = page(client_for("kommun.uppsala"), plan)
    for words in (
        "Kontinuitet, relationer och tillgänglighet",
        "Gör insatser som utvecklar samverkan mellan region och kommuner.",
        "Uppfylls av <a",
        "Samverkan mellan regioner och kommuner",
        "Uppsala, närvårdsstrateg",
        "Utan utvecklingsområde",
        "Krav utan åtgärd",
    ):
        assert words in shown
    assert "Utvecklingen av 1177" not in shown  # the regions' line


def test_areas_in_the_agreements_order_and_without_area_last(plan: ActionPlan) -> None:
    summary = PlanSummary(plan)
    views = by_area(summary, measure_rows(plan))
    codes = [view.area.code if view.area else None for view in views]
    assert (codes[:2], codes[-1]) == (["nara-vard", "medarbetare"], None)
    assert [[row.title for row in rows] for _focus, rows in views[0].groups] == [
        ["Hemmonitorering"],
        ["Mobilt team"],
    ]
    shown = by_area(summary, measure_rows(plan).filter(title="Mobilt team"), only_measured=True)
    assert [view.area.code for view in shown if view.area] == ["nara-vard"]


def test_a_requirement_names_the_measures_that_meet_it(plan: ActionPlan) -> None:
    (view, *_rest) = by_area(PlanSummary(plan), measure_rows(plan))
    met = {
        row.requirement.code: (row.is_met, [one.title for one in row.measures]) for row in view.requirements
    }
    assert met["3.1.2-a"] == (True, ["Mobilt team"])
    assert met["3.1.2-d"] == (False, [])


def test_over_time(client_for: SignIn, plan: ActionPlan) -> None:
    view = TimeView(PlanSummary(plan, date(2021, 7, 1)), measure_rows(plan, date(2021, 7, 1)))
    assert [row.measure.title for row in view.dated] == ["Mobilt team", "Hemmonitorering"]
    assert [row.measure.title for row in view.ongoing] == ["Handledarutbildning"]
    assert [row.measure.title for row in view.undated] == ["Språkstöd"]
    bar, diamond = view.dated
    assert (bar.x, bar.width, diamond.x) == ("16.1%", "33.4%", "78.6%")
    assert view.now == "49.5%"
    shown = page(client_for("kommun.uppsala"), plan, "timeline/")
    assert 'class="span under_way late" x="16.1%" width="33.4%"' in shown
    assert "Beroende av regionens beslut" in shown
    assert "försenad" in shown


def test_today_beyond_the_line_is_not_drawn(plan: ActionPlan) -> None:
    assert TimeView(PlanSummary(plan, date(2026, 7, 1)), measure_rows(plan)).now == ""


def test_by_responsible_late_ones_first(client_for: SignIn, plan: ActionPlan) -> None:
    make_measure(plan, "Öppet hus", schedule="2021-05-01", responsible="Fredagsgruppen", status="done")
    today = date(2021, 8, 1)
    items = by_people(found_among(plan, today))
    found = by_responsible(items, {row.pk: row for row in measure_rows(plan, today)}, items)
    assert [(str(one.organisation or ""), one.function, one.late) for one in found] == [
        ("Uppsala", "närvårdsstrateg", 1),
        ("", "Fredagsgruppen", 1),
        ("", "", 0),
    ]
    assert [row.title for row in found[1].measures] == ["Mobilt team", "Öppet hus", "Hemmonitorering"]
    shown = page(client_for("kommun.uppsala"), plan, "responsible/")
    assert "Uppsala: närvårdsstrateg" in shown
    assert "varav 1 försenad" in shown
    assert "Ingen ansvarig än" in shown


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"text": "hemmon"}, ["Hemmonitorering"]),
        ({"text": "BESLUT"}, ["Språkstöd"]),
        ({"area": "nara-vard"}, ["Mobilt team", "Hemmonitorering"]),
        ({"area": "nara-vard/samverkan"}, ["Mobilt team"]),
        ({"area": "-"}, ["Språkstöd"]),
        ({"status": "under_way"}, ["Mobilt team", "Handledarutbildning"]),
        ({"responsible": "fredags"}, ["Mobilt team", "Hemmonitorering"]),
        ({"responsible": "uppsala"}, ["Mobilt team"]),
        ({"requirement": "3.1.2-a"}, ["Mobilt team"]),
        ({"requirement": "-"}, ["Hemmonitorering", "Handledarutbildning", "Språkstöd"]),
        ({"late": "yes"}, ["Mobilt team"]),
        ({"status": "done", "area": "medarbetare"}, []),
    ],
)
def test_what_each_filter_lets_through(plan: ActionPlan, chosen: dict[str, str], found: list[str]) -> None:
    assert titles(plan, **chosen) == found


def test_a_choice_that_there_is_not_hides_nothing(client_for: SignIn, plan: ActionPlan) -> None:
    shown = page(client_for("kommun.uppsala"), plan, "areas/", "?area=finns-inte")
    assert "Mobilt team" in shown
    assert "Välj ett giltigt alternativ." in shown


def test_what_is_chosen_is_carried_between_the_tabs(client_for: SignIn, plan: ActionPlan) -> None:
    shown = page(client_for("kommun.uppsala"), plan, "responsible/", "?status=done")
    assert "Mobilt team" not in shown
    for tab in TABS:
        assert f'href="/action-plans/{plan.pk}/{tab}?status=done"' in shown


def test_nothing_found_says_what_to_do(client_for: SignIn, plan: ActionPlan, agreement: Agreement) -> None:
    client = client_for("samordnare.uppsala")
    for tab in TABS[1:]:
        assert "Ändra eller rensa filtret." in page(client, plan, tab, "?text=finns+inte")
    empty = make_plan(agreement, "0305")
    assert "Skriv in åtgärderna i tabellen" in page(client, empty, "timeline/")


def test_a_long_plan_comes_in_pages_and_its_file_whole(client_for: SignIn, plan: ActionPlan) -> None:
    area = plan.agreement.areas.get(code="medarbetare")
    Measure.objects.bulk_create(
        Measure(plan=plan, title=f"Kurs {number:03}", area=area) for number in range(150)
    )
    client = client_for("kommun.uppsala")
    for tab in TABS[1:]:
        first, second = (page(client, plan, tab, query) for query in ("?text=kurs", "?text=kurs&page=2"))
        assert ("Kurs 099" in first, "Kurs 100" in first, "Sida 1 av 2" in first) == (True, False, True)
        assert ("Kurs 099" in second, "Kurs 149" in second) == (False, True)
        file = rows(client.get(f"/action-plans/{plan.pk}/{tab}?text=kurs&_export=xlsx"))
        assert len(file) == 151
    assert "150 åtgärder" in page(client, plan, "responsible/", "?text=kurs&page=2")


def test_in_the_order_of_time_and_of_areas(plan: ActionPlan) -> None:
    found = measure_rows(plan, date(2021, 8, 1))
    assert [row.title for row in in_time(found.order_by("-pk"))] == [
        "Mobilt team",
        "Hemmonitorering",
        "Handledarutbildning",
        "Språkstöd",
    ]
    assert [row.title for row in in_areas(found)] == [
        "Hemmonitorering",
        "Mobilt team",
        "Handledarutbildning",
        "Språkstöd",
    ]


def rows(answer: Any) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(answer.content)).active.values)


def test_each_view_is_a_file_too(client_for: SignIn, plan: ActionPlan) -> None:
    client = client_for("kommun.uppsala")
    address = f"/action-plans/{plan.pk}/{{}}?_export=xlsx&status=under_way"
    area, time, people = (rows(client.get(address.format(tab))) for tab in TABS[1:])
    assert area[0][:4] == ("Utvecklingsområde", "Insatsområde", "Krav som uppfylls", "Åtgärd")
    assert [row[3] for row in area[1:]] == ["Mobilt team", "Handledarutbildning"]
    assert area[1][2] == "3.1.2-a"
    assert area[1][-2:] == (600_000, 200_000)
    assert [row[0] for row in time[1:]] == ["Mobilt team", "Handledarutbildning"]
    assert time[1][3].date() == date(2021, 3, 1)
    assert [row[:3] for row in people[1:]] == [
        ("Uppsala", "närvårdsstrateg", "Mobilt team"),
        (None, "Fredagsgruppen", "Mobilt team"),
        (None, None, "Handledarutbildning"),
    ]
