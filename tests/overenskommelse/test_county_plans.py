"""A county's plans side by side: who is missing, what is planned of what, and all of it as one document."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allocation.models import SplitAmount
from overenskommelse.choices import PlanStatus
from overenskommelse.domain.transitions import Act
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    County,
    Event,
    FundingLine,
    Organisation,
    PlanDay,
    User,
)
from overenskommelse.selectors.county_plans import CountyPlans, CountyRow, county_plans
from overenskommelse.services import county_plans as services
from overenskommelse.services.versions import DEEDS
from reporting.services.fixtures import DemoYear
from tests.overenskommelse.pages import queries, text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
COUNTY = "/action-plans/county/"
LINE = "kommuner-nara-vard"


@pytest.fixture
def coordinator(user_of: Callable[[str], User]) -> User:
    return user_of("samordnare.uppsala")


@pytest.fixture
def client(client_for: SignIn) -> Client:
    return client_for("samordnare.uppsala")


@pytest.fixture
def uppsala(agreement: Agreement, coordinator: User) -> Callable[[], CountyPlans]:
    return lambda: county_plans(agreement, County.objects.get(code="03"), coordinator, date(2021, 6, 1))


def row_of(plans: CountyPlans, code: str) -> CountyRow:
    return next(row for row in plans.rows if row.organisation.code == code)


def split(agreement: Agreement, code: str, amount: int, line: str = LINE) -> None:
    SplitAmount.objects.create(
        line=FundingLine.objects.get(agreement=agreement, code=line),
        municipality=Organisation.objects.get(code=code),
        amount=amount,
    )


def bring(plan: ActionPlan, *acts: Act) -> None:
    for act in acts:
        plan.refresh_from_db()
        DEEDS[act](plan=plan, seen=plan.version, by=None, comment="Rätta.")


def csv_rows(response: Any) -> dict[str, dict[str, str]]:
    found = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    return {row["Organisation"]: row for row in found}


def test_those_who_have_come_least_far_come_first(
    agreement: Agreement, uppsala: Callable[[], CountyPlans]
) -> None:
    for code, status in (
        ("0330", "approved"),
        ("0331", "draft"),
        ("0360", "returned"),
        ("0380", "submitted"),
    ):
        ActionPlan.objects.filter(pk=make_plan(agreement, code).pk).update(status=status)
    found = [(row.organisation.code, row.standing) for row in uppsala().rows]
    missing = [("0305", "not_begun"), ("0319", "not_begun"), ("0381", "not_begun"), ("0382", "not_begun")]
    begun = [("0360", "returned"), ("0331", "draft"), ("0380", "submitted"), ("0330", "approved")]
    assert found == [*missing, ("R03", "not_begun"), *begun, ("RSS03", "not_begun")]
    assert (uppsala().submitted, len(uppsala().expected)) == (2, 9)


def test_after_the_last_day_those_missing_are_overdue(
    agreement: Agreement, uppsala: Callable[[], CountyPlans], coordinator: User
) -> None:
    ActionPlan.objects.filter(pk=make_plan(agreement, "0330").pk).update(status=PlanStatus.SUBMITTED)
    county = County.objects.get(code="03")
    services.set_plan_day(agreement=agreement, county=county, day=date(2021, 6, 1), by=coordinator)
    assert not row_of(uppsala(), "0305").is_overdue  # the last day itself is in time
    services.set_plan_day(agreement=agreement, county=county, day=date(2021, 5, 31), by=coordinator)
    assert row_of(uppsala(), "0305").is_overdue
    assert not row_of(uppsala(), "0330").is_overdue
    assert not row_of(uppsala(), "RSS03").is_overdue


def test_an_approved_version_counts_while_the_next_is_drawn_up(
    agreement: Agreement, uppsala: Callable[[], CountyPlans]
) -> None:
    plan = make_plan(agreement, "0330")
    make_measure(plan, "Hembesök")
    bring(plan, Act.SUBMIT, Act.APPROVE, Act.BEGIN_VERSION)
    assert not row_of(uppsala(), "0330").is_missing


def test_planned_of_allocated_area_by_area(agreement: Agreement, client: Client) -> None:
    split(agreement, "0330", 2_000_000)
    split(agreement, "0330", 500_000, "kommuner-medarbetare")
    plan = make_plan(agreement, "0330")
    make_measure(plan, "Hembesök", planned={LINE: 1_200_000, "kommuner-medarbetare": 100_000}, used={LINE: 3})
    row = csv_rows(client.get(COUNTY, {"_export": "csv"}))["Knivsta"]
    assert (row["Fördelat, kronor"], row["Planerat, kronor"], row["Använt, kronor"]) == (
        "2500000",
        "1300000",
        "3",
    )
    assert row["Utvecklingen av den nära vården med primärvården som nav"] == "1200000"
    assert row["Goda förutsättningar för vårdens medarbetare"] == "100000"
    page = text(client.get(COUNTY))
    assert "1 200 000<br><small>av 2 000 000</small>" in page
    only = csv_rows(client.get(COUNTY, {"_export": "csv", "area": "medarbetare"}))["Knivsta"]
    assert (only["Fördelat, kronor"], only["Planerat, kronor"]) == ("500000", "100000")


def test_what_an_rss_passes_on_is_counted_once(
    demo_year: DemoYear, uppsala: Callable[[], CountyPlans]
) -> None:
    whole = row_of(uppsala(), "RSS03").money.allocated
    assert whole
    before = uppsala().money.allocated
    split(demo_year.agreement, "0330", 1_000_000)
    assert row_of(uppsala(), "RSS03").money.allocated == whole - 1_000_000
    assert uppsala().money.allocated == before


def test_two_plans_of_one_organisation_share_what_it_got(
    agreement: Agreement, uppsala: Callable[[], CountyPlans]
) -> None:
    split(agreement, "0330", 2_000_000)
    for name in ("Äldre", "Yngre"):
        make_measure(make_plan(agreement, "0330", name=name), "Hembesök", planned={LINE: 600_000})
    money = row_of(uppsala(), "0330").money
    assert (money.allocated, money.planned) == (2_000_000, 1_200_000)


def test_what_is_late_is_counted_and_can_be_filtered(agreement: Agreement, client: Client) -> None:
    plan = make_plan(agreement, "0330")
    make_measure(plan, "Försenad", schedule=(timezone.localdate() - timedelta(days=1)).isoformat())
    make_measure(plan, "I tid", schedule=timezone.localdate().isoformat())
    assert csv_rows(client.get(COUNTY, {"_export": "csv", "late": "measures"}))["Knivsta"]["Försenade"] == "1"
    assert len(csv_rows(client.get(COUNTY, {"_export": "csv", "late": "measures"}))) == 1
    assert "En åtgärd i länet är försenad" in text(client.get(COUNTY))


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"standing": "draft"}, {"Knivsta"}),
        ({"late": "missing", "standing": "returned"}, set()),
        ({"late": "overdue"}, set()),
        ({"late": "nonsense", "area": "x", "standing": "y"}, 10),
    ],
)
def test_the_filter_stands_in_the_address(
    agreement: Agreement, client: Client, query: dict[str, str], codes: set[str] | int
) -> None:
    make_plan(agreement, "0330")
    found = csv_rows(client.get(COUNTY, query | {"_export": "csv"}))
    assert (len(found) if isinstance(codes, int) else set(found)) == codes


def test_all_sort_orders_work(agreement: Agreement, client: Client) -> None:
    make_plan(agreement, "0330")
    for column in (
        "organisation",
        "standing",
        "version",
        "allocated",
        "planned",
        "late",
        "changed_at",
        "reminded",
    ):
        for sign in ("", "-"):
            assert client.get(COUNTY, {"sort": sign + column}).status_code == 200


def test_administrators_and_readers_choose_the_county(client_for: SignIn) -> None:
    for name in ("admin", "uppfoljning"):
        page = text(client_for(name).get(COUNTY, {"county": "12"}))
        assert "Skåne län: 0 av 34 planer är inlämnade" in page
        assert '<option value="12" selected>' in page
    assert "Påminn" not in text(client_for("uppfoljning").get(COUNTY, {"county": "12"}))
    assert client_for("admin").get(COUNTY, {"county": "99"}).status_code == 404


def test_the_largest_county_is_one_page_and_asks_as_often_as_one_plan(
    agreement: Agreement, client_for: SignIn
) -> None:
    client, address = client_for("admin"), COUNTY + "?county=14"
    municipalities = Organisation.objects.filter(county="14", kind="municipality")
    assert municipalities.count() == 49
    first, *others = municipalities
    make_measure(make_plan(agreement, first.code), "Hembesök", planned={LINE: 1})
    few = queries(client, address)
    for municipality in others:
        plan = make_plan(agreement, municipality.code)
        for place in range(2):
            make_measure(plan, f"Åtgärd {place}", planned={LINE: 1}, schedule="2021-01-31")
    assert queries(client, address) == few <= 22
    assert "51 rader" in text(client.get(address))


def test_a_last_day_is_set_moved_and_removed(
    agreement: Agreement, client: Client, client_for: SignIn
) -> None:
    address = COUNTY + "day/"
    for day in ("2021-05-31", "2021-06-30", "2021-06-30", ""):
        assert client.post(address, {"date": day})["Location"] == "/action-plans/county/?county=03"
    events = Event.objects.filter(verb__startswith="county_plans.day").order_by("pk")
    assert [event.verb.split(".")[1] for event in events] == ["day_set", "day_set", "day_removed"]
    assert events[1].changed == [("Sista dag att lämna in planerna", "2021-05-31", "2021-06-30")]
    assert not PlanDay.objects.exists()


@pytest.mark.parametrize("day", ["2031-05-31", "imorgon"])
def test_a_day_far_from_the_year_is_refused(client: Client, day: str) -> None:
    answer = client.post(COUNTY + "day/", {"date": day})
    assert answer.status_code == 200
    assert answer.context["form"].errors["date"]
    assert f'value="{day}"' in text(answer)
