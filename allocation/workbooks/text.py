"""Text to rows: csv, and cells pasted straight from a spreadsheet (tabs between them)."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from allocation.domain.cells import Value
from allocation.workbooks.limits import UnreadableError

# cp1252 holds all of ISO 8859-1 that is text; the five bytes it lacks are no letters there either.
ENCODINGS: Final = ("utf-8-sig", "cp1252")
DELIMITERS: Final = "\t;,"
SAID: Final = "sep="  # Excel's own way to say the delimiter, on the first line
LOOKED_AT: Final = 1000
QUOTED: Final = re.compile(r'"[^"]*"')


def read_text(content: bytes) -> Iterator[tuple[Value, ...]]:
    """Rows of text. The encoding is told by a mark or by trying; the delimiter is the one on most lines."""
    text = decoded(content)
    delimiter = _delimiter(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield tuple([value.strip() or None for value in row])
    except csv.Error as error:
        raise UnreadableError("not_a_spreadsheet") from error


def decoded(content: bytes, *known: str) -> str:
    """The text, in the ``known`` encodings or else those that come in question."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else (*known, *ENCODINGS):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableError("not_a_spreadsheet")


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:LOOKED_AT] if not line.startswith("#")]
    said = lines[0][len(SAID) :] if lines and lines[0].lower().startswith(SAID) else ""
    if said and said in DELIMITERS:
        return said
    # What stands within quotes is a cell's own: names may hold commas and semicolons.
    bare = QUOTED.sub("", "\n".join(lines)).splitlines()
    return max(DELIMITERS, key=lambda delimiter: sum(delimiter in line for line in bare))
