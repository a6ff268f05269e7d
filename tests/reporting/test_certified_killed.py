"""A process that is killed while it certifies leaves what was before or what is after, never between."""

import os
import signal
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from random import Random
from time import monotonic, sleep

from overenskommelse.models import Event
from reporting.models import Certification, Document, FinancialReport
from reporting.services import financial_reports as services
from tests.reporting.reports import CORRECT, cost, pay, person, prepared, seal
from tests.reporting.test_killed import KILLS, elsewhere


def begin() -> int:
    """A report that waits for the head of finance; what was certified before is voided by a new cost."""
    cost(1)
    return prepared().pk


def certify(pk: int) -> None:
    report = FinancialReport.objects.get(pk=pk)
    services.certify(report=report, seal=seal(report), statement=CORRECT, by=person("ekonomichef.skane"))


def worker(pk: int) -> BaseProcess:
    return get_context("fork").Process(target=lambda: elsewhere(lambda: certify(pk)))


def check(pk: int) -> bool:
    """That everything is before or after; whether the report is certified."""
    report = FinancialReport.objects.get(pk=pk)
    in_force = Certification.objects.filter(report=report, voided_at=None).count()
    forms = Document.objects.filter(kind="financial_report").count()
    certificates = Document.objects.filter(kind="certificate").count()
    told = Event.objects.about(report).filter(verb="financial_reports.certified").count()
    assert report.status == ("certified" if in_force else "prepared")
    assert (report.document is not None) == bool(in_force)
    assert forms == certificates == told == Certification.objects.count()
    return bool(in_force)


def test_certifying_killed_fifty_times(shared_file: None) -> None:
    chance, outcomes = Random(2021), set()  # noqa: S311 - it only chooses moments
    elsewhere(pay)
    pk = elsewhere(begin)
    started = monotonic()
    elsewhere(lambda: certify(pk))
    whole = monotonic() - started
    assert elsewhere(lambda: check(pk))
    for _round in range(KILLS):
        if elsewhere(lambda: FinancialReport.objects.get(pk=pk).status) != "prepared":
            elsewhere(begin)
        process = worker(pk)
        process.start()
        sleep(chance.uniform(0, 1.5 * whole))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        outcomes.add(elsewhere(lambda: check(pk)))
    assert outcomes == {True, False}
