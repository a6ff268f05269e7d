"""The list of all recipients against Django's own admin changelist of the same rows and columns."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from overenskommelse.models import Organisation, User
from overenskommelse.tables import list_page
from tests.bench.measure import Row, race
from tests.bench.urls import EVERYBODY

MOST_QUERIES = 10


class Lists:
    """Both lists, opened by the same person: a superuser, since the admin asks for permissions."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.rows = list(Organisation.objects.values_list("code", flat=True))

    def ours(self) -> str:
        return self.read(reverse("recipients"))

    def baseline(self) -> str:
        return self.read(reverse("bench:overenskommelse_organisation_changelist"))

    def read(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    def queries(self, page: Callable[[], str]) -> int:
        with CaptureQueriesContext(connection) as captured:
            page()
        return len(captured)


@pytest.fixture
def lists(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    client_for: Callable[[str], Client],
    user_of: Callable[[str], User],
) -> Lists:
    settings.ROOT_URLCONF = "tests.bench.urls"
    defaults = list_page.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "per_page", EVERYBODY)
    admin = user_of("admin")
    admin.is_staff = admin.is_superuser = True
    admin.save()
    return Lists(client_for("admin"))


def test_time(lists: Lists, show: Callable[[Row], None]) -> None:
    for page in (lists.ours(), lists.baseline()):
        assert page.count("<tr") > len(lists.rows)
        assert all(f">{code}<" in page for code in lists.rows)
    show(race(f"list of {len(lists.rows)} recipients", lists.ours, lists.baseline, bar=1))


def test_queries(lists: Lists, show: Callable[[Row], None]) -> None:
    ours, django = lists.queries(lists.ours), lists.queries(lists.baseline)
    name = f"list of {len(lists.rows)} recipients, queries (Django's own: {django})"
    show(Row(name, str(ours), str(MOST_QUERIES), ours / MOST_QUERIES, 1))
