"""Files that people attach: judged by their content, kept once for each organisation, never changed.

They are shown to others only as downloads, so nothing inside them is opened here: no more is read than tells
what a file is, and that it can be read by those who get it.
"""

import hashlib
import io
import re
import unicodedata
import zlib
from pathlib import PurePath
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

import filetype
from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from overenskommelse.models import Attachment, Measure, Organisation, User
from overenskommelse.services.events import record

NAME_LENGTH: Final = 120  # longer file names break lists, and some systems that save them


class UnacceptableFile(Exception):  # noqa: N818 - it says what the file is, and is caught by that name
    """A file that is not taken. The text says what is wrong with it and the remedy, in the person's words."""


class Kind(NamedTuple):
    """A type of file that is accepted: its media type and the endings that its name may have."""

    media_type: str
    endings: tuple[str, ...]

    def check_ending(self, name: str) -> None:
        """Raise UnacceptableFile for a name that says that the file is something else."""
        if PurePath(name).suffix.lower() not in self.endings:
            words = {"name": name, "ending": self.endings[0]}
            text = _(
                "%(name)s holds what a file ending in %(ending)s holds. Give it that ending and try again."
            )
            raise UnacceptableFile(text % words)


OFFICE: Final = "application/vnd.openxmlformats-officedocument"
OPEN: Final = "application/vnd.oasis.opendocument"
KINDS: Final = {
    kind.media_type: kind
    for kind in (
        Kind("application/pdf", (".pdf",)),
        Kind(f"{OFFICE}.wordprocessingml.document", (".docx",)),
        Kind(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",)),
        Kind(f"{OFFICE}.presentationml.presentation", (".pptx",)),
        Kind(f"{OPEN}.text", (".odt",)),
        Kind(f"{OPEN}.spreadsheet", (".ods",)),
        Kind(f"{OPEN}.presentation", (".odp",)),
        Kind("image/png", (".png",)),
        Kind("image/jpeg", (".jpg", ".jpeg")),
        Kind("image/webp", (".webp",)),
    )
}
ENDINGS: Final = tuple(ending for kind in KINDS.values() for ending in kind.endings)
# The part that only this kind of office file has.
MAIN_PARTS: Final = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}.presentationml.presentation",
}
OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")  # .doc, .xls, .ppt, and any office file with a password
MACRO_PARTS: Final = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS: Final = ("basic/", "scripts/")
LOCKED_PDF: Final = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
SMALL_PART: Final = 1024 * 1024


def add_attachment(*, organisation: Organisation, name: str, content: bytes, by: User | None) -> Attachment:
    """Keep the file for ``organisation``; the same content again is the attachment that is there already.

    Raises UnacceptableFile.
    """
    kind = kind_of(content)
    shown = clean_name(name)
    kind.check_ending(shown)
    return keep(organisation=organisation, name=shown, media_type=kind.media_type, content=content, by=by)


@transaction.atomic
def keep(
    *, organisation: Organisation, name: str, media_type: str, content: bytes, by: User | None
) -> Attachment:
    """Keep a file that has been judged to be of ``media_type``; the same content is kept once."""
    values = {"name": name, "content_type": media_type, "size": len(content), "added_by": by}
    attachment, is_new = Attachment.objects.without_content().get_or_create(
        organisation=organisation,
        digest=hashlib.sha256(content).hexdigest(),
        defaults={**values, "content": content},
    )
    if is_new:
        record("attachments.added", attachment, by=by, organisation=organisation)
    return attachment


@transaction.atomic
def attach(*, measure: Measure, attachment: Attachment, by: User | None) -> bool:
    """Put the attachment to the measure; False when it is there already."""
    if measure.attachments.filter(pk=attachment.pk).exists():
        return False
    measure.attachments.add(attachment)
    _record("measures.attached", measure, attachment, by)
    return True


@transaction.atomic
def detach(*, measure: Measure, attachment: Attachment, by: User | None) -> bool:
    """Take the attachment from the measure; the file is kept. False when it is not there."""
    if not measure.attachments.filter(pk=attachment.pk).exists():
        return False
    measure.attachments.remove(attachment)
    _record("measures.detached", measure, attachment, by)
    return True


def _record(verb: str, measure: Measure, attachment: Attachment, by: User | None) -> None:
    plan = measure.plan
    record(
        verb, measure, by=by, agreement=plan.agreement, organisation=plan.organisation,
        file=attachment.name, attachment=attachment.pk, digest=attachment.digest,
    )  # fmt: skip


def clean_name(name: str) -> str:
    """The last part of a path, without signs that are not seen, no longer than fits; never empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    path = PurePath(seen or _("file"))
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix


def kind_of(content: bytes) -> Kind:
    """What the content is, whatever the file is called. Raises UnacceptableFile."""
    if not content:
        raise UnacceptableFile(_("The file is empty. Check that it was saved, and choose it again."))
    check_size(len(content))
    if content.startswith(OLD_OFFICE):
        raise UnacceptableFile(
            _("The file is of an old type (.doc, .xls) or has a password. Save it anew, without a password.")
        )
    if content.startswith(b"PK"):
        return KINDS[_office_kind(content)]
    guess = filetype.guess_mime(content)
    if guess == "application/pdf" and LOCKED_PDF.search(content):
        raise UnacceptableFile(_("The PDF is locked. Print or save it as a new PDF without a lock."))
    if guess not in KINDS:
        raise _unknown()
    return KINDS[guess]


def check_size(size: int) -> None:
    """Raise UnacceptableFile for a file that is too large."""
    if size > settings.ATTACHMENT_MAX_BYTES:
        words = {
            "size": filesizeformat(size),
            "limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES),
        }
        text = _(
            "The file is %(size)s, and at most %(limit)s is kept. Make its pictures smaller, or divide it."
        )
        raise UnacceptableFile(text % words)


def _office_kind(content: bytes) -> str:
    """The media type of an office file: a zip archive, of which only the list of parts is read."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            said = _small_part(archive, "mimetype").decode("ascii", "replace")
            locked = b"encryption-data" in _small_part(archive, "META-INF/manifest.xml")
    except (BadZipFile, ValueError, OSError, EOFError, RuntimeError, zlib.error) as error:
        raise UnacceptableFile(_("The file is broken. Open it in your program and save it anew.")) from error
    names = {part.filename for part in parts}
    if locked or any(part.flag_bits & 1 for part in parts):
        raise UnacceptableFile(_("The file has a password. Save it without one and try again."))
    if any(name.lower().endswith(MACRO_PARTS) or name.lower().startswith(MACRO_FOLDERS) for name in names):
        raise UnacceptableFile(
            _("The file holds macros, and such files are not kept. Save it without macros.")
        )
    found = said or next((kind for part, kind in MAIN_PARTS.items() if part in names), "")
    if found not in KINDS:
        raise _unknown()
    return found


def _small_part(archive: ZipFile, name: str) -> bytes:
    """A part that is short in every honest file; empty when it is missing or is not short."""
    part = archive.NameToInfo.get(name)
    return archive.read(part) if part and part.file_size <= SMALL_PART and not part.flag_bits & 1 else b""


def _unknown() -> UnacceptableFile:
    kinds = _("PDF, Word, Excel, PowerPoint, Open Document (odt, ods, odp), PNG, JPEG and WebP")
    return UnacceptableFile(_("Files of this type are not kept. These are: %(kinds)s.") % {"kinds": kinds})
