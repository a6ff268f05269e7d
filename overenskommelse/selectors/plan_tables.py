"""What a workbook of a plan says: rows of text, and where they differ from the plan.

Nothing is written, and all faults come at once, each with sheet, cell, value and remedy.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from overenskommelse.choices import MeasureStatus
from overenskommelse.domain.amounts import whole_kronor
from overenskommelse.models import ActionPlan
from overenskommelse.selectors.measures import KRONOR, Row
from overenskommelse.selectors.plan_files import (
    FOLLOW_UPS,
    FRAMES,
    INDICATORS,
    MEASURES,
    READINGS,
    STRUCTURE,
    TEXTS,
    Head,
    Part,
    parts_of,
)  # fmt: skip
from overenskommelse.selectors.understanding import cleaned
from overenskommelse.workbooks import ReadSheet, cell_name

MAX_ROWS: Final = 5_000
MAX_CHARACTERS: Final = 5_000_000
# Columns that only tell people what a row is about.
TELLING: Final = {(READINGS, "indicator"), (FOLLOW_UPS, "name"), (TEXTS, "label")}

# By what a row without an id is known.
SAID: Final = {
    STRUCTURE: ("number",),
    INDICATORS: ("measure", "node", "name"),
    READINGS: ("indicator", "on"),
    FRAMES: ("line", "area"),
    FOLLOW_UPS: ("area", "node"),
    TEXTS: ("label",),
}


class Fault(NamedTuple):
    """What is wrong, where, and the remedy; all in words."""

    where: str
    value: str
    what: str
    remedy: str


class FileRow(NamedTuple):
    """A row with its number in the sheet and its id; cells of the columns that were read."""

    number: int
    key: str
    cells: list[str]


@dataclass(frozen=True)
class FilePart:
    """A sheet that was recognised: its columns by code, each with its place from 1."""

    code: str
    title: str
    columns: list[str]
    places: list[int]
    rows: list[FileRow]

    def where(self, number: int, column: str) -> str:
        """*Åtgärder, D7*; the row alone for a column that the file does not have."""
        if column not in self.columns:
            return _("%(sheet)s, row %(row)s") % {"sheet": self.title, "row": number}
        return f"{self.title}, {cell_name(number, self.places[self.columns.index(column)])}"


@dataclass(frozen=True)
class Table:
    """What was read of a file. ``unread`` are headings and sheets that are not the plan's."""

    parts: list[FilePart]
    unread: list[str]
    faults: list[Fault]

    def plain(self) -> list[Any]:
        """As JSON values, to travel with the page."""
        return [[it.code, it.title, it.columns, it.places, it.rows] for it in self.parts]

    @classmethod
    def of(cls, plain: Iterable[Sequence[Any]]) -> "Table":
        """The reverse of ``plain``."""
        parts = [
            FilePart(code, title, columns, places, [FileRow(*row) for row in rows])
            for code, title, columns, places, rows in plain
        ]
        return cls(parts, [], [])


@dataclass(frozen=True)
class Change:
    """A row that is new (``before`` is None) or has other texts than the plan: column → text in ``cells``."""

    part: FilePart
    row: FileRow
    before: Row | None
    cells: Row

    @property
    def where(self) -> str:
        return self.part.where(self.row.number, "")


def table_of(sheets: Iterable[ReadSheet], plan: ActionPlan) -> Table:
    """The sheets that are a plan's, by their titles."""
    parts = {part.title.casefold(): part for part in parts_of(plan)}
    found, unread, faults = [], [], []
    for sheet in sheets:
        part = parts.get(sheet.title.strip().casefold())
        if part is None:
            unread += [sheet.title] if sheet.rows else []
            continue
        read, its_unread, its_faults = _read(sheet, part)
        found.append(read)
        unread += [f"{sheet.title}: {heading}" for heading in its_unread]
        faults += its_faults
    if not found:
        titles = ", ".join(part.title for part in parts.values())
        remedy = _("Save the plan as a workbook here and change that one.")
        faults.append(
            Fault(_("The file"), "", _("No sheet is called %(titles)s") % {"titles": titles}, remedy)
        )
    return Table(found, unread, faults + list(_too_much(found)))


def _too_much(parts: list[FilePart]) -> Iterator[Fault]:
    rows = [row for part in parts for row in part.rows]
    if len(rows) > MAX_ROWS or sum(len(text) for row in rows for text in row.cells) > MAX_CHARACTERS:
        remedy = _("Divide it into several files.")
        yield Fault(_("The file"), "", _("The file holds more rows or text than a plan"), remedy)


