"""Financial reports: opened with what is known, prepared, certified, signed and sent."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from allocation.domain.run import digest
from allocation.models import Decision
from allocation.selectors import decision_in_force
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.attachments import add_attachment
from overenskommelse.services.events import SavedByOther, changes, fingerprint, record
from reporting.choices import ASKED, DocumentKind, ReportStatus
from reporting.documents import pdf_of
from reporting.domain.reports import Act, Problem, after
from reporting.models import Certification, Document, FinancialReport, Requisition
from reporting.selectors.financial_reports import PointThree, decided_by_code, is_part, point_three
from reporting.selectors.report_tasks import problems_of
from reporting.services.certifications import back_to_draft, rss_follows
from reporting.services.documents import CONTACT, issue_document
from reporting.services.locks import lock_year, refuse_closed
from reporting.services.report_documents import (
    Statement,
    content_of_certificate,
    content_of_report,
    with_certificate,
)
from reporting.services.signatures import NotNow, check_code

CONTACT_FIELDS = ("organisation_number", *CONTACT)
FIELDS = (*CONTACT_FIELDS, "period_start", "period_end", "activity")


class NothingToReport(Exception):  # noqa: N818 - it says what is the case
    """Nothing is decided for the organisation, so it has nothing to report."""


class Incomplete(Exception):  # noqa: N818
    """``problems`` stop the report from being prepared or certified."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(", ".join(problem.code for problem in problems))


class SamePerson(Exception):  # noqa: N818
    """Who prepared the report cannot certify it."""


class FiguresChanged(Exception):  # noqa: N818
    """The report is no longer what the head of finance saw."""


@transaction.atomic
def open_report(*, agreement: Agreement, recipient: Organisation, by: User | None) -> FinancialReport:
    """The recipient's report, or a new one. Raises NothingToReport or YearClosed."""
    lock_year(agreement)
    stored = FinancialReport.objects.filter(agreement=agreement, recipient=recipient).first()
    if stored:
        return stored
    refuse_closed(agreement, recipient)
    if not any(decided_by_code(agreement, recipient).values()):
        raise NothingToReport
    source = _requisition(agreement, recipient) or recipient
    report = FinancialReport.objects.create(
        agreement=agreement, recipient=recipient, updated_by=by,
        period_start=agreement.period_start, period_end=agreement.period_end,
        **{field: getattr(source, field) for field in CONTACT_FIELDS},
    )  # fmt: skip
    _record("opened", report, by)
    return report


def _requisition(agreement: Agreement, recipient: Organisation) -> Requisition | None:
    """The latest one that was issued; its contact details are the newest that are known."""
    rows = Requisition.objects.filter(agreement=agreement, recipient=recipient, status__in=ASKED)
    return rows.order_by("-pk").first()


@transaction.atomic
def save_report(
    *, report: FinancialReport, seen: str, values: Mapping[str, Any], by: User | None
) -> FinancialReport:
    """Store ``values``. ``seen``: the fingerprint that was opened.

    Raises NotNow, SavedByOther or YearClosed.
    """
    row = _locked(report)
    if row.status != ReportStatus.DRAFT:
        raise NotNow(row.status)
    if fingerprint(row) != seen:
        raise SavedByOther(row)
    before = copy(row)
    for field in FIELDS:
        setattr(row, field, values.get(field, getattr(row, field)))
    changed = changes(before, row)
    row.updated_by = by
    row.save()
    _record("saved", row, by, changes=changed)
    return row


@transaction.atomic
def prepare(*, report: FinancialReport, by: User | None) -> FinancialReport:
    """Hand the report to the head of finance. Raises NotNow, Incomplete or YearClosed."""
    row = _ready(report, Act.PREPARE)
    if problems := problems_of(row):
        raise Incomplete(problems)
    row.prepared_at, row.prepared_by = timezone.now(), by
    return _moved(row, Act.PREPARE, by)


@transaction.atomic
def send_back(*, report: FinancialReport, reason: str, by: User | None) -> FinancialReport:
    """Back to whoever prepares it, with a reason. Raises NotNow or YearClosed."""
    row = back_to_draft(_ready(report, Act.SEND_BACK), by)
    _record("sent_back", row, by, reason=reason)
    return row


