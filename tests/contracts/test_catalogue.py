"""The Swedish catalogue is complete, current and compiled."""

import shutil
import subprocess
import sys
from pathlib import Path

import polib

from tests.contracts.sources import ROOT, tracked

CATALOGUE = Path("locale/sv/LC_MESSAGES/django.po")
Message = tuple[str | None, str]


def messages(catalogue: polib.POFile | polib.MOFile) -> set[Message]:
    return {(entry.msgctxt or None, entry.msgid) for entry in catalogue if not entry.obsolete}


def kept() -> polib.POFile:
    """The catalogue as it stands in the project."""
    assert (ROOT / CATALOGUE).is_file()
    return polib.pofile(str(ROOT / CATALOGUE))


def gathered(folder: Path) -> set[Message]:
    """The strings that the sources hold now, gathered in a copy of them."""
    for path in tracked():
        if path.suffix in {".py", ".html", ".txt", ".svg"} and path.parts[0] != "tests":
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)
    (folder / CATALOGUE.parent).mkdir(parents=True)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "sv", "--no-location", "--no-wrap"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return messages(polib.pofile(str(folder / CATALOGUE)))


def test_every_string_is_in_the_catalogue_and_no_other(tmp_path: Path) -> None:
    now, before = gathered(tmp_path), messages(kept())
    assert now - before == set(), "run make messages and translate"
    assert before - now == set(), "run make messages"


def test_every_string_has_its_swedish() -> None:
    assert [entry.msgid for entry in kept() if not entry.obsolete and not entry.translated()] == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    def content(catalogue: polib.POFile | polib.MOFile) -> list[tuple[str, str, str]]:
        return sorted((e.msgctxt or "", e.msgid, str(e.msgstr_plural or e.msgstr)) for e in catalogue)

    compiled = ROOT / CATALOGUE.with_suffix(".mo")
    assert compiled.is_file()
    assert content(polib.mofile(str(compiled))) == content(kept())
