"""The measures of a record of a plan, as they stand on paper: headings, cells, sums."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from overenskommelse.choices import MeasureStatus
from overenskommelse.documents.amounts import Amounts
from overenskommelse.selectors.bearing import shares_of
from overenskommelse.selectors.content import Content
from overenskommelse.selectors.frozen import in_whose
from overenskommelse.templatetags.formats import kr

# Column → heading. Those without a text in any measure are left out.
HEADINGS = {
    "requirements": gettext_lazy("Requirement"),
    "target_group": gettext_lazy("Target group"),
    "responsible": gettext_lazy("Responsible"),
    "schedule": gettext_lazy("Schedule"),
    "status": gettext_lazy("Status"),
    "accounting_object": gettext_lazy("Accounting object"),
    "indicators": gettext_lazy("Indicators"),
    "planned": pgettext_lazy("money", "Planned"),
    "used": pgettext_lazy("money", "Used"),
}
MONEY = ("planned", "used")
# What may be the same for all measures, and then is said once.
SHARED = ("target_group", "responsible", "schedule", "accounting_object")
# What stands below the measure instead, where fewer than one in so many says anything of it.
RARE, ONE_IN = ("target_group", "schedule", "status", "accounting_object"), 8


@dataclass(frozen=True)
class Cell:
    """``parts`` are set below each other; ``note`` stands small after them."""

    code: str
    parts: list[str]
    note: str = ""

    @property
    def is_number(self) -> bool:
        return self.code in MONEY

    @property
    def says_something(self) -> bool:
        return bool(self.parts or self.note)


@dataclass(frozen=True)
class Entry:
    """A measure on paper: its title, what stands small below it, and its cells."""

    title: str
    below: list[str]
    cells: list[Cell]

    @property
    def line(self) -> str:
        """What the cells say, in a line; indicators stand elsewhere there."""
        said = (
            ", ".join([*cell.parts, cell.note]).strip(", ")
            for cell in self.cells
            if cell.code != "indicators"
        )
        return " · ".join(text for text in said if text)


class Measures(Amounts):
    """A record of a plan with its measures as rows of cells."""

    @cached_property
    def rows(self) -> list[dict[str, Cell]]:
        """Every cell of every measure, those of others' plans last."""
        return [self.cell(row) for row in self.counted]

    @cached_property
    def shared(self) -> dict[str, list[str]]:
        """What all measures have in common, by column: it stands at the top instead of on every row."""
        own = self.rows[: len(self.content["measures"])]
        found = {code: [row[code].parts for row in own] for code in SHARED}
        same = {code: parts[0] for code, parts in found.items() if len(parts) > 1 and parts[0]}
        return {code: first for code, first in same.items() if all(parts == first for parts in found[code])}

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Heading and text of what all measures have in common, but for the plan's own accounting object."""
        own = {"accounting_object": [self.content["accounting_object"]]}
        shown = {code: parts for code, parts in self.shared.items() if own.get(code) != parts}
        return [(str(HEADINGS[code]), ", ".join(parts)) for code, parts in shown.items()]

    @cached_property
    def columns(self) -> list[str]:
        """The columns beside the measure itself: those in which measures say something of their own."""
        return [code for code in self._said if not self._is_rare(code)]

    @cached_property
    def _said(self) -> dict[str, int]:
        """What is not the same for all → how many measures say something of it."""
        counts = {code: sum(row[code].says_something for row in self.rows) for code in HEADINGS}
        return {code: count for code, count in counts.items() if count and code not in self.shared}

    def _is_rare(self, code: str) -> bool:
        return code in RARE and self._said[code] * ONE_IN < len(self.rows)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Code and heading of each column."""
        return [(code, self._heading(code)) for code in self.columns]

    def _heading(self, code: str) -> str:
        if code not in MONEY:
            return str(HEADINGS[code])
        return _("%(what)s, %(unit)s") % {"what": HEADINGS[code], "unit": self.unit}

    def cell(self, row: Content) -> dict[str, Cell]:
        """Every cell of a measure, by column."""
        text = self.cells(row)
        people = [part for part in (self._somebody(one) for one in row["responsible"]) if part]
        stated = row["status"] != MeasureStatus.PLANNED or row["status_note"]
        money = {kind: sum(one[kind] for one in row["money"]) for kind in MONEY}
        lines = {
            "requirements": row["requirements"],
            "responsible": people,
            "status": [text["status"]] if stated else [],
            "indicators": text.get("indicators", "").split("\n"),
            **{kind: [self.amount(kronor)] if kronor else [] for kind, kronor in money.items()},
        }
        found = {code: lines.get(code, [text.get(code, "")]) for code in HEADINGS}
        return {
            code: Cell(code, [part for part in parts if part], row["status_note"] if code == "status" else "")
            for code, parts in found.items()
        }

    def _somebody(self, one: Mapping[str, Any]) -> str:
        """Whoever is responsible; the plan's own organisation goes without saying."""
        own = one["organisation"] == self.content["organisation"]["code"]
        name = None if own else one["name"]
        return ": ".join(part for part in (name, one["function"]) if part)

    def entry(self, row: Content) -> Entry:
        cells = self.cell(row)
        below = [*self._below(row), *(self._aside(cells[code]) for code in self._said if self._is_rare(code))]
        return Entry(row["title"], list(filter(None, below)), [cells[code] for code in self.columns])

    def _aside(self, cell: Cell) -> str:
        """What a rare column says, in a line."""
        text = ". ".join(filter(None, [", ".join(cell.parts), cell.note]))
        return f"{HEADINGS[cell.code]}: {text}" if text else ""

    def _below(self, row: Content) -> Iterator[str]:
        yield from filter(None, row["description"].split("\n"))
        if "joint" in row:
            yield _("Joint measure %(place)s") % {"place": in_whose(row["joint"])}
        if row["shares"]:
            parts = shares_of(self.content, row)
            shares = "; ".join(f"{part['name']} {kr(part['amount'])}" for part in parts)
            whole = kr(sum(part["amount"] for part in parts))
            yield _("Joint measure, %(whole)s in all: %(shares)s") % {"whole": whole, "shares": shares}
        if row["attachments"]:
            names = ", ".join(file["name"] for file in row["attachments"])
            yield _("Attached: %(names)s") % {"names": names}

    def sums_of(self, rows: list[Content]) -> list[str]:
        """A cell for each column; empty where nothing is added. No list without money."""
        kept = [row for row in rows if row["status"] != MeasureStatus.DROPPED]
        sums = {kind: sum(one[kind] for row in kept for one in row["money"]) for kind in MONEY}
        if not any(sums[code] for code in self.columns if code in MONEY):
            return []
        return [self.amount(sums[code]) if code in MONEY else "" for code in self.columns]
