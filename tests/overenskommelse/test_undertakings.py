"""The matrix of a county's own undertakings × state agreements: marked, tied, filtered, saved as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from overenskommelse.models import (
    ActionPlan,
    Agreement,
    County,
    Event,
    Membership,
    Organisation,
    OtherAgreement,
    Undertaking,
    UndertakingMark,
    User,
)
from overenskommelse.selectors.undertakings import Matrix
from overenskommelse.services import undertakings as services
from overenskommelse.services.plan_fixtures import load_undertakings
from tests.overenskommelse.pages import queries, said, text, typed
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
MATRIX = "/undertakings/"
# As Vårdsamverkan Skåne lists them: nära vård, psykisk hälsa och suicidprevention, ökad tillgänglighet.
SKANE = {
    "Teambaserade vårdformer": "110",
    "Patienten, vårdtagaren och personen i centrum": "110",
    "Läkarstöd i den kommunala hälso- och sjukvården": "101",
    "Gemensam målbild": "111",
    "Gemensamma överenskommelser och avtal": "111",
    "Gemensamma strukturer för samverkan": "110",
    "Gemensamma digitala lösningar och e-hälsa": "100",
    "Gemensam strategi för att rekrytera och utveckla kompetens": "100",
    "Förebyggande, hälsofrämjande och rehabiliterande insatser": "100",
    "Samsjuklighet vid psykisk ohälsa": "111",
    "Barns och ungas hälsa": "111",
}


@pytest.fixture
def county() -> County:
    return County.objects.get(code="12")


@pytest.fixture
def skane(agreement: Agreement) -> None:
    load_undertakings()


@pytest.fixture
def client(client_for: SignIn) -> Client:
    return client_for("samordnare.skane")


@pytest.fixture
def team(county: County) -> Undertaking:
    return Undertaking.objects.create(county=county, document="Avtalet", name="Teambaserad vård", text="Mer")


def marks(undertaking: Undertaking) -> list[str]:
    return [str(mark) for mark in undertaking.marks.all()]


def test_skane_s_matrix_is_that_of_its_source(
    skane: None, agreement: Agreement, county: County, user_of: Callable[[str], User]
) -> None:
    load_undertakings()  # and a second time changes nothing
    matrix = Matrix(county, agreement, user_of("samordnare.skane"))
    counted = [column for column in matrix.columns if not column.is_area]
    assert [str(column) for column in counted] == [
        "God och nära vård 2021", "Psykisk hälsa och suicidprevention", "Ökad tillgänglighet"
    ]  # fmt: skip
    found = {
        row.undertaking.name: "".join("1" if column in row.marked else "0" for column in counted)
        for row in matrix.rows
    }
    assert found == SKANE
    assert not any(column.is_area for row in matrix.rows for column in row.marked)


def test_the_page_has_a_button_for_each_cell(skane: None, client: Client) -> None:
    shown = text(client.get(MATRIX))
    assert shown.count('aria-pressed="true"') == sum(row.count("1") for row in SKANE.values())
    assert shown.count("aria-pressed=") == 11 * (1 + 4 + 2)


def test_who_reads_sees_marks_and_no_buttons(skane: None, client_for: SignIn) -> None:
    shown = text(client_for("ekonom.skane").get(MATRIX))
    assert shown.count('class="mark on"') == sum(row.count("1") for row in SKANE.values())
    assert "aria-pressed" not in shown
    assert MATRIX + "add/" not in shown


@pytest.mark.parametrize("where", ["agreement", "area", "other"])
def test_a_mark_is_set_once_and_taken_away_once(
    team: Undertaking, agreement: Agreement, client: Client, where: str
) -> None:
    other = OtherAgreement.objects.create(county=team.county, name="Psykisk hälsa")
    target = {"agreement": agreement, "area": agreement.areas.all()[1], "other": other}[where]
    for wanted, count in (("on", 1), ("off", 0)):
        for _click in range(2):
            cell = f"{team.pk} {where}-{target.pk} {wanted}"
            answer = client.post(MATRIX + "mark/", {"cell": cell, "next": MATRIX + "?q=team"})
            assert answer.headers["Location"] == f"{MATRIX}?q=team#undertaking-{team.pk}"
            assert team.marks.count() == count
    verbs = Event.objects.about(team).values_list("verb", flat=True)
    assert list(verbs) == ["undertakings.unmarked", "undertakings.marked"]


def test_a_script_gets_the_cell_back(team: Undertaking, agreement: Agreement, client: Client) -> None:
    cell = f"{team.pk} agreement-{agreement.pk} on"
    answer = client.post(MATRIX + "mark/", {"cell": cell}, headers={"hx-request": "true"})
    assert 'aria-pressed="true"' in text(answer)
    assert f"{cell[:-2]}off" in text(answer)


@pytest.mark.parametrize(
    "cell", ["", "x", "{pk}", "{pk} area-0 on", "{pk} other-0 on", "{pk} {agreement} maybe"]
)
def test_a_nonsense_cell_is_not_found(
    team: Undertaking, agreement: Agreement, client: Client, cell: str
) -> None:
    sent = cell.format(pk=team.pk, agreement=f"agreement-{agreement.pk}")
    assert client.post(MATRIX + "mark/", {"cell": sent}).status_code == 404


def test_nobody_is_sent_elsewhere(team: Undertaking, agreement: Agreement, client: Client) -> None:
    sent = {"cell": f"{team.pk} agreement-{agreement.pk} on", "next": "https://example.test/undertakings/"}
    assert client.post(MATRIX + "mark/", sent).headers["Location"].startswith(f"{MATRIX}?county=12#")


def test_the_filter_stands_in_the_address_and_in_the_file(skane: None, client: Client) -> None:
    other = OtherAgreement.objects.get(name="Ökad tillgänglighet")
    address = f"{MATRIX}?marked=other-{other.pk}&q=GEMENSAM"
    assert [row.undertaking.name for row in client.get(address).context["rows"]] == [
        "Gemensam målbild", "Gemensamma överenskommelser och avtal"
    ]  # fmt: skip
    answer: Any = client.get(f"{address}&_export=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Åtagande"] for row in rows] == ["Gemensam målbild", "Gemensamma överenskommelser och avtal"]
    assert rows[0]["Ökad tillgänglighet"] == "ja"
    assert client.get(f"{MATRIX}?marked=nowhere").context["rows"] == []
    assert client.get(f"{MATRIX}?_export=xlsx").status_code == 200


def test_an_undertaking_is_added_once_however_often_one_clicks(county: County, client: Client) -> None:
    sent = {"document": "Avtalet", "name": "Läkarstöd", "text": "På plats"}
    for _click in range(2):
        assert client.post(MATRIX + "add/", sent).status_code == 302
    assert Undertaking.objects.filter(county=county, name="Läkarstöd").count() == 1
    other = client.post(MATRIX + "add/", sent | {"text": "Annat"})
    assert "har redan detta åtagande" in text(other)
    assert "Annat" in text(other)


def test_an_undertaking_is_changed_unless_another_has_the_name(team: Undertaking, client: Client) -> None:
    Undertaking.objects.create(county=team.county, document="Avtalet", name="Målbild")
    address = f"{MATRIX}{team.pk}/edit/"
    sent = typed(client.get(address).context["form"])
    assert "har redan detta åtagande" in text(client.post(address, sent | {"name": "Målbild"}))
    assert client.post(address, sent | {"name": "Team"}).status_code == 302
    late = client.post(address, sent | {"name": "Lag"})
    assert "Team" in text(late)
    assert 'value="Lag"' in text(late)


def test_an_undertaking_is_removed_after_what_is_lost_is_said(
    team: Undertaking, agreement: Agreement, client: Client
) -> None:
    services.mark(undertaking=team, target=agreement, is_marked=True, by=None)
    assert "En markering försvinner" in text(client.get(f"{MATRIX}{team.pk}/remove/"))
    answer = client.post(f"{MATRIX}{team.pk}/remove/")
    assert "Teambaserad vård” är borttagen" in said(answer)
    assert not UndertakingMark.objects.exists()
    assert Event.objects.get(verb="undertakings.removed").data["marks"] == ["God och nära vård 2021"]


def test_state_agreements_are_added_renamed_and_removed(
    team: Undertaking, county: County, client: Client
) -> None:
    for _click in range(2):
        client.post(MATRIX + "agreements/add/", {"name": "Tillgänglighet"})
    other = OtherAgreement.objects.get(county=county)
    services.mark(undertaking=team, target=other, is_marked=True, by=None)
    OtherAgreement.objects.create(county=county, name="Psykisk hälsa")
    address = f"{MATRIX}agreements/{other.pk}/"
    sent = typed(client.get(address + "edit/").context["form"])
    assert "har redan den" in text(client.post(address + "edit/", sent | {"name": "Psykisk hälsa"}))
    assert client.post(address + "edit/", sent | {"name": "Ökad tillgänglighet"}).status_code == 302
    assert "En markering försvinner" in text(client.get(address + "remove/"))
    client.post(address + "remove/")
    assert marks(team) == []
    assert Event.objects.get(verb="undertakings.agreement_removed").data["marks"] == ["Teambaserad vård"]


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "R12")


def test_measures_are_found_tied_and_untied(team: Undertaking, plan: ActionPlan, client: Client) -> None:
    wanted, other = make_measure(plan, "Mobila team"), make_measure(plan, "Utbildning")
    address = f"{MATRIX}{team.pk}/"
    assert list(client.get(address + "?q=TEAM").context["found"]) == [wanted]
    for _click in range(2):
        assert client.post(address + "measures/", {"measure": wanted.pk}).status_code == 302
    shown = client.get(address)
    assert shown.context["row"].measures == [wanted]
    assert list(shown.context["found"]) == [other]
    assert client.get(MATRIX).context["rows"][0].measures == [wanted]
    client.post(address + "measures/", {"measure": wanted.pk, "untie": "1"})
    assert not team.measures.exists()
    verbs = Event.objects.about(team).values_list("verb", flat=True)
    assert list(verbs) == ["undertakings.unlinked", "undertakings.linked"]


def test_a_measure_that_one_may_not_see_is_neither_shown_nor_tied(
    agreement: Agreement, team: Undertaking, client: Client, client_for: SignIn
) -> None:
    uppsala = make_measure(make_plan(agreement, "R03"), "Mobila team i Uppsala")
    assert client.post(f"{MATRIX}{team.pk}/measures/", {"measure": uppsala.pk}).status_code == 404
    own = Undertaking.objects.create(county=County.objects.get(code="03"), document="Avtal", name="Team")
    own.measures.add(make_measure(make_plan(agreement, "0305"), "Håbos team"))
    shown = client_for("kommun.uppsala").get(f"{MATRIX}{own.pk}/")
    assert shown.context["row"].measures == []
    assert "Håbo" not in text(shown)


def test_without_undertakings_the_page_says_what_will_be_here(client: Client) -> None:
    assert "Inga åtaganden är inlagda ännu" in text(client.get(MATRIX))


def test_who_belongs_to_no_county_is_refused(client: Client, user_of: Callable[[str], User]) -> None:
    first, *rest = user_of("samordnare.skane").memberships.order_by("pk")
    for membership in rest:
        membership.delete()
    Membership.objects.filter(pk=first.pk).update(organisation=Organisation.objects.get(code="SKR"))
    assert client.get(MATRIX).status_code == 403


def test_the_matrix_asks_equally_many_questions_at_any_size(
    skane: None, county: County, agreement: Agreement, plan: ActionPlan, client: Client
) -> None:
    Undertaking.objects.all()[0].measures.add(make_measure(plan, "Team"))
    before = queries(client, MATRIX)
    for count in range(300):
        row = Undertaking.objects.create(county=county, document="Bilagan", name=f"Åtagande {count}")
        row.marks.create(agreement=agreement)
        row.measures.add(plan.measures.create(title=f"Åtgärd {count}", position=count))
    assert queries(client, MATRIX) == before
