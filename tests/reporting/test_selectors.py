"""What counts as decided: the amounts of a decision in force, never those of a run."""

from allocation.services.runs import create_run
from overenskommelse.models import Agreement, Organisation
from reporting.domain.balances import Balance
from reporting.selectors import position


def test_a_run_that_nobody_has_decided_gives_nothing(agreement: Agreement) -> None:
    run = create_run(agreement=agreement, by=None)
    assert run.total > 0
    found = position(agreement, Organisation.objects.get(code="SKR"))
    assert (found.decision, found.balance) == (None, Balance(0, 0))
