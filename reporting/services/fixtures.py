"""The demo year, from the spreadsheet of Bilaga 3 to an issued requisition; done once, then found."""

from datetime import date
from typing import NamedTuple

from allocation.models import Dataset, Decision, Import, Indicator
from allocation.selectors import decision_in_force
from allocation.services import decisions, imports, runs
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import fingerprint
from overenskommelse.services.fixtures import FIXTURES
from reporting.choices import CostSource, DocumentKind, DrawdownStatus
from reporting.models import Cost, Document, Drawdown, Provider, SetAside
from reporting.services import costs, drawdowns, payments, providers, requisitions

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
    own = Document.objects.filter(agreement=agreement, recipient=recipient)
    issued = own.filter(kind=DocumentKind.REQUISITION).first()
    if issued:
        return issued
    draft = requisitions.open_draft(agreement=agreement, recipient=recipient, by=by)
    return requisitions.issue(requisition=draft, seen=fingerprint(draft), by=by)


PROVIDERS = (
    ("Exempelkliniken AB (exempel)", "559999-9900", "2222-2228"),
    ("Vårdcentralen Exempelgatan AB (exempel)", "559999-9918", "666666-3"),
)
SET_ASIDE = {"regioner-nara-vard": 5_000_000, "regioner-medarbetare": 1_500_000}
TERMS = "Medlen betalas kvartalsvis mot faktura. Insatserna följs upp på samma sätt som hos egna enheter."
# Line, provider, quarter, kronor, what for, invoice, and how far it comes.
DRAWDOWNS: tuple[tuple[str, int, int, int, str, str, str], ...] = (
    ("regioner-nara-vard", 0, 3, 450_000, "Utökade öppettider, juli till september", "2021-118", "paid"),
    ("regioner-nara-vard", 1, 3, 320_000, "Hembesök av läkare och sjuksköterska", "F 5507", "approved"),
    ("regioner-nara-vard", 1, 4, 90_000, "Nya möbler i väntrummet", "F 5561", "refused"),
    ("regioner-medarbetare", 0, 4, 275_000, "Handledning av ST-läkare", "2021-164", "asked"),
)
REFUSED = "Möbler ingår inte i de insatser som posten är till för."
OWN_UNITS = "Utökade öppettider vid egna vårdcentraler (exempel)"


def load_demo_drawdowns(agreement: Agreement) -> None:
    """Region Uppsala's made-up providers, one request in each state, and own units' costs beside them."""
    region = Organisation.objects.get(code=RECIPIENT)
    if SetAside.objects.filter(region=region, line__agreement=agreement).exists():
        return
    clerk = User.objects.get(email="samordnare.uppsala@demo.test")
    pots = {code: _pot(agreement, region, code, amount, clerk) for code, amount in SET_ASIDE.items()}
    asking = [
        providers.add_provider(
            provider=Provider(region=region, name=name, organisation_number=number, giro=giro), by=clerk
        )
        for name, number, giro in PROVIDERS
    ]
    for line, place, quarter, amount, purpose, invoice, state in DRAWDOWNS:
        row = Drawdown(
            agreement=agreement, region=region, set_aside=pots[line], provider=asking[place],
            quarter=quarter, amount=amount, purpose=purpose, invoice_reference=invoice,
        )  # fmt: skip
        _brought(drawdowns.ask(drawdown=row, by=clerk), state)
    own = Cost(
        agreement=agreement, organisation=region, line=pots["regioner-nara-vard"].line, text=OWN_UNITS,
        object_code="9916", amount=1_200_000_00, source=CostSource.TYPED,
    )  # fmt: skip
    costs.add_cost(cost=own, by=clerk)


def _pot(agreement: Agreement, region: Organisation, code: str, amount: int, by: User) -> SetAside:
    row = SetAside(region=region, line=agreement.lines.get(code=code), amount=amount, terms=TERMS)
    return providers.set_aside(row=row, seen="", by=by)


def _brought(row: Drawdown, state: str) -> None:
    """The request, decided and paid by the finance officer as far as ``state``."""
    by = User.objects.get(email="ekonom.uppsala@demo.test")
    if state == DrawdownStatus.REFUSED:
        drawdowns.refuse(drawdown=row, seen=fingerprint(row), reason=REFUSED, by=by)
    if state in (DrawdownStatus.APPROVED, DrawdownStatus.PAID):
        drawdowns.approve(drawdown=row, seen=fingerprint(row), by=by)
    if state == DrawdownStatus.PAID:
        drawdowns.pay(drawdown=row, paid_on=date(2021, 11, 15), by=by)
