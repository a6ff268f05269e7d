"""A recipient's case for the archive: every form, signed paper, payment, cost and act, with a digest each."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from overenskommelse.models import Agreement, Attachment, Event, Organisation
from overenskommelse.workbooks import cell
from reporting.models import Cost, Document, Drawdown, Payment, Repayment, Requisition, Settlement

SCHEMA = "case@1"
# The archive's own clock: the same content gives the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)

Files = Iterator[tuple[str, bytes]]


def case_of(agreement: Agreement, recipient: Organisation) -> bytes:
    """A zip of the case with ``manifest.json``, which names each file's SHA-256 and size (docs/schemas)."""
    files = dict(_files(agreement, recipient))
    files["manifest.json"] = _json(_manifest(agreement, recipient, files))
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(ZipInfo(name, EPOCH), files[name], ZIP_DEFLATED)
    return out.getvalue()


def _files(agreement: Agreement, recipient: Organisation) -> Files:
    own: dict[str, Any] = {"agreement": agreement, "recipient": recipient}
    for document in Document.objects.filter(**own).order_by("pk"):
        yield f"forms/{document.number}.pdf", bytes(document.pdf)
        yield f"forms/{document.number}.json", document.content.encode()
    yield from _papers(Requisition.objects.filter(**own).order_by("pk"))
    yield from _signed_reports(agreement, recipient)
    costs = Cost.objects.filter(agreement=agreement, organisation=recipient)
    yield from _accounts(costs)
    yield "payments.csv", _csv(PAYMENTS, Payment.objects.filter(**own).values_list(*PAYMENTS))
    asked = Drawdown.objects.filter(agreement=agreement, region=recipient).order_by("pk")
    if asked:
        yield "drawdowns.csv", _csv(DRAWDOWNS, asked.values_list(*DRAWDOWNS))
    yield from _way_back(own)
    yield "costs.csv", _csv(COSTS, costs.values_list(*COSTS))
    yield "events.csv", _csv(EVENTS, _events(agreement, recipient))


PAYMENTS = ("paid_on", "amount", "reference", "requisition__document__number", "payer__code", "line__code")
DRAWDOWNS = (
    "provider__name", "provider__organisation_number", "set_aside__line__code", "quarter", "amount",
    "purpose", "invoice_reference", "status", "reason", "document__number", "paid_on", "created_at",
)  # fmt: skip
REPAYMENTS = (
    "is_reclaim", "amount", "last_day", "reference", "reason", "paid_on", "document__number", "created_at",
)  # fmt: skip
SETTLEMENTS = (
    "line__code", "decided", "paid", "lapsed", "used", "repaid", "reclaimed", "own_funding", "closed_at",
)  # fmt: skip
COSTS = ("line__code", "text", "account", "object_code", "amount", "source", "reason", "created_at")
EVENTS = ("at", "by", "verb", "about", "data")


def _way_back(own: dict[str, Any]) -> Files:
    """What has gone back to the state or is to, and how the year closed; only what there is."""
    told = Repayment.objects.filter(**own).order_by("pk")
    if told:
        yield "repayments.csv", _csv(REPAYMENTS, told.values_list(*REPAYMENTS))
    closed = Settlement.objects.filter(**own).order_by("line__position")
    if closed:
        yield "settlements.csv", _csv(SETTLEMENTS, closed.values_list(*SETTLEMENTS))


def _papers(requisitions: Iterable[Requisition]) -> Files:
    for row in requisitions:
        if row.signed_paper and row.document:
            yield f"signed/{row.document.number}-{row.signed_paper.name}", bytes(row.signed_paper.content)


def _signed_reports(agreement: Agreement, recipient: Organisation) -> Files:
    """Every signed financial report, those whose certificate was voided afterwards too."""
    acts = Event.objects.filter(agreement=agreement, organisation=recipient, verb="financial_reports.signed")
    digests = [event.data["digest"] for event in acts]
    for file in Attachment.objects.filter(organisation=recipient, digest__in=digests).order_by("pk"):
        yield f"signed/{file.pk}-{file.name}", bytes(file.content)


def _accounts(costs: Any) -> Files:
    """The accounting files that costs were read from."""
    files = Attachment.objects.filter(pk__in=costs.exclude(cost_import=None).values("cost_import__file"))
    for file in files.order_by("pk"):
        yield f"accounts/{file.pk}-{file.name}", bytes(file.content)


def _events(agreement: Agreement, recipient: Organisation) -> Iterator[tuple[Any, ...]]:
    rows = Event.objects.filter(agreement=agreement, organisation=recipient).select_related("by")
    for event in rows.order_by("pk"):
        data = json.dumps(event.data, ensure_ascii=False, sort_keys=True)
        yield event.at.isoformat(), str(event.by or ""), event.verb, event.subject_label, data


def _manifest(agreement: Agreement, recipient: Organisation, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "agreement": agreement.code,
        "registration_number": agreement.registration_number,
        "payment_registration_number": agreement.payment_registration_number,
        "recipient": {"code": recipient.code, "name": recipient.name},
        "files": [
            {"name": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in sorted(files.items())
        ],
    }


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _csv(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows in which no text can run as a formula; UTF-8 with a mark in front, as all our csv."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([heading.replace("__", "_") for heading in headings])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    return cell(value.isoformat() if isinstance(value, datetime) else value)
