"""What is not known is answered with the nearest names, and exit 2."""

import pytest
from django.core.management.base import BaseCommand

from overenskommelse.models import Agreement, Organisation
from overenskommelse.services.lookups import (
    NotKnown,
    agreement_or_exit,
    known,
    nearest,
    recipient_or_exit,
    stop,
)

pytestmark = pytest.mark.django_db


def test_a_code_is_found(agreement: Agreement) -> None:
    command = BaseCommand()
    assert agreement_or_exit(command, agreement.code) == agreement
    assert recipient_or_exit(command, "RSS12").county_id == "12"


def test_a_name_leads_to_its_code() -> None:
    with pytest.raises(NotKnown) as unknown:
        known(Organisation.objects.recipients(), "Uppsala")
    assert any(name.startswith("R03 ") for name in unknown.value.nearest)


def test_a_municipality_is_no_recipient(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        recipient_or_exit(BaseCommand(), "1280")
    assert stopped.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_empty_register_says_so() -> None:
    assert "”x”" in str(NotKnown("x", nearest("x", [])))


def test_problems_come_on_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        stop(BaseCommand(), ["one", "two"])
    assert (stopped.value.code, capsys.readouterr().err) == (1, "one\ntwo\n")
