"""Joint measures: the shares add up, and each counts once, in its own organisation's plan."""

import threading
from collections.abc import Callable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overenskommelse.choices import PlanStatus
from overenskommelse.domain.plans import Money, total
from overenskommelse.models import ActionPlan, Agreement, Event, Measure, MeasureShare, Organisation, User
from overenskommelse.selectors import plans_money
from overenskommelse.selectors.county_plans import county_plans
from overenskommelse.services import county_plans as services
from overenskommelse.services.measures import PlanIsClosed
from tests.overenskommelse.pages import text
from tests.overenskommelse.plans import make_measure, make_plan

SignIn = Callable[[str], Client]
LINE, REGIONS = "kommuner-nara-vard", "regioner-nara-vard"


@pytest.fixture
def measure(agreement: Agreement) -> Measure:
    """A measure of Uppsala municipality for a million."""
    return make_measure(make_plan(agreement, "0380"), "Gemensam jour", planned={LINE: 1_000_000})


def by_code(shares: Mapping[str, int]) -> dict[Organisation, int]:
    return {Organisation.objects.get(code=code): amount for code, amount in shares.items()}


def share(measure: Measure, **shares: int) -> Event | None:
    """``o0380=400_000``: a code begins with ``o``, since a name cannot begin with a figure."""
    by = User.objects.get(email="kommun.uppsala@demo.test")
    seen = services.fingerprint_of(measure)
    codes = {name[1:]: amount for name, amount in shares.items()}
    return services.share_measure(measure=measure, shares=by_code(codes), seen=seen, by=by)


def money(code: str) -> Money:
    plan = ActionPlan.objects.select_related("agreement", "organisation").get(organisation__code=code)
    return plans_money([plan])[plan.pk].total


@pytest.mark.django_db
def test_each_share_counts_in_its_own_plan_and_the_whole_once(measure: Measure, agreement: Agreement) -> None:
    make_plan(agreement, "0330")
    share(measure, o0380=400_000, o0330=600_000)
    assert (money("0380").planned, money("0330").planned) == (400_000, 600_000)


@pytest.mark.django_db
def test_what_is_used_follows_the_shares(measure: Measure, agreement: Agreement) -> None:
    make_plan(agreement, "0330")
    share(measure, o0380=400_000, o0330=600_000)
    measure.amounts.update(used=100_001)
    assert (money("0380").used, money("0330").used) == (40_000, 60_001)


@pytest.mark.django_db
def test_a_share_stands_on_the_line_that_pays_its_organisation(agreement: Agreement) -> None:
    region = make_plan(agreement, "R03")
    measure = make_measure(region, "Mobilt team", planned={REGIONS: 900_000, "regioner-1177": 100_000})
    plan = make_plan(agreement, "0330")
    share(measure, oR03=500_000, o0330=500_000)
    found = plans_money([plan])[plan.pk]
    planned = {row.line.code: row.money.planned for row in found.lines}
    # The second line's area has no line for municipalities, so the share stays on it and is pointed out.
    assert planned == {LINE: 450_000, "regioner-1177": 50_000}
    assert money("R03").planned == 500_000


@pytest.mark.django_db
def test_a_dropped_measure_frees_what_it_planned(measure: Measure, agreement: Agreement) -> None:
    make_plan(agreement, "0330")
    share(measure, o0380=400_000, o0330=600_000)
    measure.amounts.update(used=10)
    Measure.objects.filter(pk=measure.pk).update(status="dropped", status_note="Inget behov")
    assert (money("0380").planned, money("0330").planned) == (0, 0)
    assert (money("0380").used, money("0330").used) == (4, 6)


@pytest.mark.django_db
def test_what_is_planned_later_is_the_owners_until_it_is_shared(
    measure: Measure, agreement: Agreement
) -> None:
    make_plan(agreement, "0330")
    share(measure, o0380=400_000, o0330=600_000)
    measure.amounts.update(planned=1_500_000)
    assert (money("0380").planned, money("0330").planned) == (900_000, 600_000)
    measure.amounts.update(planned=300_000)
    assert (money("0380").planned, money("0330").planned) == (0, 300_000)


@pytest.mark.django_db
def test_a_county_counts_the_whole_once_also_without_a_partners_plan(
    measure: Measure, agreement: Agreement, user_of: Callable[[str], User]
) -> None:
    share(measure, o0380=400_000, o0330=600_000)
    county = measure.plan.organisation.county
    assert county
    rows = county_plans(agreement, county, user_of("samordnare.uppsala")).rows
    planned = {row.organisation.code: row.money.planned for row in rows if row.money.planned}
    assert planned == {"0380": 400_000, "0330": 600_000}
    assert total(row.money for row in rows).planned == 1_000_000


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "lacking"), [(500_000, 100_000), (700_000, -100_000)])
def test_shares_that_do_not_add_up_are_refused(measure: Measure, amount: int, lacking: int) -> None:
    with pytest.raises(services.SharesDoNotAddUp) as error:
        share(measure, o0380=400_000, o0330=amount)
    assert error.value.missing == lacking
    assert not MeasureShare.objects.exists()


