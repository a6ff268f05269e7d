"""Point 3 of a financial report as things stand now, and as it is certified."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from allocation.domain.run import canonical_json
from allocation.models import SplitAmount
from allocation.selectors import decided_amounts
from overenskommelse.choices import OrganisationKind
from overenskommelse.models import Agreement, FundingLine, Organisation
from reporting.domain.figures import ORE, Figures, LineFigures, as_data, figures, from_data, kronor
from reporting.models import Certification, Cost, Payment


def figures_of(agreement: Agreement, recipient: Organisation) -> Figures:
    """Point 3 as things stand now. What is split to a municipality counts as paid to it.

    Costs are its own; what is paid onward; and for an RSS those that its municipalities have certified.
    """
    decided = decided_by_code(agreement, recipient)
    return figures(decided, _paid(agreement, recipient, decided), _costs(agreement, recipient))


def _paid(agreement: Agreement, recipient: Organisation, decided: dict[str, int]) -> int:
    if recipient.kind == OrganisationKind.MUNICIPALITY:
        return sum(decided.values())
    return paid_by_the_state(agreement, recipient)


def decided_by_code(agreement: Agreement, organisation: Organisation) -> dict[str, int]:
    """Line code → kronor decided, or split to a municipality; in the order of the agreement."""
    if organisation.kind == OrganisationKind.MUNICIPALITY:
        rows = SplitAmount.objects.filter(line__agreement=agreement, municipality=organisation)
        return dict(rows.order_by("line__position", "line__code").values_list("line__code", "amount"))
    return dict(decided_amounts(agreement, organisation).values_list("run_line__code", "amount"))


def paid_by_the_state(agreement: Agreement, recipient: Organisation) -> int:
    """Whole kronor that the state has paid ``recipient``."""
    rows = Payment.objects.from_the_state().filter(agreement=agreement, recipient=recipient)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def certified(agreement: Agreement) -> dict[int, Figures]:
    """Recipient id → the figures of its certification in force. Municipalities too."""
    return _certified(Certification.objects.filter(report__agreement=agreement))


def certified_parts(agreement: Agreement, rss: Organisation) -> dict[int, Figures]:
    """Municipality id → what is certified of an RSS's money."""
    return _certified(
        Certification.objects.filter(
            report__agreement=agreement,
            report__recipient__kind=OrganisationKind.MUNICIPALITY,
            report__recipient__county=rss.county_id,
        )
    )


def _certified(rows: QuerySet[Certification]) -> dict[int, Figures]:
    in_force = rows.filter(voided_at=None).values_list("report__recipient", "figures")
    return {recipient: from_data(json.loads(text)["lines"]) for recipient, text in in_force}


def _costs(agreement: Agreement, recipient: Organisation) -> Iterable[tuple[str, int]]:
    """(Line, öre) of everything that counts as a cost."""
    own = Cost.objects.filter(agreement=agreement, organisation=recipient).order_by("line__position", "pk")
    yield from own.values_list("line__code", "amount")
    onward = Payment.objects.filter(agreement=agreement, payer=recipient)
    for code, amount in onward.order_by("line__position").values_list("line__code", "amount"):
        yield str(code), amount * ORE
    if recipient.kind == OrganisationKind.RSS:
        for part in certified_parts(agreement, recipient).values():
            yield from ((line.line, line.cost * ORE) for line in part.lines)


@dataclass(frozen=True)
class ReportLine:
    """A line of point 3 with its bigger costs, (what, kronor). ``ore`` is its cost before it was rounded."""

    name: str
    figures: LineFigures
    items: list[tuple[str, int]] = field(default_factory=list)
    ore: int = 0

    @property
    def rest(self) -> int:
        """The costs that are not named, together."""
        return self.figures.cost - sum(amount for _text, amount in self.items)

    @property
    def rounding(self) -> int:
        """Öre that rounding has added."""
        return self.figures.cost * ORE - self.ore


@dataclass(frozen=True)
class Part:
    """A municipality's part of its RSS's money: what it has got, and what is certified, if anything is."""

    municipality: Organisation
    split: int
    certified: Figures | None


