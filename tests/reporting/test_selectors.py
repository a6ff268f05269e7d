"""What counts as decided: the amounts of a decision in force, never those of a run."""

from collections.abc import Callable

from django.test import Client

from allocation.services.runs import create_run
from overenskommelse.models import Agreement, Organisation
from reporting.domain.balances import Balance
from reporting.selectors import position


def test_a_run_that_nobody_has_decided_gives_nothing(agreement: Agreement) -> None:
    run = create_run(agreement=agreement, by=None)
    assert run.total > 0
    found = position(agreement, Organisation.objects.get(code="SKR"))
    assert (found.decision, found.balance) == (None, Balance(0, 0))


def test_a_draft_agreement_waits_behind_those_in_force(
    client_for: Callable[[str], Client], agreement: Agreement
) -> None:
    Agreement.objects.create(
        code="utkast", name="Utkast", year=2022, period_start="2022-01-01", period_end="2022-12-31"
    )
    here = client_for("admin").get("/").context["here"]
    assert [row.code for row in here.agreements] == [agreement.code, "utkast"]
    assert here.agreement == agreement
