"""Reads that span models: what a recipient may requisition, how far it has come, what is to be done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from allocation.choices import LineStatus
from allocation.models import Dataset, Decision, Run, RunAmount, RunLine, SplitAmount
from allocation.selectors import datasets_for, decided_amounts, decision_in_force, latest_run, method_of
from overenskommelse.choices import OrganisationKind, RecipientKind
from overenskommelse.domain.periods import days_left
from overenskommelse.models import Agreement, Deadline, Organisation, User
from overenskommelse.models.requirements import CONCERNS
from overenskommelse.permissions import EDITS_AGREEMENTS, allowed
from reporting.choices import RequisitionProblem, RequisitionStatus
from reporting.domain.balances import Balance
from reporting.domain.checks import Place, Problem, RequisitionFacts, problems
from reporting.domain.deadlines import Standing, standing
from reporting.domain.progress import Stage, stage
from reporting.models import Requisition
from reporting.permissions import PREPARES_REQUISITIONS, SIGNS, TURNS

# The code of the deadline that requisitions meet, whatever the year.
REQUISITION_DEADLINE = "rekvisition"
# What no list needs to fetch.
LARGE = ("document__pdf", "document__content")


@dataclass(frozen=True)
class Position:
    """How far a recipient has come with one agreement's money. ``problems`` are those of its draft."""

    recipient: Organisation
    decision: Decision | None
    balance: Balance
    draft: Requisition | None
    issued: list[Requisition]
    problems: list[Problem]

    @property
    def stage(self) -> Stage:
        return stage(self.balance, problems=len(self.problems) if self.draft else None)

    @property
    def done(self) -> bool:
        """Whether everything that is decided has been requisitioned."""
        return self.stage is Stage.DONE


def own_position(agreement: Agreement | None, organisation: Organisation | None) -> Position | None:
    """The position of ``organisation``; None for one that no agreement pays."""
    if agreement is None or organisation is None or organisation.kind not in RecipientKind.values:
        return None
    return position(agreement, organisation)


def positions(agreement: Agreement, recipients: Iterable[Organisation]) -> list[Position]:
    """The position of each of ``recipients``, in four queries however many they are."""
    decision = decision_in_force(agreement)
    chosen = list(recipients)
    # In force, not `decision`: comparing with None would find every run that is not decided.
    amounts = RunAmount.objects.filter(run_line__run__decision__in=_in_force(agreement))
    decided = _sums(amounts.filter(recipient__in=chosen))
    requisitions = _requisitions(agreement, chosen)
    return [_position(org, decision, decided.get(org.pk, 0), requisitions.get(org.pk, [])) for org in chosen]


def position(agreement: Agreement, recipient: Organisation) -> Position:
    """As ``positions`` for one recipient."""
    return positions(agreement, [recipient])[0]


def finished(agreement: Agreement, organisations: Iterable[Organisation]) -> dict[str, set[int]]:
    """Deadline code → ids of those with nothing left to requisition, or nothing decided to requisition."""
    paid = [one for one in organisations if one.kind in RecipientKind.values]
    rows = positions(agreement, paid)
    done = {row.recipient.pk for row in rows if row.stage in (Stage.DONE, Stage.UNDECIDED)}
    return {REQUISITION_DEADLINE: done}


def _position(
    recipient: Organisation, decision: Decision | None, decided: int, requisitions: list[Requisition]
) -> Position:
    issued = [r for r in requisitions if r.status == RequisitionStatus.ISSUED]
    money = Balance(decided, sum(r.amount for r in issued))
    draft = next((r for r in requisitions if r.status == RequisitionStatus.DRAFT), None)
    found = problems(facts_of(draft, money, decision)) if draft else []
    return Position(recipient, decision, money, draft, issued, found)


def _sums(amounts: QuerySet[RunAmount]) -> dict[int, int]:
    """Recipient id → kronor."""
    return dict(amounts.order_by().values_list("recipient").annotate(sum=Sum("amount")))


def _requisitions(agreement: Agreement, recipients: list[Organisation]) -> dict[int, list[Requisition]]:
    """Recipient id → its requisitions, without the printed forms."""
    found: dict[int, list[Requisition]] = {}
    rows = Requisition.objects.filter(agreement=agreement, recipient__in=recipients)
    for row in rows.select_related("agreement", "recipient", "document").defer(*LARGE):
        found.setdefault(row.recipient_id, []).append(row)
    return found


@dataclass(frozen=True)
class Due:
    """A deadline that binds an organisation, and where it stands today."""

    deadline: Deadline
    days: int
    standing: Standing


def dues(agreement: Agreement, organisation: Organisation | None, *, done: bool) -> list[Due]:
    """The deadlines that bind ``organisation``; ``done``: whether it has requisitioned everything."""
    return [_due(row, done) for row in agreement.deadlines.concerning(organisation)]


def requisition_due(agreement: Agreement, recipient: Organisation | None, *, done: bool) -> Due | None:
    """The last day to requisition, if the agreement sets one for ``recipient``."""
    row = agreement.deadlines.concerning(recipient).filter(code=REQUISITION_DEADLINE).first()
    return _due(row, done) if row else None


