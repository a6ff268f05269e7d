"""The start page: what each kind of person is shown, before and after the money is decided."""

from collections.abc import Callable

import pytest
from django.test import Client

from allocation.models import Decision, SplitAmount
from overenskommelse.models import Agreement, Membership, Organisation, User
from overenskommelse.services.events import fingerprint, record
from reporting.models import Requisition
from reporting.services.requisitions import issue
from tests.reporting.conftest import asked

SignIn = Callable[[str], Client]


def start(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def issued(draft: Requisition) -> None:
    issue(requisition=draft, seen=fingerprint(draft), by=None)


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        ("ekonom.skane", "Inget är beslutat än."),
        ("kommun.uppsala", "Inget är beslutat än."),
        ("admin", "Läs in de tabeller som posterna fördelas efter."),
    ],
)
def test_before_anything_is_decided(
    client_for: SignIn, agreement: Agreement, person: str, shown: str
) -> None:
    assert shown in start(client_for(person))


@pytest.mark.parametrize(("person", "count"), [("ekonom.skane", 2), ("samordnare.skane", 3)])
def test_who_prepares_begins(client_for: SignIn, decision: Decision, person: str, count: int) -> None:
    text = start(client_for(person))
    assert f"{count} saker att göra" in text
    assert ("Börja handlingsplanen för Region Skåne" in text) is (person == "samordnare.skane")
    assert "Börja rekvisitionen för Region Skåne" in text
    assert "Börja rekvisitionen för Vårdsamverkan Skåne" in text
    assert "765 248 202 kr kvar att rekvirera." in text
    assert "Sista dagen har passerat, men undantag är medgivet." in text


def test_what_is_missing_is_counted(client_for: SignIn, draft: Requisition) -> None:
    Requisition.objects.filter(pk=draft.pk).update(giro="", phone="")
    assert "2 saker saknas i rekvisitionen för Region Skåne" in start(client_for("ekonom.skane"))


def test_a_complete_draft_is_the_finance_officers(client_for: SignIn, draft: Requisition) -> None:
    assert "Kontrollera och utfärda rekvisitionen för Region Skåne" in start(client_for("ekonom.skane"))
    assert "är ifylld och väntar på ekonomen" in start(client_for("samordnare.skane"))


def test_what_is_issued_is_the_signatorys(client_for: SignIn, draft: Requisition) -> None:
    assert "Inget att göra just nu" in start(client_for("firmatecknare.skane"))
    issued(draft)
    text = start(client_for("firmatecknare.skane"))
    assert "En sak att göra" in text
    assert "Skriv under rekvisition 2021-R12-1" in text
    assert "Rekvisition 2021-R12-1</a>" in start(client_for("ekonom.skane"))


def test_the_head_of_finance_follows(client_for: SignIn, draft: Requisition) -> None:
    text = start(client_for("ekonomichef.skane"))
    assert "Inget att göra just nu" in text
    assert "765 248 202 kr" in text


def test_a_municipality_sees_the_money_of_its_rss(client_for: SignIn, decision: Decision) -> None:
    text = start(client_for("kommun.uppsala"))
    assert "Pengarna till RSS Uppsala län" in text
    assert "när RSS har fördelat dem" in text
    assert "ännu inte fördelad" in text
    assert "Skåne" not in text


def test_a_municipality_sees_what_it_has_got_itself(client_for: SignIn, decision: Decision) -> None:
    uppsala = Organisation.objects.get(code="0380")
    for line in decision.agreement.lines.filter(recipient_kind="rss", area__code="nara-vard"):
        SplitAmount.objects.create(
            line=line, municipality=uppsala, amount=17_332_000, note="Efter befolkning"
        )
    text = start(client_for("kommun.uppsala"))
    assert "Pengarna till Uppsala 2021" in text
    assert "17 332 000" in text
    assert "Efter befolkning" in text
    assert "när RSS har fördelat dem" not in text


@pytest.mark.parametrize("person", ["admin", "uppfoljning"])
def test_who_sees_all_sees_the_country(client_for: SignIn, draft: Requisition, person: str) -> None:
    issued(draft)
    text = start(client_for(person))
    assert "Rekvirerat i hela landet" in text
    assert ("Så långt har det kommit" in text) is (person == "uppfoljning")
    assert "1 av 21" in text
    assert "5 725 000 000" in text


def test_the_administrator_is_told_of_missing_numbers(client_for: SignIn, decision: Decision) -> None:
    Agreement.objects.update(payment_registration_number="")
    assert "Ingen blankett kan utfärdas utan det." in start(client_for("admin"))


def test_without_a_role(client_for: SignIn, user_of: Callable[[str], User]) -> None:
    Membership.objects.filter(user=user_of("ekonom.skane")).delete()
    assert "Du har ingen roll än" in start(client_for("ekonom.skane"))


def test_without_an_agreement_in_force(client_for: SignIn, agreement: Agreement) -> None:
    Agreement.objects.update(status="draft")
    assert "Ingen överenskommelse gäller än" in start(client_for("ekonom.skane"))


@pytest.mark.parametrize("person", ["ekonom.skane", "admin"])
def test_it_asks_as_often_after_much_has_happened(
    client_for: SignIn, draft: Requisition, user_of: Callable[[str], User], person: str
) -> None:
    before = asked(client_for(person), "/")
    about = {"agreement": draft.agreement, "organisation": draft.recipient}
    for number in range(300):
        record("requisitions.saved", draft, by=None, **about, number=number)  # type: ignore[arg-type]
    for organisation in Organisation.objects.filter(kind="region").exclude(code="R12"):
        Membership.objects.create(user=user_of(person), organisation=organisation, role="finance_officer")
    assert asked(client_for(person), "/") == before <= 31
