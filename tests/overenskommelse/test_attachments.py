"""Attachments: what is taken, what is refused and why, kept once, given back as received and never run."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from overenskommelse.models import ActionPlan, Agreement, Attachment, Event, Measure, Organisation, User
from overenskommelse.services.attachments import (
    ENDINGS,
    UnacceptableFile,
    add_attachment,
    attach,
    clean_name,
    detach,
)

pytestmark = pytest.mark.django_db

OLD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


def png() -> bytes:
    """A picture of one white dot."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff")
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", pixels) + part(b"IEND", b"")


def archive(**parts: str) -> bytes:
    """A zip archive; ``__`` in a part's name stands for ``/`` and ``_`` before the ending for a point."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return buffer.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
OPEN = "application/vnd.oasis.opendocument"
GOOD = {
    "plan.pdf": PDF,
    "plan.docx": archive(word__document_xml="<w/>"),
    "plan.xlsx": archive(xl__workbook_xml="<w/>", word__embeddings__x="other parts may be there"),
    "plan.pptx": archive(ppt__presentation_xml="<p/>"),
    "plan.odt": archive(mimetype=f"{OPEN}.text"),
    "plan.ods": archive(mimetype=f"{OPEN}.spreadsheet"),
    "plan.odp": archive(mimetype=f"{OPEN}.presentation"),
    "bild.png": png(),
    "bild.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0",
    "bild.JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF\0!",
    "bild.webp": b"RIFF\x1a\0\0\0WEBPVP8L" + b"\0" * 16,
}
BAD = {
    "tom.pdf": (b"", "tom"),
    "gammal.doc": (OLD, "äldre"),
    "losen.xlsx": (OLD, "lösenord"),
    "makro.docx": (archive(word__document_xml="<w/>", word__vbaProject_bin="x"), "makron"),
    "makro.ods": (archive(mimetype=f"{OPEN}.spreadsheet", Basic__script_xml="x"), "makron"),
    "last.odt": (
        archive(mimetype=f"{OPEN}.text", **{"META-INF__manifest_xml": "<encryption-data/>"}),
        "lösenord",
    ),
    "last.pdf": (PDF + b"<</Encrypt 5 0 R>>", "låst"),
    "trasig.docx": (b"PK\x03\x04 and then nothing", "trasig"),
    "arkiv.zip": (archive(readme="x"), "typ"),
    "sida.html": (b"<script>alert(1)</script>", "typ"),
    "bild.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "typ"),
    "program.exe": (b"MZ" + b"\0" * 64, "typ"),
    "plan2.pdf": (GOOD["plan.docx"], ".docx"),
    "plan": (PDF, ".pdf"),
}


@pytest.fixture
def uppsala(db: None) -> Organisation:
    return Organisation.objects.get(code="0380")


@pytest.fixture
def measure(agreement: Agreement, uppsala: Organisation) -> Measure:
    plan = ActionPlan.objects.create(agreement=agreement, organisation=uppsala, name="Plan")
    return Measure.objects.create(plan=plan, title="Vårdplaner")


@pytest.mark.parametrize("name", GOOD)
def test_these_are_kept_as_received(name: str, uppsala: Organisation) -> None:
    kept = add_attachment(organisation=uppsala, name=name, content=GOOD[name], by=None)
    stored = Attachment.objects.get(pk=kept.pk)
    assert (bytes(stored.content), stored.name, stored.size) == (GOOD[name], name, len(GOOD[name]))


def test_every_ending_that_is_offered_is_tried() -> None:
    assert {name.lower()[name.rindex(".") :] for name in GOOD} == set(ENDINGS)


@pytest.mark.parametrize("name", BAD)
def test_these_are_refused_with_a_reason(name: str, uppsala: Organisation) -> None:
    content, word = BAD[name]
    with pytest.raises(UnacceptableFile, match=word):
        add_attachment(organisation=uppsala, name=name, content=content, by=None)
    assert not Attachment.objects.exists()


def test_too_large_a_file_is_refused(uppsala: Organisation, settings: LazySettings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(UnacceptableFile, match="10"):
        add_attachment(organisation=uppsala, name="plan.pdf", content=PDF, by=None)


def test_the_same_content_is_kept_once_for_an_organisation(uppsala: Organisation) -> None:
    other = Organisation.objects.get(code="R03")
    first = add_attachment(organisation=uppsala, name="a.pdf", content=PDF, by=None)
    again = add_attachment(organisation=uppsala, name="b.pdf", content=PDF, by=None)
    elsewhere = add_attachment(organisation=other, name="b.pdf", content=PDF, by=None)
    assert (again.pk, again.name) == (first.pk, "a.pdf")
    assert elsewhere.pk != first.pk
    assert Event.objects.filter(verb="attachments.added").count() == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/plan.pdf", "plan.pdf"),
        (r"C:\Mina filer\plan.pdf", "plan.pdf"),
        ("åtgärd – «ö» 🩺.pdf", "åtgärd – «ö» 🩺.pdf"),
        ("plan\u202efdp.exe\n.pdf", "planfdp.exe.pdf"),
        ("..", "fil"),
        ("", "fil"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_never_a_path(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_put_to_a_measure_and_taken_away_once(
    measure: Measure, uppsala: Organisation, user_of: Callable[[str], User]
) -> None:
    by = user_of("kommun.uppsala")
    kept = add_attachment(organisation=uppsala, name="a.pdf", content=PDF, by=by)
    assert attach(measure=measure, attachment=kept, by=by)
    assert not attach(measure=measure, attachment=kept, by=by)
    assert detach(measure=measure, attachment=kept, by=by)
    assert not detach(measure=measure, attachment=kept, by=by)
    verbs = Event.objects.about(measure).values_list("verb", flat=True)
    assert list(verbs) == ["measures.detached", "measures.attached"]


def sent(client: Client, measure: Measure, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"{measure.get_absolute_url()}attachments/add/", {"file": file}, follow=True)


def test_from_the_page_and_back_as_a_download(measure: Measure, client_for: Callable[[str], Client]) -> None:
    client = client_for("kommun.uppsala")
    page = sent(client, measure, "Rutin för SIP.pdf", PDF).content.decode()
    assert "Rutin för SIP.pdf" in page
    [kept] = measure.attachments.all()
    answer = client.get(f"/action-plans/{measure.plan_id}/attachments/{kept.pk}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Rutin%20f%C3%B6r%20SIP.pdf"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client_for("samordnare.uppsala").get(answer.request["PATH_INFO"]).status_code == 200
    assert client_for("ekonom.skane").get(answer.request["PATH_INFO"]).status_code == 404


def test_what_is_refused_is_said_beside_the_field(
    measure: Measure, client_for: Callable[[str], Client]
) -> None:
    answer = sent(client_for("kommun.uppsala"), measure, "sida.html", b"<script>")
    assert answer.status_code == 200
    assert "Filer av den här typen sparas inte" in answer.content.decode()
    assert not measure.attachments.exists()


def test_taken_away_from_the_page(measure: Measure, client_for: Callable[[str], Client]) -> None:
    client = client_for("kommun.uppsala")
    sent(client, measure, "plan.pdf", PDF)
    [kept] = measure.attachments.all()
    client.post(f"{measure.get_absolute_url()}attachments/{kept.pk}/remove/")
    assert not measure.attachments.exists()
    assert Attachment.objects.filter(pk=kept.pk).exists()
