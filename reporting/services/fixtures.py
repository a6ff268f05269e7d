"""The demo year, from the spreadsheet of Bilaga 3 to an issued requisition; done once, then found."""

from datetime import date
from typing import NamedTuple

from allocation.models import Dataset, Decision, Import, Indicator
from allocation.selectors import decision_in_force
from allocation.services import decisions, imports, runs
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import fingerprint
from overenskommelse.services.fixtures import FIXTURES
from reporting.models import Document
from reporting.services import payments, requisitions

WORKBOOK = FIXTURES / "workbooks" / "should_pass" / "bilaga-3.xlsx"
SOURCES = {
    "population": "SCB, befolkning 1 november 2020 (bilaga 3)",
    "care_recipients": "Socialstyrelsen, kommunal hälso- och sjukvård (bilaga 3)",
}
REFERENCE_DATE = date(2020, 11, 1)
AGREEMENT = "god-och-nara-vard-2021"
RECIPIENT = "R03"
# The year lies in the past; without an exception nothing in it could be tried out.
EXCEPTION = "Demoåret ligger i det förflutna. Undantaget gör att rekvisitioner kan prövas i efterhand."


class DemoYear(NamedTuple):
    agreement: Agreement
    datasets: list[Dataset]
    decision: Decision
    document: Document


def load_demo_year() -> DemoYear:
    """Import, divide, decide, requisition; each step only where it has not been done."""
    agreement = Agreement.objects.get(code=AGREEMENT)
    by = User.objects.filter(email="admin@demo.test").first()
    datasets = [_dataset(code, by) for code in SOURCES]
    decision = decision_in_force(agreement)
    if decision is None:
        run = runs.create_run(agreement=agreement, by=by)
        decision = decisions.decide(run=run, by=by)
    payments.grant_exception(agreement=agreement, recipient=None, reason=EXCEPTION, by=by)
    return DemoYear(agreement, datasets, decision, _document(agreement))


def _dataset(indicator: str, by: User | None) -> Dataset:
    upload = Import(
        file_name=WORKBOOK.name,
        content=WORKBOOK.read_bytes(),
        indicator=Indicator.objects.get(code=indicator),
        reference_date=REFERENCE_DATE,
        source=SOURCES[indicator],
    )
    return imports.store(preview=imports.read_upload(upload), by=by).dataset


def _document(agreement: Agreement) -> Document:
    recipient = Organisation.objects.get(code=RECIPIENT)
    by = User.objects.filter(email="ekonom.uppsala@demo.test").first()
    issued = Document.objects.filter(agreement=agreement, recipient=recipient).first()
    if issued:
        return issued
    draft = requisitions.open_draft(agreement=agreement, recipient=recipient, by=by)
    return requisitions.issue(requisition=draft, seen=fingerprint(draft), by=by)
