"""A year's money on its way back: paid, used, reported and certified, by the services themselves."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from allocation.domain.run import digest
from allocation.models import SplitAmount
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import fingerprint
from reporting.models import Certification, Cost, FinancialReport, Requisition
from reporting.services import financial_reports as services
from reporting.services import signatures
from reporting.services.costs import add_cost
from reporting.services.report_documents import Statement, content_of_report
from reporting.services.requisitions import issue, open_draft

AGREEMENT = "god-och-nara-vard-2021"
DAY = date(2021, 12, 1)
CORRECT = Statement(1, "", "", "Eva Ek", "Ekonomidirektör", "040-12 34 56", "eva.ek@example.se")
NOT_CORRECT = Statement(
    2, "Löner för 12 500 kr saknar underlag.", "Underlaget kompletteras.", "Eva Ek", "Ekonomidirektör",
    "040-12 34 56", "eva.ek@example.se",
)  # fmt: skip


def agreement_2021() -> Agreement:
    return Agreement.objects.get(code=AGREEMENT)


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.test")


def pay(code: str = "R12") -> Requisition:
    """All that is decided for the recipient, requisitioned and paid."""
    draft = open_draft(agreement=agreement_2021(), recipient=organisation(code), by=None)
    document = issue(requisition=draft, seen=fingerprint(draft), by=None)
    pdf = bytes(document.pdf)
    signatures.sign(requisition=draft, name="r.pdf", content=pdf, typed="", signed_on=DAY, by=None)
    signatures.send(requisition=draft, sent_on=DAY, by=None)
    return signatures.pay(requisition=draft, amount=draft.amount, paid_on=DAY, reference="A1", by=None)


def cost(kronor: float, line: str = "regioner-nara-vard", code: str = "R12", **about: Any) -> Cost:
    """A typed cost, to the öre."""
    row = Cost(
        agreement=agreement_2021(), organisation=organisation(code), source="typed",
        line=agreement_2021().lines.get(code=line), amount=round(kronor * 100), **{"text": "Löner"} | about,
    )  # fmt: skip
    return add_cost(cost=row, by=None)


CONTACT = {
    "contact_person": "Eva Ek", "postal_address": "Box 1", "postcode": "211 00", "city": "Malmö",
    "phone": "040-1", "email": "ekonomi@example.se",
}  # fmt: skip


def split(municipality: str, kronor: int, line: str = "kommuner-nara-vard") -> None:
    """Money of a county to one of its municipalities, whose register is filled in."""
    Organisation.objects.filter(code=municipality).update(**CONTACT)
    line_ = agreement_2021().lines.get(code=line)
    SplitAmount.objects.create(line=line_, municipality=organisation(municipality), amount=kronor)


def opened(code: str = "R12") -> FinancialReport:
    return services.open_report(agreement=agreement_2021(), recipient=organisation(code), by=None)


def prepared(code: str = "R12", by: str = "ekonom.skane") -> FinancialReport:
    return services.prepare(report=opened(code), by=person(by))


def seal(report: FinancialReport) -> str:
    return digest(content_of_report(FinancialReport.objects.get(pk=report.pk)))


def certified(
    code: str = "R12", statement: Statement = CORRECT, by: str = "ekonomichef.skane"
) -> Certification:
    """The report handed over and certified."""
    report = prepared(code)
    return services.certify(report=report, seal=seal(report), statement=statement, by=person(by))


def signed(code: str = "R12") -> FinancialReport:
    report = certified(code).report
    report.refresh_from_db()
    assert report.document
    pdf = bytes(report.document.pdf)
    return services.sign(report=report, name="u.pdf", content=pdf, typed="", signed_on=DAY, by=None)


# ---- the pages


JUDGED = {
    "certify-alternative": "1", "certify-deviations": "", "certify-measures": "", "certify-name": "Eva Ek",
    "certify-title": "Ekonomidirektör", "certify-phone": "040-1", "certify-email": "eva.ek@example.se",
}  # fmt: skip


def text(answer: Any) -> str:
    """A page as text, with ordinary spaces."""
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def page(client: Client, report: FinancialReport) -> str:
    return text(client.get(report.get_absolute_url()))


def act(client: Client, report: FinancialReport, name: str, **values: Any) -> Any:
    """What the page answers to a form that is sent."""
    return client.post(reverse("financial_report_act", args=[report.pk, name]), values, follow=True)
