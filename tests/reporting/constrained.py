"""Money's constraints: one row of each model to begin from, and how each constraint is broken."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.attachments import keep
from overenskommelse.services.events import fingerprint
from reporting.models import (
    Batch,
    BatchItem,
    Certification,
    Cost,
    CostImport,
    CostRule,
    CountedVoucher,
    Document,
    Drawdown,
    FinancialReport,
    Forecast,
    LateRequisition,
    Payment,
    PaymentPart,
    PaymentTerms,
    Provider,
    Repayment,
    SetAside,
    Settlement,
)
from reporting.services.requisitions import issue, open_draft
from reporting.services.signatures import sign

DAY = date(2021, 11, 20)
NEW: dict[str, Any] = {"uid": None}
OWN: dict[str, Any] = {"recipient__isnull": False}


def other_document() -> Document:
    """One that no certification in the rows below has."""
    return Document.objects.get(recipient__code="R12")


def admin() -> User:
    return User.objects.get(email="admin@demo.test")


DECIDED: dict[str, Any] = {
    "invoice_reference": "2", "status": "approved", "document": other_document, "decided_at": timezone.now(),
}  # fmt: skip

# constraint: (which stored row, what is changed in the copy)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "finished_batch_was_started": ({}, {"finished_at": timezone.now()}),
    "recipient_once_per_batch": ({}, {}),
    "item_done_or_stopped": ({}, {"problem": "x"}),
    "rule_accounts_are_a_range": ({}, {"account_to": "30"}),
    "rule_object_has_its_dimension": ({}, {"dimension": "1"}),
    "cost_rule_once": ({}, {}),
    "cost_file_once": ({}, {}),
    "voucher_counted_once": ({}, {}),
    "cost_source_is_known": ({}, {**NEW, "source": "x"}),
    "cost_of_a_file_has_its_file": ({}, {**NEW, "source": "file"}),
    "negative_cost_has_a_reason": ({}, {**NEW, "amount": -1}),
    "cost_stored_once": ({}, {}),
    "forecast_once_per_quarter": ({}, {}),
    "quarter_is_a_quarter": ({}, {"quarter": 5}),
    "forecast_is_not_negative": ({}, {"quarter": 2, "amount": -1}),
    "requisition_status_is_known": ({"status": "issued"}, {"status": "x"}),
    "signed_requisition_has_its_paper": ({"status": "issued"}, {"status": "signed"}),
    "requisition_is_sent_after_it_is_signed": (
        {"status": "signed"},
        {"status": "sent", "sent_on": date(2021, 11, 19)},
    ),
    "ended_requisition_says_why": ({"status": "issued"}, {"status": "withdrawn"}),
    "variance_is_at_most_whole": ({}, {"variance_percent": 101}),
    "payment_part_once": ({}, {}),
    "payment_part_is_a_part": ({}, {"number": 9, "percent": 0}),
    "only_a_condition_can_be_met": ({}, {"number": 9, "condition": "", "met_on": DAY}),
    "exception_has_a_reason": (OWN, {"recipient": "R03", "reason": ""}),
    "one_exception_per_recipient": (OWN, {}),
    "one_exception_for_all": ({"recipient": None}, {}),
    "payment_is_positive": ({}, {"amount": 0}),
    "payment_onward_is_on_a_line": ({}, {"line": None}),
    "paid_onward_once": ({}, {}),
    "one_report_per_recipient": ({}, {}),
    "report_status_is_known": ({}, {"recipient": "R03", "status": "x"}),
    "report_period_is_a_period": ({}, {"recipient": "R03", "period_end": date(2020, 12, 31)}),
    "certified_report_has_its_document": ({}, {"recipient": "R03", "status": "certified"}),
    "signed_report_has_its_paper": ({}, {"recipient": "R03", "status": "signed", "document": other_document}),
    "one_certification_in_force": ({}, {"document": other_document}),
    "deviations_are_stated": (
        {},
        {"document": other_document, "voided_at": timezone.now(), "void_reason": "x", "alternative": 2},
    ),
    "preparer_does_not_certify": (
        {},
        {"document": other_document, "voided_at": timezone.now(), "void_reason": "x", "prepared_by": admin},
    ),
    "voided_with_a_reason": ({}, {"document": other_document, "voided_at": timezone.now()}),
    "repayment_is_positive": ({}, {"recipient": "R03", "amount": 0}),
    "reclaim_has_a_reason": ({}, {"recipient": "R03", "is_reclaim": True}),
    "one_open_repayment_per_recipient": ({}, {}),
    "settled_once": ({}, {}),
    "decided_is_paid_or_lapsed": ({}, {"recipient": "R03", "decided": 4}),
    "paid_is_used_or_returned": ({}, {"recipient": "R03", "used": 2}),
    "settlement_has_no_negative_part": ({}, {"recipient": "R03", "own_funding": -1}),
    "provider_once_per_region": ({}, {}),
    "set_aside_once_per_line": ({}, {}),
    "set_aside_is_positive": ({}, {"region": "R03", "amount": 0}),
    "drawdown_is_positive": ({}, {"invoice_reference": "2", "amount": 0}),
    "drawdown_quarter_is_a_quarter": ({}, {"invoice_reference": "2", "quarter": 5}),
    "drawdown_status_is_known": ({}, {**DECIDED, "status": "x"}),
    "refused_with_a_reason": ({}, {**DECIDED, "status": "refused"}),
    "decided_drawdown_has_its_document": ({}, {"invoice_reference": "2", "status": "approved"}),
    "drawdown_decided_by_another": ({}, {**DECIDED, "created_by": admin, "decided_by": admin}),
    "paid_drawdown_has_its_day_and_cost": ({}, {**DECIDED, "status": "paid"}),
    "invoice_asked_for_once": ({}, {}),
}


def make_rows(agreement: Agreement) -> None:
    """A row of each model of Region Skåne's money, and a signed requisition."""
    skane = Organisation.objects.get(code="R12")
    document = _signed(agreement, skane)
    _payments(agreement, skane)
    _costs(agreement, skane)
    batch = Batch.objects.create(agreement=agreement)
    BatchItem.objects.create(batch=batch, recipient=skane, document=document)
    _reports(agreement, skane)
    _drawdowns(agreement, skane)


