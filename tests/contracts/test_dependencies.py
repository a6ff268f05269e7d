"""Dependencies point one way: reporting, allocation, overenskommelse. See pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from tests.contracts.sources import ROOT


def test_the_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
