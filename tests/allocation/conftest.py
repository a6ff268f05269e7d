"""The 2021 agreement with its statistics, as they come from the spreadsheets of the annexes."""

from collections.abc import Callable
from datetime import date

import pytest

from allocation.models import Dataset, Decision, Import, Indicator, Run
from allocation.services.datasets import store
from allocation.services.decisions import decide
from allocation.services.imports import read_upload
from allocation.services.runs import create_run
from overenskommelse.models import Agreement, User
from overenskommelse.services.fixtures import FIXTURES

REFERENCE_DATE = date(2020, 11, 1)


def import_workbook(name: str, indicator: str, day: date = REFERENCE_DATE) -> Dataset:
    """A dataset read from one of the workbooks that should pass."""
    upload = Import(
        file_name=name,
        content=(FIXTURES / "workbooks" / "should_pass" / name).read_bytes(),
        indicator=Indicator.objects.get(code=indicator),
        reference_date=day,
    )
    reading = read_upload(upload).reading
    assert reading.issues == ()
    return store(upload=upload, reading=reading, warnings=[], by=None).dataset


@pytest.fixture
def statistics(agreement: Agreement) -> dict[str, Dataset]:
    return {
        "population": import_workbook("bilaga-4.xlsx", "population"),
        "care_recipients": import_workbook("bilaga-3.xlsx", "care_recipients"),
    }


@pytest.fixture
def run(agreement: Agreement, statistics: dict[str, Dataset]) -> Run:
    return create_run(agreement=agreement, by=None)


@pytest.fixture
def decision(run: Run, user_of: Callable[[str], User]) -> Decision:
    return decide(run=run, by=user_of("admin"))
