"""``reconcile`` and ``allocate``: printed amounts against computed ones, as CSV."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command

from allocation.models import Decision, Run
from allocation.services.runs import create_run
from overenskommelse.models import Agreement

pytestmark = pytest.mark.django_db

CODE = "god-och-nara-vard-2021"
COLUMNS = ["line", "recipient", "published", "computed", "difference", "explanation"]


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(capsys.readouterr().out.splitlines()))


def exit_status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        call_command(*arguments)
    return int(stopped.value.code or 0)


def test_only_what_differs_has_another_explanation(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reconcile", CODE)
    found = rows(capsys)
    assert list(found[0]) == COLUMNS
    assert len(found) == 7 * 21
    differing = {(row["line"], row["recipient"]) for row in found if row["difference"] != "0"}
    assert ("regioner-medarbetare", "R22") in differing
    assert {line for line, _recipient in differing} == {"regioner-medarbetare", "kommuner-nara-vard"}
    assert all(row["explanation"].startswith("Lika") for row in found if row["difference"] == "0")


def test_lines_without_a_printed_table_are_named(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reconcile", CODE)
    assert "kommuner-medarbetare" in capsys.readouterr().err


def test_the_decided_run_goes_before_a_later_one(
    decision: Decision, agreement: Agreement, capsys: pytest.CaptureFixture[str]
) -> None:
    create_run(agreement=agreement, by=None)
    call_command("reconcile", CODE)
    assert f"{decision.run_id}." in capsys.readouterr().err.splitlines()[0]


def test_without_a_run_it_is_computed_and_nothing_is_stored(
    statistics: object, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reconcile", CODE)
    assert len(rows(capsys)) == 7 * 21
    assert not Run.objects.exists()


def test_a_line_that_waits_has_nothing_computed(
    agreement: Agreement, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reconcile", CODE)
    assert {row["computed"] for row in rows(capsys)} == {""}


def test_a_file_is_compared_instead(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "published.csv"
    path.write_text("# as printed\nline,recipient,published\nregioner-nara-vard,R01,555181810\n")
    call_command("reconcile", CODE, "--published", str(path))
    found = {row["recipient"]: row for row in rows(capsys)}
    assert (found["R01"]["computed"], found["R01"]["difference"]) == ("555181809", "1")
    assert found["R03"]["published"] == ""


def test_every_fault_of_a_file_on_its_own_line(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "published.csv"
    path.write_text(
        "line,recipient,published\nregioner-nara,R01,1\nregioner-nara-vard,R99,1\nregioner-nara-vard,R03,1.5\n"
        "regioner-nara-vard,R04\nregioner-nara-vard,R05,1\nregioner-nara-vard,R05,1\n"
    )
    assert exit_status("reconcile", CODE, "--published", str(path)) == 1
    shown = capsys.readouterr()
    problems = [line for line in shown.err.splitlines() if line.startswith("Rad ")]
    assert shown.out == ""
    assert [line.split(":")[0].split(" har")[0] for line in problems] == [f"Rad {n}" for n in range(2, 8)]
    assert "regioner-nara-vard" in problems[0]


def test_unknown_lines_and_recipients_are_answered_with_the_nearest(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "published.csv"
    path.write_text("line,recipient,published\nregioner-nara,R01,1\nregioner-nara-vard,Skåne,1\n")
    assert exit_status("reconcile", CODE, "--published", str(path)) == 2
    said = capsys.readouterr().err
    assert "regioner-nara-vard" in said
    assert "R12 (Region Skåne)" in said


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_without_the_columns_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "published.csv"
    path.write_text(text)
    assert exit_status("reconcile", CODE, "--published", str(path)) == 1


def test_a_file_that_is_not_there_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert exit_status("reconcile", CODE, "--published", str(tmp_path / "none.csv")) == 2


@pytest.mark.parametrize("command", ["reconcile", "allocate"])
def test_an_unknown_agreement_is_answered_with_the_nearest(
    db: None, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(command, "god-och-nara-vard-2012") == 2
    assert CODE in capsys.readouterr().err


def test_allocate_prints_exact_and_amount(statistics: object, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("allocate", CODE)
    shown = capsys.readouterr()
    found = list(csv.DictReader(shown.out.splitlines()))
    assert list(found[0]) == ["line", "recipient", "exact", "amount"]
    assert sum(int(row["amount"]) for row in found) == 6_678_000_000
    assert all(len(row["exact"].split("/")) == 2 for row in found)
    assert shown.err.startswith("kommuner-vidareutbildning")
    assert Run.objects.count() == 1
