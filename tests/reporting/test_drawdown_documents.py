"""The decision on a drawdown request as printed: its text, its one page, its tags, and the data inside."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader

from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import fingerprint
from reporting.documents import pdf_of
from reporting.models import Document, Drawdown, Provider, SetAside
from reporting.services import drawdowns
from tests.reporting.drawdowns import asked
from tests.reporting.pdfs import elements, reader, root, text_of
from tests.reporting.test_schema import faults

SCHEMA = json.loads((settings.BASE_DIR / "docs" / "schemas" / "drawdown.schema.json").read_text("utf-8"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(skane: Organisation, user_of: Callable[[str], User]) -> Drawdown:
    return asked(user_of("samordnare.skane"))


def approved(row: Drawdown, by: User) -> Document:
    stored = Drawdown.objects.get(pk=row.pk)
    document = drawdowns.approve(drawdown=stored, seen=fingerprint(stored), by=by).document
    assert document
    return document


def refused(row: Drawdown, by: User, reason: str = "Ingår inte") -> Document:
    stored = Drawdown.objects.get(pk=row.pk)
    document = drawdowns.refuse(drawdown=stored, seen=fingerprint(stored), reason=reason, by=by).document
    assert document
    return document


@pytest.fixture
def document(request_: Drawdown, user: User) -> Document:
    return approved(request_, user)


@pytest.fixture
def pdf(document: Document) -> PdfReader:
    return reader(document.pdf)


def test_it_says_who_gets_what_for_what(pdf: PdfReader, document: Document) -> None:
    text = text_of(pdf)
    for said in (
        "Beslut om äskande",
        "Region Skåne om en privat vårdgivares äskande",
        "Beviljat 100 000 kr",
        "Beslutat för regionen av Ekonom Skåne (exempel)",
        "Post Utveckling av den nära vården, regionerna",
        "Kvartal 4 2021-10-01 – 2021-12-31",
        "Ändamål Utökade öppettider",
        "Fakturareferens 4711",
        "Vårdgivare Exempelvården AB",
        "Organisationsnummer 559999-9900",
        "Bankgiro eller plusgiro 5050-1055",
        "överenskommelsen S2021/00000 (exempel)",
        "beslut om utbetalning S2021/00001 (exempel)",
        "Avsatt 250 000 kr",
        "Beviljat före 0 kr",
        "Kvar efter detta 150 000 kr",
        "5. Villkor Villkor",
        f"Nummer {document.number}",
        f"Kod {document.code}",
        document.decision.digest,
    ):
        assert said in text, said


def test_a_refusal_says_why_and_what_it_replaces(request_: Drawdown, user: User) -> None:
    first = approved(request_, user)
    text = text_of(reader(refused(request_, user, "Konkurs").pdf))
    assert "Avslaget Inget av 100 000 kr" in text
    assert "Skäl Konkurs" in text
    assert f"Ersätter beslutet {first.number}" in text
    assert "Kvar efter detta 250 000 kr" in text


def test_its_data_is_inside_and_keeps_the_schema(pdf: PdfReader, document: Document) -> None:
    (name,) = pdf.attachments
    assert name == f"{document.number}.json"
    assert pdf.attachments[name][0].decode() == document.content
    assert list(faults(json.loads(document.content), SCHEMA)) == []


def test_a_refusal_keeps_the_schema(request_: Drawdown, user: User) -> None:
    approved(request_, user)
    content = json.loads(refused(request_, user).content)
    assert list(faults(content, SCHEMA)) == []
    amounts = content["amounts"]
    assert amounts["left"] == amounts["set_aside"] - amounts["approved_before"] - amounts["approved"]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"code": "7F3K-9Q2O"}, "$.code: pattern"),
        ({"schema": "drawdown@2"}, "$.schema: const"),
        ({"verdict": {"status": "asked", "reason": "", "by": ""}}, "$.verdict.status: pattern"),
        ({"period": {"start": "2021-10-01"}}, "$.period: keys"),
    ],
)
def test_the_schema_notices(document: Document, changed: dict[str, Any], fault: str) -> None:
    assert list(faults(json.loads(document.content) | changed, SCHEMA)) == [fault]


def test_the_same_content_gives_the_same_bytes(document: Document) -> None:
    assert pdf_of("drawdown", json.loads(document.content)) == bytes(document.pdf)


def test_one_tagged_page_in_swedish(pdf: PdfReader, document: Document) -> None:
    assert len(pdf.pages) == 1
    catalog = root(pdf)
    assert catalog["/Lang"] == "sv"
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"Beslut om äskande {document.number}, Exempelvården AB"
    parts = list(elements(catalog["/StructTreeRoot"]["/K"]))
    headings = [str(part["/ID"]) for part in parts if part.get("/S") == "/TH"]
    named = [list(map(str, part["/A"]["/Headers"])) for part in parts if part.get("/S") == "/TD"]
    assert named == [[headings[place % 2]] for place in range(8)]


def test_the_longest_texts_still_fit_on_one_page(request_: Drawdown, user: User) -> None:
    words = "Långa ord ryms " * 60
    Provider.objects.update(name=words[:200], contact_person=words[:200])
    SetAside.objects.update(terms=words[:600])
    Drawdown.objects.update(purpose=words[:500], invoice_reference=words[:60])
    Agreement.objects.update(name=words[:200])
    assert len(reader(approved(request_, user).pdf).pages) == 1
    assert len(reader(refused(request_, user, words[:500]).pdf).pages) == 1