@transaction.atomic
def certify(*, report: FinancialReport, seal: str, statement: Statement, by: User) -> Certification:
    """Freeze point 3 with what ``by`` says of it, and issue the certificate and the report; all or nothing.

    ``seal``: digest of the report as it was shown. Raises NotNow, SamePerson, FiguresChanged, Incomplete or
    YearClosed.
    """
    row = _ready(report, Act.CERTIFY)
    if row.prepared_by_id == by.pk:
        raise SamePerson
    counted, decision = point_three(row.agreement, row.recipient), decision_in_force(row.agreement)
    content = content_of_report(row, counted)
    if digest(content) != seal:
        raise FiguresChanged
    problems = problems_of(row, counted)
    if problems or decision is None:
        raise Incomplete(problems)
    given = _issue(row, decision, counted, statement, by)
    row.document = _issue_report(row, decision, content, statement, given.document, by)
    about = {"alternative": given.alternative, "certificate": given.document.number, "digest": given.digest}
    _moved(row, Act.CERTIFY, by, **about)
    rss_follows(row.agreement, row.recipient, by)
    return given


def _issue(
    row: FinancialReport, decision: Decision, counted: PointThree, statement: Statement, by: User
) -> Certification:
    """The certificate, and the figures that it stands for."""
    sealed = digest(counted.content)
    content = content_of_certificate(content_of_report(row, counted), statement, sealed)
    document = issue_document(
        kind=DocumentKind.CERTIFICATE, recipient=row.recipient, decision=decision, content=content, by=by
    )
    return Certification.objects.create(
        report=row, figures=counted.text, digest=sealed, prepared_by=row.prepared_by, document=document,
        by=by, **vars(statement),
    )  # fmt: skip


def _issue_report(
    row: FinancialReport,
    decision: Decision,
    content: Mapping[str, Any],
    statement: Statement,
    certificate: Document,
    by: User,
) -> Document:
    return issue_document(
        kind=DocumentKind.FINANCIAL_REPORT,
        recipient=row.recipient,
        decision=decision,
        content=with_certificate(content, statement, certificate),
        by=by,
    )


@transaction.atomic
def sign(
    *, report: FinancialReport, name: str, content: bytes, typed: str, signed_on: date, by: User | None
) -> FinancialReport:
    """Attach the signed paper, once its code is the report's.

    Raises NotNow, OtherPaper, CodeNotRead, UnacceptableFile or YearClosed.
    """
    row = _ready(report, Act.SIGN)
    check_code(row.document, content, typed)
    paper = add_attachment(organisation=row.recipient, name=name, content=content, by=by)
    row.signed_paper, row.signed_on = paper, signed_on
    about = {"signed_on": signed_on.isoformat(), "file": paper.name, "digest": paper.digest}
    return _moved(row, Act.SIGN, by, **about)


@transaction.atomic
def send(*, report: FinancialReport, sent_on: date, by: User | None) -> FinancialReport:
    """Say that the paper has been sent in. Raises NotNow or YearClosed."""
    row = _ready(report, Act.SEND)
    row.sent_on = sent_on
    return _moved(row, Act.SEND, by, sent_on=sent_on.isoformat())


def preview(report: FinancialReport) -> bytes:
    """The report as it stands as a PDF that carries the word UTKAST and no code. Nothing is stored."""
    return pdf_of(DocumentKind.FINANCIAL_REPORT, content_of_report(report))


def _locked(report: FinancialReport) -> FinancialReport:
    """The report as it is stored now, which nobody else can change before this transaction ends."""
    lock_year(report.agreement)
    refuse_closed(report.agreement, report.recipient)
    rows = FinancialReport.objects.select_related("agreement", "recipient", "document", "prepared_by")
    return rows.defer("document__pdf").get(pk=report.pk)


def _ready(report: FinancialReport, act: Act) -> FinancialReport:
    """The same, in a state where ``act`` may be done."""
    row = _locked(report)
    try:
        after(act, row.status, is_part=is_part(row.recipient))
    except ValueError:
        raise NotNow(row.status) from None
    return row


def _moved(row: FinancialReport, act: Act, by: User | None, **about: Any) -> FinancialReport:
    row.status, row.updated_by = after(act, row.status, is_part=is_part(row.recipient)), by
    row.save()
    _record(row.status, row, by, **about)
    return row


def _record(verb: str, row: FinancialReport, by: User | None, **about: Any) -> None:
    record(
        f"financial_reports.{verb}", row, by=by, agreement=row.agreement, organisation=row.recipient, **about
    )
