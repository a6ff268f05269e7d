"""The pages of a requisition: what they say and keep, whom they let in, how often they ask the database."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from allocation.models import Decision
from overenskommelse.models import Agreement, Organisation
from overenskommelse.services.events import fingerprint
from reporting.forms import RequisitionForm
from reporting.models import Document, LateRequisition, Requisition
from reporting.services.requisitions import issue, open_draft
from tests.reporting.conftest import asked, decide_now

SignIn = Callable[[str], Client]


@pytest.fixture
def officer(client_for: SignIn) -> Client:
    return client_for("ekonom.skane")


@pytest.fixture
def document(draft: Requisition) -> Document:
    return issue(requisition=draft, seen=fingerprint(draft), by=None)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    """The page as text, with ordinary spaces."""
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def typed(draft: Requisition, **changed: str) -> dict[str, str]:
    """What the form sends when only ``changed`` is changed."""
    fields = RequisitionForm.Meta.fields
    return {"seen": fingerprint(draft)} | {field: str(getattr(draft, field)) for field in fields} | changed


def save(client: Client, draft: Requisition, **changed: str) -> Any:
    return client.post(reverse("requisition_edit", args=[draft.pk]), typed(draft, **changed))


def test_from_the_list_to_the_signed_paper(
    officer: Client, skane: Organisation, agreement: Agreement
) -> None:
    assert "765 248 202 kr" in page(officer, "requisitions")
    begun = officer.post(
        reverse("requisition_new"), {"agreement": agreement.code, "recipient": skane.code}, follow=True
    )
    assert "Fyll i rekvisitionen" in begun.content.decode()
    draft = Requisition.objects.get()
    checked = save(officer, draft, payment_reference="GNV 2021")
    assert checked.url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert "GNV 2021" in page(officer, "requisition", draft.pk)
    officer.post(reverse("requisition_issue", args=[draft.pk]), {"seen": fingerprint(draft)})
    document = Document.objects.get()
    assert document.code in page(officer, "requisition", draft.pk)
    printed = officer.get(reverse("document", args=[document.number]))
    assert printed.content == bytes(document.pdf)
    assert printed["Content-Disposition"] == 'attachment; filename="requisition-2021-R12-1.pdf"'


def test_a_preview_is_shown_in_the_browser(officer: Client, draft: Requisition) -> None:
    answer = officer.get(reverse("requisition_preview", args=[draft.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer.content.startswith(b"%PDF-1.7")


def test_an_issued_requisition_has_no_preview_and_no_form(
    officer: Client, draft: Requisition, document: Document
) -> None:
    preview = officer.get(reverse("requisition_preview", args=[draft.pk]))
    form = officer.get(reverse("requisition_edit", args=[draft.pk]))
    assert preview["Location"] == reverse("document", args=[document.number])
    assert form["Location"] == draft.get_absolute_url()


def test_a_wrong_check_digit_is_answered_with_the_right_one(officer: Client, draft: Requisition) -> None:
    text = save(officer, draft, giro="5050-1054", city="Lund").content.decode()
    assert "Menade ni 5050-1055?" in text
    assert 'href="#id_giro"' in text
    assert 'value="Lund"' in text
    draft.refresh_from_db()
    assert draft.city == "Exempelstad"


@pytest.mark.parametrize("amount", ["0", "765 248 203", "-5", "1,5", "många"])
def test_an_amount_that_cannot_be_asked_for(officer: Client, draft: Requisition, amount: str) -> None:
    text = save(officer, draft, amount=amount).content.decode()
    assert 'href="#id_amount"' in text
    assert f'value="{amount}"' in text.replace("\xa0", " ")


@pytest.mark.parametrize("amount", ["700000000", "700 000 000", "700\xa0000\xa0000 kr"])
def test_an_amount_as_people_write_it(officer: Client, draft: Requisition, amount: str) -> None:
    save(officer, draft, amount=amount)
    draft.refresh_from_db()
    assert draft.amount == 700_000_000


def test_a_period_that_ends_before_it_begins(officer: Client, draft: Requisition) -> None:
    text = save(officer, draft, period_end="2020-01-01").content.decode()
    assert 'href="#id_period_end"' in text


def test_the_second_save_sees_both_versions_and_may_replace(
    officer: Client, client_for: SignIn, draft: Requisition
) -> None:
    save(client_for("samordnare.skane"), draft, city="Lund")
    text = save(officer, draft, city="Malmö").content.decode()
    assert "Samordnare Skåne" in text
    assert 'value="Malmö"' in text
    assert "Lund" in text
    seen = re.search(r'name="seen" value="(\w+)"', text)
    assert seen is not None
    save(officer, draft, city="Malmö", seen=seen[1])
    draft.refresh_from_db()
    assert draft.city == "Malmö"


def test_what_is_missing_is_listed_with_a_way_to_fill_it_in(officer: Client, draft: Requisition) -> None:
    Requisition.objects.filter(pk=draft.pk).update(giro="", phone="")
    Agreement.objects.update(registration_number="")
    text = page(officer, "requisition", draft.pk)
    assert "3 saker måste rättas" in text
    edit = reverse("requisition_edit", args=[draft.pk])
    assert f'<a href="{edit}#id_giro">Bankgiro eller plusgiro saknas</a>' in text
    assert "Överenskommelsens diarienummer saknas" in text
    assert text.count('<span class="tag warn">saknas</span>') == 3
    assert "Utfärda rekvisitionen" not in text


def test_an_incomplete_draft_is_not_issued(officer: Client, draft: Requisition) -> None:
    Requisition.objects.filter(pk=draft.pk).update(giro="")
    draft.refresh_from_db()
    answer = officer.post(
        reverse("requisition_issue", args=[draft.pk]), {"seen": fingerprint(draft)}, follow=True
    )
    assert "Rekvisitionen utfärdades inte." in answer.content.decode()
    assert not Document.objects.exists()


def test_what_changed_meanwhile_is_not_issued(officer: Client, draft: Requisition) -> None:
    answer = officer.post(reverse("requisition_issue", args=[draft.pk]), {"seen": "older"}, follow=True)
    assert "Någon ändrade utkastet under tiden." in answer.content.decode()
    assert not Document.objects.exists()


def test_a_second_click_issues_nothing_more(officer: Client, draft: Requisition) -> None:
    url, sent = reverse("requisition_issue", args=[draft.pk]), {"seen": fingerprint(draft)}
    officer.post(url, sent)
    assert "redan utfärdad" in officer.post(url, sent, follow=True).content.decode()
    assert Document.objects.count() == 1


def test_nothing_left_is_said(officer: Client, draft: Requisition, document: Document) -> None:
    sent = {"agreement": draft.agreement.code, "recipient": "R12"}
    assert (
        "Det finns inget att rekvirera"
        in officer.post(reverse("requisition_new"), sent, follow=True).content.decode()
    )


def test_a_passed_last_day_is_told_with_what_it_means(officer: Client, draft: Requisition) -> None:
    text = page(officer, "requisition", draft.pk)
    assert "2021-12-01" in text
    assert "passerad" in text
    assert "En administratör har medgett undantag" in text
    LateRequisition.objects.all().delete()
    text = page(officer, "requisition", draft.pk)
    assert "rätten till 765 248 202 kr har förfallit" in text
    assert "Utfärda rekvisitionen" not in text


def test_a_coordinator_prepares_and_does_not_issue(client_for: SignIn, draft: Requisition) -> None:
    text = page(client_for("samordnare.skane"), "requisition", draft.pk)
    assert "Utfärda rekvisitionen" not in text
    assert "Ekonomen utfärdar den." in text


@pytest.mark.parametrize(
    ("person", "recipient", "status"),
    [("ekonom.skane", "R12", 302), ("uppfoljning", "R12", 403), ("ekonomichef.skane", "R12", 403),
     ("kommun.uppsala", "RSS03", 403), ("ekonom.uppsala", "R12", 404), ("ekonom.skane", "1280", 404),
     ("admin", "R12", 302)],
)  # fmt: skip
def test_who_may_begin(
    client_for: SignIn, decision: Decision, person: str, recipient: str, status: int
) -> None:
    sent = {"agreement": decision.agreement.code, "recipient": recipient}
    assert client_for(person).post(reverse("requisition_new"), sent).status_code == status


def test_a_form_is_found_by_its_code(officer: Client, document: Document) -> None:
    assert document.number in page(officer, "document_find", code=document.code.lower().replace("-", " "))


@pytest.mark.parametrize("person", ["ekonom.uppsala", "kommun.uppsala"])
def test_a_form_of_others_is_not_found(client_for: SignIn, document: Document, person: str) -> None:
    text = page(client_for(person), "document_find", code=document.code)
    assert document.number not in text
    assert "Ingen handling som du får se har den koden." in text


def test_nonsense_is_not_looked_for(officer: Client, db: None) -> None:
    assert "Det här är ingen kod från en blankett." in page(officer, "document_find", code="7F3K")


def test_the_list_is_exported_as_it_is_shown(client_for: SignIn, draft: Requisition) -> None:
    answer = client_for("admin").get(reverse("requisitions"), {"_export": "csv", "text": "skåne"})
    assert "Region Skåne,,Utkast,2021-01-01,2021-12-31,765248202," in answer.content.decode()


def fill(agreement: Agreement) -> None:
    """Issued and drafted requisitions for every recipient."""
    for recipient in Organisation.objects.recipients():
        Organisation.objects.filter(pk=recipient.pk).update(contact_person="A", is_example=True)
        open_draft(agreement=agreement, recipient=recipient, by=None)


def test_a_full_list_asks_as_often_as_a_short_one(client_for: SignIn, draft: Requisition) -> None:
    admin, url = client_for("admin"), reverse("requisitions")
    before = asked(admin, url)
    fill(draft.agreement)
    assert asked(admin, url) == before <= 14
    assert "43 rader" in page(admin, "requisitions")


@pytest.mark.parametrize("name", ["requisition", "requisition_edit"])
def test_a_page_asks_as_often_after_much_has_happened(officer: Client, draft: Requisition, name: str) -> None:
    url = reverse(name, args=[draft.pk])
    before = asked(officer, url)
    for place in range(5):
        draft.refresh_from_db()
        save(officer, draft, city=f"Ort {place}")
    decide_now("Rättat")
    assert asked(officer, url) == before
