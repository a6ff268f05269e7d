"""The page of a requisition among 43: time on the server and queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Organisation
from reporting.models import Requisition
from reporting.services.fixtures import load_demo_year
from reporting.services.requisitions import open_draft
from tests.bench.measure import Row
from tests.bench.pages import Visitor, milliseconds, queries, row

PAGE, QUERIES = 60, 12


@pytest.fixture
def issued(db: None) -> Requisition:
    """One that is issued, where every other recipient has a draft."""
    year = load_demo_year()
    for recipient in Organisation.objects.recipients():
        if recipient != year.document.recipient:
            open_draft(agreement=year.agreement, recipient=recipient, by=None)
    return year.document.requisition


@pytest.mark.parametrize("page", ["issued", "draft", "edit"])
def test_the_page(
    page: str, issued: Requisition, client_for: Callable[[str], Client], show: Callable[[Row], None]
) -> None:
    client = Visitor.as_(client_for("admin"))
    draft = Requisition.objects.get(recipient__code="R12")
    address = {
        "issued": issued.get_absolute_url(),
        "draft": draft.get_absolute_url(),
        "edit": reverse("requisition_edit", args=[draft.pk]),
    }[page]

    def get() -> Any:
        answer = client.get(address)
        assert answer.status_code == 200
        return answer

    show(row(f"requisition page ({page})", milliseconds(get), PAGE))
    show(row(f"requisition page ({page}), queries", queries(get), QUERIES, ""))
