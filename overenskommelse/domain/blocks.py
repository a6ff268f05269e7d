"""A block of cells as a clipboard holds it: rows between line breaks, cells between tabs."""

import re
from collections.abc import Sequence

# Spreadsheet programs put a cell within quotation marks only when it holds a tab or a line break.
QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=\t|\n|\Z)')
PLAIN = re.compile(r"[^\t\n]*")


def read_block(text: str) -> list[list[str]]:
    """The rows of ``text``; those without any text at the end are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = [[]]
    place = 0
    while place <= len(text):
        cell, place = _cell(text, place)
        rows[-1].append(cell)
        if place < len(text) and text[place] == "\n":
            rows.append([])
        place += 1
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _cell(text: str, place: int) -> tuple[str, int]:
    """The cell that begins at ``place``, and where it ends."""
    found = QUOTED.match(text, place)
    if found and ("\t" in found[1] or "\n" in found[1]):
        return found[1].replace('""', '"'), found.end()
    plain = PLAIN.match(text, place)
    return (plain[0], plain.end()) if plain else ("", place)


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """The reverse of ``read_block``."""
    return "\n".join("\t".join(map(_written, row)) for row in rows)


def _written(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if "\t" in cell or "\n" in cell else cell
