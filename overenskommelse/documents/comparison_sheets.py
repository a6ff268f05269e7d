"""What differs between two versions of a plan as a workbook: the same rows as on the page."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from overenskommelse.selectors.comparisons import CellChange, Comparison, Part, SumChange
from overenskommelse.workbooks import PlanSheet

Value = str | int | None


def comparison_sheets(found: Comparison, before: str, after: str) -> list[PlanSheet]:
    """The money of each line, and every text that differs. ``before`` and ``after`` name the versions."""
    return [_differences(found, before, after), _money(found)]


def _differences(found: Comparison, before: str, after: str) -> PlanSheet:
    headings = [_("Part"), _("Row"), _("What differs"), _("Column"), before, after]
    changed = pgettext("rows", "Changed")
    texts = _cells([_("Texts of the plan"), "", changed], found.texts)
    rows = [*texts, *(row for part in found.parts for row in _part(part))]
    return PlanSheet(_("What differs"), headings, rows, (24, 50, 14, 28, 50, 50))


def _part(part: Part) -> Iterator[list[Value]]:
    title = str(part.title)
    for name in part.added:
        yield [title, name, pgettext("rows", "Added"), "", "", ""]
    for name in part.removed:
        yield [title, name, pgettext("rows", "Removed"), "", "", ""]
    for row in part.changed:
        yield from _cells([title, row.title, pgettext("rows", "Changed")], row.cells)


def _cells(about: list[Value], cells: Iterable[CellChange]) -> Iterator[list[Value]]:
    return ([*about, str(cell.label), cell.before, cell.after] for cell in cells)


def _money(found: Comparison) -> PlanSheet:
    headings = [
        _("Funding line"), _("Allocated before, kr"), _("Allocated after, kr"), _("Planned before, kr"),
        _("Planned after, kr"), _("Difference, kr"), _("Used before, kr"), _("Used after, kr"),
        _("Used, difference, kr"),
    ]  # fmt: skip
    rows = [_sums(row, row.name) for row in found.sums]
    return PlanSheet(_("The money"), headings, [*rows, _sums(found.total, _("Sum"))], (50, *[18] * 8))


def _sums(row: SumChange, name: str) -> list[Value]:
    was, now = row.before, row.after
    return [
        name, was.allocated, now.allocated, was.planned, now.planned, row.planned, was.used, now.used,
        row.used,
    ]  # fmt: skip
