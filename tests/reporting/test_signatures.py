"""An issued requisition on its way: each act in its turn, once, with the right paper."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfWriter

from overenskommelse.models import Event
from overenskommelse.services.attachments import UnacceptableFile
from overenskommelse.services.events import fingerprint
from reporting.choices import RequisitionStatus
from reporting.domain.transitions import ACTS, Act, acts_in, after
from reporting.models import Requisition
from reporting.selectors import position
from reporting.services import signatures
from reporting.services.requisitions import issue, open_draft
from reporting.services.signatures import CodeNotRead, NotNow, OtherPaper, codes_in

DAY = date(2021, 11, 20)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


@pytest.fixture
def issued(draft: Requisition) -> Requisition:
    issue(requisition=draft, seen=fingerprint(draft), by=None)
    return Requisition.objects.get(pk=draft.pk)


def signed(row: Requisition, content: bytes | None = None, typed: str = "", name: str = "") -> Requisition:
    """The form itself, as if signed electronically, unless another file is given."""
    pdf = bytes(row.document.pdf) if row.document else b""
    name = name or "rekvisition.pdf"
    return signatures.sign(
        requisition=row, name=name, content=content or pdf, typed=typed, signed_on=DAY, by=None
    )


def sent(row: Requisition) -> Requisition:
    return signatures.send(requisition=signed(row), sent_on=DAY, by=None)


def paid(row: Requisition, amount: int | None = None) -> Requisition:
    return signatures.pay(
        requisition=sent(row), amount=amount or row.amount, paid_on=DAY, reference="A1", by=None
    )


def code(row: Requisition) -> str:
    assert row.document
    return row.document.code


def test_the_code_is_found_again_in_the_signed_pdf(issued: Requisition) -> None:
    assert issued.document
    assert codes_in(bytes(issued.document.pdf)) == {code(issued)}
    row = signed(issued)
    assert (row.status, row.signed_on, row.signed_paper and row.signed_paper.name) == (
        "signed", DAY, "rekvisition.pdf",
    )  # fmt: skip


def test_of_a_scanned_paper_the_code_is_typed(issued: Requisition) -> None:
    with pytest.raises(CodeNotRead):
        signed(issued, PNG, name="skannad.png")
    assert signed(issued, PNG, code(issued).lower(), name="skannad.png").status == "signed"


@pytest.mark.parametrize("typed", ["2222-2222", "nonsens"])
def test_another_code_is_refused(issued: Requisition, typed: str) -> None:
    with pytest.raises(OtherPaper):
        signed(issued, PNG, typed, name="skannad.png")
    issued.refresh_from_db()
    assert issued.status == "issued"


def test_another_forms_paper_is_refused(issued: Requisition) -> None:
    other = open_draft(
        agreement=issued.agreement,
        recipient=type(issued.recipient).objects.get(code="RSS12"),
        by=None,
    )
    document = issue(requisition=other, seen=fingerprint(other), by=None)
    with pytest.raises(OtherPaper) as refused:
        signed(issued, bytes(document.pdf))
    assert refused.value.found == document.code


def test_an_empty_pdf_has_no_code(issued: Requisition) -> None:
    blank, out = PdfWriter(), BytesIO()
    blank.add_blank_page(200, 200)
    blank.write(out)
    with pytest.raises(CodeNotRead):
        signed(issued, out.getvalue())


@pytest.mark.parametrize("content", [b"MZ\x90\x00program", b"<html>"])
def test_what_is_no_paper_is_refused(issued: Requisition, content: bytes) -> None:
    with pytest.raises(UnacceptableFile):
        signed(issued, content, code(issued))


def test_signed_sent_and_paid_is_told_and_counted(issued: Requisition) -> None:
    row = paid(issued)
    assert (row.status, row.payment.amount) == ("paid", row.amount)
    told = Event.objects.about(row).values_list("verb", flat=True)
    assert list(told)[:4] == [
        "requisitions.paid", "requisitions.sent", "requisitions.signed", "requisitions.issued",
    ]  # fmt: skip
    assert position(row.agreement, row.recipient).balance.left == 0


ENDS: list[tuple[Any, Act, str]] = [
    (lambda row: row, Act.WITHDRAW, "withdrawn"),
    (signed, Act.WITHDRAW, "withdrawn"),
    (sent, Act.WITHDRAW, "withdrawn"),
    (sent, Act.REJECT, "rejected"),
]


@pytest.mark.parametrize(("before", "act", "status"), ENDS)
def test_what_ends_frees_the_money_and_is_replaced(
    issued: Requisition, before: Any, act: Act, status: str
) -> None:
    row = signatures.end(requisition=before(issued), act=act, on=DAY, reason="Fel konto", by=None)
    assert (row.status, row.end_reason) == (status, "Fel konto")
    assert position(row.agreement, row.recipient).balance.left == row.amount
    again = open_draft(agreement=row.agreement, recipient=row.recipient, by=None)
    assert (again.replaces, again.amount) == (row, row.amount)
    assert issue(requisition=again, seen=fingerprint(again), by=None).number == "2021-R12-2"


def test_a_paid_requisition_is_not_withdrawn(issued: Requisition) -> None:
    row = paid(issued)
    with pytest.raises(NotNow) as refused:
        signatures.end(requisition=row, act=Act.WITHDRAW, on=DAY, reason="Ångrar", by=None)
    assert refused.value.status == "paid"


def test_the_same_act_twice_is_done_once(issued: Requisition) -> None:
    row = sent(issued)
    with pytest.raises(NotNow):
        signatures.send(requisition=row, sent_on=DAY, by=None)
    assert Event.objects.about(row).filter(verb="requisitions.sent").count() == 1


@pytest.mark.parametrize("status", RequisitionStatus.values)
def test_an_act_leads_only_from_where_it_may_begin(status: str) -> None:
    possible = acts_in(status)
    assert {act for act in Act if status in ACTS[act][0]} == set(possible)
    for act in set(Act) - set(possible):
        with pytest.raises(ValueError, match=status):
            after(act, status)
