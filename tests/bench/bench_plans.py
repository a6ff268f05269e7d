"""The table of a plan and the saving of a row, in a county of 49 municipalities over ten years.

What is promised is time on the server, so these rows are held against milliseconds, not against a baseline.
"""

import uuid
from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Measure,
    MeasureAmount,
    MeasureResponsible,
    Organisation,
    User,
)
from overenskommelse.services.agreements import copy_agreement
from tests.bench.measure import Row

COUNTY, YEARS, MEASURES = "14", 10, 5_000
ROUNDS = 15
PAGE, SAVE, QUERIES = 150, 50, 15
pytestmark = pytest.mark.django_db


def _years(agreement: Agreement, by: User) -> Iterator[Agreement]:
    """``agreement`` and those of the years after it, in force."""
    yield agreement
    for year in range(agreement.year + 1, agreement.year + YEARS):
        made = copy_agreement(source=agreement, code=f"bench-{year}", name=f"{year}", year=year, by=by)
        Agreement.objects.filter(pk=made.pk).update(status=agreement.status)
        yield made


def _plan(agreement: Agreement, organisation: Organisation) -> ActionPlan:
    return ActionPlan.objects.create(agreement=agreement, organisation=organisation, name="Mätt")


def _fill(plan: ActionPlan, count: int) -> None:
    """``count`` measures with all that a row shows."""
    areas, lines = list(plan.agreement.areas.all()), list(plan.agreement.lines.filter(recipient_kind="rss"))
    rows = Measure.objects.bulk_create(
        Measure(
            plan=plan,
            uid=uuid.uuid4(),
            position=number,
            title=f"Åtgärd {number} för en god och nära vård",
            area=areas[number % len(areas)],
            schedule="Hösten 2021",
        )
        for number in range(1, count + 1)
    )
    MeasureResponsible.objects.bulk_create(
        MeasureResponsible(measure=row, organisation=plan.organisation, function="närvårdsstrateg")
        for row in rows
    )
    MeasureAmount.objects.bulk_create(
        MeasureAmount(measure=row, line=lines[place % len(lines)], planned=1000 * place)
        for place, row in enumerate(rows)
    )


@pytest.fixture
def plan(agreement: Agreement, user_of: Callable[[str], User]) -> ActionPlan:
    """The RSS's plan with 5 000 measures, beside as many in its municipalities' plans of ten years."""
    municipalities = list(Organisation.objects.filter(county=COUNTY, kind="municipality"))
    assert len(municipalities) == 49
    for year in _years(agreement, user_of("admin")):
        for municipality in municipalities:
            _fill(_plan(year, municipality), MEASURES // (YEARS * len(municipalities)))
    whole = _plan(agreement, Organisation.objects.get(code=f"RSS{COUNTY}"))
    _fill(whole, MEASURES)
    return whole


class Visitor(Client):
    """A client that does not copy every template's context, as only tests want."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    visitor = Visitor()
    visitor.cookies = client_for("admin").cookies
    return visitor


def milliseconds(action: Callable[[], object]) -> float:
    """Processor time of one call: the median, without the first, which fills caches."""
    action()
    times = []
    for _round in range(ROUNDS):
        start = process_time()
        action()
        times.append(process_time() - start)
    return 1000 * median(times)


def row(name: str, found: float, bar: float, unit: str = " ms") -> Row:
    return Row(name, f"{found:.0f}{unit}", f"{bar:g}{unit}", found / bar, 1)


def test_first_rows(plan: ActionPlan, client: Client, show: Callable[[Row], None]) -> None:
    address = reverse("action_plan", args=[plan.pk])

    def page() -> Any:
        answer = client.get(address)
        assert answer.status_code == 200
        return answer

    assert page().content.count(b'data-pk="') == 50
    reset_queries()  # a full log counts no more
    with CaptureQueriesContext(connection) as captured:
        page()
    asked = len(captured)  # now: the next request empties the log
    show(row("plan of 5000 measures, first rows", milliseconds(page), PAGE))
    show(row("plan of 5000 measures, queries", asked, QUERIES, ""))


def test_saving_a_row(plan: ActionPlan, client: Client, show: Callable[[Row], None]) -> None:
    measure = plan.measures.first()
    assert measure is not None
    address = reverse("measure_edit", args=[plan.pk, measure.pk])
    revisions = iter(range(1, 10_000))

    def save() -> None:
        seen = next(revisions)
        data = {"seen": seen, "uid": measure.uid, "title": f"Åtgärd {seen} igen"}
        assert client.post(address, data, headers={"HX-Request": "true"}).status_code == 200

    show(row("plan of 5000 measures, saving a row", milliseconds(save), SAVE))
    measure.refresh_from_db()
    assert measure.revision == ROUNDS + 2