def _due(row: Deadline, done: bool) -> Due:
    today, requisitioned = timezone.localdate(), done and row.code == REQUISITION_DEADLINE
    return Due(row, days_left(row.date, today), standing(row.date, today, done=requisitioned))


@dataclass(frozen=True)
class Overview:
    """One kind of recipient across the country. Whole kronor."""

    kind: RecipientKind
    recipients: int
    balance: Balance
    issued_by: int


def overview(agreement: Agreement) -> list[Overview]:
    """How far requisitioning has come, for each kind of recipient that has been given money. Two queries."""
    amounts = RunAmount.objects.filter(run_line__run__decision__in=_in_force(agreement))
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


def balance(agreement: Agreement, recipient: Organisation) -> Balance:
    """What is decided for the recipient now, and what its issued requisitions ask for."""
    decided = decided_amounts(agreement, recipient).aggregate(sum=Sum("amount"))["sum"]
    issued = Requisition.objects.issued().filter(agreement=agreement, recipient=recipient)
    return Balance(decided or 0, issued.aggregate(sum=Sum("amount"))["sum"] or 0)


def _in_force(agreement: Agreement) -> QuerySet[Decision]:
    return Decision.objects.in_force().filter(agreement=agreement)


def own_part(agreement: Agreement, organisation: Organisation | None) -> list[SplitAmount]:
    """What its county has split to a municipality, line by line; empty for others, and before that."""
    if organisation is None or organisation.kind != OrganisationKind.MUNICIPALITY:
        return []
    rows = SplitAmount.objects.filter(line__agreement=agreement, municipality=organisation)
    return list(rows.select_related("line"))


def waiting_lines(agreement: Agreement, recipient: Organisation) -> QuerySet[RunLine]:
    """Lines for the recipient's kind that the decision in force could not divide yet."""
    return RunLine.objects.filter(
        run__decision__in=_in_force(agreement),
        recipient_kind=recipient.kind,
        status=LineStatus.WAITING,
    )


def facts_of(draft: Requisition, money: Balance, decision: Decision | None) -> RequisitionFacts:
    """The draft as its checks see it; ``money`` and ``decision`` are those in force."""
    agreement = draft.agreement
    return RequisitionFacts(
        registration_number=agreement.registration_number,
        payment_registration_number=agreement.payment_registration_number,
        organisation_number=draft.organisation_number,
        contact_person=draft.contact_person,
        postal_address=draft.postal_address,
        postcode=draft.postcode,
        city=draft.city,
        phone=draft.phone,
        email=draft.email,
        giro=draft.giro,
        payment_reference=draft.payment_reference,
        amount=draft.amount,
        balance=money,
        period=(draft.period_start, draft.period_end),
        agreement_period=(agreement.period_start, agreement.period_end),
        decision_in_force=decision is not None and decision.pk == draft.decision_id,
    )


def problems_of(draft: Requisition) -> list[Problem]:
    """What stops the draft from being issued, in the order of the form."""
    money = balance(draft.agreement, draft.recipient)
    return problems(facts_of(draft, money, decision_in_force(draft.agreement)))


@dataclass(frozen=True)
class Remedy:
    """A problem in words and the page where it is put right; ``is_own`` when the person may do so."""

    message: str
    url: str
    is_own: bool


def remedies(draft: Requisition, found: Iterable[Problem], user: User) -> Iterator[Remedy]:
    """What stops ``draft`` from being issued, for ``user``."""
    for problem in found:
        message = str(RequisitionProblem(problem.code).label)
        if problem.place is Place.AGREEMENT:
            may = allowed(user, EDITS_AGREEMENTS)
            name = "agreement_edit" if may else "agreement"
            yield Remedy(message, reverse(name, args=[draft.agreement.code]), may)
        else:
            url = reverse("requisition_edit", args=[draft.pk])
            yield Remedy(
                message, f"{url}#id_{problem.field}", allowed(user, PREPARES_REQUISITIONS, draft.recipient)
            )


@dataclass(frozen=True)
class Task:
    """A recipient's requisition on the start page; ``is_ours`` when it is this person's turn."""

    position: Position
    is_ours: bool
    signs: bool
    due: Due | None


def tasks(agreement: Agreement, user: User, organisations: Iterable[Organisation]) -> list[Task]:
    """One task for each of the person's organisations that an agreement can pay."""
    recipients = [o for o in organisations if o.kind in RecipientKind.values]
    last_day = agreement.deadlines.filter(code=REQUISITION_DEADLINE).first()
    return [_task(user, found, last_day) for found in positions(agreement, recipients)]


def _task(user: User, found: Position, last_day: Deadline | None) -> Task:
    bound = last_day and getattr(last_day, CONCERNS[OrganisationKind(found.recipient.kind)])
    signs = bool(found.issued) and bool(user.roles_at(found.recipient) & SIGNS)
    return Task(
        position=found,
        is_ours=signs or allowed(user, TURNS.get(found.stage, frozenset()), found.recipient),
        signs=signs,
        due=_due(last_day, found.done) if last_day and bound else None,
    )


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
