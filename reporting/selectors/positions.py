"""How far a recipient has come with its money, what it may requisition and by when."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet, Sum

from allocation.choices import LineStatus
from allocation.models import Decision, RunAmount, RunLine, SplitAmount
from allocation.selectors import decided_amounts, decision_in_force
from overenskommelse.choices import OrganisationKind, RecipientKind
from overenskommelse.models import Agreement, Organisation
from reporting.choices import ASKED, RequisitionStatus
from reporting.domain.balances import Balance
from reporting.domain.checks import Problem, RequisitionFacts, problems
from reporting.domain.progress import Stage, stage
from reporting.models import LateRequisition, Requisition
from reporting.selectors.terms import REQUISITION_DEADLINE, Due, Terms, due, terms_of

# What no list needs to fetch.
LARGE = ("document__pdf", "document__content")


@dataclass(frozen=True)
class Position:
    """How far a recipient has come with one agreement's money. ``problems`` are those of its draft.

    ``lines`` is what the decision gives it line by line; empty where many are looked at.
    """

    recipient: Organisation
    decision: Decision | None
    balance: Balance
    draft: Requisition | None
    issued: list[Requisition]
    problems: list[Problem]
    terms: Terms
    lines: list[RunAmount] = field(default_factory=list)

    @property
    def has_lapsed(self) -> bool:
        """Whether the right to what is left has lapsed."""
        return self.terms.has_lapsed(self.recipient) and self.balance.left > 0

    @property
    def stage(self) -> Stage:
        problems = len(self.problems) if self.draft else None
        return stage(self.balance, problems=problems, has_lapsed=self.has_lapsed)

    @property
    def due(self) -> Due | None:
        """The last day to requisition, if the agreement sets one for the recipient."""
        return self.terms.due(self.recipient, done=self.done)

    @property
    def exception(self) -> LateRequisition | None:
        """What lets the recipient requisition although the last day has passed."""
        return self.terms.exception_for(self.recipient)

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
    """The position of each of ``recipients``, in eight queries however many they are."""
    decision, terms = decision_in_force(agreement), terms_of(agreement)
    chosen = list(recipients)
    # In force, not `decision`: comparing with None would find every run that is not decided.
    amounts = RunAmount.objects.filter(run_line__run__decision__in=decisions_in_force(agreement))
    decided = _sums(amounts.filter(recipient__in=chosen))
    requisitions = _requisitions(agreement, chosen)
    return [
        _position(org, decision, terms, decided.get(org.pk, 0), requisitions.get(org.pk, []))
        for org in chosen
    ]


def position(agreement: Agreement, recipient: Organisation) -> Position:
    """As ``positions`` for one recipient, with its lines. Five queries where it has some."""
    lines = list(decided_amounts(agreement, recipient).select_related("run_line__run__decision"))
    # Most have lines, and those bring their decision.
    decision = lines[0].run_line.run.decision if lines else decision_in_force(agreement)
    requisitions = _requisitions(agreement, [recipient]).get(recipient.pk, [])
    decided = sum(line.amount for line in lines)
    return replace(_position(recipient, decision, terms_of(agreement), decided, requisitions), lines=lines)


def finished(agreement: Agreement, organisations: Iterable[Organisation]) -> dict[str, set[int]]:
    """Deadline code → ids of those with nothing left to requisition, or nothing decided to requisition."""
    paid = [one for one in organisations if one.kind in RecipientKind.values]
    rows = positions(agreement, paid)
    done = {row.recipient.pk for row in rows if row.stage in (Stage.DONE, Stage.UNDECIDED)}
    return {REQUISITION_DEADLINE: done}


def _position(
    recipient: Organisation,
    decision: Decision | None,
    terms: Terms,
    decided: int,
    requisitions: list[Requisition],
) -> Position:
    issued = [r for r in requisitions if r.status in ASKED]
    money = Balance(decided, sum(r.amount for r in issued), terms.share)
    draft = next((r for r in requisitions if r.status == RequisitionStatus.DRAFT), None)
    found = problems(facts_of(draft, money, decision, terms)) if draft else []
    return Position(recipient, decision, money, draft, issued, found, terms)


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


def dues(agreement: Agreement, organisation: Organisation | None, *, done: bool) -> list[Due]:
    """The deadlines that bind ``organisation``; ``done``: whether it has requisitioned everything."""
    rows = agreement.deadlines.concerning(organisation)
    return [due(row, done=done and row.code == REQUISITION_DEADLINE) for row in rows]


def balance(agreement: Agreement, recipient: Organisation) -> Balance:
    """What is decided for the recipient now, and what its issued requisitions ask for."""
    decided = decided_amounts(agreement, recipient).aggregate(sum=Sum("amount"))["sum"]
    issued = Requisition.objects.issued().filter(agreement=agreement, recipient=recipient)
    asked = issued.aggregate(sum=Sum("amount"))["sum"]
    return Balance(decided or 0, asked or 0, terms_of(agreement).share)


def decisions_in_force(agreement: Agreement) -> QuerySet[Decision]:
    """At most one; a queryset, so that no decision finds no amounts."""
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
        run__decision__in=decisions_in_force(agreement),
        recipient_kind=recipient.kind,
        status=LineStatus.WAITING,
    )


def facts_of(draft: Requisition, money: Balance, decision: Decision | None, terms: Terms) -> RequisitionFacts:
    """The draft as its checks see it; ``money``, ``decision`` and ``terms`` are those in force."""
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
        pays_once=terms.pays_once,
        has_lapsed=terms.has_lapsed(draft.recipient),
    )


def problems_of(draft: Requisition) -> list[Problem]:
    """What stops the draft from being issued, in the order of the form."""
    agreement = draft.agreement
    money = balance(agreement, draft.recipient)
    return problems(facts_of(draft, money, decision_in_force(agreement), terms_of(agreement)))
