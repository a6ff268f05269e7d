"""``bootstrap`` and ``demo`` as a stranger runs them: own processes, on a database that is not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.sources import ROOT


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The commands' environment; they run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}", "DEBUG": "on"}


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_an_empty_database_is_filled_and_then_left_as_it_is(environment: dict[str, str]) -> None:
    first, second = manage(environment, "bootstrap"), manage(environment, "bootstrap")
    assert (first.returncode, first.stdout) == (0, "")
    assert "336" in first.stderr
    assert second.stderr == first.stderr


@pytest.mark.parametrize("command", [("bootstrap", "--demo"), ("demo",)])
def test_known_passwords_stay_out_of_operation(environment: dict[str, str], command: tuple[str, ...]) -> None:
    refused = manage(environment | {"DEBUG": "off"}, *command)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "DEBUG" in refused.stderr


def test_the_main_job_says_what_it_did(environment: dict[str, str]) -> None:
    first, second = manage(environment, "demo"), manage(environment, "demo")
    assert (first.returncode, second.stdout) == (0, first.stdout)
    lines = [" ".join(line.split()) for line in first.stdout.splitlines()]
    assert len(lines) <= 40
    assert lines[0] == "God och nära vård 2021: 6 778 000 000 kr"
    assert sum(" till 21" in line for line in lines) == 9
    assert any("väntar på: Anställda sjuksköterskor" in line for line in lines)
    assert sum("lika på kronan" in line for line in lines) == 5
    assert any("14 av 21 skiljer, högst 4 kr" in line for line in lines)
    assert any("Region Västernorrland" in line and "1 kr för mycket" in line for line in lines)
    decided = next(line for line in lines if line.startswith("Beslut 2021-1: 6 678 000 000 kr, sha256 "))
    assert len(decided.split()[-1]) == 64
    (written,) = Path("output").iterdir()
    assert written.read_bytes().startswith(b"%PDF")
    assert any(line.startswith("Rekvisition 2021-R03-1: ") and line.endswith(str(written)) for line in lines)
    assert "admin@demo.test" in first.stdout
