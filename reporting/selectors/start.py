"""What the start page tells: whose turn it is, how far the country and the administrator have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from allocation.models import Dataset, Decision, Run, RunAmount
from allocation.selectors import datasets_for, decision_in_force, latest_run, method_of
from overenskommelse.choices import RecipientKind
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.permissions import allowed
from reporting.domain.balances import Balance
from reporting.models import Requisition
from reporting.permissions import PAPER_TURNS, TURNS
from reporting.selectors.positions import Position, decisions_in_force, positions
from reporting.selectors.terms import Due


@dataclass(frozen=True)
class Overview:
    """One kind of recipient across the country. Whole kronor."""

    kind: RecipientKind
    recipients: int
    balance: Balance
    issued_by: int


def overview(agreement: Agreement) -> list[Overview]:
    """How far requisitioning has come, for each kind of recipient that has been given money. Two queries."""
    amounts = RunAmount.objects.filter(run_line__run__decision__in=decisions_in_force(agreement))
    asked = _by_kind(Requisition.objects.issued().filter(agreement=agreement))
    rows = []
    for kind, (decided, recipients) in _by_kind(amounts).items():
        requisitioned, issued_by = asked.get(kind, (0, 0))
        rows.append(Overview(RecipientKind(kind), recipients, Balance(decided, requisitioned), issued_by))
    return rows


def _by_kind(rows: QuerySet[Any]) -> dict[str, tuple[int, int]]:
    """Kind of recipient → kronor and how many recipients."""
    sums = rows.order_by("recipient__kind").values_list("recipient__kind")
    found = sums.annotate(sum=Sum("amount"), recipients=Count("recipient", distinct=True))
    return {kind: (total, recipients) for kind, total, recipients in found}


@dataclass(frozen=True)
class Task:
    """A recipient's requisition on the start page; ``is_ours`` when it is this person's turn.

    ``papers`` are the issued requisitions that wait for this person: to be signed, sent or booked as paid.
    """

    position: Position
    is_ours: bool
    papers: list[Requisition]
    due: Due | None


def tasks(agreement: Agreement, user: User, organisations: Iterable[Organisation]) -> list[Task]:
    """One task for each of the person's organisations that an agreement can pay."""
    recipients = [o for o in organisations if o.kind in RecipientKind.values]
    return [_task(user, found) for found in positions(agreement, recipients)]


def _task(user: User, found: Position) -> Task:
    roles = user.roles_at(found.recipient)
    papers = [row for row in found.issued if roles & PAPER_TURNS.get(row.status, frozenset())]
    is_ours = bool(papers) or allowed(user, TURNS.get(found.stage, frozenset()), found.recipient)
    return Task(found, is_ours, papers, found.due)


@dataclass(frozen=True)
class Preparation:
    """What the administrator has done before recipients can requisition."""

    datasets: list[Dataset]
    wanted: int
    run: Run | None
    decision: Decision | None


def preparation(agreement: Agreement) -> Preparation:
    """The statistics that count for the agreement's lines, the latest run and the decision in force."""
    indicators = {i for line in agreement.lines.all() for i in method_of(line.applied_method).indicators}
    found = datasets_for(agreement, indicators)
    return Preparation(
        list(found.values()), len(indicators), latest_run(agreement), decision_in_force(agreement)
    )
