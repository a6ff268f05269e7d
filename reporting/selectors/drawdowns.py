"""What a region has set aside for private providers, what they ask for, and its own units beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum

from overenskommelse.models import Agreement, Event, FundingLine, Organisation, User
from overenskommelse.permissions import allowed
from reporting.choices import CostSource, DrawdownStatus
from reporting.domain.drawdowns import Pot, quarters_within
from reporting.domain.matching import Rounded
from reporting.models import Cost, Drawdown, SetAside
from reporting.permissions import BOOKS_PAYMENTS, DECIDES_DRAWDOWNS
from reporting.selectors.costs import decided_by_line, funding_lines

# Whoever did one of these with a request does not decide it.
REGISTERING = ("drawdowns.asked", "drawdowns.changed")


def pot_of(row: SetAside) -> Pot:
    """What is left of the amount set aside. Three queries."""
    decided = decided_by_line(row.line.agreement, row.region).get(row.line_id, 0)
    sums = row.drawdowns.order_by().values_list("status").annotate(sum=Sum("amount"))
    return Pot.of(row.amount, decided, dict(sums))


def quarters_of(agreement: Agreement) -> list[int]:
    """The quarters of the agreement's year that lie within its period."""
    return quarters_within(agreement.year, agreement.period_start, agreement.period_end)


def registered_by(drawdown: Drawdown) -> set[int]:
    """Ids of those who registered or changed the request."""
    events = Event.objects.about(drawdown).filter(verb__in=REGISTERING, by__isnull=False)
    found = set(events.values_list("by", flat=True))
    return found | ({drawdown.created_by_id} if drawdown.created_by_id else set())


@dataclass(frozen=True)
class OwnCosts:
    """Costs of the region's own units on one accounting object; on none where ``code`` is empty."""

    code: str
    sum: Rounded


@dataclass(frozen=True)
class LineBeside:
    """A line: what is set aside and asked for by quarter, and what own units have used."""

    line: FundingLine
    decided: int
    set_aside: SetAside | None
    sums: dict[tuple[int, str], int]  # (quarter, state) → kronor
    own: list[OwnCosts]
    quarters: list[int]

    @cached_property
    def pot(self) -> Pot:
        by_state: dict[str, int] = {}
        for (_quarter, state), amount in self.sums.items():
            by_state[state] = by_state.get(state, 0) + amount
        return Pot.of(self.set_aside.amount if self.set_aside else 0, self.decided, by_state)

    @property
    def rows(self) -> list[tuple[int, Pot]]:
        """Each quarter with what was asked for, approved and paid in it."""
        return [(quarter, self._of_quarter(quarter)) for quarter in self.quarters]

    def _of_quarter(self, quarter: int) -> Pot:
        return Pot.of(0, 0, {state: amount for (of, state), amount in self.sums.items() if of == quarter})

    @property
    def own_used(self) -> Rounded:
        return Rounded(sum(part.sum.ore for part in self.own))

    @property
    def is_used(self) -> bool:
        return self.set_aside is not None or bool(self.own)


@dataclass(frozen=True)
class Beside:
    """A region's providers and own units on all its lines. Whole kronor."""

    lines: list[LineBeside]

    @property
    def total(self) -> Pot:
        pots = [it.pot for it in self.lines]
        return Pot(*(sum(getattr(pot, name) for pot in pots) for name in Pot.__dataclass_fields__))

    @property
    def left(self) -> int:
        """What providers may still ask for, of all that is set aside."""
        return sum(it.pot.left for it in self.lines if it.set_aside)

    @property
    def own_used(self) -> int:
        return sum(it.own_used.kronor for it in self.lines)

    @property
    def used_lines(self) -> list[LineBeside]:
        return [it for it in self.lines if it.is_used]


