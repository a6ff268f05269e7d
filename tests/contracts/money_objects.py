"""What the addresses of payments and costs in the permission table name."""

from typing import Any

from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.attachments import keep
from overenskommelse.services.events import fingerprint
from reporting.models import (
    Cost,
    CostImport,
    CostRule,
    CostUpload,
    Drawdown,
    FinancialReport,
    PaymentPart,
    Provider,
    Repayment,
    SetAside,
)
from reporting.services import batches, drawdowns, financial_reports, providers


def of_payments(agreement: Agreement) -> dict[str, Any]:
    """What the addresses of payments name."""
    PaymentPart.objects.create(agreement=agreement, number=1, percent=99)
    part = PaymentPart.objects.create(agreement=agreement, number=2, percent=1, condition="Delrapport")
    officer = User.objects.get(email="ekonom.uppsala@demo.test")
    return {
        "batch": batches.begin_batch(agreement=agreement, recipients=[], by=officer).pk,
        "part": part.pk,
        "exception": agreement.late_requisitions.get().pk,
        "onward": agreement.lines.get(code="regioner-1177").pk,
    }


def of_drawdowns(agreement: Agreement) -> dict[str, Any]:
    """What the addresses of drawdown requests name: two of Region Uppsala, one of them approved."""
    region, line = Organisation.objects.get(code="R03"), agreement.lines.get(code="regioner-karriartjanster")
    pot = providers.set_aside(row=SetAside(region=region, line=line, amount=2), seen="", by=None)
    provider = Provider.objects.create(region=region, name="Vård AB", organisation_number="559999-9926")
    same: dict[str, Any] = {"agreement": agreement, "region": region, "set_aside": pot, "provider": provider}
    waiting, approved = (
        drawdowns.ask(
            drawdown=Drawdown(**same, quarter=1, amount=1, purpose="Besök", invoice_reference=number), by=None
        )
        for number in ("1", "2")
    )
    drawdowns.approve(drawdown=approved, seen=fingerprint(approved), by=None)
    return {"provider": provider.pk, "asked_drawdown": waiting.pk, "approved_drawdown": approved.pk}


def of_costs(agreement: Agreement, admin: User) -> dict[str, Any]:
    """What the addresses of costs name: all of Region Uppsala."""
    region = Organisation.objects.get(code="R03")
    own: dict[str, Any] = {"agreement": agreement, "organisation": region}
    line = agreement.lines.get(code="regioner-nara-vard")
    content = b"#FLAGGA 0\n#SIETYP 4\n"
    file = keep(organisation=region, name="a.se", media_type="application/x-sie", content=content, by=None)
    counted = CostImport.objects.create(**own, file=file, total=0, unmatched=0)
    typed = Cost.objects.create(**own, line=line, source="typed", text="Resor", amount=100)
    rule = CostRule.objects.create(organisation=region, line=line, account_from="40", account_to="40")
    waiting = CostUpload.objects.create(**own, name="b.se", content=content, created_by=admin)
    return {"cost": typed.pk, "cost_file": counted.pk, "cost_rule": rule.pk, "cost_upload": waiting.pk}


def of_reports(agreement: Agreement) -> dict[str, Any]:
    """What the addresses of financial reports name: Uppsala's is a draft, Skåne's is handed over."""
    officer = User.objects.get(email="ekonom.skane@demo.test")
    region, other = Organisation.objects.get(code="R03"), Organisation.objects.get(code="R12")
    draft = financial_reports.open_report(agreement=agreement, recipient=region, by=None)
    handed = financial_reports.open_report(agreement=agreement, recipient=other, by=officer)
    given = {"status": "prepared", "prepared_by": officer, "prepared_at": handed.created_at}
    FinancialReport.objects.filter(pk=handed.pk).update(**given)
    return {"report": draft.pk, "handed_report": handed.pk}


def of_settlements(agreement: Agreement) -> dict[str, Any]:
    """What the addresses of repayments name: a notice to Region Uppsala, and a reclaim."""
    own: dict[str, Any] = {"agreement": agreement, "recipient": Organisation.objects.get(code="R03")}
    told = {"amount": 1, "last_day": agreement.period_end}
    repayment = Repayment.objects.create(**own, **told)
    reclaim = Repayment.objects.create(**own, **told, is_reclaim=True, reason="Ingen redovisning.")
    return {"repayment": repayment.pk, "reclaim": reclaim.pk}
