"""Vouchers of a SIE file that are all written in the usual way, read about as fast as lines are split.

Nearly every program writes a voucher as one line, an opening brace, its rows and a closing brace. That a
file is written so is proved first; `sie_lines` reads any other file, and gives the same. Whatever a line
costs here is paid a hundred thousand times, so columns are made by few calls over the whole text.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from reporting.domain.sie_ledger import Ledger
from reporting.domain.sie_text import amount

FIRST: Final = re.compile(rb"\n#VER ")
CLOSING: Final = re.compile(rb"\r?\n[ \t]*}[ \t]*(?:\r?\n)+#VER ")
# Series, number and day, and the line with the opening brace.
NAME: Final = re.compile(
    rb'\n#VER "?([^\s"]*)"?[ \t]+"?([^\s"]*)"?[ \t]+"?(\d{8})(?=[\s"])[^\n]*\n[ \t]*{[ \t\r]*(?=\n)'
)
# What a row is booked on, and its amount: nearly always with two decimals.
ROW_WITH_ORE: Final = re.compile(rb"\n[ \t]*#TRANS ([^}\r\n]*} -?\d+\.\d\d)(?=\s)")
ROW: Final = re.compile(rb"\n[ \t]*#TRANS ([^}\r\n]*} -?\d+(?:\.\d\d?)?)(?=\s)")
BETWEEN: Final = b"} "  # what a row is booked on, and its amount

Columns = tuple[Sequence[bytes], Sequence[int]]


def read_columns(content: bytes, encoding: str) -> tuple[Ledger, slice] | None:
    """The vouchers, and where they stand; None where a doubt is left about how they are written.

    The proof: the text falls into blocks that end with a closing brace, and quotes stand in pairs in each.
    There are as many blocks as names with an opening brace, which take two lines each, and every other line
    is a row.
    """
    first, end = FIRST.search(content), _end(content)
    if first is None or end < first.end():
        return None
    closing = CLOSING.search(content, first.end(), end)
    body = content[first.end() : end]
    blocks = body.split(closing[0]) if closing else [body]
    names = NAME.findall(content, first.start())
    if len(names) != len(blocks) or any(block.count(b'"') % 2 for block in blocks):
        return None
    counts = [block.count(b"\n") - 1 for block in blocks]
    columns = _rows(content, first.end(), sum(counts))
    if columns is None:
        return None
    others = closing[0].count(b"\n") + 1 if closing else 0  # lines of a voucher that are no rows
    begin = content.count(b"\n", 0, first.start()) + 2
    lines = accumulate([count + others for count in counts[:-1]], initial=begin)
    ledger = Ledger(*columns, names, [*accumulate(counts)], [*lines], encoding=encoding)
    return ledger, slice(first.start(), content.rfind(b"}") + 1)


def _end(content: bytes) -> int:
    """Where the line of the last closing brace begins; 0 when the last brace is not alone on its line."""
    brace = content.rfind(b"}")
    end = content.rfind(b"\n", 0, max(brace, 0))
    after = content.find(b"\n", brace)
    is_alone = not (content[end:brace] + content[brace + 1 : max(after, brace + 1)]).strip()
    return end if end > 0 and is_alone else 0


def _rows(content: bytes, start: int, count: int) -> Columns | None:
    """What each row is booked on, and its öre; None when there are not as many rows as there should be."""
    rows = ROW_WITH_ORE.findall(content, start)
    joined = BETWEEN.join(rows)
    if rows and len(rows) == count == joined.count(b"."):
        parts = joined.replace(b".", b"").split(BETWEEN)
        return parts[::2], [*map(int, parts[1::2])]
    return _other_rows(ROW.findall(content, start), count)


def _other_rows(rows: Sequence[bytes], count: int) -> Columns | None:
    """The same where some amounts are whole kronor, or objects have a point in their names."""
    if len(rows) != count or not rows:
        return None
    parts = BETWEEN.join(rows).split(BETWEEN)
    amounts = [int(it) * 100 if b"." not in it else amount(it) or 0 for it in parts[1::2]]
    return parts[::2], amounts
