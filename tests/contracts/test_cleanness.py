"""Nothing depends on the place where it was written, and nothing is a promise for later."""

import re
from collections.abc import Iterable
from pathlib import Path

from tests.contracts.sources import ROOT, python, texts

# Written in parts, so that this file does not find itself.
INDEX = re.compile(
    "|".join(["py" + r"pi\.", "python" + "hosted", "npm" + "js", "debian" + r"\.org", "index-" + "url="])
)
MACHINE = re.compile(r"(?<![\w.*-])/(?:work|root|home|farm)/")
PROMISES = re.compile(
    "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", "no " + "cover"])
)
IDLE_TESTS = re.compile("|".join([r"skip\(", "skip" + "if", "x" + "fail"]))


def found(pattern: re.Pattern[str], files: Iterable[tuple[Path, str]]) -> list[str]:
    """`path:line: text` of each line that matches."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in files
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_package_index_is_named() -> None:
    assert found(INDEX, texts()) == []


def test_no_path_of_one_machine() -> None:
    assert found(MACHINE, texts()) == []


def test_no_promises_in_the_code() -> None:
    assert found(PROMISES, python()) == []


def test_every_test_runs() -> None:
    tests = ((path, text) for path, text in python() if path.parts[0] == "tests")
    assert found(IDLE_TESTS, tests) == []


def test_every_locked_package_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.findall(
            r"^(\S+==\S+) \\\n((?:    --hash=\S+(?: \\)?\n)+)", (ROOT / name).read_text(), re.MULTILINE
        )
        pinned = re.findall(r"^\w\S*==\S+", (ROOT / name).read_text(), re.MULTILINE)
        assert [block[0] for block in blocks] == pinned
        assert len(pinned) > 20
