"""The sums that an agreement prints beside what its lines add up to."""

from dataclasses import dataclass
from typing import Any

from overenskommelse.choices import SumScope
from overenskommelse.domain import checks
from overenskommelse.models import Agreement, PrintedSum


@dataclass(frozen=True)
class CheckedSum:
    """A printed sum of an agreement beside what its lines add up to, in whole kronor."""

    printed: PrintedSum
    summed: int

    @property
    def difference(self) -> int:
        """Kronor that the lines have too much; negative when they have too little."""
        return self.summed - self.printed.amount


def checked_sums(agreement: Agreement) -> list[CheckedSum]:
    """Every printed sum of the agreement with what the lines add up to, in the order of the sections."""
    lines = [
        checks.LineAmount(line.code, line.recipient_kind, line.amount, line.area.code if line.area else None)
        for line in agreement.lines.select_related("area")
    ]
    printed = list(agreement.printed_sums.select_related("area", "line"))
    bare = [_bare(row) for row in printed]
    differing = {found.printed: found.summed for found in checks.check_sums(lines, bare)}
    return [
        CheckedSum(row, differing.get(as_bare, row.amount))
        for row, as_bare in zip(printed, bare, strict=True)
    ]


def _bare(row: PrintedSum) -> checks.PrintedSum:
    return checks.PrintedSum(
        section=row.section,
        scope=row.scope,
        amount=row.amount,
        area=row.area.code if row.area else None,
        recipient_kind=row.recipient_kind or None,
        line=row.line.code if row.line else None,
    )


def differing_sums(agreement: Agreement) -> list[CheckedSum]:
    """The printed sums that the lines do not add up to."""
    return [checked for checked in checked_sums(agreement) if checked.difference]


@dataclass(frozen=True)
class GroupedSum:
    """The same sum as printed in several sections."""

    checked: CheckedSum
    sections: str


def grouped_sums(sums: list[CheckedSum]) -> list[GroupedSum]:
    """The printed sums of the whole, of kinds of recipients and of areas; each once, with its sections."""
    groups: dict[tuple[Any, ...], list[CheckedSum]] = {}
    for checked in sums:
        row = checked.printed
        if row.scope != SumScope.LINE:
            groups.setdefault((row.scope, row.area_id, row.recipient_kind, row.amount), []).append(checked)
    order = list(SumScope)
    return [
        GroupedSum(found[0], ", ".join(dict.fromkeys(checked.printed.section for checked in found)))
        for key, found in sorted(groups.items(), key=lambda group: order.index(group[0][0]))
    ]
