"""The permission table: every address of the program × every kind of person → status.

``permissions.csv`` is the table; ``{…}`` in an address stands for an object of ``make_objects``, and what
follows ``?`` is sent with the request. Uppsala's people and Skåne's look at Uppsala's rows. An address
without a row fails.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from reporting.services.fixtures import DemoYear
from tests.contracts.addresses import make_objects, rows

# Held by their makers' own tests: Django's admin (only for staff) and django-allauth's account pages.
OTHERS = ("admin:", "account_")

pytestmark = pytest.mark.django_db


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
def objects(demo_year: DemoYear) -> dict[str, Any]:
    return make_objects(demo_year)


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
