"""Who is not root gets one line to type; what is there already costs nothing and says nothing."""

import os
import subprocess

from tests.contracts.sources import ROOT

SCRIPT = (ROOT / "scripts" / "system_packages.sh").read_text("utf-8")
AS_NOBODY = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*AS_NOBODY, "bash", "-s", "--", *arguments]
    return subprocess.run(command, input=SCRIPT, capture_output=True, text=True, cwd="/", check=False)


def test_installed_packages_pass_in_silence() -> None:
    done = run("bash coreutils", "a-package-of-another-command")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_missing_packages_are_one_line_with_what_other_commands_need() -> None:
    done = run("bash no-such-package-1 no-such-package-2", "no-such-package-3 coreutils")
    lines = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
    packages = "no-such-package-1 no-such-package-2 no-such-package-3"
    assert lines == [f"sudo apt-get install --no-install-recommends {packages}"]
    assert done.returncode == 1
