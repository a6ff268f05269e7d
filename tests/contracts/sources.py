"""What git tracks, for the tests that read the project's own files."""

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("overenskommelse", "allocation", "reporting")
BINARY = {".xlsx", ".pdf", ".png", ".mo", ".ttf", ".woff2", ".ico"}


@cache
def tracked() -> tuple[Path, ...]:
    """Paths from the root of every tracked file that is there."""
    # The folder may belong to somebody else, as it does where CI runs.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(name) for name in names.split("\0") if name and (ROOT / name).is_file())


def texts() -> Iterable[tuple[Path, str]]:
    """Each tracked text file with its content."""
    for path in tracked():
        if path.suffix not in BINARY:
            yield path, (ROOT / path).read_text("utf-8", errors="replace")


def python() -> Iterable[tuple[Path, str]]:
    """Each tracked Python file that people write, with its content."""
    for path, text in texts():
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path, text