@dataclass(frozen=True)
class PointThree:
    """Point 3 of a report (Bilaga 2), which the head of finance certifies. ``parts``: an RSS's."""

    lines: list[ReportLine]
    decided: int
    parts: list[Part]

    @cached_property
    def figures(self) -> Figures:
        return Figures(tuple(line.figures for line in self.lines))

    @property
    def missing(self) -> list[Part]:
        """Municipalities that have got money and certified nothing."""
        return [part for part in self.parts if part.certified is None]

    @property
    def named(self) -> int:
        """How many costs are named."""
        return sum(len(line.items) for line in self.lines)

    @cached_property
    def content(self) -> dict[str, Any]:
        """As JSON values: lines, sums, and an RSS's municipalities."""
        lines = [
            {**data, "name": line.name, "items": [{"text": text, "amount": kr} for text, kr in line.items]}
            for line, data in zip(self.lines, as_data(self.figures), strict=True)
        ]
        sums = {name: getattr(self.figures, name) for name in ("paid", "cost", "own_funding", "unused")}
        parts = [
            {
                "code": part.municipality.code,
                "name": part.municipality.name,
                "cost": part.certified.cost if part.certified else None,
            }
            for part in self.parts
        ]
        return {"lines": lines, **sums, "municipalities": parts}

    @property
    def text(self) -> str:
        """The same as canonical JSON: what is certified, and compared afterwards."""
        return canonical_json(self.content)


def point_three(agreement: Agreement, recipient: Organisation) -> PointThree:
    """Point 3 as things stand now, with what each figure is made of. In Swedish, as it is certified."""
    decided, costs = decided_by_code(agreement, recipient), list(_costs(agreement, recipient))
    counted = figures(decided, _paid(agreement, recipient, decided), costs)
    parts, ore = parts_of(agreement, recipient), _ore(costs)
    names = dict(FundingLine.objects.filter(agreement=agreement).values_list("code", "name"))
    with translation.override("sv"):
        named = _named(agreement, recipient)
        lines = [
            ReportLine(
                names[it.line], it, _items(it.line, named.get(it.line, []), parts), ore.get(it.line, 0)
            )
            for it in counted.lines
        ]
    return PointThree(lines, sum(decided.values()), parts)


def parts_of(agreement: Agreement, rss: Organisation) -> list[Part]:
    """The municipalities that an RSS's money is split between, or that have certified costs of it."""
    if rss.kind != OrganisationKind.RSS:
        return []
    rows = SplitAmount.objects.filter(line__agreement=agreement, municipality__county=rss.county_id)
    sums = rows.order_by().values_list("municipality").annotate(sum=Sum("amount"))
    split, certain = dict(sums), certified_parts(agreement, rss)
    found = Organisation.objects.filter(pk__in={*split, *certain}).order_by("code")
    return [Part(row, split.get(row.pk, 0), certain.get(row.pk)) for row in found]


def _items(line: str, named: list[tuple[str, int]], parts: Iterable[Part]) -> list[tuple[str, int]]:
    """The bigger costs of a line, in whole kronor; what municipalities have certified is one of them."""
    certain = [one.cost for p in parts if p.certified for one in p.certified.lines if one.line == line]
    own = [(text, kronor(ore)) for text, ore in named]
    return [(_("The municipalities' certified costs"), sum(certain)), *own] if any(certain) else own


def _named(agreement: Agreement, recipient: Organisation) -> dict[str, list[tuple[str, int]]]:
    """Line code → (what, öre): costs that the report names, and what is paid onward."""
    found: dict[str, list[tuple[str, int]]] = {}
    onward = Payment.objects.filter(agreement=agreement, payer=recipient)
    for code, name, amount in onward.order_by("pk").values_list("line__code", "recipient__name", "amount"):
        text = _("Paid onward to %(name)s") % {"name": name}
        found.setdefault(str(code), []).append((text, amount * ORE))
    rows = Cost.objects.filter(agreement=agreement, organisation=recipient, is_specified=True)
    for code, text, amount in rows.order_by("-amount", "pk").values_list("line__code", "text", "amount"):
        found.setdefault(code, []).append((text, amount))
    return found


def _ore(costs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, amount in costs:
        found[code] = found.get(code, 0) + amount
    return found


def is_part(recipient: Organisation) -> bool:
    """Whether its report is a part of its RSS's: a municipality's is."""
    return recipient.kind == OrganisationKind.MUNICIPALITY
