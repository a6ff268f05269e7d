"""A worker that is killed while it issues leaves what was before or what is after, never between."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from overenskommelse.models import Agreement, Event, Organisation
from reporting.domain.transitions import Act
from reporting.models import Batch, BatchItem, Document, Requisition
from reporting.selectors import position
from reporting.services import batches
from reporting.services.signatures import end

# Fifty in the default database; each costs more in the other, where the same is looked for.
KILLS = 50 if connection.vendor == "sqlite" else 10
RECIPIENTS = ["R03", "R12"]


def elsewhere(act: Callable[[], Any]) -> Any:
    """What ``act`` returns in a thread with a connection of its own."""

    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def begin() -> int:
    """A batch for those who have money left, not begun."""
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    chosen = Organisation.objects.filter(code__in=RECIPIENTS)
    return batches.begin_batch(agreement=agreement, recipients=chosen, by=None).pk


def worker(pk: int) -> BaseProcess:
    """A process that issues the batch, in a process group of its own as its printers are."""
    return get_context("fork").Process(target=lambda: elsewhere(lambda: batches.issue_batch.call(pk)))


def check(pk: int) -> int:
    """That everything is before or after; how many forms of the batch are issued."""
    items = list(BatchItem.objects.filter(batch=pk).select_related("document__requisition", "recipient"))
    kept = {item.document_id for item in items if item.document_id}
    for row in Requisition.objects.select_related("document", "recipient", "agreement"):
        told = Event.objects.about(row).filter(verb="requisitions.issued").count()
        assert told == (row.document_id is not None)
        assert position(row.agreement, row.recipient).balance.left >= 0
    written = set(Document.objects.filter(requisition__status="issued").values_list("pk", flat=True))
    assert Document.objects.filter(requisition=None).count() == 0
    assert kept == written
    return len(kept)


def clear() -> None:
    """Withdraw what is issued, so that the next round has something to issue."""
    for row in Requisition.objects.issued():
        end(requisition=row, act=Act.WITHDRAW, on=timezone.localdate(), reason="Nästa omgång", by=None)


def test_a_worker_killed_fifty_times(shared_file: None) -> None:
    chance, outcomes = Random(2021), set()  # noqa: S311 - it only chooses moments
    pk = elsewhere(begin)
    started = monotonic()
    elsewhere(lambda: batches.issue_batch.call(pk))
    whole = monotonic() - started
    assert elsewhere(lambda: check(pk)) == len(RECIPIENTS)
    for _round in range(KILLS):
        elsewhere(clear)
        pk = elsewhere(begin)
        process = worker(pk)
        process.start()
        sleep(chance.uniform(0, 1.5 * whole))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        outcomes.add(elsewhere(lambda: check(pk)))  # noqa: B023 - called at once
    assert len(outcomes) > 1  # some before and some after
    elsewhere(lambda: batches.issue_batch.call(pk))
    assert elsewhere(lambda: check(pk)) == len(RECIPIENTS)
    assert elsewhere(lambda: Batch.objects.get(pk=pk).finished_at) is not None


@pytest.fixture(autouse=True)
def one_printer(settings: Any) -> None:
    settings.PRINTERS = 1
