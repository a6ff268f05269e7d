"""Stage 4: what a decision freezes, when it is refused, and how it is proved."""

import json
from collections.abc import Callable
from hashlib import sha256
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from allocation.models import Decision, Run
from allocation.selectors import decided_amounts, decision_in_force
from allocation.services.decisions import DecisionRefusedError, decide, verify
from allocation.services.runs import create_run
from overenskommelse.models import Agreement, Event, FundingLine, Organisation, PrintedSum, User

pytestmark = pytest.mark.django_db


def tamper(table: str, statement: str) -> None:
    """Change an immutable table as somebody with full rights to the database could."""
    with connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {table}_no_update{on}")
        cursor.execute(statement)


def test_a_decision_freezes_inputs_methods_and_amounts(decision: Decision) -> None:
    document = json.loads(decision.document)
    assert decision.number == "2021-1"
    assert document["total"] == decision.total == 6_678_000_000
    assert {row["indicator"] for row in document["datasets"]} == {"population", "care_recipients"}
    lines = {line["code"]: line for line in document["lines"]}
    assert lines["regioner-ambulans"]["record"]["method"]["identifier"] == "base-population"
    assert lines["regioner-1177"]["pass_through_to"] == "SKR"
    assert lines["kommuner-vidareutbildning"]["record"]["missing"] == ["nurses"]
    assert lines["regioner-nara-vard"]["record"]["allocations"][0]["amount"] == 555_181_809


def test_a_decision_agrees_with_itself(decision: Decision) -> None:
    assert verify(Decision.objects.get(pk=decision.pk)) == []


def test_deciding_twice_makes_one_decision(decision: Decision) -> None:
    assert decide(run=Run.objects.get(pk=decision.run_id), by=None) == decision
    assert Event.objects.filter(verb="decisions.decided").count() == 1


def test_a_new_decision_asks_for_a_reason_and_points_back(decision: Decision) -> None:
    again = create_run(agreement=decision.agreement, by=None)
    with pytest.raises(DecisionRefusedError):
        decide(run=again, by=None, reason="  ")
    replaced = decide(run=again, by=None, reason="Rättat underlag")
    assert (replaced.number, replaced.supersedes) == ("2021-2", decision)
    assert decision_in_force(decision.agreement) == replaced


def test_a_draft_is_not_decided(run: Run) -> None:
    Agreement.objects.update(status="draft")
    run.agreement.refresh_from_db()
    with pytest.raises(DecisionRefusedError) as refused:
        decide(run=run, by=None)
    assert len(refused.value.reasons) == 1


def test_an_agreement_whose_sums_differ_is_not_decided(run: Run) -> None:
    PrintedSum.objects.filter(scope="total").update(amount=1)
    with pytest.raises(DecisionRefusedError) as refused:
        decide(run=run, by=None)
    assert len(refused.value.reasons) == 1


def test_a_run_of_other_lines_is_not_decided(run: Run) -> None:
    FundingLine.objects.filter(code="regioner-ambulans").update(base_amount=0)
    with pytest.raises(DecisionRefusedError) as refused:
        decide(run=run, by=None)
    assert len(refused.value.reasons) == 1


def test_a_changed_amount_is_found(decision: Decision) -> None:
    tamper(
        "allocation_runamount",
        "UPDATE allocation_runamount SET floor = floor + 1, amount = amount + 1 WHERE amount = 322386633",
    )
    found = verify(Decision.objects.get(pk=decision.pk))
    assert [difference.where for difference in found] == ["regioner-nara-vard R12 amount (stored)"]


def test_changed_sums_of_a_line_are_found(decision: Decision) -> None:
    tamper(
        "allocation_runline",
        "UPDATE allocation_runline SET total = 7, base_amount = 1, allocated = 7 WHERE code = 'skr-stod'",
    )
    found = [difference.where for difference in verify(Decision.objects.get(pk=decision.pk))]
    assert found == ["skr-stod total", "skr-stod base_amount", "skr-stod allocated"]


def test_a_changed_figure_is_found(decision: Decision) -> None:
    tamper(
        "allocation_datasetvalue", "UPDATE allocation_datasetvalue SET value = value + 1 WHERE code = '12'"
    )
    found = {difference.where for difference in verify(Decision.objects.get(pk=decision.pk))}
    assert "regioner-nara-vard population 12" in found
    assert "regioner-nara-vard population 13" not in found
    assert any(where.endswith("rows") for where in found)


def test_a_changed_document_is_found(decision: Decision) -> None:
    tamper(
        "allocation_decision",
        "UPDATE allocation_decision SET document = REPLACE(document, ':555181809', ':555181810')",
    )
    found = {difference.where for difference in verify(Decision.objects.get(pk=decision.pk))}
    assert {"document digest", "regioner-nara-vard R01 amount"} <= found


def test_a_broken_document_is_found(decision: Decision) -> None:
    tamper("allocation_decision", "UPDATE allocation_decision SET document = '{'")
    assert "document" in {difference.where for difference in verify(Decision.objects.get(pk=decision.pk))}


