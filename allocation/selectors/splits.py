"""What each county's municipalities share on a line, and what the money can be divided by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from allocation.choices import Level
from allocation.domain.methods import Method
from allocation.models import Dataset, Decision, RunAmount, SplitAmount
from allocation.selectors.runs import method_of
from overenskommelse.choices import AllocationMethod, OrganisationKind, RecipientKind
from overenskommelse.models import Agreement, FundingLine, Organisation, User

# What a county may divide by; the methods of section 9 that are made of statistics per municipality.
DIVIDES_BY = (AllocationMethod.POPULATION, AllocationMethod.POPULATION_CARE)


@dataclass(frozen=True)
class CountyLine:
    """A line's money in one county. ``amount`` is None until it is decided; ``parts`` is municipality id →
    kronor, of those that the reader sees. ``split`` is the parts' sum in the whole county."""

    line: FundingLine
    amount: int | None
    split: int
    parts: Mapping[int, int]

    @property
    def left(self) -> int:
        """Kronor not split; negative when a later decision has lowered the county's amount."""
        return (self.amount or 0) - self.split

    @property
    def over(self) -> int:
        """Kronor split beyond the county's amount."""
        return max(0, -self.left)


class Basis(NamedTuple):
    """A method with the municipal statistics that it takes: indicator → dataset."""

    method: Method
    label: str
    datasets: Mapping[str, Dataset]

    @property
    def days(self) -> str:
        """The days that the statistics are of, each once."""
        return ", ".join(dict.fromkeys(f"{data.reference_date}" for data in self.datasets.values()))


def shared_lines(agreement: Agreement | None) -> QuerySet[FundingLine]:
    """The lines whose money goes to municipalities through their RSS."""
    return FundingLine.objects.filter(agreement=agreement, recipient_kind=RecipientKind.RSS)


def municipalities_of(rss: Organisation) -> QuerySet[Organisation]:
    """The municipalities that share the money of ``rss``."""
    return Organisation.objects.filter(county=rss.county_id, kind=OrganisationKind.MUNICIPALITY)


def sees_whole(user: User, rss: Organisation) -> bool:
    """Whether the person sees every municipality of the county, and so what is left."""
    own = [m.organisation for m in user.held_memberships if m.organisation.county_id == rss.county_id]
    return user.sees_all or any(o.kind != OrganisationKind.MUNICIPALITY for o in own)


def county_lines(agreement: Agreement | None, rss: Organisation, user: User) -> list[CountyLine]:
    """The shared lines of ``agreement`` in the county of ``rss``, in order. Four queries."""
    lines = list(shared_lines(agreement).select_related("area"))
    decided = decided_by_line(lines, rss)
    rows = SplitAmount.objects.filter(line__in=lines, municipality__in=municipalities_of(rss)).order_by()
    sums = dict(rows.values_list("line").annotate(Sum("amount")))
    parts: dict[int, dict[int, int]] = {line.pk: {} for line in lines}
    for line, municipality, amount in rows.visible_to(user).values_list("line", "municipality", "amount"):
        parts[line][municipality] = amount
    return [CountyLine(row, decided.get(row.pk), sums.get(row.pk, 0), parts[row.pk]) for row in lines]


def decided_by_line(lines: Iterable[FundingLine], rss: Organisation) -> dict[int, int]:
    """Line id → whole kronor that decisions in force give ``rss``."""
    rows = RunAmount.objects.filter(
        recipient=rss, run_line__line__in=lines, run_line__run__decision__in=Decision.objects.in_force()
    )
    return dict(rows.order_by().values_list("run_line__line", "amount"))


class CountySum(NamedTuple):
    """What an RSS got for its municipalities, and how much of it is split, in whole kronor."""

    rss: Organisation
    amount: int
    split: int

    @property
    def left(self) -> int:
        return self.amount - self.split


def county_sums(agreement: Agreement | None, user: User) -> list[CountySum]:
    """Every RSS that the person sees, in the order of the counties. Three queries."""
    seen = Organisation.objects.visible_to(user).filter(kind=OrganisationKind.RSS)
    lines = shared_lines(agreement)
    decided = RunAmount.objects.filter(
        recipient__in=seen, run_line__line__in=lines, run_line__run__decision__in=Decision.objects.in_force()
    )
    split = SplitAmount.objects.filter(line__in=lines)
    amounts = dict(decided.order_by().values_list("recipient").annotate(Sum("amount")))
    parts = dict(split.order_by().values_list("municipality__county").annotate(Sum("amount")))
    return [
        CountySum(rss, amounts.get(rss.pk, 0), parts.get(rss.county_id, 0)) for rss in seen.order_by("code")
    ]


def bases_of(agreement: Agreement) -> list[Basis]:
    """What there are municipal statistics for: the newest that are not after the agreement's first day."""
    rows = (
        Dataset.objects.in_force()
        .filter(level=Level.MUNICIPALITY, reference_date__lte=agreement.period_start)
        .select_related("indicator")
        .order_by("reference_date")
    )
    newest = {data.indicator.code: data for data in rows}
    found = [Basis(how, str(AllocationMethod(str(how)).label), {}) for how in map(method_of, DIVIDES_BY)]
    return [
        basis._replace(datasets={code: newest[code] for code in basis.method.indicators})
        for basis in found
        if set(basis.method.indicators) <= newest.keys()
    ]
