"""The permission table: every address of the program × every kind of person → status.

``permissions.csv`` is the table; ``{…}`` in an address stands for an object of ``objects``, and what follows
``?`` is sent with the request. Uppsala's people and Skåne's look at Uppsala's rows. An address without a row
fails.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from allocation.models import Import, Indicator
from allocation.services import runs
from overenskommelse.models import Agreement, Membership, Organisation, User
from reporting.services import requisitions
from reporting.services.fixtures import DemoYear

TABLE = Path(__file__).with_name("permissions.csv")
# Held by their makers' own tests: Django's admin (only for staff) and django-allauth's account pages.
OTHERS = ("admin:", "account_")

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace
            )
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield namespace + pattern.name


def test_every_address_has_a_row() -> None:
    ours = {name for name in names(get_resolver().url_patterns) if not name.startswith(OTHERS)}
    paths = {re.sub(r"\{\w+\}", "1", row["address"].partition("?")[0]) for row in rows()}
    assert ours == {resolve(path).url_name for path in paths}


@pytest.fixture
def objects(demo_year: DemoYear, user_of: Callable[[str], User]) -> dict[str, Any]:
    """What the placeholders stand for."""
    admin, agreement = user_of("admin"), demo_year.agreement
    draft = Agreement.objects.create(
        code="utkast", name="Utkast", year=2022, period_start="2022-01-01", period_end="2022-12-31"
    )
    upload = Import.objects.create(
        file_name="folkmangd.csv",
        content=b"kod;namn;antal\n03;Uppsala;1\n",
        indicator=Indicator.objects.get(code="population"),
        reference_date="2021-11-01",
        created_by=admin,
    )
    rss = Organisation.objects.get(code="RSS03")
    return {
        "agreement": agreement.code,
        "draft_agreement": draft.code,
        "line": agreement.lines.get(code="regioner-nara-vard").pk,
        "membership": Membership.objects.get(user=user_of("kommun.uppsala")).pk,
        "upload": upload.pk,
        "dataset": demo_year.datasets[0].pk,
        "decided": demo_year.decision.run.pk,
        "undecided": runs.create_run(agreement=agreement, by=admin).pk,
        "decision": demo_year.decision.pk,
        "draft": requisitions.open_draft(agreement=agreement, recipient=rss, by=None).pk,
        "issued": demo_year.document.requisition.pk,
        "document": demo_year.document.number,
        "code": demo_year.document.code,
    }


def status(client: Client, method: str, address: str) -> str:
    """What one request answers; what it changed is undone."""
    before = transaction.savepoint()
    path, _, query = address.partition("?")
    answer = client.get(address) if method == "GET" else client.post(path, QueryDict(query))
    transaction.savepoint_rollback(before)
    return str(answer.status_code)


def test_the_table(objects: dict[str, Any], client_for: Callable[[str], Client]) -> None:
    people = list(rows()[0])[2:]
    clients = {person: Client() if person == "anonymous" else client_for(person) for person in people}
    wrong = [
        f"{row['method']} {row['address']}, {person}: {given} instead of {row[person]}"
        for row in rows()
        for person in people
        if (given := status(clients[person], row["method"], row["address"].format(**objects))) != row[person]
    ]
    assert wrong == []
