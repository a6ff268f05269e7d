"""From draft to issued: what is filled in, who was first, how much may be asked for, what is kept."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from allocation.models import Decision
from overenskommelse.models import Agreement, Event, Organisation, User
from overenskommelse.services.events import SavedByOther, fingerprint
from reporting.domain.checks import read_code
from reporting.models import Document, PaymentTerms, Requisition
from reporting.selectors import balance, problems_of
from reporting.services.requisitions import (
    AlreadyIssued,
    Incomplete,
    NothingToRequisition,
    issue,
    open_draft,
    save_draft,
)
from tests.reporting.conftest import decide_now


def issued(draft: Requisition, by: User | None = None) -> Document:
    return issue(requisition=draft, seen=fingerprint(draft), by=by)


def saved(draft: Requisition, **values: Any) -> Requisition:
    return save_draft(requisition=draft, seen=fingerprint(draft), values=values, by=None)


def test_a_draft_is_filled_in_from_the_register_and_the_decision(draft: Requisition) -> None:
    assert (draft.organisation_number, draft.giro) == ("232100-0255", "5050-1055")
    # Six columns of Bilaga 4 as printed for Skåne, and the ambulance line, which the print has lost.
    assert draft.amount == 322_386_633 + 338_713_395 + 53_530_367 + 3 * 13_382_592 + 10_470_031
    assert (str(draft.period_start), str(draft.period_end)) == ("2021-01-01", "2021-12-31")
    assert problems_of(draft) == []
    assert Event.objects.about(draft).get().verb == "requisitions.opened"


def test_there_is_one_draft(draft: Requisition) -> None:
    again = open_draft(agreement=draft.agreement, recipient=draft.recipient, by=None)
    assert again == draft
    assert Event.objects.about(draft).count() == 1


def test_without_a_decision_there_is_nothing_to_requisition(agreement: Agreement) -> None:
    with pytest.raises(NothingToRequisition):
        open_draft(agreement=agreement, recipient=Organisation.objects.get(code="R12"), by=None)


def test_a_municipality_has_nothing_of_its_own(decision: Decision) -> None:
    with pytest.raises(NothingToRequisition):
        open_draft(agreement=decision.agreement, recipient=Organisation.objects.get(code="1280"), by=None)


def test_what_is_saved_is_told_before_and_after(draft: Requisition, user_of: Callable[[str], User]) -> None:
    by = user_of("ekonom.skane")
    save_draft(requisition=draft, seen=fingerprint(draft), values={"city": "Lund", "amount": 7}, by=by)
    draft.refresh_from_db()
    assert (draft.city, draft.amount, draft.updated_by) == ("Lund", 7, by)
    told = Event.objects.about(draft).get(verb="requisitions.saved").data["changes"]
    assert {row["field"]: row["after"] for row in told} == {"city": "Lund", "amount": 7}


def test_the_second_save_is_told_who_was_first(draft: Requisition, user_of: Callable[[str], User]) -> None:
    opened = fingerprint(draft)
    first = user_of("ekonom.skane")
    save_draft(requisition=draft, seen=opened, values={"city": "Lund"}, by=first)
    with pytest.raises(SavedByOther) as refused:
        save_draft(requisition=draft, seen=opened, values={"city": "Malmö"}, by=None)
    assert refused.value.last is not None
    assert refused.value.last.by == first
    assert refused.value.stored.city == "Lund"  # type: ignore[attr-defined]


def test_what_was_checked_is_what_is_issued(draft: Requisition) -> None:
    checked = fingerprint(draft)
    saved(draft, amount=1)
    with pytest.raises(SavedByOther):
        issue(requisition=draft, seen=checked, by=None)
    assert not Document.objects.exists()


def test_issuing_freezes_the_content_and_tells_it(draft: Requisition) -> None:
    document = issued(draft)
    draft.refresh_from_db()
    content = json.loads(document.content)
    assert (document.number, draft.status, draft.document) == ("2021-R12-1", "issued", document)
    assert read_code(document.code) == document.code == content["code"]
    assert content["decision"] == {"number": draft.decision.number, "digest": draft.decision.digest}
    assert content["amounts"]["requisitioned"] == draft.amount
    assert content["amounts"]["left"] == 0
    assert Event.objects.about(draft).get(verb="requisitions.issued").data["digest"] == document.digest


def test_an_issued_requisition_is_not_changed_nor_issued_again(draft: Requisition) -> None:
    issued(draft)
    draft.refresh_from_db()
    with pytest.raises(AlreadyIssued):
        saved(draft, city="Lund")
    with pytest.raises(AlreadyIssued):
        issued(draft)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_lets_nobody_touch_an_issued_document(draft: Requisition, act: str) -> None:
    document = Document.objects.filter(pk=issued(draft).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        document.update(content="{}") if act == "update" else document._raw_delete("default")


def test_a_part_may_be_requisitioned_and_then_the_rest(draft: Requisition, several: PaymentTerms) -> None:
    decided = draft.amount
    first = issued(saved(draft, amount=1_000_000))
    rest = open_draft(agreement=draft.agreement, recipient=draft.recipient, by=None)
    second = issued(rest)
    assert (rest.amount, second.number) == (decided - 1_000_000, "2021-R12-2")
    assert json.loads(second.content)["amounts"] == {
        "decided": decided,
        "requisitioned_before": 1_000_000,
        "requisitioned": decided - 1_000_000,
        "left": 0,
    }
    assert first.code != second.code
    with pytest.raises(NothingToRequisition):
        open_draft(agreement=draft.agreement, recipient=draft.recipient, by=None)


def test_more_than_what_is_left_is_refused(draft: Requisition) -> None:
    too_much = saved(draft, amount=draft.amount + 1)
    with pytest.raises(Incomplete) as refused:
        issued(too_much)
    assert [problem.code for problem in refused.value.problems] == ["amount_exceeds_balance"]


@pytest.mark.parametrize("field", ["registration_number", "payment_registration_number"])
def test_without_a_registration_number_nothing_is_issued(draft: Requisition, field: str) -> None:
    setattr(draft.agreement, field, "")
    draft.agreement.save()
    with pytest.raises(Incomplete) as refused:
        issued(draft)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Document.objects.exists()


def test_a_new_decision_stops_the_draft_until_it_is_saved_again(draft: Requisition) -> None:
    later = decide_now("Rättat underlag")
    with pytest.raises(Incomplete) as refused:
        issued(draft)
    assert [problem.code for problem in refused.value.problems] == ["decision_replaced"]
    again = saved(draft)
    assert again.decision == later
    assert json.loads(issued(again).content)["decision"]["number"] == later.number


def test_an_rss_is_told_which_line_waits(decision: Decision) -> None:
    rss = Organisation.objects.get(code="RSS12")
    document = issued(open_draft(agreement=decision.agreement, recipient=rss, by=None))
    content = json.loads(document.content)
    assert [line["code"] for line in content["lines"]] == ["kommuner-nara-vard", "kommuner-medarbetare"]
    assert [line["code"] for line in content["waiting"]] == ["kommuner-vidareutbildning"]
    assert "recipient.organisation_number" in content["examples"]


def at_the_same_second(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised when all began together, each in its own connection."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(10)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def act_on_skane() -> Document:
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    draft = open_draft(agreement=agreement, recipient=Organisation.objects.get(code="R12"), by=None)
    return issued(draft)


def totals() -> tuple[int, int]:
    agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
    money = balance(agreement, Organisation.objects.get(code="R12"))
    return money.decided, money.requisitioned


def test_two_officers_at_the_same_second_requisition_the_money_once(shared_file: None) -> None:
    outcomes = at_the_same_second(*[act_on_skane] * 4)
    assert sum(isinstance(outcome, Document) for outcome in outcomes) == 1
    refused = [outcome for outcome in outcomes if not isinstance(outcome, Document)]
    assert {type(error) for error in refused} <= {AlreadyIssued, SavedByOther, NothingToRequisition}
    (found,) = at_the_same_second(totals)
    assert found[0] == found[1]


def test_two_recipients_at_the_same_second_get_their_own_numbers(shared_file: None) -> None:
    def act(code: str) -> Callable[[], Document]:
        agreement = Agreement.objects.get(code="god-och-nara-vard-2021")
        recipient = Organisation.objects.get(code=code)
        return lambda: issued(open_draft(agreement=agreement, recipient=recipient, by=None))

    outcomes = at_the_same_second(act("R12"), act("RSS12"))
    assert [outcome.number for outcome in outcomes] == ["2021-R12-1", "2021-RSS12-1"]
