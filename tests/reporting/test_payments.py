"""How an agreement pays: once or in parts, until the last day or with an exception, also onward."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from allocation.models import Decision
from overenskommelse.models import Agreement, Organisation, User
from reporting.models import LateRequisition, Payment, PaymentPart, PaymentTerms, Requisition
from reporting.selectors import onward_payments, position, problems_of
from reporting.services import payments as services
from reporting.services.payments import NothingToPay, PartsBeyondWhole
from reporting.services.requisitions import open_draft

DAY = date(2021, 6, 1)


def codes(draft: Requisition) -> list[str]:
    return [problem.code for problem in problems_of(draft)]


def test_without_an_exception_the_right_has_lapsed(draft: Requisition) -> None:
    services.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    found = position(draft.agreement, draft.recipient)
    assert codes(draft) == ["deadline_passed"]
    assert (found.stage, found.has_lapsed, found.balance.left) == ("lapsed", True, draft.amount)


def test_an_exception_for_one_is_not_for_another(draft: Requisition) -> None:
    services.withdraw_exception(exception=LateRequisition.objects.get(), by=None)
    agreement, other = draft.agreement, Organisation.objects.get(code="R03")
    services.grant_exception(agreement=agreement, recipient=draft.recipient, reason="Brand", by=None)
    assert codes(draft) == []
    assert position(agreement, other).stage == "lapsed"


def test_an_exception_granted_twice_is_one(agreement: Agreement) -> None:
    first = services.grant_exception(agreement=agreement, recipient=None, reason="A", by=None)
    assert services.grant_exception(agreement=agreement, recipient=None, reason="B", by=None) == first
    assert LateRequisition.objects.get().reason == "A"


def test_before_the_last_day_nothing_has_lapsed(draft: Requisition) -> None:
    LateRequisition.objects.all().delete()
    draft.agreement.deadlines.filter(code="rekvisition").update(date="2999-12-01")
    found = position(draft.agreement, draft.recipient)
    assert (codes(draft), found.stage) == ([], "complete")
    assert found.due is not None
    assert found.due.days > 0


def test_an_agreement_that_pays_once_pays_the_whole(draft: Requisition) -> None:
    Requisition.objects.filter(pk=draft.pk).update(amount=draft.amount - 1)
    draft.refresh_from_db()
    assert codes(draft) == ["amount_not_whole"]
    terms = PaymentTerms(agreement=draft.agreement, allows_several=True)
    services.save_terms(terms=terms, by=None)
    assert codes(draft) == []


def test_a_part_waits_for_its_condition(skane: Organisation, decision: Decision) -> None:
    agreement = decision.agreement
    for number, percent, condition in ((1, "60", ""), (2, "40", "Delredovisningen har kommit in")):
        part = PaymentPart(agreement=agreement, number=number, percent=Decimal(percent), condition=condition)
        services.save_part(part=part, by=None)
    decided = position(agreement, skane).balance.decided
    draft = open_draft(agreement=agreement, recipient=skane, by=None)
    assert draft.amount == decided * 60 // 100
    assert position(agreement, skane).balance.waiting == decided - draft.amount
    services.meet_condition(part=PaymentPart.objects.get(number=2), on=DAY, by=None)
    assert position(agreement, skane).balance.at_most == decided


def test_parts_are_at_most_the_whole(agreement: Agreement) -> None:
    services.save_part(part=PaymentPart(agreement=agreement, number=1, percent=Decimal(70)), by=None)
    with pytest.raises(PartsBeyondWhole):
        services.save_part(part=PaymentPart(agreement=agreement, number=2, percent=Decimal("30.01")), by=None)


def test_a_payment_without_requisition_stays_within_what_is_decided(
    skane: Organisation, decision: Decision
) -> None:
    left = position(decision.agreement, skane).balance.left
    given = {"agreement": decision.agreement, "recipient": skane, "paid_on": DAY, "reference": "", "by": None}
    services.pay_without_requisition(amount=left - 5, **given)  # type: ignore[arg-type]
    with pytest.raises(NothingToPay) as refused:
        services.pay_without_requisition(amount=6, **given)  # type: ignore[arg-type]
    assert refused.value.left == 5


def test_the_regions_pass_a_hundred_million_on_to_skr(
    decision: Decision, user_of: Callable[[str], User]
) -> None:
    (group,) = onward_payments(decision.agreement, user_of("admin"))
    assert (len(group.rows), group.total, group.paid) == (21, 100_000_000, 0)
    row = next(row for row in group.rows if row.payer.code == "R12")
    given = {"line": row.line, "payer": row.payer, "paid_on": DAY, "reference": "X", "by": None}
    booked = services.pay_onward(**given)  # type: ignore[arg-type]
    assert (booked.amount, booked.recipient.code, booked.payer and booked.payer.code) == (
        13_382_592, "SKR", "R12",
    )  # fmt: skip
    with pytest.raises(NothingToPay):
        services.pay_onward(**given)  # type: ignore[arg-type]
    assert Payment.objects.count() == 1


def test_a_line_that_is_the_recipients_own_is_not_passed_on(decision: Decision, skane: Organisation) -> None:
    line = decision.agreement.lines.get(code="regioner-nara-vard")
    with pytest.raises(NothingToPay):
        services.pay_onward(line=line, payer=skane, paid_on=DAY, reference="", by=None)
