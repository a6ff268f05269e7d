"""A measure's own page, indicators, readings and remarks: all that is shown, entered, and refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, Agreement, Event, Measure, PlanIndicator, User
from overenskommelse.services import plan_indicators as services
from overenskommelse.services.comments import add_comment
from overenskommelse.services.events import SavedByOther, fingerprint
from overenskommelse.services.measures import PlanIsClosed, save_row
from tests.overenskommelse.pages import queries, said, text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db

LINE = "kommuner-nara-vard"


@pytest.fixture
def by(user_of: Callable[[str], User]) -> User:
    return user_of("kommun.uppsala")


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "0380")


@pytest.fixture
def measure(plan: ActionPlan, by: User) -> Measure:
    measure = make_measure(
        plan, "Vårdplaner", {LINE: 1_500_000}, {LINE: 400_000}, by=by,
        description="Rad ett\n\n<b>Rad två</b>", responsible="Region Uppsala: strateg; Fredagsgruppen",
        schedule="Hösten 2021", target_group="Äldre",
    )  # fmt: skip
    return save_row(measure=measure, values={"status": "Pågår", "status_note": "halvvägs"}, seen=1, by=by)


@pytest.fixture
def indicator(plan: ActionPlan, measure: Measure) -> PlanIndicator:
    indicator = PlanIndicator.objects.create(
        plan=plan, measure=measure, name="Invånare per läkare", unit="personer", baseline=1400,
        baseline_on=date(2020, 12, 31), target=1100,
    )  # fmt: skip
    indicator.refresh_from_db()
    return indicator


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("kommun.uppsala")


def read(indicator: PlanIndicator, value: str, said: str, by: User) -> None:
    services.save_reading(indicator=indicator, on=date(2021, 6, 30), value=Decimal(value), text=said, by=by)


def test_everything_about_the_measure_is_there(
    client: Client, measure: Measure, indicator: PlanIndicator, by: User
) -> None:
    read(indicator, "1250.5", "på väg", by)
    add_comment(plan=measure.plan, measure=measure, text="Bra 🩺", by=by)
    page = text(client.get(measure.get_absolute_url()))
    for shown in (
        "Vårdplaner", "&lt;b&gt;Rad två&lt;/b&gt;", "1 500 000", "400 000", "Region Uppsala: strateg",
        "Fredagsgruppen", "Hösten 2021", "2021-12-31", "Äldre", "halvvägs", "Pågår", "Planerad", "1 400",
        "1 250,5", "på väg", "1 100", "<polyline", "Bra 🩺", "Mätning införd",
    ):  # fmt: skip
        assert shown in page, shown


def test_the_status_tells_its_history(client: Client, measure: Measure, by: User) -> None:
    save_row(measure=measure, values={"status": "Klar", "status_note": ""}, seen=measure.revision, by=by)
    statuses = client.get(measure.get_absolute_url()).context["statuses"]
    assert [(row.status, row.note, row.by) for row in statuses] == [
        ("Klar", "", by),
        ("Pågår", "halvvägs", by),
        ("Planerad", "", by),
    ]


def test_a_page_costs_the_same_however_much_there_is(
    client: Client, measure: Measure, indicator: PlanIndicator, by: User
) -> None:
    read(indicator, "1", "", by)
    add_comment(plan=measure.plan, measure=measure, text="Först", by=by)
    addresses = [measure.get_absolute_url(), f"{measure.plan.get_absolute_url()}indicators/"]
    few = [queries(client, address) for address in addresses]
    for number in range(300):
        more = PlanIndicator.objects.create(plan=measure.plan, measure=measure, name=f"Nr {number}")
        more.readings.create(on=date(2021, 6, 30), value=number)
        measure.comments.create(plan=measure.plan, text=f"Nr {number}", by=by)
    assert [queries(client, address) for address in addresses] == few


def test_an_indicator_is_added_changed_and_removed(client: Client, measure: Measure) -> None:
    home = measure.plan.get_absolute_url()
    typed = {"name": "Antal <i>", "baseline": "1 100,5", "target": "−3", "target_on": "2022-12-31"}
    answer = client.post(f"{home}indicators/add/?measure={measure.pk}", typed)
    assert answer["Location"] == f"{measure.get_absolute_url()}#indicators"
    [indicator] = measure.indicators.all()
    assert (indicator.baseline, indicator.target) == (Decimal("1100.5"), Decimal(-3))
    page = client.get(f"{home}indicators/{indicator.pk}/edit/")
    assert page.context["form"]["baseline"].value() == "1\u00a0100,5"
    seen = {"seen": fingerprint(indicator)}
    client.post(f"{home}indicators/{indicator.pk}/edit/", typed | seen | {"target": ""})
    indicator.refresh_from_db()
    assert indicator.target is None
    event = Event.objects.get(verb="plan_indicators.changed")
    assert event.data["changes"] == [{"field": "target", "before": "-3", "after": None}]
    client.post(f"{home}indicators/{indicator.pk}/remove/")
    assert not measure.indicators.exists()


def test_an_indicator_of_what_is_not_there_is_not_found(client: Client, plan: ActionPlan) -> None:
    for pk in ("0", "x", "9" * 30):
        assert client.get(f"{plan.get_absolute_url()}indicators/add/?measure={pk}").status_code == 404


def test_the_second_who_changes_an_indicator_sees_the_first(
    client: Client, indicator: PlanIndicator, by: User
) -> None:
    seen = fingerprint(indicator)
    indicator.name = "Först"
    services.save_indicator(indicator=indicator, seen=seen, by=by)
    indicator.name = "Sedan"
    with pytest.raises(SavedByOther):
        services.save_indicator(indicator=indicator, seen=seen, by=by)
    address = f"{indicator.plan.get_absolute_url()}indicators/{indicator.pk}/edit/"
    page = text(client.post(address, {"name": "Sedan", "seen": seen}))
    assert "Först" in page
    assert "Sedan" in page


def test_a_reading_is_entered_corrected_and_removed(client: Client, indicator: PlanIndicator) -> None:
    address = f"{indicator.plan.get_absolute_url()}indicators/{indicator.pk}/"
    prefix = f"reading-{indicator.pk}"
    client.post(address, {f"{prefix}-on": "2021-06-30", f"{prefix}-value": "1 250"})
    for value in ("1 300", "1300"):
        typed = {f"{prefix}-on": "2021-06-30", f"{prefix}-value": value, f"{prefix}-text": "rättad"}
        client.post(address, typed)
    [reading] = indicator.readings.all()
    assert (reading.value, reading.text) == (Decimal(1300), "rättad")
    [event] = Event.objects.filter(verb="plan_indicators.corrected")
    assert event.data["changes"][0] == {"field": "value", "before": "1250", "after": "1300"}
    client.post(f"{address}readings/{reading.pk}/remove/")
    assert not indicator.readings.exists()
    assert Event.objects.get(verb="plan_indicators.unread").data["changes"][0]["before"] == "1300"


def test_a_reading_must_say_something(client: Client, indicator: PlanIndicator) -> None:
    address = f"{indicator.plan.get_absolute_url()}indicators/{indicator.pk}/"
    typed = {f"reading-{indicator.pk}-on": "2021-06-30"}
    assert "Skriv en siffra eller beskriv med ord." in text(client.post(address, typed))
    answer = client.post(address, typed | {f"reading-{indicator.pk}-value": "tre"})
    assert answer.status_code == 200
    assert not indicator.readings.exists()


@pytest.mark.parametrize(
    ("status", "may_read"),
    [(PlanStatus.SUBMITTED, False), (PlanStatus.APPROVED, True), (PlanStatus.CLOSED, False)],
)
def test_the_state_of_the_plan_decides(
    client: Client, indicator: PlanIndicator, by: User, status: str, may_read: bool
) -> None:
    ActionPlan.objects.filter(pk=indicator.plan_id).update(status=status)
    with pytest.raises(PlanIsClosed):
        services.save_indicator(indicator=indicator, seen=fingerprint(indicator), by=by)
    with pytest.raises(PlanIsClosed):
        services.remove_indicator(indicator=indicator, by=by)
    home = f"{indicator.plan.get_absolute_url()}indicators/{indicator.pk}/"
    typed = {f"reading-{indicator.pk}-on": "2021-06-30", f"reading-{indicator.pk}-value": "5"}
    answer = client.post(home, typed)
    assert (answer.status_code == 302) is may_read
    assert indicator.readings.exists() is may_read
    assert "går inte att ändra" in said(client.post(f"{home}remove/"))
    assert "går inte att ändra" in text(client.post(f"{home}edit/", {"name": "Ny", "seen": ""}))


def test_a_remark_is_made_once_by_a_double_click(client: Client, measure: Measure) -> None:
    address = f"{measure.get_absolute_url()}comments/add/"
    for _click in range(2):
        client.post(address, {"text": "=HYPERLINK('x') <script>"})
    assert [it.text for it in measure.comments.all()] == ["=HYPERLINK('x') <script>"]
    assert "&lt;script&gt;" in text(client.get(measure.get_absolute_url()))
    assert client.post(address, {"text": " "}).status_code == 200
    assert measure.comments.count() == 1


def test_the_county_remarks_but_does_not_edit(measure: Measure, client_for: Callable[[str], Client]) -> None:
    client = client_for("samordnare.uppsala")
    client.post(f"{measure.get_absolute_url()}comments/add/", {"text": "Se över beloppet."})
    assert measure.comments.get().text == "Se över beloppet."
    page: Any = client.get(measure.get_absolute_url())
    assert (page.context["may_change"], page.context["may_follow_up"]) == (False, False)


def test_a_removed_measure_says_so(client: Client, measure: Measure) -> None:
    Measure.objects.filter(pk=measure.pk).update(removed_at="2021-06-01T12:00Z")
    assert "Åtgärden är borttagen ur planen." in text(client.get(measure.get_absolute_url()))


def test_an_indicator_without_figures_stands_on_the_page(client: Client, plan: ActionPlan) -> None:
    PlanIndicator.objects.create(plan=plan, name="Upplevd trygghet")
    node = plan.nodes.create(name="Mål")
    PlanIndicator.objects.create(plan=plan, node=node, name="Andel med kontrakt")
    page = text(client.get(f"{plan.get_absolute_url()}indicators/"))
    assert "Upplevd trygghet" in page
    assert "Hela planen" in page
