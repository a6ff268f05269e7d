"""A decided agreement: the statistics that Bilaga 3 prints, divided and decided."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocation.models import Dataset, DatasetValue, Decision, Indicator, SourceFile
from allocation.services.datasets import content_digest
from allocation.services.decisions import decide
from allocation.services.runs import create_run
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.fixtures import FIXTURES
from reporting.models import CostRule, PaymentTerms, Requisition
from reporting.services.payments import grant_exception
from reporting.services.requisitions import open_draft

PRINTED = FIXTURES / "published" / "bilaga-3-underlag.csv"


def load_statistics(day: date = date(2020, 11, 1)) -> None:
    """The two columns of Bilaga 3 as county datasets."""
    with PRINTED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    source = SourceFile.objects.create(
        digest=sha256(PRINTED.read_bytes()).hexdigest(), name=PRINTED.name, content=b"", size=0
    )
    for code in ("population", "care_recipients"):
        values = sorted((row["county"], int(row[code])) for row in rows)
        dataset = Dataset.objects.create(
            indicator=Indicator.objects.get(code=code),
            level="county",
            reference_date=day,
            version=1,
            file=source,
            file_name=source.name,
            value_column=code,
            row_count=len(values),
            total=sum(value for _county, value in values),
            content_digest=content_digest(code, "county", day, values),
        )
        DatasetValue.objects.bulk_create(
            DatasetValue(dataset=dataset, code=county, name=county, value=value, cell=f"B{row}")
            for row, (county, value) in enumerate(values, 2)
        )


def decide_now(reason: str = "") -> Decision:
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    return decide(run=create_run(agreement=agreement, by=None), by=None, reason=reason)


def decide_in_time() -> Decision:
    """The statistics and a decision on them; everybody may requisition although the year has passed."""
    load_statistics()
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    grant_exception(agreement=agreement, recipient=None, reason="Året ligger i det förflutna.", by=None)
    return decide_now()


@pytest.fixture
def decision(agreement: Agreement) -> Decision:
    """A decision on all lines but the one that waits for the nurses; the last day counts for nobody."""
    return decide_in_time()


@pytest.fixture
def several(agreement: Agreement) -> PaymentTerms:
    """The agreement may be requisitioned in several parts."""
    return PaymentTerms.objects.create(agreement=agreement, allows_several=True)


@pytest.fixture
def skane(decision: Decision) -> Organisation:
    """A recipient whose register is filled in with examples."""
    return Organisation.objects.get(code="R12")


@pytest.fixture
def draft(agreement: Agreement, skane: Organisation) -> Requisition:
    return open_draft(agreement=agreement, recipient=skane, by=None)


def asked(client: Client, url: str) -> int:
    """How often a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.fixture
def shared_file(concurrent_db: None, tmp_path: Path) -> Iterator[None]:
    """Threads meet in a database on disk: SQLite's in memory does not wait for a lock."""
    decide_in_time()
    settings = connections.settings["default"]
    in_memory = settings["NAME"]
    if connection.vendor == "sqlite":
        settings["NAME"] = str(tmp_path / "shared.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [settings["NAME"]])
    yield
    settings["NAME"] = in_memory


# ---- costs


@pytest.fixture
def region(agreement: Agreement) -> Organisation:
    Organisation.objects.filter(code="R12").update(organisation_number="232100-0255")
    return Organisation.objects.get(code="R12")


@pytest.fixture
def officer(client_for: Callable[[str], Client]) -> Client:
    return client_for("ekonom.skane")


@pytest.fixture
def head(client_for: Callable[[str], Client]) -> Client:
    """The head of finance of Region Skåne and its county's RSS."""
    return client_for("ekonomichef.skane")


@pytest.fixture
def user(officer: Client) -> User:
    return User.objects.get(email="ekonom.skane@demo.test")


@pytest.fixture
def rules(agreement: Agreement, region: Organisation) -> list[CostRule]:
    """The rules that fixtures/sie is made for."""
    lines = {line.code: line for line in agreement.lines.all()}
    common = {"organisation": region, "account_from": "4000", "account_to": "7999"}
    return [
        CostRule.objects.create(
            **common, line=lines["regioner-nara-vard"], dimension="1", object_code="9916", position=1
        ),
        CostRule.objects.create(
            **common, line=lines["regioner-vidareutbildning"], dimension="6", object_code="VUB*", position=2
        ),
    ]
