"""The text of a SIE file (format 4B, chapter 5): its encoding, its lines and their fields, amounts and days.

The file is read as bytes: everything that carries meaning is ASCII, and only names and texts have letters
that an encoding can get wrong.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

DECLARED: Final = "cp437"  # what `#FORMAT PC8` says, the only encoding that the format allows
LOOKED_AT: Final = 200_000  # bytes, from the first letter beyond ASCII
BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
# How å, ä, ö, Å, Ä and Ö are written. None of these bytes is a letter of Swedish in the other encodings.
LETTERS: Final = {name: set("åäöÅÄÖ".encode(name)) for name in (DECLARED, "cp1252", "mac_roman")}

# A field: in quotes, with \" for a quote; a list of objects in braces; or signs without a space.
QUOTED: Final = rb'"((?:[^"\\]|\\.)*)"'
FIELD: Final = re.compile(
    rb"[ \t]*(?:" + QUOTED + rb'|\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\}|([^\s"{}][^\s{}]*))'
)
AMOUNT: Final = re.compile(rb"([-+]?)(\d+)(?:\.(\d{1,2})0*)?")
DAY: Final = re.compile(rb"(\d{4})(\d\d)(\d\d)")

Field = bytes | tuple[bytes, ...]


class BrokenLineError(ValueError):
    """The line is not made of fields: a quote or a brace is missing."""


class Encoding(NamedTuple):
    """What the bytes speak for, how many of its letters were seen, and its name if they were changed."""

    name: str
    letters: int
    called: str = ""


def find_encoding(content: bytes) -> Encoding:
    """By a mark at the beginning, by being valid UTF-8, or by which å, ä and ö there are most of."""
    if content.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", 0)
    first = BEYOND_ASCII.search(content) if not content.isascii() else None
    if first is None:
        return Encoding(DECLARED, 0)
    sample = content[first.start() : first.start() + LOOKED_AT]
    in_utf_8 = _letters_in_utf_8(sample)
    if in_utf_8:
        return Encoding("utf-8", in_utf_8)
    counts = {name: sum(map(sample.count, _single(letters))) for name, letters in LETTERS.items()}
    best = max(counts, key=lambda name: counts[name])
    return Encoding(best, counts[best])


def _letters_in_utf_8(sample: bytes) -> int:
    """Letters beyond ASCII if the sample is UTF-8, otherwise 0. Its end may cut a letter in two."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return 0
    return sum(not sign.isascii() for sign in text)


def _single(letters: set[int]) -> Iterator[bytes]:
    return (bytes([letter]) for letter in letters)


def fields(line: bytes) -> list[Field]:
    """The label and fields of a line; a list of objects is a tuple of its parts."""
    found: list[Field] = []
    place, line = 0, line.rstrip()
    while place < len(line):
        match = FIELD.match(line, place)
        if match is None:
            raise BrokenLineError
        quoted, objects, plain = match.groups()
        found.append(_field(quoted, objects, plain))
        place = match.end()
    return found


def _field(quoted: bytes | None, objects: bytes | None, plain: bytes | None) -> Field:
    if objects is not None:
        return tuple(part for part in fields(objects) if isinstance(part, bytes))
    return quoted.replace(b'\\"', b'"') if quoted is not None else plain or b""


def amount(text: bytes) -> int | None:
    """Öre, or None for what is no amount: ``-1234.5`` is -123450."""
    match = AMOUNT.fullmatch(text)
    if match is None:
        return None
    sign, kronor, decimals = match.groups(default=b"")
    ore = int(kronor + decimals.ljust(2, b"0"))
    return -ore if sign == b"-" else ore


def day(text: bytes) -> date | None:
    """A day written ``20210131``, or None for what is none."""
    match = DAY.fullmatch(text)
    if match is None:
        return None
    year, month, in_month = map(int, match.groups())
    try:
        return date(year, month, in_month)
    except ValueError:
        return None
