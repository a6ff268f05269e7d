"""PC-Axis (.px) and JSON-stat 2 to sheets: a cube of figures laid out as a long table.

One row per cell of the cube, one column per dimension, and the contents (what is counted) beside each other.
Only what tables of statistics use is read; anything else is ``not_a_spreadsheet``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, Final

from allocation.domain.cells import Sheet, Value
from allocation.workbooks.limits import MAX_CELLS, Deadline, UnreadableError, trimmed
from allocation.workbooks.text import decoded

CONTENTS: Final = frozenset({"contentscode", "contents", "tabellinnehåll", "innehåll"})
CODEPAGES: Final = ("utf-8-sig", "iso-8859-15", "cp1252")
KEYWORD: Final = re.compile(r'\s*([A-Z][A-Z0-9-]*)(?:\[\w+\])?(?:\("((?:[^"]|"")*)"[^)]*\))?\s*=')
VALUE: Final = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^",;\s]+))\s*([,;]?)')
FIGURE: Final = re.compile(r'"([^"]*)"|([^\s,;"]+)')
DECIMAL: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?$", re.ASCII)
REGION_CODE: Final = re.compile(r"\d{2}(?:\d{2})?$")


@dataclass(frozen=True)
class Dimension:
    """A side of the cube: its heading and, in order, how each place is written in the table."""

    heading: str
    places: Sequence[str]


@dataclass(frozen=True)
class Cube:
    """Dimensions, the last of which changes fastest, and the figures in that order."""

    title: str
    dimensions: Sequence[Dimension]
    figures: Sequence[Value]


def read_px(content: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    return [_sheet(_px(_codepage(content)), name, deadline)]


def read_jsonstat(content: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    return [_sheet(_jsonstat(json.loads(decoded(content))), name, deadline)]


def _sheet(cube: Cube, name: str, deadline: Deadline) -> Sheet:
    cells = prod(len(dimension.places) for dimension in cube.dimensions)
    if cells > MAX_CELLS or cells * len(cube.dimensions) > 2 * MAX_CELLS:
        raise UnreadableError("too_many_cells", limit=MAX_CELLS)
    if cells != len(cube.figures) or not cells:
        raise UnreadableError("not_a_spreadsheet")
    return trimmed(name, _long(cube), deadline)


def _long(cube: Cube) -> Iterator[tuple[Value, ...]]:
    """Title, empty row, headings, and a row for each place; the contents are columns."""
    what = [it for it in cube.dimensions if it.heading.casefold() in CONTENTS]
    headings = what[0].places if what else [cube.title]
    kept = [it for it in cube.dimensions if it not in what[:1]]
    inner = (
        prod(len(it.places) for it in cube.dimensions[cube.dimensions.index(what[0]) + 1 :]) if what else 1
    )
    yield (cube.title,)
    yield ()
    yield (*(it.heading for it in kept), *headings)
    wide = len(headings) * inner
    for number, places in enumerate(product(*(it.places for it in kept))):
        first = number // inner * wide + number % inner
        yield (*places, *cube.figures[first : first + wide : inner][: len(headings)])


def _written(codes: Sequence[str], labels: Sequence[str]) -> list[str]:
    """`0114 Upplands Väsby` where the codes are regions' and the text lacks them; else the text."""
    if list(codes) == list(labels) or not all(REGION_CODE.match(code) for code in codes):
        return list(labels)
    return [
        label if label.startswith(code) else f"{code} {label}"
        for code, label in zip(codes, labels, strict=True)
    ]


# ---- PC-Axis


def _codepage(content: bytes) -> str:
    said = re.search(rb'CODEPAGE="([\w-]{1,20})"', content[:4000])
    known = said[1].decode("ascii").lower().replace("windows-", "cp") if said else ""
    return decoded(content, *({known} & {"iso-8859-15", "cp1252"}))


def _px(text: str) -> Cube:
    """The first language of the file. Keywords before DATA are short lists of texts."""
    place, words = 0, dict[tuple[str, str], list[str]]()
    while match := KEYWORD.match(text, place):
        key = (match[1], (match[2] or "").replace('""', '"'))
        if match[1] == "DATA":
            return _px_cube(words, _figures(text[match.end() :]))
        values, place = _px_values(text, match.end())
        words.setdefault(key, values)
    raise UnreadableError("not_a_spreadsheet")


def _px_values(text: str, place: int) -> tuple[list[str], int]:
    values = []
    while match := VALUE.match(text, place):
        place = match.end()
        values.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        if match[3] == ";":
            return values, place
    raise UnreadableError("not_a_spreadsheet")


def _figures(text: str) -> list[Value]:
    end = text.find(";")
    if end < 0:
        raise UnreadableError("not_a_spreadsheet")
    return [_figure(match[1] if match[2] is None else match[2]) for match in FIGURE.finditer(text, 0, end)]


def _figure(text: str) -> Value:
    """A number is written with a decimal point here; anything else is a sign for a figure."""
    return Decimal(text) if DECIMAL.match(text) else text


def _px_cube(words: Mapping[tuple[str, str], list[str]], figures: list[Value]) -> Cube:
    names = [*words.get(("STUB", ""), []), *words.get(("HEADING", ""), [])]
    if not names or any(name == "KEYS" for name, _of in words):
        raise UnreadableError("not_a_spreadsheet")
    sides = [Dimension(name, _px_places(words, name)) for name in names]
    title = words.get(("TITLE", ""), [""])
    contents = words.get(("CONTENTS", ""), title)
    speaks = any(side.heading.casefold() in CONTENTS for side in sides)
    return Cube((title if speaks else contents)[0], sides, figures)


def _px_places(words: Mapping[tuple[str, str], list[str]], name: str) -> list[str]:
    labels = words[("VALUES", name)]
    return _written(words.get(("CODES", name), labels), labels)


# ---- JSON-stat 2


def _jsonstat(answer: Any) -> Cube:
    data = answer.get("dataset", answer)
    sides = data.get("dimension", {})
    names = data.get("id") or sides["id"]
    dimensions = [Dimension(*_json_dimension(name, sides[name])) for name in names]
    size = prod(len(it.places) for it in dimensions)
    if size > MAX_CELLS:
        raise UnreadableError("too_many_cells", limit=MAX_CELLS)
    values, status = data["value"], data.get("status") or {}
    figures = [_json_figure(_at(values, place), _at(status, place)) for place in range(size)]
    too_many = isinstance(values, list) and len(values) != size
    return Cube(str(data.get("label") or ""), dimensions, [] if too_many else figures)


def _json_dimension(name: str, side: Any) -> tuple[str, list[str]]:
    """Its heading and places; the contents keep their name, by which they are known."""
    category = side["category"]
    labels = category.get("label", {})
    index = category.get("index") or list(labels)
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else index
    heading = name if name.casefold() in CONTENTS else str(side.get("label") or name)
    return heading, _written(list(map(str, codes)), [str(labels.get(code, code)) for code in codes])


def _at(values: Any, place: int) -> Any:
    if isinstance(values, dict):
        return values.get(str(place))
    return values[place] if isinstance(values, list) and place < len(values) else None


def _json_figure(value: Any, status: Any) -> Value:
    """A figure, or the sign that stands for one."""
    if value is None and status:
        return str(status)
    return value if value is None or type(value) in (int, float, str) else str(value)
