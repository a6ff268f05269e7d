"""The throw-away PostgreSQL cluster: private while it lives, gone afterwards, also after an interruption."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.sources import ROOT

RUNNER = ROOT / "scripts" / "with_postgresql.sh"
ASK = """
import environ, psycopg, sys, time
at = environ.Env().db("DATABASE_URL")
with psycopg.connect(host=at["HOST"], user=at["USER"], dbname=at["NAME"]) as connection:
    ports = connection.execute("select current_setting('listen_addresses')").fetchone()[0]
print(at["HOST"], repr(ports), flush=True)
time.sleep(int(sys.argv[1]))
sys.exit(3)
"""


def run(seconds: int) -> subprocess.Popen[str]:
    # Whoever started the tests may ignore interruptions, as what a shell runs in the background does.
    command = ["env", "--default-signal", str(RUNNER), sys.executable, "-c", ASK, str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_it_hands_on_the_exit_code_and_leaves_nothing() -> None:
    with run(0) as runner:
        folder, ports = runner.communicate()[0].split()
    assert runner.returncode == 3
    assert ports == "''"
    assert not Path(folder).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing(number: int) -> None:
    with run(60) as runner:
        assert runner.stdout
        folder = Path(runner.stdout.readline().split()[0])
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.killpg(runner.pid, number)
    assert runner.returncode == 128 + number
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