@pytest.mark.django_db
def test_a_closed_plan_keeps_its_shares(measure: Measure) -> None:
    ActionPlan.objects.update(status=PlanStatus.SUBMITTED)
    with pytest.raises(PlanIsClosed):
        share(measure, o0380=400_000, o0330=600_000)


@pytest.mark.django_db
def test_sharing_is_logged_once_and_taken_back(measure: Measure) -> None:
    first = share(measure, o0380=400_000, o0330=600_000)
    assert first is not None
    (changed,) = first.data["changes"]
    assert changed["before"] == ""
    assert changed["after"].replace("\u00a0", " ") == "Knivsta 600 000 kr; Uppsala 400 000 kr"
    assert share(measure, o0380=400_000, o0330=600_000) is None
    assert share(measure) is not None
    assert not MeasureShare.objects.exists()


@pytest.mark.django_db
def test_the_form_says_what_is_missing_and_keeps_what_was_typed(measure: Measure, client_for: SignIn) -> None:
    address = f"{measure.get_absolute_url()}shares/"
    typed = {"with_0380": "on", "share_0380": "400 000", "share_0330": "500 000 kr", "seen": ""}
    page = text(client_for("kommun.uppsala").post(address, typed))
    assert "1 000 000 kr är planerat. 100 000 kr av det är inte fördelat än." in page
    assert 'value="400 000"' in page
    assert 'value="500 000 kr"' in page


@pytest.mark.django_db
def test_to_divide_equally_fills_in_and_stores_nothing(measure: Measure, client_for: SignIn) -> None:
    client, address = client_for("kommun.uppsala"), f"{measure.get_absolute_url()}shares/"
    ticked = {"with_0380": "on", "with_0330": "on", "with_R03": "on", "seen": ""}
    page = text(client.post(address, ticked | {"divide": "yes"}))
    assert page.count('value="333 333"') == 2
    assert page.count('value="333 334"') == 1
    assert not MeasureShare.objects.exists()
    answer = client.post(
        address, ticked | {"share_0380": "333 334", "share_0330": "333333", "share_R03": "333 333"}
    )
    assert answer["Location"] == f"{measure.get_absolute_url()}#shares"
    assert sorted(MeasureShare.objects.values_list("amount", flat=True)) == [333_333, 333_333, 333_334]
    shown = text(client.get(measure.get_absolute_url()))
    assert "Region Uppsala" in shown.split('id="shares"')[1]


@pytest.mark.django_db
def test_a_second_sees_what_the_first_stored(measure: Measure, client_for: SignIn) -> None:
    share(measure, o0380=400_000, o0330=600_000)
    client, address = client_for("kommun.uppsala"), f"{measure.get_absolute_url()}shares/"
    typed = {"share_0380": "500000", "share_0330": "500000", "seen": ""}
    answer = client.post(address, typed)
    assert "Kommunkontakt Uppsala (exempel) ändrade andelarna efter att du öppnade dem." in text(answer)
    assert "Lagrat nu: Knivsta 600 000 kr; Uppsala 400 000 kr." in text(answer)
    again = client.post(address, typed | {"seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert set(MeasureShare.objects.values_list("amount", flat=True)) == {500_000}


@pytest.mark.django_db
def test_a_partner_sees_the_share_in_its_plan_and_cannot_change_it(
    measure: Measure, agreement: Agreement, client_for: SignIn
) -> None:
    plan = make_plan(agreement, "RSS03")
    share(measure, o0380=400_000, oRSS03=600_000)
    page = text(client_for("samordnare.uppsala").get(plan.get_absolute_url())).split('id="joint"')[1]
    assert "Gemensam jour" in page
    assert "600 000" in page
    answer = client_for("samordnare.uppsala").get(f"{measure.get_absolute_url()}shares/")
    assert answer.status_code == 403


@pytest.mark.django_db
def test_many_joint_measures_ask_as_often_as_one(measure: Measure, agreement: Agreement) -> None:
    plan = make_plan(agreement, "0330")
    rows = ActionPlan.objects.select_related("agreement", "organisation")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            found = plans_money(rows)
        assert (
            len(found[plan.pk].joint) == MeasureShare.objects.filter(organisation=plan.organisation).count()
        )
        return len(captured)

    share(measure, o0380=400_000, o0330=600_000)
    asked()
    few = asked()
    for place in range(12):
        another = make_measure(measure.plan, f"Till {place}", planned={LINE: 10})
        share(another, o0380=4, o0330=6)
    assert asked() == few


@pytest.mark.django_db(transaction=True)
def test_two_who_share_at_once_do_not_mix(concurrent_db: None) -> None:
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    measure = make_measure(make_plan(agreement, "0380"), "Gemensam jour", planned={LINE: 1_000_000})
    found: list[str] = []

    def act(code: str) -> None:
        try:
            share(measure, o0380=400_000, **{f"o{code}": 600_000})
            found.append("stored")
        except services.SharesChanged:
            found.append("refused")
        connection.close()

    threads = [threading.Thread(target=act, args=(code,)) for code in ("0330", "0331")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) in (["refused", "stored"], ["stored", "stored"])
    assert sum(MeasureShare.objects.values_list("amount", flat=True)) == 1_000_000
