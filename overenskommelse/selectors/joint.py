"""Joint measures: which part of a measure's money counts in whose plan (docs/methods.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from overenskommelse.choices import MeasureStatus, OrganisationKind, RecipientKind
from overenskommelse.domain.joint import borne, missing, parts_of
from overenskommelse.models import ActionPlan, Agreement, FundingLine, Measure, MeasureShare, Organisation


@dataclass(frozen=True)
class JointPart:
    """What an organisation bears of a measure on one line, in whole kronor.

    ``plan``: its own plan (id), in which the part counts; None while it has none. ``line`` is its own too.
    For the owner of the measure the amounts are what the partners bear, as negative kronor.
    """

    measure: "JointMeasure"
    organisation: int
    plan: int | None
    line: int
    area: int | None
    planned: int
    used: int

    @property
    def is_owners(self) -> bool:
        return self.organisation == self.measure.owner


@dataclass
class JointMeasure:
    """A measure that several bear. ``planned`` and ``used``: line id → kronor of the whole."""

    pk: int
    title: str
    status: str
    area: int | None
    plan: int
    owner: int
    owner_name: str
    owner_code: str
    uid: UUID
    shares: dict[int, int] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    plans: dict[int, int | None] = field(default_factory=dict)
    planned: dict[int, int] = field(default_factory=dict)
    used: dict[int, int] = field(default_factory=dict)

    @property
    def whole(self) -> int:
        """All that is planned."""
        return sum(self.planned.values())

    def parts(self, lines: Mapping[int, FundingLine], *, dropped: bool = False) -> Iterator[JointPart]:
        """The partners' parts, and the same taken from the owner's plan.

        What a ``dropped`` measure planned is free again, unless it is asked for.
        """
        bears = parts_of(self.whole, self.owner, self.shares)
        costs = {} if self.status == MeasureStatus.DROPPED and not dropped else self.planned
        planned, used = borne(costs, bears), borne(self.used, bears)
        for pk in (one for one in bears if one != self.owner):
            for line in self.planned:
                kronor = planned[pk].get(line, 0), used[pk].get(line, 0)
                own = own_line(lines, line, self.kinds[pk])
                yield JointPart(self, pk, self.plans[pk], own, self.area, *kronor)
                yield JointPart(self, self.owner, self.plan, line, self.area, -kronor[0], -kronor[1])


@dataclass(frozen=True)
class Borne:
    """What an organisation bears of another's measure, on all lines."""

    measure: JointMeasure
    planned: int
    used: int


def borne_of_others(parts: Iterable[JointPart]) -> list[Borne]:
    """A plan's ``parts``, one row a measure; what is taken from its own measures is left out."""
    found: dict[int, list[JointPart]] = {}
    for part in parts:
        if not part.is_owners:
            found.setdefault(part.measure.pk, []).append(part)
    return [
        Borne(rows[0].measure, sum(row.planned for row in rows), sum(row.used for row in rows))
        for rows in found.values()
    ]


def own_line(lines: Mapping[int, FundingLine], line: int, kind: str) -> int:
    """The line that pays an organisation of ``kind`` what ``line`` pays the owner.

    The same one when it pays both; else the first of the same area that pays its kind; else the same all the
    same, so that nothing is lost.
    """
    wanted = OrganisationKind.RSS if kind == OrganisationKind.MUNICIPALITY else kind
    if lines[line].recipient_kind == wanted:
        return line
    fitting = (
        pk for pk, one in lines.items() if one.recipient_kind == wanted and one.area_id == lines[line].area_id
    )
    return next(fitting, line)


def joint_measures(agreement: Agreement, organisations: Iterable[Organisation]) -> list[JointMeasure]:
    """The measures of ``agreement`` that one of ``organisations`` owns or has a share in. One query.

    A part counts in the organisation's first plan under the agreement.
    """
    chosen = list(organisations)
    concerned = MeasureShare.objects.filter(
        Q(organisation__in=chosen) | Q(measure__plan__organisation__in=chosen)
    )
    first = ActionPlan.objects.filter(agreement=agreement, organisation=OuterRef("organisation"))
    rows = MeasureShare.objects.filter(
        measure__in=concerned.values("measure"),
        measure__plan__agreement=agreement,
        measure__removed_at=None,
    ).annotate(own_plan=Subquery(first.order_by("pk").values("pk")[:1]))
    found: dict[int, JointMeasure] = {}
    owner = ("plan__organisation", "plan__organisation__name", "plan__organisation__code")
    about = ("pk", "title", "status", "area", "plan", *owner, "uid")
    share = ("organisation", "organisation__kind", "amount", "own_plan")
    money = ("line", "planned", "used")
    names = [f"measure__{name}" for name in about] + list(share)
    names += [f"measure__amounts__{name}" for name in money]
    for row in rows.order_by("measure", "organisation__code").values_list(*names):
        measure = found.setdefault(row[0], JointMeasure(*row[:9]))
        pk, kind, amount, plan = row[9:13]
        measure.shares[pk], measure.kinds[pk], measure.plans[pk] = amount, kind, plan
        line, planned, used = row[13:]
        if line is not None:
            measure.planned[line], measure.used[line] = planned, used
    return list(found.values())


def partners_of(owner: Organisation) -> list[Organisation]:
    """Who may share a measure of ``owner``, itself first: its county's; for a national one all paid."""
    if owner.county_id:
        found = Organisation.objects.filter(county=owner.county_id).by_county()
    else:
        found = Organisation.objects.filter(kind__in=RecipientKind.values).by_county()
    return [owner, *[one for one in found if one != owner]]


def sharing(measure: Measure) -> dict[str, Any]:
    """``shares`` of a measure, and kronor that they are ``lacking`` or ``too_much`` of what is planned."""
    shares = list(measure.shares.select_related("organisation"))
    planned = sum(amount.planned for amount in measure.amounts.all())
    lacking = missing(planned, {share.organisation_id: share.amount for share in shares}) if shares else 0
    return {"shares": shares, "lacking": lacking, "too_much": max(-lacking, 0)}