def test_the_database_refuses_change(decision: Decision) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(total=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.delete()


def test_what_is_decided_for_a_recipient(decision: Decision) -> None:
    amounts = decided_amounts(decision.agreement, Organisation.objects.get(code="RSS12"))
    assert {row.run_line.code: row.amount for row in amounts} == {
        "kommuner-nara-vard": 129_205_837,
        "kommuner-medarbetare": 25_841_167,
    }


def test_a_decision_is_recorded_by_whom(decision: Decision, user_of: Callable[[str], User]) -> None:
    event = Event.objects.get(verb="decisions.decided")
    assert (event.by, event.data["digest"]) == (user_of("admin"), decision.digest)


def test_two_who_decide_at_once_make_one_decision(concurrent_db: None, run: Run) -> None:
    barrier, found = Barrier(2), []

    def click() -> None:
        barrier.wait()
        found.append(decide(run=Run.objects.get(pk=run.pk), by=None).pk)
        connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == Decision.objects.count() == 1


# Pages


def test_deciding_on_the_page(client_for: Callable[[str], Client], run: Run) -> None:
    admin, address = client_for("admin"), reverse("run_decide", args=[run.pk])
    assert admin.get(address).context["refused"] == []
    for _click in range(2):
        assertRedirects(admin.post(address), reverse("decision", args=[Decision.objects.get().pk]))


def test_replacing_asks_why_and_shows_what_changes(
    client_for: Callable[[str], Client], decision: Decision, agreement: Agreement
) -> None:
    FundingLine.objects.filter(code="regioner-1177").update(base_amount=0)
    FundingLine.objects.filter(code="kommuner-medarbetare").update(
        applied_method="population@1", method_note="Ändrat"
    )
    run = create_run(agreement=agreement, by=None)
    admin, address = client_for("admin"), reverse("run_decide", args=[run.pk])
    assert len(admin.get(address).context["table"].rows) == 21
    assert admin.post(address, {"reason": ""}).context["form"].errors
    admin.post(address, {"reason": "Ändrad modell"})
    assert decision_in_force(agreement) == Decision.objects.get(run=run)
    shown = admin.get(reverse("decision", args=[decision.pk])).content.decode()
    assert "Ändrad modell" in shown


def test_a_refused_decision_says_why(client_for: Callable[[str], Client], run: Run) -> None:
    Agreement.objects.update(status="draft")
    address = reverse("run_decide", args=[run.pk])
    page = client_for("admin").post(address)
    assert len(page.context["refused"]) == 1
    assert not Decision.objects.exists()


def test_the_document_is_what_the_digest_is_taken_over(
    client_for: Callable[[str], Client], decision: Decision
) -> None:
    answer = client_for("uppfoljning").get(reverse("decision_document", args=[decision.pk]))
    assert sha256(answer.content).hexdigest() == decision.digest
    assert client_for("ekonom.skane").get(reverse("decision_document", args=[decision.pk])).status_code == 403


def test_verifying_on_the_page(client_for: Callable[[str], Client], decision: Decision) -> None:
    address = reverse("decision_verify", args=[decision.pk])
    assert "Stämmer på kronan" in client_for("kommun.uppsala").get(address).content.decode()
    tamper("allocation_run", "UPDATE allocation_run SET total = 1")
    assert "En sak skiljer" in client_for("kommun.uppsala").get(address).content.decode()
    assert "total run" not in client_for("kommun.uppsala").get(address).content.decode()
    assert "total run" in client_for("admin").get(address).content.decode()


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("ekonom.skane", "765 248 202 kr till Region Skåne"),
        ("kommun.uppsala", "RSS, som fördelar dem mellan kommunerna"),
        ("admin", "53 000 000 kr till Sveriges Kommuner och Regioner"),
        ("uppfoljning", "Inga medel till den här organisationen"),
    ],
)
def test_the_money_of_the_chosen_organisation(
    client_for: Callable[[str], Client], decision: Decision, who: str, told: str
) -> None:
    page = client_for(who).get(reverse("money")).content.decode()
    assert told in page.replace("\u00a0", " ")


def test_before_a_decision_the_money_page_says_what_will_be_here(
    client_for: Callable[[str], Client], run: Run
) -> None:
    assert "Inget är beslutat än" in client_for("ekonom.skane").get(reverse("money")).content.decode()


def test_queries_do_not_grow_with_the_rows(
    client_for: Callable[[str], Client], decision: Decision, agreement: Agreement
) -> None:
    admin = client_for("admin")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(reverse("decisions")).status_code == 200
        return len(captured)

    few = queries()
    runs = Run.objects.bulk_create(Run(agreement=agreement, total=0, digest=str(n)) for n in range(300))
    now = decision.decided_at
    Decision.objects.bulk_create(
        Decision(number=f"x{run.pk}", agreement=agreement, run=run, total=0, decided_at=now) for run in runs
    )
    assert queries() == few
