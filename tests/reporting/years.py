"""A recipient's year by its real services, for tests of how it closes."""

from datetime import date
from typing import Any

from django.utils import timezone

from allocation.domain.run import digest
from allocation.selectors import decided_amounts
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import fingerprint
from reporting.domain.figures import ORE
from reporting.models import Certification, Cost, FinancialReport, Requisition
from reporting.services import costs, financial_reports, requisitions, signatures
from reporting.services.report_documents import Statement, content_of_report

DAY = date(2021, 11, 20)
STATEMENT = Statement(1, "", "", "Eva Ek", "Ekonomichef", "018-10 20 30", "eva@example.se")
CONTACT = {
    "contact_person": "Per Person", "postal_address": "Gatan 1", "postcode": "111 22", "city": "Orten",
    "phone": "08-123 45 67", "email": "per@example.se", "giro": "5050-1055", "payment_reference": "R 1",
}  # fmt: skip


def recipient(code: str) -> Organisation:
    """With all that a form asks for."""
    found = Organisation.objects.get(code=code)
    number = found.organisation_number or "232100-0016"
    Organisation.objects.filter(pk=found.pk).update(**CONTACT, organisation_number=number)
    return Organisation.objects.get(pk=found.pk)


def requisition(agreement: Agreement, who: Organisation) -> Requisition:
    """Issued, signed and sent; not paid yet."""
    draft = requisitions.open_draft(agreement=agreement, recipient=who, by=None)
    document = requisitions.issue(requisition=draft, seen=fingerprint(draft), by=None)
    signatures.sign(
        requisition=draft, name="a.pdf", content=bytes(document.pdf), typed="", signed_on=DAY, by=None
    )
    return signatures.send(requisition=draft, sent_on=DAY, by=None)


def pay(agreement: Agreement, who: Organisation, amount: int | None = None) -> Requisition:
    """Requisitioned and paid, all of it unless ``amount`` says otherwise."""
    sent = requisition(agreement, who)
    given: dict[str, Any] = {"paid_on": DAY, "reference": "", "by": None}
    return signatures.pay(requisition=sent, amount=sent.amount if amount is None else amount, **given)


def spend(agreement: Agreement, who: Organisation, line: str, kronor: int) -> Cost:
    cost = Cost(
        agreement=agreement, organisation=who, line=agreement.lines.get(code=line), source="typed",
        text="Kostnad", amount=kronor * ORE, reason="Rättelse" if kronor < 0 else "",
    )  # fmt: skip
    return costs.add_cost(cost=cost, by=None)


def spend_all_but(agreement: Agreement, who: Organisation, unused: int) -> None:
    """Costs equal to what is decided on each line, less ``unused`` on the first."""
    for amount in decided_amounts(agreement, who):
        spend(agreement, who, amount.run_line.code, amount.amount - unused)
        unused = 0


def certify(agreement: Agreement, who: Organisation) -> Certification:
    """Prepared by nobody in particular, certified by Skåne's head of finance."""
    by = User.objects.get(email="ekonomichef.skane@demo.test")
    report = financial_reports.open_report(agreement=agreement, recipient=who, by=None)
    report = financial_reports.prepare(report=report, by=None)
    seal = digest(content_of_report(FinancialReport.objects.get(pk=report.pk)))
    return financial_reports.certify(report=report, seal=seal, statement=STATEMENT, by=by)


def today() -> date:
    return timezone.localdate()
