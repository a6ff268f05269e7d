"""A certificate holds as long as point 3 does: what changes it voids the certificate, and both are told."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allocation.selectors import recipient_of_money
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import record
from overenskommelse.templatetags.formats import kr
from reporting.choices import ReportStatus
from reporting.models import Certification, FinancialReport
from reporting.selectors.financial_reports import is_part, point_three
from reporting.services.locks import YearClosed, lock_year, refuse_closed
from reporting.services.repayments import withdraw_unpaid

REASON_LENGTH = 300


@transaction.atomic
def void_if_changed(*, agreement: Agreement, organisation: Organisation, by: User | None) -> None:
    """Void the certification in force if point 3 is no longer what was certified.

    Every act that touches point 3 calls this in its own transaction. A municipality's RSS follows.
    """
    lock_year(agreement)
    held = Certification.objects.filter(
        report__agreement=agreement, report__recipient=organisation, voided_at=None
    )
    row = held.select_related("report__agreement", "report__recipient", "by", "prepared_by").first()
    if row is None:
        return
    now = point_three(agreement, organisation)
    if now.text != row.figures:
        _void(row, _differences(json.loads(row.figures), now.content), by)
        rss_follows(agreement, organisation, by)


@transaction.atomic
def void_all_changed(
    agreement: Agreement, organisations: Iterable[Organisation] | None, by: User | None
) -> None:
    """The same for ``organisations``, or all, when money is decided or split anew; not in a closed year."""
    held = Certification.objects.filter(report__agreement=agreement, voided_at=None)
    if organisations is not None:
        held = held.filter(report__recipient__in=[one.pk for one in organisations])
    for row in held.select_related("report__recipient"):
        with suppress(YearClosed):
            refuse_closed(agreement, row.report.recipient)
            void_if_changed(agreement=agreement, organisation=row.report.recipient, by=by)


def rss_follows(agreement: Agreement, municipality: Organisation, by: User | None) -> None:
    """A certificate of a municipality has come or gone: its RSS's point 3 is another."""
    rss = recipient_of_money(municipality) if is_part(municipality) else None
    if rss:
        void_if_changed(agreement=agreement, organisation=rss, by=by)


def _void(row: Certification, found: list[str], by: User | None) -> None:
    reason = "; ".join(found)
    row.voided_at = timezone.now()
    row.void_reason = reason if len(reason) <= REASON_LENGTH else f"{reason[: REASON_LENGTH - 1]}…"
    row.save()
    report = back_to_draft(row.report, by)
    withdraw_unpaid(agreement=report.agreement, recipient=report.recipient, reason=row.void_reason, by=by)
    record(
        "financial_reports.voided", report, by=by, agreement=report.agreement, organisation=report.recipient,
        reason=row.void_reason, changes=found, certificate=row.document.number,
    )  # fmt: skip
    transaction.on_commit(lambda: _tell(row), robust=True)


def back_to_draft(report: FinancialReport, by: User | None) -> FinancialReport:
    """Begin again; papers that were signed for other figures are kept apart from it."""
    report.status, report.document, report.signed_paper = ReportStatus.DRAFT, None, None
    report.prepared_at, report.prepared_by, report.signed_on, report.sent_on = None, None, None, None
    report.updated_by = by
    report.save()
    return report


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two contents of point 3, in Swedish, before and after."""
    with translation.override("sv"):
        found = [*_of_the_lines(before, now), *_of_the_parts(before, now)]
        return found or [_("names in the report have changed")]


def _of_the_lines(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old = {line["code"]: line for line in before["lines"]}
    for line in now["lines"]:
        yield from _of_a_line(line, old.pop(line["code"], {"paid": 0, "cost": 0, "items": []}))
    for gone in old.values():
        yield _("%(line)s is no longer in the report") % {"line": gone["name"]}


def _of_the_parts(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    parts = {part["code"]: part["cost"] for part in before["municipalities"]}
    for part in now["municipalities"]:
        yield from _of_a_part(part, parts.get(part["code"]))


def _of_a_line(line: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[str]:
    name = line["name"]
    for key, label in (("paid", _("grant received")), ("cost", _("costs"))):
        if line[key] != old[key]:
            yield f"{name}, {label}: {kr(old[key])} → {kr(line[key])}"
    if line["cost"] == old["cost"] and line["items"] != old["items"]:
        yield _("%(line)s: other costs are named") % {"line": name}


def _of_a_part(part: Mapping[str, Any], before: int | None) -> Iterator[str]:
    if part["cost"] == before:
        return
    costs = [_("not certified") if cost is None else kr(cost) for cost in (before, part["cost"])]
    yield f"{part['name']}: {costs[0]} → {costs[1]}"


def _tell(row: Certification) -> None:
    """Mail to who certified and who prepared."""
    with translation.override("sv"):
        report = row.report
        subject = _("The certificate of %(recipient)s is void") % {"recipient": report.recipient}
        link = settings.SITE_URL + report.get_absolute_url()
        text = render_to_string("reporting/financial_reports/voided.txt", {"row": row, "link": link})
        people = [person.email for person in (row.by, row.prepared_by) if person]
        send_mail(subject, text.strip() + "\n", None, people)
