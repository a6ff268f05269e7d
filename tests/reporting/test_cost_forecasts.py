"""Forecast per quarter against outcome: beyond the agreement's limit somebody says why."""

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Agreement, Event, Organisation
from reporting.models import Forecast, PaymentTerms
from tests.reporting.accounts import text

pytestmark = pytest.mark.django_db


def test_a_quarter_asks_why_forecast_and_outcome_part(
    officer: Client, region: Organisation, agreement: Agreement
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard").pk
    address = reverse("cost_forecasts", args=["R12", 2])
    sent = {f"amount-{line}": "1 000", f"outcome-{line}": "1 200", f"comment-{line}": ""}
    assert [*officer.post(address, sent).context["form"].errors] == [f"comment-{line}"]
    assert not Forecast.objects.exists()
    officer.post(address, sent | {f"comment-{line}": "Fler kurser än väntat"})
    officer.post(address, sent | {f"comment-{line}": "Fler kurser än väntat"})
    stored = Forecast.objects.get()
    assert (stored.quarter, stored.amount, stored.outcome, stored.comment) == (
        2, 1000, 1200, "Fler kurser än väntat"
    )  # fmt: skip
    assert Event.objects.filter(verb="costs.forecast_saved").count() == 1
    assert 'value="1 000"' in text(officer.get(address))
    without = {f"outcome-{line}": "5"}
    assert [*officer.post(address, without).context["form"].errors] == [f"amount-{line}"]


def test_within_the_limit_nothing_is_asked(
    officer: Client, region: Organisation, agreement: Agreement
) -> None:
    PaymentTerms.objects.create(agreement=agreement, variance_percent=20)
    line = agreement.lines.get(code="regioner-1177").pk
    sent = {f"amount-{line}": "1000", f"outcome-{line}": "1200"}
    officer.post(reverse("cost_forecasts", args=["R12", 4]), sent)
    assert Forecast.objects.get().outcome == 1200
