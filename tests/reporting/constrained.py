"""Money's constraints: one row of each model to begin from, and how each constraint is broken."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from overenskommelse.models import Agreement, Organisation
from overenskommelse.services.attachments import keep
from overenskommelse.services.events import fingerprint
from reporting.models import (
    Batch,
    BatchItem,
    Cost,
    CostImport,
    CostRule,
    CountedVoucher,
    Document,
    Forecast,
    LateRequisition,
    Payment,
    PaymentPart,
    PaymentTerms,
)
from reporting.services.requisitions import issue, open_draft
from reporting.services.signatures import sign

DAY = date(2021, 11, 20)
NEW: dict[str, Any] = {"uid": None}
OWN: dict[str, Any] = {"recipient__isnull": False}

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
}


def make_rows(agreement: Agreement) -> None:
    """A row of each model of payments, batches and costs, and a signed requisition of Region Skåne."""
    skane = Organisation.objects.get(code="R12")
    document = _signed(agreement, skane)
    _payments(agreement, skane)
    _costs(agreement, skane)
    batch = Batch.objects.create(agreement=agreement)
    BatchItem.objects.create(batch=batch, recipient=skane, document=document)


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
