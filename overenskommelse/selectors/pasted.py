"""Pasted cells as rows of a plan: which columns they are, what they mean, and what is wrong with them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from overenskommelse.domain.blocks import read_block
from overenskommelse.models import ActionPlan
from overenskommelse.selectors.measures import PLANNED, USED, Column, Lists, Row, columns_of, folded
from overenskommelse.selectors.understanding import Problem, understand

MAX_ROWS: Final = 500
# What the columns of people's own tables are also called.
WORDS: Final = {
    "title": ("aktivitet", "aktiviteter", "insats", "insatser", "åtgärder", "vad", "rubrik", "titel"),
    "description": ("kommentar till åtgärden", "innehåll", "beskrivning av åtgärd"),
    "area": ("område", "utvecklingsområden"),
    "focus_area": ("insatsområden",),
    "requirements": ("krav", "kravnummer"),
    "responsible": ("ansvariga", "vem", "ansvarig organisation", "ansvarig funktion"),
    "schedule": ("tidplan", "tid", "när", "klart", "slutdatum", "senast"),
    "status": ("läge",),
    "status_note": ("kommentar", "anteckning", "uppföljning"),
    "target_group": ("målgrupper",),
    "accounting_object": ("objekt", "projekt", "kod"),
    PLANNED: ("kostnad", "uppskattad kostnad", "beräknad kostnad", "belopp", "budget", "planerat"),
    USED: ("utfall", "använt", "förbrukat"),
}


@dataclass(frozen=True)
class PastedRow:
    """A row with its id, which the same cells in the same batch get again.

    ``cells`` are the text and the problems of each place, ``problems`` those of no place.
    """

    number: int
    uid: UUID
    values: Row
    cells: list[tuple[str, list[Problem]]]
    problems: list[Problem]


@dataclass(frozen=True)
class Pasted:
    """``heads`` are the column codes of the places, "" for one that is not read."""

    columns: list[Column]
    heads: list[str]
    headings: list[str]
    rows: list[PastedRow]
    fault: str = ""

    @property
    def places(self) -> list[tuple[str, str]]:
        """The column code and the heading, if there is one, of each place."""
        return list(zip(self.heads, _padded(self.headings, len(self.heads)), strict=True))

    @property
    def faults(self) -> int:
        """Problems of all rows together."""
        return sum(len(row.problems) + sum(len(its) for _text, its in row.cells) for row in self.rows)

    @property
    def may_store(self) -> bool:
        return bool(self.rows) and not self.fault and not self.faults


def pasted(plan: ActionPlan, text: str, batch: UUID, chosen: Sequence[str] = ()) -> Pasted:
    """What the cells would become. ``chosen`` are column codes; without them the first row tells."""
    lists = Lists(plan)
    columns = columns_of(plan, lists)
    block = read_block(text)
    width = max((len(row) for row in block), default=0)
    known = _headings(block[0], columns) if block else []
    headings = block[0] if any(known) else []
    heads = _chosen(chosen, columns, width) or _padded(known if headings else ["title"], width)
    body = [(number, row) for number, row in enumerate(block, start=1) if number > bool(headings)]
    rows = [_row(plan, lists, number, row, heads, batch) for number, row in body if any(map(str.strip, row))]
    return Pasted(columns, heads, headings, rows[:MAX_ROWS], _fault(rows, heads))


def _fault(rows: Sequence[PastedRow], heads: Sequence[str]) -> str:
    chosen = [code for code in heads if code]
    if not rows:
        return _("There are no rows below the headings.")
    if len(rows) > MAX_ROWS:
        return _("At most %(limit)s rows at a time. Paste the rest afterwards.") % {"limit": MAX_ROWS}
    if "title" not in chosen:
        return _("Choose which column holds the measures' names.")
    if len(chosen) > len(set(chosen)):
        return _("Two columns are chosen to be the same. Choose one of them.")
    return ""


def _headings(row: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """The column of each heading; nothing known unless the measures' own column is, or two others."""
    known = {folded(word): code for code, words in WORDS.items() for word in words}
    for kind in (PLANNED, USED):  # a sum without a line is the line's, when there is one only
        lines = [column.code for column in columns if column.code.startswith(f"{kind}:")]
        known = {word: lines[0] if code == kind and len(lines) == 1 else code for word, code in known.items()}
    known = {word: code for word, code in known.items() if code not in (PLANNED, USED)}
    known |= {folded(column.label): column.code for column in columns}
    known |= {column.code: column.code for column in columns}
    found = [known.get(folded(text), "") for text in row]
    return found if "title" in found or sum(map(bool, found)) > 1 else []


def _chosen(chosen: Sequence[str], columns: Sequence[Column], width: int) -> list[str]:
    codes = {column.code for column in columns}
    return _padded([code if code in codes else "" for code in chosen], width) if any(chosen) else []


def _padded(codes: Sequence[str], width: int) -> list[str]:
    return [*codes, *[""] * width][:width]


def _row(
    plan: ActionPlan, lists: Lists, number: int, row: Sequence[str], heads: Sequence[str], batch: UUID
) -> PastedRow:
    texts = _padded(row, len(heads))
    values = {code: text for code, text in zip(heads, texts, strict=True) if code}
    found = understand(plan, values, lists=lists).problems
    cells = [
        (text, [problem for problem in found if code and problem.column == code])
        for code, text in zip(heads, texts, strict=True)
    ]
    rest = [problem for problem in found if problem.column not in heads]
    uid = uuid5(batch, json.dumps([number, values]))
    return PastedRow(number, uid, values, cells, rest)