def beside(agreement: Agreement, region: Organisation) -> Beside:
    """Providers and own units beside each other, line by line, in seven queries."""
    decided = decided_by_line(agreement, region)
    stored = {row.line_id: row for row in set_asides(agreement, region)}
    asked = _asked(agreement, region)
    own = _own_costs(agreement, region)
    quarters = quarters_of(agreement)
    return Beside(
        [
            LineBeside(
                line, decided.get(line.pk, 0), stored.get(line.pk), asked.get(line.pk, {}),
                own.get(line.pk, []), quarters,
            )
            for line in own_lines(agreement, region)
        ]
    )  # fmt: skip


def own_lines(agreement: Agreement, region: Organisation) -> QuerySet[FundingLine]:
    """The lines whose money stays in the region: what is paid onward is nobody's to ask for."""
    return funding_lines(agreement, region).filter(pass_through_to=None)


def set_asides(agreement: Agreement, region: Organisation) -> QuerySet[SetAside]:
    return SetAside.objects.filter(region=region, line__agreement=agreement).select_related("line", "region")


def _asked(agreement: Agreement, region: Organisation) -> dict[int, dict[tuple[int, str], int]]:
    """Line id → (quarter, state) → kronor."""
    rows = Drawdown.objects.filter(agreement=agreement, region=region).order_by()
    sums = rows.values_list("set_aside__line", "quarter", "status").annotate(sum=Sum("amount"))
    found: dict[int, dict[tuple[int, str], int]] = {}
    for line, quarter, state, amount in sums:
        found.setdefault(line, {})[quarter, state] = amount
    return found


def _own_costs(agreement: Agreement, region: Organisation) -> dict[int, list[OwnCosts]]:
    """Line id → what own units have used, object by object; those without an object last."""
    rows = Cost.objects.filter(agreement=agreement, organisation=region).exclude(source=CostSource.DRAWDOWN)
    sums = rows.order_by().values_list("line", "object_code").annotate(sum=Sum("amount"))
    found: dict[int, list[OwnCosts]] = {}
    for line, code, ore in sorted(sums, key=lambda row: (not row[1], row[1])):
        found.setdefault(line, []).append(OwnCosts(code, Rounded(ore)))
    return found


def paid_to_providers(agreement: Agreement, organisation: Organisation) -> dict[str, int]:
    """Line code → öre paid to private providers: an accounting file may hold the same payments."""
    rows = Cost.objects.filter(agreement=agreement, organisation=organisation, source=CostSource.DRAWDOWN)
    return dict(rows.order_by().values_list("line__code").annotate(sum=Sum("amount")))


@dataclass(frozen=True)
class DrawdownTask:
    """A region's requests that wait for this person: how many to decide and to pay, and the kronor."""

    region: Organisation
    to_decide: int
    deciding: int
    to_pay: int
    paying: int

    @property
    def count(self) -> int:
        """How many kinds of things there are to do."""
        return bool(self.to_decide) + bool(self.to_pay)


def drawdown_tasks(
    agreement: Agreement, user: User, organisations: Iterable[Organisation]
) -> list[DrawdownTask]:
    """What waits at each of the person's regions; nobody decides what they registered themselves."""
    regions = {one.pk: one for one in organisations}  # only a region has any
    asked = Q(status=DrawdownStatus.ASKED) & ~Q(created_by=user)
    approved = Q(status=DrawdownStatus.APPROVED)
    rows = Drawdown.objects.filter(agreement=agreement, region__in=regions).order_by().values_list("region")
    counted = rows.annotate(
        a=Count("pk", filter=asked), b=Sum("amount", filter=asked, default=0),
        c=Count("pk", filter=approved), d=Sum("amount", filter=approved, default=0),
    )  # fmt: skip
    tasks = [_task(user, regions[pk], *counts) for pk, *counts in counted]
    return [task for task in tasks if task.count]


def _task(user: User, region: Organisation, a: int, b: int, c: int, d: int) -> DrawdownTask:
    decides, pays = allowed(user, DECIDES_DRAWDOWNS, region), allowed(user, BOOKS_PAYMENTS, region)
    return DrawdownTask(region, a if decides else 0, b if decides else 0, c if pays else 0, d if pays else 0)
