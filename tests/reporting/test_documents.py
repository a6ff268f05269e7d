"""The printed form, read back: its text, its one page, its tags, identifiers, fonts, and the data inside."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from pypdf import PdfReader

from overenskommelse.documents import OwnFontsOnly
from overenskommelse.services.events import fingerprint
from reporting.documents import html_of, pdf_of
from reporting.models import Document, Requisition
from reporting.services.documents import content_of
from reporting.services.requisitions import issue, preview
from tests.reporting.pdfs import barriers, elements, reader, root, text_of

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"


@pytest.fixture
def document(draft: Requisition) -> Document:
    return issue(requisition=draft, seen=fingerprint(draft), by=None)


@pytest.fixture
def pdf(document: Document) -> PdfReader:
    return reader(document.pdf)


def test_it_says_what_bilaga_2_asks_for(pdf: PdfReader, document: Document) -> None:
    text = text_of(pdf)
    for point in (
        "1. Kontaktuppgifter",
        "Bidragsmottagare Region Skåne",
        "Organisationsnummer 232100-0255",
        "Kontaktperson Ekonom vid Region Skåne (exempel)",
        "Postadress Exempelgatan 1, 123 45 Exempelstad",
        "riktnummer 010-000 00 00",
        "E-post region.skane@demo.test",
        "2. Bidrag som ansökan avser",
        "överenskommelsen S2021/00000 (exempel)",
        "beslut om utbetalning S2021/00001 (exempel)",
        "Överenskommelsens benämning God och nära vård 2021",
        "Rekvisitionen avser perioden 2021-01-01 – 2021-12-31",
        "Bankgiro eller plusgiro 5050-1055",
        "Önskad betalningsreferens EXEMPEL R12 2021",
        "4. Underskrift",
        "intygar",
        "Underskrift i original av behörig företrädare",
        "Namnförtydligande",
        f"Nummer {document.number}",
        f"Kod {document.code}",
        document.decision.digest,
    ):
        assert point in text, point


def test_who_listens_to_it_misses_nothing(document: Document, tmp_path: Path) -> None:
    assert barriers(document.pdf, tmp_path) == []


def test_amounts_are_whole_kronor_with_a_sum(pdf: PdfReader) -> None:
    text = text_of(pdf)
    assert "Utveckling av den nära vården, regionerna 322 386 633 kr" in text
    assert (
        "Utveckling av 1177 Vårdguiden betalas vidare till Sveriges Kommuner och Regioner 13 382 592 kr"
        in text
    )
    decided = sum(line["amount"] for line in json.loads(attached(pdf))["lines"])
    assert f"Belopp som rekvireras {decided:,} kr".replace(",", " ") in text
    assert f"Summa {decided:,} kr".replace(",", " ") in text


def test_a_line_that_waits_is_said_to_wait(draft: Requisition) -> None:
    content = content_of(draft) | {"waiting": [{"code": "x", "name": "Vidareutbildning, kommunerna"}]}
    assert "Vidareutbildning, kommunerna ännu inte fördelad" in text_of(
        reader(pdf_of("requisition", content))
    )


def test_examples_and_unconfirmed_values_are_marked(pdf: PdfReader, draft: Requisition) -> None:
    text = text_of(pdf)
    assert "Exempel. Uppgifter märkta (exempel) är påhittade." in text
    assert "5050-1055 (exempel)" in text
    assert "(exempel) (exempel)" not in text
    assert "232100-0255 (ej bekräftat)" in text


def test_real_values_are_not_marked(draft: Requisition) -> None:
    draft.agreement.numbers_are_examples = draft.recipient.is_example = False
    draft.recipient.organisation_number_status = "official"
    content = content_of(draft)
    assert (content["examples"], content["unconfirmed"]) == ([], [])
    assert "påhittade" not in html_of("requisition", content)


def test_a_number_that_the_recipient_stated_itself_is_not_marked(draft: Requisition) -> None:
    draft.organisation_number = "232100-0016"
    assert content_of(draft)["unconfirmed"] == []


def test_one_a4_page(pdf: PdfReader) -> None:
    assert len(pdf.pages) == 1
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_the_longest_texts_still_fit_on_one_page(draft: Requisition) -> None:
    widths = {"contact_person": 200, "postal_address": 200, "city": 100, "phone": 40, "fax": 40}
    for field, width in widths.items():
        setattr(draft, field, ("Långt ord " * 20)[:width])
    draft.agreement.name = ("En lång överenskommelse " * 9)[:200]
    assert len(reader(preview_of(draft)).pages) == 1


def preview_of(draft: Requisition) -> bytes:
    return pdf_of("requisition", content_of(draft))


def test_it_is_tagged_in_swedish_with_a_title(pdf: PdfReader) -> None:
    catalog = root(pdf)
    assert catalog["/Lang"] == "sv"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Rekvisition 2021-R12-1, Region Skåne"
    kinds = [str(element["/S"]) for element in elements(catalog["/StructTreeRoot"]["/K"]) if "/S" in element]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 4
    assert {"/Table", "/TH", "/TD", "/P"} <= set(kinds)


def test_every_cell_names_its_heading(pdf: PdfReader) -> None:
    parts = list(elements(root(pdf)["/StructTreeRoot"]["/K"]))
    headings = [str(part["/ID"]) for part in parts if part.get("/S") == "/TH"]
    named = [list(map(str, part["/A"]["/Headers"])) for part in parts if part.get("/S") == "/TD"]
    assert len(headings) == 2
    assert named == [[headings[place % 2]] for place in range(len(named))]
    assert len(named) == 2 * (7 + 1)


def test_it_claims_pdf_a_3a_and_pdf_ua_1_in_one_block(pdf: PdfReader) -> None:
    metadata = ElementTree.fromstring(root(pdf)["/Metadata"].get_data())
    assert len(metadata.findall(f"{RDF}RDF")) == 1
    claims = {
        name: value for part in metadata.iter(f"{RDF}Description") for name, value in part.attrib.items()
    }
    assert (claims[f"{PDFA}part"], claims[f"{PDFA}conformance"]) == ("3", "A")
    assert claims[f"{PDFUA}part"] == "1"


def attached(pdf: PdfReader) -> str:
    (name,) = pdf.attachments
    return pdf.attachments[name][0].decode()


def test_its_data_is_inside(pdf: PdfReader, document: Document) -> None:
    assert attached(pdf) == document.content
    (file,) = root(pdf)["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Data"
    assert file.get_object()["/UF"] == f"{document.number}.json"


def test_all_fonts_are_the_package_s_and_inside(pdf: PdfReader) -> None:
    page: Any = pdf.pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    below = [font["/DescendantFonts"][0].get_object() for font in fonts]
    assert {str(font["/BaseFont"]).partition("+")[2] for font in below} == {"Form", "Form-Semi-Bold"}
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in below)


def test_a_draft_says_so_and_has_neither_code_nor_data(draft: Requisition, pdf: PdfReader) -> None:
    drafted = reader(preview_of(draft))
    assert "UTKAST" in text_of(drafted)
    assert "UTKAST" not in text_of(pdf)
    assert "Kod" not in text_of(drafted).split()
    assert not drafted.attachments


def test_the_same_content_gives_the_same_bytes(document: Document) -> None:
    assert pdf_of("requisition", json.loads(document.content)) == bytes(document.pdf)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://localhost/", "font:../secret", "data:,x"])
def test_nothing_but_the_fonts_is_fetched(url: str) -> None:
    with pytest.raises(ValueError, match=url[:4]):
        OwnFontsOnly().fetch(url)


def test_typed_markup_is_text(draft: Requisition) -> None:
    draft.contact_person = '<img src="file:///etc/hostname"> & Co'
    assert '<img src="file:///etc/hostname"> & Co' in text_of(reader(preview_of(draft)))


def test_weasyprint_has_nothing_to_complain_of(draft: Requisition, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "weasyprint"):
        preview(draft)
    assert caplog.messages == []


def test_a_draft_without_contact_details_can_be_previewed(draft: Requisition) -> None:
    for field in ("contact_person", "postal_address", "postcode", "city", "phone", "email", "giro"):
        setattr(draft, field, "")
    assert "Kontaktperson –" in text_of(reader(preview_of(draft)))
