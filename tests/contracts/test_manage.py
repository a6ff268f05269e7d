"""``manage.py`` in a pipe, as outside scripts use it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.sources import ROOT

CLOSED_PIPE = 141  # 128 + SIGPIPE, as a shell says of any program


@pytest.mark.parametrize("rows", [3, 30_000])
def test_a_reader_that_has_had_enough_sees_no_traceback(tmp_path: Path, rows: int) -> None:
    table = tmp_path / "table.csv"
    table.write_text("code,population\n" + "".join(f"{row:05},{row + 1}\n" for row in range(rows)))
    command = [sys.executable, "manage.py", "calculate", str(table), "--total=100000", "--share=population=1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == CLOSED_PIPE