def _read(sheet: ReadSheet, part: Part) -> tuple[FilePart, list[str], list[Fault]]:
    headings = [text.strip() for text in sheet.rows[0]] if sheet.rows else []
    columns, unread = heads_in(headings, part.heads)
    places = sorted(columns)
    codes = [columns[at] for at in places]
    ids = next((at for at, text in enumerate(headings) if text.casefold() == "id"), None)
    rows: list[FileRow] = []
    taken: set[str] = set()
    for number, cells in enumerate(sheet.rows[1:], start=2):
        texts = [cells[at] if at < len(cells) else "" for at in places]
        if any(text.strip() for text in texts):
            key = cells[ids].strip() if ids is not None and ids < len(cells) else ""
            said = dict(zip(codes, texts, strict=True))
            rows.append(FileRow(number, _key(part, key, said, taken), texts))
            taken.add(rows[-1].key)
    read = FilePart(part.code, part.title, codes, [at + 1 for at in places], rows)
    unread = [text for text in unread if text.casefold() != "id"]
    return read, unread, [*_double(read, part), *_wrong_cells(sheet, read)]


def heads_in(headings: Sequence[str], heads: Iterable[Head]) -> tuple[dict[int, str], list[str]]:
    """Place from 0 → column code, by label or code in any case of letters; then the headings left over."""
    known = {head.label.casefold(): head.code for head in heads} | {head.code: head.code for head in heads}
    found = {at: known[text.casefold()] for at, text in enumerate(headings) if text.casefold() in known}
    return found, [text for at, text in enumerate(headings) if text and at not in found]


def _key(part: Part, key: str, cells: Row, taken: set[str]) -> str:
    """The row's id; that of the row that says the same of itself; a new one for a new row and for a copy."""
    if part.code == MEASURES:
        uid = _uid(key) or _same_row(part, cells, taken)
        return uid if uid and uid not in taken else str(uuid4())
    if key not in part.rows:
        said = _said(part.code, cells)
        key = next((its for its, row in part.rows.items() if _said(part.code, row) == said), key)
    return key if key and key not in taken else f"new {len(taken) + 1}"


def _uid(key: str) -> str:
    try:
        return str(UUID(key))
    except ValueError:
        return ""


def _same_row(part: Part, cells: Row, taken: set[str]) -> str:
    """The row that a row without an id says word for word: the file is read a second time."""
    kinds = {head.code: head.kind for head in part.heads}
    alike = (it for it in part.rows if it not in taken and part.rows[it]["title"] == cells.get("title"))
    return next(
        (
            it
            for it in alike
            if all(same(cells[code], part.rows[it][code], kinds[code], code) for code in cells)
        ),
        "",
    )


def _said(code: str, cells: Row) -> list[str]:
    return [" ".join(cells.get(name, "").split()).casefold() for name in SAID[code]]


def _double(read: FilePart, part: Part) -> Iterator[Fault]:
    for code in sorted({code for code in read.columns if read.columns.count(code) > 1}):
        what, remedy = _("The column stands twice"), _("Keep the right column and remove the other.")
        yield Fault(read.title, part.labels[code], what, remedy)


def _wrong_cells(sheet: ReadSheet, read: FilePart) -> Iterator[Fault]:
    """Formulas without a result, and texts that end with the mark of a text that is not whole."""
    for (row, column), formula in sheet.unanswered.items():
        if column in read.places:
            what = _("The cell has a formula, but the file does not hold its result")
            remedy = _("Open the file in your spreadsheet program and save it again, or paste the values.")
            yield Fault(f"{read.title}, {cell_name(row, column)}", formula, what, remedy)
    for (row, column), mark in sheet.cut.items():
        if column in read.places:
            what = _("The cell shows only a part of its text, and was changed")
            remedy = _(
                "Change the text in the program instead, or remove %(mark)s to keep what the cell shows."
            )
            yield Fault(f"{read.title}, {cell_name(row, column)}", mark, what, remedy % {"mark": mark})


def changes_in(read: FilePart, part: Part) -> list[Change]:
    """The rows that are new or differ, with only the cells that do."""
    kinds = {head.code: head.kind for head in part.heads}
    found = []
    for row in read.rows:
        texts = dict(zip(read.columns, row.cells, strict=True))
        before = part.rows.get(row.key)
        stands = before or {}
        cells = {
            code: text
            for code, text in texts.items()
            if not same(text, stands.get(code, ""), kinds[code], code) and (part.code, code) not in TELLING
        }
        if cells and not (part.code == FOLLOW_UPS and before is None and not texts.get("text", "").strip()):
            found.append(Change(read, row, before, cells if before else texts))
    return found


def same(one: str, other: str, kind: str, code: str = "") -> bool:
    """Whether two texts mean the same to a cell of that kind. No status is the first."""
    if code == "status":
        one, other = (text or str(MeasureStatus.PLANNED.label) for text in (one, other))
    if kind == KRONOR:
        amount = whole_kronor(one)
        return amount is not None and amount == whole_kronor(other)
    return one == other or cleaned(one, kind) == cleaned(other, kind)


def absent(read: FilePart | None, part: Part) -> list[str]:
    """The ids of the plan's rows that the file does not have; none for a sheet that is not there."""
    if read is None:
        return []
    there = {row.key for row in read.rows}
    return [key for key in part.rows if key not in there]
