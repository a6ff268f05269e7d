"""``manage.py financial_report``: the form on disk, and the exit codes."""

from pathlib import Path

import pytest
from django.core.management import call_command

from reporting.models import Document
from tests.reporting.pdfs import reader, text_of
from tests.reporting.reports import AGREEMENT, certified, pay, prepared

pytestmark = pytest.mark.usefixtures("decision")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "redovisning.pdf"


def write(output: Path, *options: str, recipient: str = "R12") -> None:
    call_command("financial_report", AGREEMENT, f"--recipient={recipient}", f"--output={output}", *options)


def refused(capsys: pytest.CaptureFixture[str], output: Path, recipient: str = "R12") -> tuple[object, str]:
    """The exit code and what stands on standard error."""
    with pytest.raises(SystemExit) as exit_:
        write(output, recipient=recipient)
    assert not output.is_file()
    return exit_.value.code, capsys.readouterr().err


def test_it_writes_the_certified_report(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pay()
    certified()
    write(output)
    document = Document.objects.get(kind="financial_report")
    assert output.read_bytes() == bytes(document.pdf)
    assert f"{document.number} {document.code}" in capsys.readouterr().err


def test_a_draft_is_marked_and_certifies_nothing(output: Path) -> None:
    pay()
    write(output, "--draft")
    assert "UTKAST" in text_of(reader(output.read_bytes()))
    assert not Document.objects.filter(kind="financial_report").exists()


def test_it_says_what_it_waits_for(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = "Ingen utbetalning från staten är bokförd, så det finns inget att redovisa\n"
    assert refused(capsys, output) == (1, nothing)
    pay()
    assert refused(capsys, output) == (1, "Redovisningen är inte överlämnad till ekonomichefen.\n")
    prepared()
    assert refused(capsys, output) == (1, "Redovisningen väntar på ekonomichefen.\n")


def test_a_municipality_that_has_got_nothing(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, output, "1280")[0] == 2  # only those that the state pays are named here


def test_an_unknown_recipient_and_a_folder_that_is_not_there(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, output, "R99")[0] == 2
    assert refused(capsys, tmp_path / "none" / "r.pdf")[0] == 2
