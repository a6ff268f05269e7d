"""A base that every test stands on."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from allocation.services.fixtures import load_indicators, load_published
from overenskommelse.models import Agreement, County, User
from overenskommelse.services.fixtures import FIXTURES, load_agreement, load_demo, load_registers
from reporting.services.fixtures import DemoYear, load_demo_year

# The migrations that make tables immutable.
IMMUTABLE = (
    "allocation.migrations.0002_immutable",
    "overenskommelse.migrations.0004_immutable_plans",
    "reporting.migrations.0002_immutable",
    "reporting.migrations.0005_immutable_settlements",
)


def load_base() -> None:
    """Registers, the 2021 agreement, indicators, published tables, the demo year's people; no statistics."""
    load_registers()
    load_indicators()
    load_published(load_agreement(FIXTURES / "agreements" / "god-och-nara-vard-2021.json"))
    load_demo()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every test finds the base in the database; what it adds is rolled back."""
    with django_db_blocker.unblock():
        load_base()


@pytest.fixture
def concurrent_db(transactional_db: None) -> Iterator[None]:
    """The base in a database with real commits, for tests with threads.

    SQLite is emptied afterwards by DELETE, which the immutable tables refuse, so their triggers step aside.
    """
    operations: list[Any] = [import_module(name).Migration.operations[0] for name in IMMUTABLE]
    if not County.objects.exists():
        load_base()
    yield
    with connection.schema_editor() as editor:
        for operation in operations:
            operation.reverse_code(None, editor)
    call_command("flush", interactive=False, verbosity=0)
    with connection.schema_editor() as editor:
        for operation in operations:
            operation.code(None, editor)


@pytest.fixture
def agreement(db: None) -> Agreement:
    """God och nära vård 2021."""
    return Agreement.objects.get(code="god-och-nara-vard-2021")


@pytest.fixture
def user_of(db: None) -> Callable[[str], User]:
    """A demo user by the first part of the e-mail address: ``user_of("ekonom.skane")``."""
    return lambda name: User.objects.get(email=f"{name}@demo.test")


@pytest.fixture
def client_for(user_of: Callable[[str], User]) -> Callable[[str], Client]:
    """A client signed in as a demo user: ``client_for("admin").get("/")``."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(user_of(name))
        return client

    return sign_in


@pytest.fixture
def demo_year(db: None) -> DemoYear:
    """The 2021 agreement allocated and decided, with Region Uppsala's requisition issued."""
    return load_demo_year()
