"""``manage.py requisition``: the form on disk, and the exit codes."""

from pathlib import Path

import pytest
from django.core.management import call_command

from allocation.models import Decision
from overenskommelse.models import Agreement, Organisation
from reporting.models import Document, PaymentTerms, Requisition
from tests.reporting.pdfs import reader, text_of

AGREEMENT = "god-och-nara-vard-2021"


def requisition(output: Path, recipient: str = "R12", *options: str, agreement: str = AGREEMENT) -> None:
    call_command("requisition", agreement, f"--recipient={recipient}", f"--output={output}", *options)


def refused(
    capsys: pytest.CaptureFixture[str], output: Path, recipient: str, agreement: str = AGREEMENT
) -> tuple[object, list[str]]:
    """The exit code and the lines on standard error."""
    with pytest.raises(SystemExit) as exit_:
        requisition(output, recipient, agreement=agreement)
    assert not output.is_file()
    return exit_.value.code, capsys.readouterr().err.splitlines()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "r.pdf"


def test_it_issues_once_and_then_gives_the_same(decision: Decision, output: Path) -> None:
    requisition(output)
    first = output.read_bytes()
    requisition(output)
    assert output.read_bytes() == first == bytes(Document.objects.get().pdf)


def test_a_draft_issues_nothing(decision: Decision, output: Path) -> None:
    requisition(output, "R12", "--draft")
    assert "UTKAST" in text_of(reader(output.read_bytes()))
    assert not Document.objects.exists()


def test_a_draft_under_way_is_what_is_issued(draft: Requisition, several: PaymentTerms, output: Path) -> None:
    Requisition.objects.filter(pk=draft.pk).update(amount=5)
    requisition(output)
    assert "Belopp som rekvireras 5 kr" in text_of(reader(output.read_bytes()))


def test_everything_that_is_missing_is_said(
    decision: Decision, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Agreement.objects.update(registration_number="")
    Organisation.objects.filter(code="R12").update(giro="", phone="")
    assert refused(capsys, output, "R12") == (
        1,
        ["Telefonnumret saknas", "Överenskommelsens diarienummer saknas", "Bankgiro eller plusgiro saknas"],
    )


def test_nothing_decided(agreement: Agreement, output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, output, "R12") == (1, ["Det finns inget att rekvirera för Region Skåne."])


@pytest.mark.parametrize(
    ("recipient", "code", "nearest"),
    [
        ("R99", AGREEMENT, "R09"),
        ("Skane", AGREEMENT, "Region Skåne"),
        ("R12", "god-nara-vard-2021", AGREEMENT),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    db: None,
    output: Path,
    capsys: pytest.CaptureFixture[str],
    recipient: str,
    code: str,
    nearest: str,
) -> None:
    status, (line,) = refused(capsys, output, recipient, agreement=code)
    assert status == 2
    assert nearest in line


def test_a_folder_that_is_not_there(
    decision: Decision, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, tmp_path / "none" / "r.pdf", "R12")[0] == 2
    assert not Document.objects.exists()


def test_a_file_that_cannot_be_written(
    decision: Decision, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "r.pdf"
    link.symlink_to(tmp_path / "none" / "r.pdf")
    status, lines = refused(capsys, link, "R12")
    assert status == 2
    assert str(link) in lines[-1]
