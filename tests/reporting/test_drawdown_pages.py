"""The pages of private providers: what they say and keep, whom they let in, how often they ask for rows."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Organisation, User
from overenskommelse.services.events import fingerprint
from reporting.models import Cost, Document, Drawdown, Provider, SetAside
from reporting.services import drawdowns
from tests.reporting.accounts import confirm, text, waiting
from tests.reporting.conftest import asked as queries
from tests.reporting.drawdowns import LINE, NUMBER, PAID_ON, asked, pot, provider

SignIn = Callable[[str], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client_for: SignIn) -> Client:
    return client_for("samordnare.skane")


@pytest.fixture
def request_(skane: Organisation, user_of: Callable[[str], User]) -> Drawdown:
    return asked(user_of("samordnare.skane"))


def get(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return text(answer)


def post(client: Client, name: str, /, *args: Any, **sent: str) -> str:
    return text(client.post(reverse(name, args=args), sent, follow=True))


def deed(client: Client, row: Drawdown, act: str, **sent: str) -> str:
    """One act as its form on the page sends it."""
    page = get(client, "drawdown", row.pk)
    seen = re.search(rf'name="{act}-seen" value="(\w+)"', page)
    given = {f"{act}-{name}": value for name, value in sent.items()}
    return post(client, "drawdown_deed", row.pk, act, **given, **({f"{act}-seen": seen[1]} if seen else {}))


def typed(**changed: str) -> dict[str, str]:
    given = {
        "provider": str(Provider.objects.get().pk), "set_aside": str(SetAside.objects.get().pk),
        "quarter": "4", "amount": "100 000", "invoice_reference": "4711", "purpose": "Utökade öppettider",
    }  # fmt: skip
    return {**given, **changed}


def test_from_nothing_set_aside_to_a_cost(clerk: Client, client_for: SignIn, skane: Organisation) -> None:
    assert "Inget är avsatt än" in get(clerk, "drawdown_add", "R12")
    page = post(clerk, "set_aside", "R12", LINE, amount="250 000", terms="Uppföljning varje kvartal")
    assert "250 000 kr" in page
    assert "Ingen vårdgivare är registrerad än" in get(clerk, "drawdown_add", "R12")
    number = {"name": "Exempelvården AB", "organisation_number": NUMBER, "giro": "5050-1055"}
    assert NUMBER in post(clerk, "provider_add", "R12", **number)
    assert "Någon annan beslutar om det." in post(clerk, "drawdown_add", "R12", **typed())
    row = Drawdown.objects.get()
    assert "Du har själv registrerat eller ändrat" in get(clerk, "drawdown", row.pk)
    assert "Besluta om" not in get(clerk, "start")
    officer = client_for("ekonom.skane")
    assert "Besluta om ett äskande hos Region Skåne" in get(officer, "start")
    deed(officer, row, "approve")
    assert "Betala ut ett beviljat äskande hos Region Skåne" in get(officer, "start")
    document = Document.objects.get()
    assert document.number in get(officer, "drawdown", row.pk)
    assert officer.get(reverse("document", args=[document.number])).content == bytes(document.pdf)
    assert row.get_absolute_url() in get(officer, "document_find", code=document.code)
    deed(officer, row, "pay", paid_on="2021-12-20")
    assert Cost.objects.get().amount == 100_000_00
    assert "Exempelvården AB 4711: Utökade öppettider" in get(officer, "costs", "R12")
    page = get(clerk, "providers_beside", "R12")
    assert "Kvartal 4</a>" in page
    assert "150 000 kr" in page


def test_a_double_click_registers_one_request(clerk: Client, request_: Drawdown) -> None:
    post(clerk, "drawdown_add", "R12", **typed())
    assert Drawdown.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"amount": "150 001", "invoice_reference": "4712"}, "amount", "Bara 150 000 kr är kvar"),
        ({"amount": "0"}, "amount", ""),
        ({"amount": "7"}, "invoice_reference", "för 100 000 kr under kvartal 4"),
        ({"quarter": "5"}, "quarter", ""),
        ({"purpose": ""}, "purpose", ""),
        ({"provider": ""}, "provider", ""),
    ],
)
def test_what_is_wrong_is_told_at_the_field(
    clerk: Client, request_: Drawdown, changed: dict[str, str], field: str, said: str
) -> None:
    answer = clerk.post(reverse("drawdown_add", args=["R12"]), typed(**changed))
    assert [*answer.context["form"].errors] == [field]
    assert said in text(answer)
    assert Drawdown.objects.count() == 1


@pytest.mark.parametrize("changed", [{"organisation_number": "559999-9901"}, {"giro": "5050-1054"}])
def test_impossible_numbers_are_refused(clerk: Client, skane: Organisation, changed: dict[str, str]) -> None:
    given = {"name": "Exempelvården AB", "organisation_number": NUMBER, "giro": "5050-1055", **changed}
    answer = clerk.post(reverse("provider_add", args=["R12"]), given)
    assert [*answer.context["form"].errors] == [*changed]
    assert not Provider.objects.exists()


def test_another_with_the_same_number_is_named(clerk: Client, skane: Organisation) -> None:
    provider()
    page = post(clerk, "provider_add", "R12", name="B", organisation_number=NUMBER, giro="5050-1055")
    assert "Exempelvården AB har det numret." in page


def test_a_provider_is_changed(clerk: Client, skane: Organisation) -> None:
    row = provider()
    given = {"name": "Nya namnet AB", "organisation_number": NUMBER, "giro": "5050-1055"}
    assert "Nya namnet AB" in post(clerk, "provider_edit", row.pk, seen=fingerprint(row), **given)
    assert "sparade" in post(clerk, "provider_edit", row.pk, seen=fingerprint(row), **given, email="a@b.se")


@pytest.mark.parametrize("amount", ["0", "99 999", "322 386 634"])
def test_what_cannot_be_set_aside_is_told(clerk: Client, request_: Drawdown, amount: str) -> None:
    sent = {"amount": amount, "terms": "", "seen": fingerprint(request_.set_aside)}
    answer = clerk.post(reverse("set_aside", args=["R12", LINE]), sent)
    assert [*answer.context["form"].errors] == ["amount"]
    assert SetAside.objects.get().amount == 250_000


def test_what_is_set_aside_is_taken_back(clerk: Client, skane: Organisation) -> None:
    pot()
    assert "inget avsatt" in post(clerk, "set_aside_remove", "R12", LINE)
    assert not SetAside.objects.exists()


def test_what_is_asked_for_is_not_taken_back(clerk: Client, request_: Drawdown) -> None:
    assert "Sänk beloppet" in post(clerk, "set_aside_remove", "R12", LINE)


def test_a_line_that_is_paid_onward_is_not_set_aside(clerk: Client, skane: Organisation) -> None:
    assert clerk.get(reverse("set_aside", args=["R12", "regioner-1177"])).status_code == 404


def test_nobody_decides_unread(client_for: SignIn, clerk: Client, request_: Drawdown) -> None:
    officer = client_for("ekonom.skane")
    seen = fingerprint(request_)
    post(clerk, "drawdown_edit", request_.pk, **typed(amount="7"), seen=seen)
    page = post(officer, "drawdown_deed", request_.pk, "approve", **{"approve-seen": seen})
    assert "Någon ändrade äskandet under tiden." in page
    assert not Document.objects.exists()


def test_two_tabs_decide_once(client_for: SignIn, request_: Drawdown) -> None:
    officer, seen = client_for("ekonom.skane"), {"approve-seen": fingerprint(request_)}
    post(officer, "drawdown_deed", request_.pk, "approve", **seen)
    assert "Någon hann före" in post(officer, "drawdown_deed", request_.pk, "approve", **seen)
    assert Document.objects.count() == 1


def test_who_registered_it_is_refused_at_the_form(
    client_for: SignIn, request_: Drawdown, user_of: Callable[[str], User]
) -> None:
    Drawdown.objects.update(created_by=user_of("ekonom.skane"))
    seen = {"approve-seen": fingerprint(Drawdown.objects.get())}
    page = post(client_for("ekonom.skane"), "drawdown_deed", request_.pk, "approve", **seen)
    assert "Du har själv registrerat eller ändrat" in page
    assert not Document.objects.exists()


def test_a_refusal_wants_a_reason_and_stands_on_the_page(client_for: SignIn, request_: Drawdown) -> None:
    officer = client_for("ekonom.skane")
    answer = officer.post(reverse("drawdown_deed", args=[request_.pk, "refuse"]), {"refuse-reason": ""})
    assert "refuse-reason" in text(answer)
    assert Drawdown.objects.get().status == "asked"
    assert "Ingår inte i uppdraget" in deed(officer, request_, "refuse", reason="Ingår inte i uppdraget")


def test_a_payment_is_not_in_the_future_and_can_be_undone(client_for: SignIn, request_: Drawdown) -> None:
    officer = client_for("ekonom.skane")
    deed(officer, request_, "approve")
    assert "Den dagen har inte kommit än." in deed(officer, request_, "pay", paid_on="2999-01-01")
    deed(officer, request_, "pay", paid_on="2021-12-20")
    deed(officer, request_, "undo", reason="Fel konto")
    assert Drawdown.objects.get().status == "approved"
    assert not Cost.objects.exists()


def paid(row: Drawdown, by: User) -> Cost:
    drawdowns.approve(drawdown=row, seen=fingerprint(row), by=by)
    drawdowns.pay(drawdown=row, paid_on=PAID_ON, by=by)
    return Cost.objects.get(source="drawdown")


def test_the_cost_is_changed_only_with_its_request(
    clerk: Client, request_: Drawdown, user_of: Callable[[str], User]
) -> None:
    cost = paid(request_, user_of("ekonom.skane"))
    for name in ("cost_edit", "cost_remove"):
        answer = clerk.post(reverse(name, args=[cost.pk]), {"kronor": "1"})
        assert answer["Location"] == request_.get_absolute_url()
    assert Cost.objects.get().amount == 100_000_00


def test_a_file_leaves_payments_to_providers_and_names_its_object(
    officer: Client, request_: Drawdown, user: User, rules: Any
) -> None:
    paid(request_, user)
    address, page = waiting(officer)
    assert "100 000,00 kr utbetalt till privata vårdgivare räknas redan." in page
    confirm(officer, address, page)
    assert Cost.objects.filter(source="drawdown").count() == 1
    codes = Cost.objects.filter(source="file", line__code=LINE).values_list("object_code", flat=True)
    assert set(codes) == {"9916"}
    assert "9916" in get(officer, "providers_beside", "R12")


def fill(request_: Drawdown) -> None:
    """300 more requests, by 300 providers."""
    rows = [
        Provider(region=request_.region, name=f"Vård {place}", organisation_number=f"{place:06}-0000")
        for place in range(300)
    ]
    same = {"agreement": request_.agreement, "region": request_.region, "set_aside": request_.set_aside}
    Drawdown.objects.bulk_create(
        Drawdown(**same, provider=row, quarter=1, amount=1, purpose="A", invoice_reference="1")
        for row in Provider.objects.bulk_create(rows)
    )


@pytest.mark.parametrize("name", ["drawdowns", "providers_beside", "providers", "start", "drawdown_add"])
def test_a_page_asks_as_often_at_300_rows(client_for: SignIn, request_: Drawdown, name: str) -> None:
    officer = client_for("ekonom.skane")
    url = reverse(name, args=[] if name in ("drawdowns", "start") else ["R12"])
    before = queries(officer, url)
    fill(request_)
    assert queries(officer, url) == before


def test_the_list_is_filtered_and_exported(officer: Client, request_: Drawdown) -> None:
    url = reverse("drawdowns")
    answer = officer.get(
        url, {"_export": "csv", "status": "asked", "quarter": "4", "line": LINE, "text": "4711"}
    )
    assert "Exempelvården AB,Region Skåne," in answer.content.decode()
    assert ",100000" in answer.content.decode()
    assert "0 rader" in get(officer, "drawdowns", status="paid")
    assert officer.get(url, {"_export": "xlsx"})["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("person", ["ekonom.uppsala", "kommun.uppsala", "samordnare.uppsala"])
def test_others_see_nothing_of_it(client_for: SignIn, request_: Drawdown, person: str) -> None:
    client = client_for(person)
    assert "Exempelvården" not in get(client, "drawdowns")
    for name, key in (("drawdown", request_.pk), ("providers", "R12"), ("providers_beside", "R12")):
        assert client.get(reverse(name, args=[key])).status_code == 404