def _signed(agreement: Agreement, recipient: Organisation) -> Document:
    draft = open_draft(agreement=agreement, recipient=recipient, by=None)
    document = issue(requisition=draft, seen=fingerprint(draft), by=None)
    pdf = bytes(document.pdf)
    sign(requisition=draft, name="a.pdf", content=pdf, typed="", signed_on=DAY, by=None)
    return document


def _payments(agreement: Agreement, skane: Organisation) -> None:
    PaymentTerms.objects.create(agreement=agreement)
    PaymentPart.objects.create(agreement=agreement, number=1, percent=100)
    LateRequisition.objects.create(agreement=agreement, recipient=skane, reason="Brand")
    Payment.objects.create(
        agreement=agreement,
        recipient=Organisation.objects.get(code="SKR"),
        payer=skane,
        line=agreement.lines.get(code="regioner-1177"),
        amount=1,
        paid_on=DAY,
    )


def _costs(agreement: Agreement, skane: Organisation) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    own: dict[str, Any] = {"agreement": agreement, "organisation": skane}
    CostRule.objects.create(organisation=skane, line=line, account_from="40", account_to="41")
    file = keep(organisation=skane, name="a.se", media_type="application/x-sie", content=b"x", by=None)
    counted = CostImport.objects.create(**own, file=file, total=0, unmatched=0)
    CountedVoucher.objects.create(organisation=skane, cost_import=counted, identity="A1", digest="")
    Cost.objects.create(**own, line=line, source="typed", text="Resor", amount=100, uid=UUID(int=1))
    Forecast.objects.create(**own, line=line, quarter=1, amount=1)


def _reports(agreement: Agreement, skane: Organisation) -> None:
    own: dict[str, Any] = {"agreement": agreement, "recipient": skane}
    period = {"period_start": agreement.period_start, "period_end": agreement.period_end}
    report = FinancialReport.objects.create(**own, **period)
    Certification.objects.create(
        report=report, alternative=1, by=admin(), document=Document.objects.get(recipient__code="R03")
    )
    Repayment.objects.create(**own, amount=1, last_day=DAY)
    line = agreement.lines.get(code="regioner-nara-vard")
    Settlement.objects.create(
        **own, line=line, decided=3, paid=3, lapsed=0, used=1, repaid=1, reclaimed=1, own_funding=0
    )


def _drawdowns(agreement: Agreement, skane: Organisation) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    provider = Provider.objects.create(region=skane, name="Vård AB", organisation_number="556677-8899")
    Drawdown.objects.create(
        agreement=agreement,
        region=skane,
        set_aside=SetAside.objects.create(region=skane, line=line, amount=1),
        provider=provider,
        quarter=1,
        amount=1,
        purpose="Fler besök",
        invoice_reference="1",
    )
