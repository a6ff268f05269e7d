"""What tests of private providers share: of Region Skåne, 2021."""

from datetime import date
from typing import Any

from overenskommelse.models import Agreement, Organisation, User
from reporting.models import Drawdown, Provider, SetAside
from reporting.services import drawdowns, providers

LINE = "regioner-nara-vard"
DECIDED = 322_386_633  # Bilaga 4, Skåne
PAID_ON = date(2021, 12, 20)
NUMBER = "559999-9900"


def agreement() -> Agreement:
    return Agreement.objects.get(code="god-och-nara-vard-2021")


def region() -> Organisation:
    return Organisation.objects.get(code="R12")


def set_aside(amount: int) -> SetAside:
    """As somebody who opened the page before anything was set aside."""
    row = SetAside(region=region(), line=agreement().lines.get(code=LINE), amount=amount, terms="Villkor")
    return providers.set_aside(row=row, seen="", by=None)


def pot() -> SetAside:
    """250 000 kr, set aside now unless it is there already."""
    return SetAside.objects.filter(region=region()).first() or set_aside(250_000)


def provider(**changed: str) -> Provider:
    given = {"name": "Exempelvården AB", "organisation_number": NUMBER, "giro": "5050-1055", **changed}
    return providers.add_provider(provider=Provider(region=region(), **given), by=None)


def new(**changed: Any) -> Drawdown:
    """A request for 100 000 kr of what is set aside, not stored."""
    given: dict[str, Any] = {
        "quarter": 4, "amount": 100_000, "purpose": "Utökade öppettider", "invoice_reference": "4711",
    }  # fmt: skip
    return Drawdown(
        agreement=agreement(), region=region(), set_aside=pot(), provider=provider(), **{**given, **changed}
    )


def asked(by: User | None, **changed: Any) -> Drawdown:
    return drawdowns.ask(drawdown=new(**changed), by=by)
