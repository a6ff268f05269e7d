"""Whoever is killed while an accounting file is counted leaves nothing of it, or all of it."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from random import Random
from time import monotonic, sleep

from django.db import connection

from overenskommelse.models import Agreement, Event, Organisation, User
from reporting.models import Cost, CostImport, CostRule, CostUpload, CountedVoucher
from reporting.services import cost_files
from reporting.services.cost_previews import read_upload
from tests.reporting.test_killed import elsewhere

# Fifty in the default database; each costs more in the other, where the same is looked for.
KILLS = 50 if connection.vendor == "sqlite" else 10
VOUCHERS = 500


def content() -> bytes:
    def lines() -> Iterator[str]:
        yield from ("#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", "#ORGNR 232100-0255", "#RAR 0 20210101 20211231")
        for number in range(VOUCHERS):
            yield from (
                f'#VER "LF" {number} 20210301 "x"', "{", "#TRANS 4010 {} 10.50", "#TRANS 1930 {} -10.50", "}"
            )  # fmt: skip

    return "".join(line + "\r\n" for line in lines()).encode()


def prepare() -> None:
    """A rule that takes every cost, and somebody to count."""
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    Organisation.objects.filter(code="R12").update(organisation_number="232100-0255")
    CostRule.objects.create(
        organisation=Organisation.objects.get(code="R12"),
        line=agreement.lines.get(code="regioner-nara-vard"),
        account_from="4",
        account_to="7",
    )
    User.objects.create_user("räknar@demo.test")


def wait() -> int:
    """The file, on its way in; what an earlier round counted is taken back."""
    by = User.objects.get(email="räknar@demo.test")
    for counted in CostImport.objects.all():
        cost_files.remove(counted=counted, by=by)
    CostUpload.objects.all().delete()
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    region = Organisation.objects.get(code="R12")
    upload = CostUpload(agreement=agreement, organisation=region, name="konton.se", content=content())
    return cost_files.stage(upload=upload, by=by).pk


def count(pk: int) -> None:
    upload = CostUpload.objects.get(pk=pk)
    by = User.objects.get(email="räknar@demo.test")
    cost_files.confirm(upload=upload, seal=read_upload(upload).seal, reasons={}, replaced=[], by=by)


def worker(pk: int) -> BaseProcess:
    return get_context("fork").Process(target=lambda: elsewhere(lambda: count(pk)))


def check(rounds: int) -> bool:
    """That all of the file is counted and told, or nothing and it still waits; which of the two."""
    is_counted = CostImport.objects.exists()
    costs = [cost.amount for cost in Cost.objects.all()]
    assert costs == ([VOUCHERS * 1050] if is_counted else [])
    assert CountedVoucher.objects.count() == (VOUCHERS if is_counted else 0)
    assert CostUpload.objects.exists() is not is_counted
    assert Event.objects.filter(verb="costs.file_counted").count() == rounds + is_counted
    return is_counted


def test_whoever_counts_is_killed_fifty_times(shared_file: None) -> None:
    chance = Random(2021)  # noqa: S311 - it only chooses moments
    outcomes: list[bool] = []
    elsewhere(prepare)
    pk = elsewhere(wait)
    started = monotonic()
    process = worker(pk)
    process.start()
    process.join()
    whole = monotonic() - started
    assert elsewhere(lambda: check(0))
    for _round in range(KILLS):
        before, pk = 1 + sum(outcomes), elsewhere(wait)
        process = worker(pk)
        process.start()
        sleep(chance.uniform(0, 1.5 * whole))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        outcomes.append(elsewhere(lambda: check(before)))  # noqa: B023 - called at once
    assert {*outcomes} == {True, False}


def test_two_who_confirm_at_once_count_once(shared_file: None) -> None:
    elsewhere(prepare)
    pk = elsewhere(wait)

    def attempt() -> str:
        try:
            count(pk)
        except (cost_files.RefusedError, CostUpload.DoesNotExist) as error:
            return type(error).__name__
        return "counted"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [*pool.map(lambda _each: elsewhere(attempt), range(2))]
    assert sorted(outcomes)[-1] == "counted"
    assert outcomes.count("counted") == 1
    assert elsewhere(lambda: check(0))
