"""What a financial report and its certificate say, as JSON values."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from allocation.models import Decision
from allocation.selectors import decision_in_force, recipient_of_money
from overenskommelse.models import Organisation
from reporting.models import Document, FinancialReport
from reporting.selectors.financial_reports import PointThree, is_part, point_three
from reporting.services.documents import ADDRESSEE, AGREEMENT, contact, contact_examples, unconfirmed

REPORT, CERTIFICATE = "financial-report@1", "certificate@1"
# What both say before they differ.
COMMON = (
    "number", "code", "issued_on", "agreement", "decision", "recipient", "period", "examples", "unconfirmed",
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """What the head of finance says of point 3, and who that is (Bilaga 2, point 4)."""

    alternative: int
    deviations: str
    measures: str
    name: str
    title: str
    phone: str
    email: str


def content_of_report(report: FinancialReport, counted: PointThree | None = None) -> dict[str, Any]:
    """Everything that the report says (docs/schemas/financial-report.schema.json), frozen or as it stands.

    ``number``, ``code``, ``issued_on`` and ``certificate`` are null until it is certified.
    """
    if report.document:
        return json.loads(report.document.content)  # type: ignore[no-any-return]
    agreement, recipient = report.agreement, report.recipient
    counted = counted or point_three(agreement, recipient)
    return {
        "schema": REPORT,
        "number": None,
        "code": None,
        "issued_on": None,
        "addressee": addressee(recipient),
        "is_part": is_part(recipient),
        "agreement": {field: getattr(agreement, field) for field in AGREEMENT},
        "decision": _decision(decision_in_force(agreement)),
        "recipient": contact(report),
        "period": {"start": report.period_start.isoformat(), "end": report.period_end.isoformat()},
        "grant": {"decided": counted.decided, "paid": counted.figures.paid},
        "activity": report.activity,
        "point_three": counted.content,
        "certificate": None,
        "examples": sorted(contact_examples(report)),
        "unconfirmed": unconfirmed(report),
    }


def content_of_certificate(report: Mapping[str, Any], statement: Statement, digest: str) -> dict[str, Any]:
    """What the certificate of ``report``'s point 3 says (docs/schemas/certificate.schema.json)."""
    return {
        "schema": CERTIFICATE,
        **{key: report[key] for key in COMMON},
        "point_three": report["point_three"],
        "digest": digest,
        "statement": asdict(statement),
    }


def with_certificate(
    report: Mapping[str, Any], statement: Statement, certificate: Document
) -> dict[str, Any]:
    """The report with its point 4 filled in."""
    day = timezone.localdate(certificate.issued_at).isoformat()
    return {**report, "certificate": {**asdict(statement), "number": certificate.number, "on": day}}


def addressee(recipient: Organisation) -> str:
    """To whom the report goes: the authority, or the RSS that reports the county's money as one."""
    rss = recipient_of_money(recipient) if is_part(recipient) else None
    return rss.name if rss else ADDRESSEE


def _decision(decision: Decision | None) -> dict[str, str] | None:
    return {"number": decision.number, "digest": decision.digest} if decision else None
