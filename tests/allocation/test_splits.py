"""A county's money between its municipalities: never more than there is, whoever saves, however many."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from allocation.models import SplitAmount
from allocation.selectors import Basis, bases_of, county_lines, decided_by_line, municipalities_of
from allocation.services import splits
from allocation.services.fixtures import load_demo_splits
from overenskommelse.models import Agreement, Event, FundingLine, Organisation, User
from overenskommelse.selectors import allocated
from reporting.services.fixtures import DemoYear, load_demo_year
from tests.overenskommelse.pages import queries, said, text, typed

pytestmark = pytest.mark.django_db

ADDRESS = "/allocation/splits/RSS03/kommuner-nara-vard/"
DECIDED = 29_129_633


@pytest.fixture
def line(demo_year: DemoYear) -> FundingLine:
    return FundingLine.objects.get(agreement=demo_year.agreement, code="kommuner-nara-vard")


@pytest.fixture
def rss() -> Organisation:
    return Organisation.objects.get(code="RSS03")


@pytest.fixture
def uppsala() -> Organisation:
    return Organisation.objects.get(code="0380")


@pytest.fixture
def basis(demo_year: DemoYear) -> Basis:
    load_demo_splits(demo_year.agreement)
    SplitAmount.objects.all().delete()
    (found,) = bases_of(demo_year.agreement)
    return found


def save(line: FundingLine, rss: Organisation, parts: dict[int, int | None], **values: Any) -> Event | None:
    seen = splits.seal(splits.parts_of(line, rss))
    return splits.save_split(
        line=line, rss=rss, parts=parts, **{"note": "", "seen": seen, "by": None, **values}
    )


def test_parts_are_stored_with_their_event(
    line: FundingLine, rss: Organisation, uppsala: Organisation
) -> None:
    event = save(line, rss, {uppsala.pk: 17_332_000}, note="Tryckt belopp")
    assert event is not None
    assert event.data == {"line": line.code, "parts": {str(uppsala.pk): [None, 17_332_000]}}
    row = SplitAmount.objects.get()
    assert (row.amount, row.note, row.history.count()) == (17_332_000, "Tryckt belopp", 1)
    assert save(line, rss, {uppsala.pk: 17_332_000}) is None


def test_an_emptied_field_takes_the_part_away(
    line: FundingLine, rss: Organisation, uppsala: Organisation
) -> None:
    save(line, rss, {uppsala.pk: 5})
    save(line, rss, {uppsala.pk: None})
    assert not SplitAmount.objects.exists()


def test_never_more_than_the_county_has_got(
    line: FundingLine, rss: Organisation, uppsala: Organisation
) -> None:
    save(line, rss, {uppsala.pk: DECIDED})
    with pytest.raises(splits.SplitRefusedError) as error:
        save(line, rss, {uppsala.pk: DECIDED + 1})
    assert error.value.over == 1
    assert SplitAmount.objects.get().amount == DECIDED


def test_nothing_is_split_before_it_is_decided(
    demo_year: DemoYear, rss: Organisation, uppsala: Organisation
) -> None:
    waiting = FundingLine.objects.get(agreement=demo_year.agreement, code="kommuner-vidareutbildning")
    with pytest.raises(splits.SplitRefusedError):
        save(waiting, rss, {uppsala.pk: 1})


def test_the_second_of_two_is_told_who_saved_first(
    line: FundingLine, rss: Organisation, uppsala: Organisation, user_of: Callable[[str], User]
) -> None:
    opened = splits.seal({})
    save(line, rss, {uppsala.pk: 1}, by=user_of("samordnare.uppsala"))
    with pytest.raises(splits.SplitByOtherError) as error:
        save(line, rss, {uppsala.pk: 2}, seen=opened)
    assert error.value.last is not None
    assert error.value.last.by == user_of("samordnare.uppsala")
    assert error.value.stored == {uppsala.pk: 1}


def test_a_proposal_keeps_what_is_typed_and_adds_up(
    line: FundingLine, rss: Organisation, uppsala: Organisation, basis: Basis
) -> None:
    empty: dict[int, int | None] = dict.fromkeys(municipalities_of(rss).values_list("pk", flat=True))
    whole = splits.propose(total=DECIDED, parts=empty, basis=basis)
    # 233 839 of 388 394 inhabitants.
    assert whole[uppsala.pk] == 17_537_975
    kept = splits.propose(total=DECIDED, parts=empty | {uppsala.pk: 17_332_000}, basis=basis)
    assert kept[uppsala.pk] == 17_332_000
    assert sum(whole.values()) == sum(kept.values()) == DECIDED
    assert splits.note_of(basis).endswith("(2020-12-31)")
    with pytest.raises(splits.SplitRefusedError):
        splits.propose(total=DECIDED, parts=empty | {uppsala.pk: DECIDED + 1}, basis=basis)


def test_a_municipality_s_part_is_its_plan_s_money(
    line: FundingLine, rss: Organisation, uppsala: Organisation
) -> None:
    save(line, rss, {uppsala.pk: 17_332_000})
    found = allocated(line.agreement, [uppsala, rss])
    assert found[uppsala.pk] == {line.pk: 17_332_000}
    assert found[rss.pk][line.pk] == DECIDED - 17_332_000


def test_statistics_after_the_agreement_begins_divide_nothing(basis: Basis, agreement: Agreement) -> None:
    agreement.period_start = basis.datasets["population"].reference_date.replace(year=2019)
    assert bases_of(agreement) == []


def test_a_coordinator_proposes_and_saves(
    line: FundingLine, basis: Basis, uppsala: Organisation, client_for: Callable[[str], Client]
) -> None:
    client = client_for("samordnare.uppsala")
    form = client.get(ADDRESS).context["form"]
    name = f"part_{uppsala.pk}"
    filled = client.post(ADDRESS, typed(form) | {name: "17 332 000 kr", "propose": "population@1"})
    assert not SplitAmount.objects.exists()
    values = typed(filled.context["form"])
    parts = [int("".join(str(value).split())) for key, value in values.items() if key.startswith("part_")]
    assert sum(parts) == DECIDED
    assert (values[name], values["note"]) == ("17\u00a0332\u00a0000", "Efter befolkning (2020-12-31)")
    saved = client.post(ADDRESS, values)
    assert (saved.status_code, said(saved)) == (302, "Fördelningen mellan kommunerna är sparad.")
    page = text(client.get("/allocation/splits/RSS03/"))
    assert "17 332 000" in page
    assert "Fördela Utveckling av den nära vården, kommunerna" in page


def test_too_much_is_said_at_the_form_and_nothing_typed_is_lost(
    line: FundingLine, uppsala: Organisation, client_for: Callable[[str], Client]
) -> None:
    client, name = client_for("samordnare.uppsala"), f"part_{uppsala.pk}"
    form = client.get(ADDRESS).context["form"]
    page = client.post(ADDRESS, typed(form) | {name: "30 000 000"})
    assert "Delarna är tillsammans 870 367 kr mer än länet har fått" in text(page)
    assert page.context["form"][name].value() == "30 000 000"


def test_two_tabs_lose_nothing(
    line: FundingLine, uppsala: Organisation, client_for: Callable[[str], Client]
) -> None:
    client, name = client_for("samordnare.uppsala"), f"part_{uppsala.pk}"
    opened = typed(client.get(ADDRESS).context["form"])
    client.post(ADDRESS, opened | {name: "1"})
    met = client.post(ADDRESS, opened | {name: "2"})
    assert "Sparat nu: 1 kr" in text(met)
    again = client.post(ADDRESS, typed(met.context["form"]))
    assert again.status_code == 302
    assert SplitAmount.objects.get().amount == 2


def test_a_municipality_sees_its_own_part_only(
    demo_year: DemoYear, client_for: Callable[[str], Client]
) -> None:
    load_demo_splits(demo_year.agreement)
    page = text(client_for("kommun.uppsala").get("/allocation/splits/RSS03/"))
    assert "17 332 000" in page
    assert "Enköping" not in page
    assert "29 129 633" not in page


def test_all_counties_for_who_sees_all(demo_year: DemoYear, client_for: Callable[[str], Client]) -> None:
    load_demo_splits(demo_year.agreement)
    page = client_for("admin").get("/allocation/splits/")
    (row,) = [row for row in page.context["table"].data.data if row.rss.code == "RSS03"]
    assert (row.amount, row.left) == (DECIDED + 5_825_927, 0)
    assert len(page.context["table"].data.data) == 21


def test_the_demo_s_split_is_done_once(demo_year: DemoYear, rss: Organisation, uppsala: Organisation) -> None:
    load_demo_splits(demo_year.agreement)
    count = Event.objects.count()
    load_demo_splits(demo_year.agreement)
    assert Event.objects.count() == count
    found = {row.line.code: row for row in county_lines(demo_year.agreement, rss, User(pk=0))}
    assert {code: row.left for code, row in found.items()} == dict.fromkeys(found, 0)
    assert SplitAmount.objects.get(line__code="kommuner-nara-vard", municipality=uppsala).amount == 17_332_000


def test_a_county_page_costs_the_same_for_any_number(
    demo_year: DemoYear, client_for: Callable[[str], Client], rss: Organisation
) -> None:
    client = client_for("samordnare.uppsala")
    few = queries(client, "/allocation/splits/RSS03/")
    Organisation.objects.bulk_create(
        Organisation(code=f"X{n}", kind="municipality", name=f"Kommun {n}", county_id="03")
        for n in range(300)
    )
    assert queries(client, "/allocation/splits/RSS03/") == few


@given(st.lists(st.integers(0, 10**10) | st.none(), min_size=8, max_size=8))
@pytest.mark.usefixtures("basis")
def test_every_proposal_adds_up_or_is_refused(amounts: list[int | None]) -> None:
    basis = bases_of(Agreement.objects.get(code="god-och-nara-vard-2021"))[0]
    county = municipalities_of(Organisation.objects.get(code="RSS03"))
    parts = dict(zip(county.order_by("pk").values_list("pk", flat=True), amounts, strict=True))
    typed_sum = sum(amount or 0 for amount in amounts)
    if typed_sum > DECIDED:
        with pytest.raises(splits.SplitRefusedError):
            splits.propose(total=DECIDED, parts=parts, basis=basis)
        return
    found = splits.propose(total=DECIDED, parts=parts, basis=basis)
    assert sum(found.values()) == (DECIDED if None in amounts else typed_sum)
    assert min(found.values()) >= 0


def test_two_who_save_at_once_never_give_out_more_than_there_is(concurrent_db: None) -> None:
    year = load_demo_year()
    line = FundingLine.objects.get(agreement=year.agreement, code="kommuner-nara-vard")
    rss = Organisation.objects.get(code="RSS03")
    first, second = municipalities_of(rss)[:2]
    barrier, outcomes = Barrier(2), []

    def save_one(municipality: Organisation) -> None:
        try:
            barrier.wait(10)
            save(line, rss, {municipality.pk: DECIDED}, seen=splits.seal({}))
            outcomes.append("saved")
        except splits.SplitByOtherError:
            outcomes.append("met")
        finally:
            connection.close()

    threads = [Thread(target=save_one, args=[one]) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["met", "saved"]
    assert sum(splits.parts_of(line, rss).values()) == decided_by_line([line], rss)[line.pk]
