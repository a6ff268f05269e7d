"""What stops a financial report, in words with the page where it is put right; and whose turn it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import BigIntegerField, Exists, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from allocation.models import SplitAmount
from allocation.selectors import decision_in_force, recipient_of_money
from overenskommelse.choices import Role
from overenskommelse.models import Agreement, Deadline, Membership, Organisation, User
from overenskommelse.permissions import EDITS_AGREEMENTS, allowed
from reporting.choices import REPORT_PROBLEMS, ReportStatus
from reporting.domain.reports import Place, Problem, ReportFacts, problems
from reporting.models import Certification, FinancialReport, Payment
from reporting.permissions import BOOKS_PAYMENTS, PREPARES_REPORTS, REPORT_TURNS, REPORTS_COSTS
from reporting.selectors.financial_reports import PointThree, is_part, point_three
from reporting.selectors.remedies import Remedy
from reporting.selectors.terms import Due, due

REPORT_DEADLINE = "ekonomisk-redovisning"


def problems_of(report: FinancialReport, counted: PointThree | None = None) -> list[Problem]:
    """What stops the report from being prepared, in the order of the form."""
    agreement = report.agreement
    counted = counted or point_three(agreement, report.recipient)
    return problems(
        ReportFacts(
            registration_number=agreement.registration_number,
            payment_registration_number=agreement.payment_registration_number,
            organisation_number=report.organisation_number,
            contact_person=report.contact_person,
            postal_address=report.postal_address,
            postcode=report.postcode,
            city=report.city,
            phone=report.phone,
            email=report.email,
            period=(report.period_start, report.period_end),
            agreement_period=(agreement.period_start, agreement.period_end),
            paid=counted.figures.paid,
            named=counted.named,
            is_part=is_part(report.recipient),
            is_decided=decision_in_force(agreement) is not None,
        )
    )


def report_remedies(report: FinancialReport, found: Iterable[Problem], user: User) -> Iterator[Remedy]:
    """What stops ``report``, for ``user``."""
    for problem in found:
        url, may = _place(report, problem, user)
        yield Remedy(str(REPORT_PROBLEMS[problem.code]), url, may)


def _place(report: FinancialReport, problem: Problem, user: User) -> tuple[str, bool]:
    """Where the problem is put right, and whether ``user`` may do so."""
    agreement, recipient = report.agreement, report.recipient
    if problem.place is Place.AGREEMENT:
        may = allowed(user, EDITS_AGREEMENTS)
        return reverse("agreement_edit" if may else "agreement", args=[agreement.code]), may
    if problem.place is Place.PAYMENTS:
        return reverse("payments", args=[agreement.code]), allowed(user, BOOKS_PAYMENTS, recipient)
    if problem.place is Place.SPLITS:
        rss = recipient_of_money(recipient) or recipient
        return reverse("county_splits", args=[rss.code]), allowed(user, frozenset({Role.COORDINATOR}), rss)
    if problem.place is Place.COSTS:
        return reverse("costs", args=[recipient.code]), allowed(user, REPORTS_COSTS, recipient)
    edit = reverse("financial_report_edit", args=[report.pk])
    return f"{edit}#id_{problem.field}", allowed(user, PREPARES_REPORTS, recipient)


def certifiers(recipient: Organisation) -> list[User]:
    """Those who may certify the recipient's report, by name."""
    held = Membership.objects.filter(
        organisation=recipient, role=Role.HEAD_OF_FINANCE, user__is_active=True
    ).select_related("user")
    return sorted({row.user for row in held}, key=str)


@dataclass(frozen=True)
class ReportTask:
    """An organisation's report on the start page; ``report`` is None when it has not been begun.

    ``void_reason``: why its certificate fell, while it waits to be handed over and certified anew.
    """

    organisation: Organisation
    report: FinancialReport | None
    is_ours: bool
    void_reason: str
    due: Due | None


def report_tasks(agreement: Agreement, user: User, organisations: Iterable[Organisation]) -> list[ReportTask]:
    """One for each of the person's organisations that has money to report. Three queries."""
    chosen = list(organisations)
    stored = {row.recipient_id: row for row in _reports(agreement, chosen)}
    with_money = _with_money(agreement, chosen)
    last_day = agreement.deadlines.filter(code=REPORT_DEADLINE).first()
    has_ended = agreement.period_end < timezone.localdate()
    return [
        _task(user, one, stored.get(one.pk), last_day)
        for one in chosen
        if one.pk in stored or (has_ended and one.pk in with_money)
    ]


def _reports(agreement: Agreement, organisations: list[Organisation]) -> QuerySet[FinancialReport]:
    """Each with ``fallen``: why its latest certification does not hold, if it has one that does not."""
    latest = Certification.objects.filter(report=OuterRef("pk")).order_by("-pk")
    rows = FinancialReport.objects.filter(agreement=agreement, recipient__in=organisations)
    fallen = Subquery(latest.values("void_reason")[:1])
    return rows.select_related("agreement", "recipient").annotate(fallen=fallen)


def _with_money(agreement: Agreement, organisations: list[Organisation]) -> set[int]:
    """Ids of those that have been paid, or that money has been split to."""
    paid = Payment.objects.filter(payer=None, agreement=agreement, recipient=OuterRef("pk"))
    split = SplitAmount.objects.filter(line__agreement=agreement, municipality=OuterRef("pk"), amount__gt=0)
    rows = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
    return set(rows.filter(Exists(paid) | Exists(split)).values_list("pk", flat=True))


def _task(
    user: User, organisation: Organisation, report: FinancialReport | None, last_day: Deadline | None
) -> ReportTask:
    roles = REPORT_TURNS.get(report.status, frozenset()) if report else PREPARES_REPORTS
    is_done = report_is_done(report)
    is_open = report is not None and report.status == ReportStatus.DRAFT
    return ReportTask(
        organisation,
        report,
        not is_done and bool(user.roles_at(organisation) & roles),
        (is_open and getattr(report, "fallen", None)) or "",
        due(last_day, done=is_done) if last_day else None,
    )


def report_is_done(report: FinancialReport | None) -> bool:
    """Whether nothing is left to do: it is sent, or for a municipality certified."""
    if report is None:
        return False
    wanted = ReportStatus.CERTIFIED if is_part(report.recipient) else ReportStatus.SENT
    return report.status == wanted


def with_figures(rows: QuerySet[FinancialReport]) -> QuerySet[FinancialReport]:
    """Each report with ``paid``, ``cost``, ``unused`` and ``alternative`` as certified, None before."""
    held = Certification.objects.filter(report=OuterRef("pk"), voided_at=None)
    rows = rows.annotate(
        alternative=Subquery(held.values("alternative")),
        certified_figures=Cast(Subquery(held.values("figures")), JSONField()),
    )
    figures = {
        name: Cast(KeyTextTransform(name, "certified_figures"), BigIntegerField())
        for name in ("paid", "cost", "unused")
    }
    return rows.annotate(**figures)
