"""The table of a plan by its headings, and what its cells are when they are only read."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, Agreement
from tests.overenskommelse.pages import text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
NEAR, STAFF = "kommuner-nara-vard", "kommuner-medarbetare"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    """Four measures that each heading puts in an order of its own."""
    plan = make_plan(agreement, "0380")
    make_measure(
        plan, "Cirklar", area="medarbetare", responsible="Uppsala: chef", schedule="Löpande", status="klar"
    )
    make_measure(
        plan, "axel", area="nara-vard", responsible="arbetsgrupp", schedule="2021-12-31", planned={NEAR: 900},
        status="pågår",
    )  # fmt: skip
    make_measure(
        plan, "Bad", area="medarbetare", responsible="Heby", schedule="Hösten 2021", planned={STAFF: 2000},
        used={STAFF: 10},
    )  # fmt: skip
    make_measure(plan, "Damm")
    return plan


@pytest.fixture
def reader(client_for: SignIn) -> Client:
    return client_for("uppfoljning")


def shown(client: Client, plan: ActionPlan, **asked: str) -> str:
    return text(client.get(plan.get_absolute_url(), asked))


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="[^"]*/measures/\d+/">([^<]*)</a>', page)


OWN = ["Cirklar", "axel", "Bad", "Damm"]
ORDERS = {
    "title": ["axel", "Bad", "Cirklar", "Damm"],
    "-title": ["Damm", "Cirklar", "Bad", "axel"],
    "area": ["axel", "Cirklar", "Bad", "Damm"],
    "-area": ["Cirklar", "Bad", "axel", "Damm"],
    "responsible": ["axel", "Bad", "Cirklar", "Damm"],
    "-responsible": ["Cirklar", "Bad", "axel", "Damm"],
    "schedule": ["Bad", "axel", "Cirklar", "Damm"],
    "-schedule": ["axel", "Bad", "Cirklar", "Damm"],
    "status": ["Bad", "Damm", "axel", "Cirklar"],
    "-status": ["Cirklar", "axel", "Bad", "Damm"],
    "planned": ["axel", "Bad", "Cirklar", "Damm"],
    "-planned": ["Bad", "axel", "Cirklar", "Damm"],
    "used": ["Bad", "Cirklar", "axel", "Damm"],
    "-used": ["Bad", "Cirklar", "axel", "Damm"],
    "": OWN,
    "description": OWN,
    "pk); drop": OWN,
}


@pytest.mark.parametrize("sort", ORDERS)
def test_the_table_is_ordered_as_the_address_says_with_empty_cells_last(
    reader: Client, plan: ActionPlan, sort: str
) -> None:
    assert titles(shown(reader, plan, sort=sort)) == ORDERS[sort]


def test_a_heading_is_a_link_that_keeps_the_filter_and_turns_round(reader: Client, plan: ActionPlan) -> None:
    page = shown(reader, plan, sort="planned", text="a")
    assert 'class="c-planned num" aria-sort="ascending"><a href="?sort=-planned&amp;text=a">' in page
    assert '<a href="?sort=title&amp;text=a">Åtgärd</a>' in page
    assert page.count("aria-sort") == 1
    assert "Sorterad efter ”Planerat, kr”." in page
    assert '<input type="hidden" name="sort" value="planned">' in page  # the filter keeps the order


def test_the_plans_own_order_needs_no_word(reader: Client, plan: ActionPlan) -> None:
    page = shown(reader, plan)
    assert "aria-sort" not in page
    assert "Sorterad efter" not in page


def test_an_order_is_no_order_of_the_plan(client_for: SignIn, plan: ActionPlan) -> None:
    """Rows are not moved about in a table that a heading orders, and print and views keep the plan's own."""
    contact = client_for("kommun.uppsala")
    assert " data-moves" in shown(contact, plan)
    page = shown(contact, plan, sort="-title", late="yes")
    assert " data-moves" not in page
    printed = re.search(r'href="(/action-plans/\d+/print/[^"]*|[^"]*pdf[^"]*)"', page)
    assert printed
    assert "sort" not in printed[1]
    assert "late=yes" in printed[1]


def test_where_no_line_pays_there_are_no_kronor_to_enter(client_for: SignIn, agreement: Agreement) -> None:
    plan = make_plan(agreement, "0380")
    make_measure(plan, "Trygg hemgång")
    contact = client_for("kommun.uppsala")
    assert 'id="h-planned"' in shown(contact, plan)
    agreement.lines.all().delete()
    page = shown(contact, plan, columns="planned")
    assert 'id="h-planned"' not in page
    assert 'value="used"' not in page


def test_only_who_can_choose_an_area_is_asked_to(client_for: SignIn, plan: ActionPlan) -> None:
    contact = client_for("kommun.uppsala")
    assert "Välj område först" in shown(contact, plan)
    ActionPlan.objects.filter(pk=plan.pk).update(status=PlanStatus.APPROVED)
    assert "Välj område först" not in shown(contact, plan)
