"""Once issued: a requisition is signed, sent, paid or rejected; or withdrawn before it is paid."""

from datetime import date
from io import BytesIO

from django.db import transaction
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from overenskommelse.models import User
from overenskommelse.services.attachments import add_attachment
from overenskommelse.services.events import record
from reporting.domain.checks import CODE_LENGTH, read_code
from reporting.domain.transitions import Act, after
from reporting.models import Document, Payment, Requisition
from reporting.services.certifications import void_if_changed
from reporting.services.locks import open_year


class NotNow(Exception):  # noqa: N818 - it says what is the case
    """The act cannot be done in the requisition's present state; ``status`` is that state."""

    def __init__(self, status: str) -> None:
        self.status = status
        super().__init__(status)


class OtherPaper(Exception):  # noqa: N818
    """The code on the paper belongs to another form, or to none. ``found`` is what was read."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(found)


class CodeNotRead(Exception):  # noqa: N818
    """No code could be read in the file, as in a picture: the person must type the one on the paper."""


@transaction.atomic
def sign(
    *, requisition: Requisition, name: str, content: bytes, typed: str, signed_on: date, by: User | None
) -> Requisition:
    """Attach the signed paper, once its code is the form's. ``typed`` is the code as somebody read it.

    Raises NotNow, OtherPaper, CodeNotRead or UnacceptableFile.
    """
    row = _locked(requisition, Act.SIGN)
    check_code(row.document, content, typed)
    paper = add_attachment(organisation=row.recipient, name=name, content=content, by=by)
    row.signed_paper, row.signed_on = paper, signed_on
    return _moved(row, Act.SIGN, by, signed_on=signed_on.isoformat(), file=paper.name, digest=paper.digest)


@transaction.atomic
def send(*, requisition: Requisition, sent_on: date, by: User | None) -> Requisition:
    """Say that the paper has been sent in. Raises NotNow."""
    row = _locked(requisition, Act.SEND)
    row.sent_on = sent_on
    return _moved(row, Act.SEND, by, sent_on=sent_on.isoformat())


@transaction.atomic
def pay(
    *, requisition: Requisition, amount: int, paid_on: date, reference: str, by: User | None
) -> Requisition:
    """Book that ``amount`` whole kronor reached the recipient. Raises NotNow."""
    row = _locked(requisition, Act.PAY)
    Payment.objects.create(
        agreement=row.agreement,
        recipient=row.recipient,
        requisition=row,
        amount=amount,
        paid_on=paid_on,
        reference=reference,
        booked_by=by,
    )
    void_if_changed(agreement=row.agreement, organisation=row.recipient, by=by)
    return _moved(row, Act.PAY, by, amount=amount, paid_on=paid_on.isoformat())


@transaction.atomic
def end(*, requisition: Requisition, act: Act, on: date, reason: str, by: User | None) -> Requisition:
    """Reject (by the authority) or withdraw (by the recipient) with a reason; its money is free again.

    Raises NotNow.
    """
    row = _locked(requisition, act)
    row.ended_on, row.end_reason = on, reason
    return _moved(row, act, by, reason=reason)


def codes_in(content: bytes) -> set[str]:
    """The codes of forms that can be read in a PDF; none in a picture or a scanned page."""
    if not content.startswith(b"%PDF"):
        return set()
    try:
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return set()
    return {code for word in text.split() if len(word) == CODE_LENGTH + 1 and (code := read_code(word))}


def check_code(document: Document | None, content: bytes, typed: str) -> None:
    """Hold the code in the file, or the typed one, against the form's. Raises OtherPaper, CodeNotRead."""
    wanted = document.code if document else ""
    found = codes_in(content) or {code for code in [read_code(typed)] if code}
    if not found and typed.strip():
        raise OtherPaper(typed.strip())
    if not found:
        raise CodeNotRead
    if wanted not in found:
        raise OtherPaper(", ".join(sorted(found)))


def _locked(requisition: Requisition, act: Act) -> Requisition:
    """The requisition as it is stored now, in a state for ``act``. Raises NotNow, YearClosed."""
    open_year(requisition.agreement, requisition.recipient)
    rows = Requisition.objects.select_related("agreement", "recipient", "document").defer("document__pdf")
    row = rows.get(pk=requisition.pk)
    try:
        after(act, row.status)
    except ValueError:
        raise NotNow(row.status) from None
    return row


def _moved(row: Requisition, act: Act, by: User | None, **data: object) -> Requisition:
    row.status, row.updated_by = after(act, row.status), by
    row.save()
    record(
        f"requisitions.{row.status}", row, by=by, agreement=row.agreement, organisation=row.recipient, **data
    )
    return row
