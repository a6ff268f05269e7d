"""A server that is killed while a request is decided and paid leaves before or after, never between."""

import os
import signal
from multiprocessing import get_context
from random import Random
from time import monotonic, sleep

from overenskommelse.models import Event
from overenskommelse.services.events import fingerprint
from reporting.models import Cost, Document, Drawdown
from reporting.services import drawdowns
from tests.reporting.drawdowns import PAID_ON, asked
from tests.reporting.test_killed import KILLS, elsewhere


def register(number: int) -> int:
    return asked(None, amount=1, invoice_reference=str(number)).pk


def decide_and_pay(pk: int) -> None:
    row = Drawdown.objects.get(pk=pk)
    if row.status == "asked":
        drawdowns.approve(drawdown=row, seen=fingerprint(row), by=None)
    drawdowns.pay(drawdown=row, paid_on=PAID_ON, by=None)


def check(pk: int) -> str:
    """That everything is before or after; how far the request has come."""
    rows = Drawdown.objects.all()
    assert Document.objects.filter(kind="drawdown").count() == rows.exclude(document=None).count()
    assert Cost.objects.count() == rows.filter(status="paid").exclude(cost=None).count()
    row = Drawdown.objects.get(pk=pk)
    told = set(Event.objects.about(row).values_list("verb", flat=True))
    states = ("asked", "approved", "paid")
    assert told == {f"drawdowns.{state}" for state in states[: states.index(row.status) + 1]}
    return str(row.status)


def test_a_server_killed_fifty_times(shared_file: None) -> None:
    chance, outcomes = Random(2019), set()  # noqa: S311 - it only chooses moments
    first = elsewhere(lambda: register(0))
    elsewhere(lambda: decide_and_pay(first))  # fonts and styles are read once
    second, started = elsewhere(lambda: register(1)), monotonic()
    elsewhere(lambda: decide_and_pay(second))
    whole = monotonic() - started
    for number in range(2, KILLS + 2):
        pk = elsewhere(lambda: register(number))  # noqa: B023 - called at once
        process = get_context("fork").Process(target=lambda: elsewhere(lambda: decide_and_pay(pk)))  # noqa: B023
        process.start()
        sleep(chance.uniform(0, 1.5 * whole))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        outcomes.add(elsewhere(lambda: check(pk)))  # noqa: B023 - called at once
    assert len(outcomes) > 1  # some before and some after
    for pk in elsewhere(lambda: list(Drawdown.objects.exclude(status="paid").values_list("pk", flat=True))):
        elsewhere(lambda: decide_and_pay(pk))  # noqa: B023 - called at once
        assert elsewhere(lambda: check(pk)) == "paid"  # noqa: B023 - called at once
