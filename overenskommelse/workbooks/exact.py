"""Texts that a cell cannot hold as they are, kept whole on a sheet of their own: docs/adr/0057.

A cell holds 32 767 units of UTF-16, no control characters but line breaks and tabs, and readers differ on
``_x000D_``. Such a text is shown shortened, with a mark ``⟦1⟧`` at its end that leads to the whole text.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MOST: Final = 32_767
SHOWN: Final = 300
CHUNK: Final = 30_000
MARK: Final = re.compile(r" ?⟦\d+⟧$")
# Not in XML at all, read as something else by XML, or by programs that read workbooks.
UNFIT: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]|x005F_|_x[0-9A-Fa-f]{4}_"
)
HEADINGS: Final = ("Märke", "Del", "Text")
TITLE: Final = "Hela texter"


def fits(text: str) -> bool:
    """Whether a cell gives the text back as it is."""
    too_long = len(text) > MOST // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > MOST
    return not (too_long or UNFIT.search(text) or MARK.search(text))


class Whole:
    """The texts of one workbook that do not fit their cells, as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def shown(self, text: str) -> str:
        """What the cell shows: the text itself where it fits."""
        if fits(text):
            return text
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        return f"{UNFIT.sub(' ', text[:SHOWN]).strip()} ⟦{number}⟧"

    def rows(self) -> Iterator[tuple[str, int, str]]:
        """Mark, part, text as JSON in ASCII, so that nothing on its way can change it."""
        for text in self._numbers:
            code = json.dumps(text).replace("_", "\\u005f")
            for part, start in enumerate(range(0, len(code), CHUNK), start=1):
                yield self.shown(text), part, code[start : start + CHUNK]


def whole_texts(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """What was shown → the whole text, of the rows of the sheet as they were read."""
    parts: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        if len(row) == len(HEADINGS) and row[1].isdecimal():
            parts.setdefault(row[0], []).append((int(row[1]), row[2]))
    found = {shown: _decoded("".join(text for _part, text in sorted(its))) for shown, its in parts.items()}
    return {shown: text for shown, text in found.items() if text is not None}


def _decoded(code: str) -> str | None:
    try:
        text = json.loads(code)
    except ValueError:
        return None
    return text if isinstance(text, str) else None
