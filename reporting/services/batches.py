"""Many requisitions at once: printed on all cores, issued one by one, each all or nothing.

A batch that was interrupted is taken up again where it stopped: what is issued is issued.
"""

import ctypes
import multiprocessing
import signal
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from pypdf import PdfWriter

from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import SavedByOther, fingerprint, record
from reporting.choices import DocumentKind, RequisitionProblem
from reporting.documents import pdf_of
from reporting.models import Batch, BatchItem, Document, Requisition
from reporting.selectors import problems_of
from reporting.services.documents import Printed, content_of, freeze
from reporting.services.locks import YearClosed
from reporting.services.requisitions import (
    AlreadyIssued,
    Incomplete,
    NothingToRequisition,
    issue,
    open_draft,
)

PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>


class Sheet(NamedTuple):
    """A recipient's requisition on its way through the printers."""

    item: BatchItem
    draft: Requisition
    content: dict[str, Any]


@transaction.atomic
def begin_batch(*, agreement: Agreement, recipients: Iterable[Organisation], by: User | None) -> Batch:
    """Store what is to be issued, and queue it; the queue's row is part of the same transaction."""
    batch = Batch.objects.create(agreement=agreement, created_by=by)
    BatchItem.objects.bulk_create(BatchItem(batch=batch, recipient=recipient) for recipient in recipients)
    record("batches.begun", batch, by=by, agreement=agreement, recipients=batch.items.count())
    issue_batch.enqueue(batch.pk)
    return batch


@transaction.atomic
def continue_batch(*, batch: Batch, by: User | None) -> None:
    """Queue a batch again: one whose worker was killed, or one whose problems have been put right."""
    batch.items.filter(document=None).update(problem="")
    Batch.objects.filter(pk=batch.pk).update(finished_at=None)
    record("batches.continued", batch, by=by, agreement=batch.agreement)
    issue_batch.enqueue(batch.pk)


@task()
def issue_batch(pk: int) -> None:
    """Issue what is not issued yet. What stops one is kept on it and spoils no other."""
    batch = Batch.objects.select_related("agreement", "created_by").get(pk=pk)
    Batch.objects.filter(pk=pk, started_at=None).update(started_at=timezone.now())
    waiting = batch.items.filter(document=None, problem="").select_related("recipient")
    for sheet, printed in _printed(_opened(batch, list(waiting))):
        _issued(batch, sheet, printed)
    Batch.objects.filter(pk=pk, finished_at=None).update(finished_at=timezone.now())


def _opened(batch: Batch, items: list[BatchItem]) -> Iterator[Sheet]:
    """The draft of each that has nothing missing, with what its form will say."""
    for item in items:
        try:
            draft = open_draft(agreement=batch.agreement, recipient=item.recipient, by=batch.created_by)
        except (NothingToRequisition, YearClosed) as error:
            is_closed = isinstance(error, YearClosed)
            _stopped(item, [_("The year is closed.") if is_closed else _("There is nothing to requisition.")])
            continue
        if problems := problems_of(draft):
            _stopped(item, [str(RequisitionProblem(problem.code).label) for problem in problems])
        else:
            yield Sheet(item, draft, freeze(content_of(draft), draft.decision, draft.recipient))


def _printed(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, Printed]]:
    """Each sheet with its PDF, made in processes of their own, which know no database."""
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(settings.PRINTERS, mp_context=context, initializer=_end_with_parent) as printers:
        running: list[tuple[Sheet, Future[bytes]]] = [
            (sheet, printers.submit(pdf_of, DocumentKind.REQUISITION, sheet.content)) for sheet in sheets
        ]
        for sheet, pdf in running:
            yield sheet, Printed(sheet.content, pdf.result())


def _end_with_parent() -> None:
    """Let the system end this printer when the worker that it prints for is killed (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _issued(batch: Batch, sheet: Sheet, printed: Printed) -> None:
    try:
        with transaction.atomic():
            document = issue(
                requisition=sheet.draft,
                seen=fingerprint(sheet.draft),
                by=batch.created_by,
                printed=printed,
            )
            BatchItem.objects.filter(pk=sheet.item.pk).update(document=document)
    except Incomplete as error:
        _stopped(sheet.item, [str(RequisitionProblem(problem.code).label) for problem in error.problems])
    except YearClosed:
        _stopped(sheet.item, [_("The year is closed.")])
    except (AlreadyIssued, SavedByOther):
        _stopped(sheet.item, [_("Somebody changed or issued the requisition meanwhile.")])


def _stopped(item: BatchItem, reasons: Iterable[str]) -> None:
    BatchItem.objects.filter(pk=item.pk, document=None).update(problem="\n".join(reasons))


def documents_of(batch: Batch) -> list[Document]:
    """The issued forms of the batch, in the order of the recipients."""
    issued = batch.items.exclude(document=None).select_related("document").order_by("recipient__code")
    return [item.document for item in issued if item.document]


def zip_of(documents: Iterable[Document]) -> bytes:
    """Each form as a file of its own."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for document in documents:
            archive.writestr(f"rekvisition-{document.number}.pdf", bytes(document.pdf))
    return out.getvalue()


def merged(documents: Iterable[Document]) -> bytes:
    """All forms after each other, to print at once; the single forms are the valid ones."""
    writer, out = PdfWriter(), BytesIO()
    for document in documents:
        writer.append(BytesIO(bytes(document.pdf)), outline_item=document.number)
    writer.write(out)
    return out.getvalue()
