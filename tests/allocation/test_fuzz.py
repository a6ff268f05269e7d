"""Golden files, damaged in 2 000 ways: an answer in words each time, nothing stored, little memory."""

import io
import resource
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import pytest

from allocation.models import Dataset, Import, SourceFile
from allocation.services.previews import read_upload
from overenskommelse.models import Event
from tests.allocation.uploads import WORKBOOKS, upload_of

ROUNDS, EACH = 8, 250
SMALL = 40_000  # bytes of a file
MORE_MEMORY = 200 * 1024  # kilobytes of resident memory
TOKENS = [
    b"", b"-", b"..", b"X", b"#REF!", b"=1+1", b"1e309", b"-1e-400", b"NaN", b"9" * 5000, b"1.234",
    b"\xe2\x88\x922", b"\x00", b"\xff\xfe", b"<", b">", b"&", b"&a;", b"]]>", b'"', b"';--",
    b"\n\n\n", b"\t\t", b";;;", b",", b"A1048577", b"XFE1", b"ZZZZ99999999", b"-1", b"0", b"4294967296",
    b"2020", b"0114",
    b"12 Hallands l\xc3\xa4n", b"true", b"null", b"{}", b"[[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"\xd9\xa1\xd9\xa2", b"\xc2\xb2", b"1" * 400,
]  # fmt: skip
Mutation = Callable[[Random, bytes], bytes]


@cache
def golden() -> list[tuple[Path, bytes]]:
    files = [
        path for path in sorted(WORKBOOKS.glob("*/**/*.*")) if path.suffix not in (".json", ".pdf", ".xlsm")
    ]
    files += sorted(WORKBOOKS.glob("should_pass/lan.json"))
    return [(path, path.read_bytes()) for path in files if path.stat().st_size < SMALL]


def some_bytes(chance: Random, content: bytes) -> bytes:
    """Bytes changed, put in, taken out, or the end cut off."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data) or 1)
        change = chance.randrange(4)
        if change == 0 and data:
            data[place] = chance.randrange(256)
        elif change == 1:
            data[place:place] = chance.choice(TOKENS)
        elif change == 2:
            del data[place : place + chance.randint(1, 40)]
        elif chance.random() < 0.2:
            del data[place:]
    return bytes(data)


def a_cell(chance: Random, content: bytes) -> bytes:
    """What stands between two marks, in a cell, an attribute or a line, replaced by something odd."""
    marks = [place for place, byte in enumerate(content) if byte in b"<>\"';,\t\n="]
    for _ in range(chance.randint(1, 4)):
        if len(marks) < 2:
            break
        place = chance.randrange(len(marks) - 1)
        content = content[: marks[place] + 1] + chance.choice(TOKENS) + content[marks[place + 1] :]
        marks = [place for place in marks[:place] if place < len(content)]
    return content


def a_part(chance: Random, content: bytes) -> bytes:
    """The archive packed again: one part damaged, left out, empty, twice, or under another name."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except (BadZipFile, RuntimeError, EOFError):
        return a_cell(chance, content)
    place = chance.randrange(len(parts))
    name, data = parts[place]
    change = chance.randrange(6)
    others = parts[:place] + parts[place + 1 :]
    changed = [
        [(name, a_cell(chance, data))],
        [(name, some_bytes(chance, data))],
        [],
        [(name, b"")],
        [(name, data), (name + "2", data)],
        [(chance.choice(["xl/workbook.xml", "content.xml", "../" + name, name.upper(), "a" * 300]), data)],
    ][change]
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for known in dict(others + changed).items():
            archive.writestr(*known)
    return made.getvalue()


MUTATIONS: list[Mutation] = [some_bytes, a_cell, a_part, a_part]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_damaged_file_is_answered_in_words(seed: int) -> None:
    chance, answers = Random(seed), set[str]()  # noqa: S311
    events, before = Event.objects.count(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(EACH):
        path, content = chance.choice(golden())
        damaged = chance.choice(MUTATIONS)(chance, content)
        preview = read_upload(upload_of(path, {}, damaged))
        assert all(problem.what and problem.remedy for problem in preview.problems)
        assert preview.problems or preview.rows
        answers.update(issue.code for issue in preview.reading.issues)
    assert len(answers) > 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MORE_MEMORY
    stored = [model.objects.exists() for model in (Dataset, SourceFile, Import)]
    assert (stored, Event.objects.count()) == ([False, False, False], events)
