"""``verify_decision``: exit 0 when every krona and digest agrees, 1 when any differs, 2 if unknown."""

import pytest
from django.core.management import call_command

from allocation.models import Decision
from tests.allocation.test_decisions import tamper

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["pk", "number"])
def test_a_decision_by_id_or_number(
    decision: Decision, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_decision", str(getattr(decision, name)))
    assert decision.digest in capsys.readouterr().err


def test_each_difference_on_its_own_line(decision: Decision, capsys: pytest.CaptureFixture[str]) -> None:
    tamper("allocation_run", "UPDATE allocation_run SET total = 1, digest = ''")
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_decision", decision.number)
    assert stopped.value.code == 1
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "total run",
        "run digest",
    ]


@pytest.mark.parametrize("wanted", ["77", "2021-7", "x", "²"])
def test_an_unknown_decision_is_answered_with_the_nearest(
    decision: Decision, wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_decision", wanted)
    assert stopped.value.code == 2
    assert decision.number in capsys.readouterr().err


def test_no_decision_at_all(db: None) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_decision", "1")
    assert stopped.value.code == 2
