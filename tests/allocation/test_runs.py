"""Stage 3: what a run divides, what it waits for, what it keeps."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertRedirects

from allocation.models import Dataset, Decision, ReferenceDate, Run, RunAmount
from allocation.selectors import datasets_for, lines_of
from allocation.services.runs import RunRefusedError, create_run, entries, run_digest
from overenskommelse.models import Agreement, Event, FundingLine, Organisation, User
from tests.allocation.conftest import import_workbook

pytestmark = pytest.mark.django_db


def test_every_line_is_divided_but_the_one_that_waits(run: Run) -> None:
    lines = {line.code: line for line in run.lines.all()}
    waiting = [line for line in lines.values() if line.status == "waiting"]
    assert len(lines) == 11
    assert [(line.code, line.missing_indicators) for line in waiting] == [
        ("kommuner-vidareutbildning", ["nurses"])
    ]
    assert run.total == 6_778_000_000 - 100_000_000
    assert all(line.allocated == line.total for line in lines.values() if line not in waiting)


def test_a_line_keeps_the_agreed_and_the_applied_method(run: Run) -> None:
    line = run.lines.get(code="regioner-vidareutbildning")
    assert (line.agreed_method, line.applied_method) == ("nurses@1", "population@1")


def test_an_amount_keeps_its_way_to_the_krona(run: Run) -> None:
    skane = RunAmount.objects.get(
        run_line__run=run, run_line__code="kommuner-nara-vard", recipient__code="RSS12"
    )
    assert (skane.floor, skane.correction, skane.amount) == (129_205_837, 0, 129_205_837)
    assert "/" in skane.exact
    assert "/" in skane.share


def test_a_rerun_is_a_new_run_with_the_same_digest(run: Run, agreement: Agreement) -> None:
    again = create_run(agreement=agreement, by=None)
    assert again.pk != run.pk
    assert again.digest == run.digest


def test_the_digest_can_be_computed_from_what_is_stored(run: Run) -> None:
    assert run_digest(run.agreement.code, entries(lines_of(run))) == run.digest


def test_without_statistics_all_but_skr_wait(agreement: Agreement) -> None:
    run = create_run(agreement=agreement, by=None)
    assert [line.code for line in run.lines.filter(status="allocated")] == ["skr-stod"]
    assert run.total == 53_000_000


def test_newer_statistics_do_not_change_what_the_agreement_states(
    agreement: Agreement, statistics: dict[str, Dataset]
) -> None:
    import_workbook("folkmangd-kommuner-2020-2025.csv", "population", date(2020, 12, 31))
    assert datasets_for(agreement, ["population"]) == {"population": statistics["population"]}


def test_without_a_stated_day_the_latest_before_the_agreement_counts(
    agreement: Agreement, statistics: dict[str, Dataset]
) -> None:
    ReferenceDate.objects.filter(agreement=agreement).delete()
    december = import_workbook("folkmangd-kommuner-2020-2025.csv", "population", date(2020, 12, 31))
    import_workbook("folkmangd-kommuner-2025.xlsx", "population", date(2025, 12, 31))
    assert datasets_for(agreement, ["population"]) == {"population": december}


def test_municipal_statistics_are_summed_by_county(agreement: Agreement) -> None:
    ReferenceDate.objects.filter(agreement=agreement).update(date=date(2020, 12, 31))
    import_workbook("folkmangd-kommuner-2020-2025.csv", "population", date(2020, 12, 31))
    line = create_run(agreement=agreement, by=None).lines.get(code="regioner-nara-vard")
    assert line.allocated == 2_409_000_000
    assert line.amounts.count() == 21


def test_a_line_that_nothing_can_divide_is_refused(
    agreement: Agreement, statistics: dict[str, Dataset]
) -> None:
    FundingLine.objects.filter(code="regioner-ambulans").update(base_amount=5_000_000)
    with pytest.raises(RunRefusedError, match="regioner-ambulans"):
        create_run(agreement=agreement, by=None)
    assert not Run.objects.exists()


def test_a_run_is_recorded_by_whom(
    agreement: Agreement, statistics: dict[str, Dataset], user_of: Callable[[str], User]
) -> None:
    run = create_run(agreement=agreement, by=user_of("admin"))
    event = Event.objects.get(verb="runs.created")
    assert (event.by, event.subject_id, event.data["total"]) == (user_of("admin"), str(run.pk), run.total)


def test_the_database_refuses_change(run: Run) -> None:
    amounts = RunAmount.objects.filter(run_line__run=run)
    with pytest.raises(DatabaseError), transaction.atomic():
        amounts.update(rank=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        amounts._raw_delete(amounts.db)
    with pytest.raises(DatabaseError), transaction.atomic():
        run.lines.update(allocated=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Run.objects.update(total=0)


# Pages


@pytest.fixture
def admin(client_for: Callable[[str], Client]) -> Client:
    return client_for("admin")


def text_of(response: Any) -> str:
    """The page's text without marks, blanks made one."""
    return " ".join(re.sub("<[^>]+>", " ", response.content.decode()).split())


def test_a_run_is_made_on_its_page_and_a_double_click_makes_one(
    admin: Client, statistics: dict[str, Dataset]
) -> None:
    page = admin.get(reverse("run_new"))
    assert "10 378 483" in text_of(page).replace("\u00a0", " ")
    typed = {"seen": "0", "population": "2020-11-01", "care_recipients": "", "nurses": ""}
    for _click in range(2):
        assertRedirects(admin.post(reverse("run_new"), typed), reverse("run", args=[Run.objects.get().pk]))


def test_a_stated_day_is_changed_on_the_page_and_recorded(
    admin: Client, agreement: Agreement, statistics: dict[str, Dataset]
) -> None:
    typed = {"seen": "0", "population": "2019-11-01", "care_recipients": "2020-11-01", "nurses": ""}
    admin.post(reverse("run_new"), typed)
    dates = dict(agreement.reference_dates.values_list("indicator__code", "date"))
    assert dates == {"population": date(2019, 11, 1), "care_recipients": date(2020, 11, 1)}
    assert Event.objects.get(verb="runs.reference_dates_stated").data["dates"]["population"] == "2019-11-01"
    admin.post(reverse("run_new"), typed | {"population": ""})
    assert "population" not in agreement.reference_dates.values_list("indicator__code", flat=True)


def test_a_line_that_cannot_be_divided_is_told_on_the_page(
    admin: Client, statistics: dict[str, Dataset]
) -> None:
    FundingLine.objects.filter(code="regioner-ambulans").update(base_amount=5_000_000)
    typed = {"seen": "0", "population": "2020-11-01", "care_recipients": "", "nurses": ""}
    page = admin.post(reverse("run_new"), typed)
    assert "regioner-ambulans: 21 grundbelopp" in text_of(page)


def test_the_page_of_a_run_says_what_waits_and_where_methods_part(admin: Client, run: Run) -> None:
    text = text_of(admin.get(reverse("run", args=[run.pk])))
    assert "väntar på: Anställda sjuksköterskor" in text
    assert "inte den avtalade" in text
    assert "betalar beloppet vidare till Sveriges Kommuner och Regioner" in text


def test_the_list_tells_a_rerun(admin: Client, run: Run, agreement: Agreement) -> None:
    create_run(agreement=agreement, by=None)
    assert f"Samma indata som fördelning {run.pk}" in text_of(admin.get(reverse("runs")))


def test_why_tells_the_way_from_cell_to_krona(admin: Client, run: Run) -> None:
    page = admin.get(reverse("why", args=[run.pk, "kommuner-nara-vard", "RSS12"]))
    text = text_of(page).replace("\u00a0", " ")
    for told in (
        "Varför 129 205 837 kr?",
        "1 388 910 av 10 378 483 invånare. bilaga-4.xlsx, cell B6, version 1",
        "13,3826 %",
        "50 % × 13,3826 % + 50 % × 21,0723 %",
        "129 205 837,04 kr",
        "återstod 9 kr. En krona var gick till de 9 största resterna, från 0,48 och uppåt.",
        "Här är resten 0,04",
        "Det tryckta beloppet är 129 205 835 kr",
        "Antagande",
    ):
        assert told in text


def test_why_of_municipal_statistics_names_the_cells_of_the_county(
    admin: Client, agreement: Agreement
) -> None:
    ReferenceDate.objects.filter(agreement=agreement).update(date=date(2020, 12, 31))
    import_workbook("folkmangd-kommuner-2020-2025.csv", "population", date(2020, 12, 31))
    run = create_run(agreement=agreement, by=None)
    text = text_of(admin.get(reverse("why", args=[run.pk, "regioner-nara-vard", "R12"])))
    assert "summan av 33 kommuner" in text


@pytest.mark.parametrize(("line", "recipient"), [("regioner-ambulans", "R12"), ("skr-stod", "SKR")])
def test_why_with_a_base_amount_and_without_shares(
    admin: Client, run: Run, line: str, recipient: str
) -> None:
    assert admin.get(reverse("why", args=[run.pk, line, recipient])).status_code == 200


def test_reconciliation_shows_first_what_differs(admin: Client, run: Run) -> None:
    address = reverse("reconciliation", args=[run.pk])
    assert len(admin.get(address).context["table"].rows) == 15
    assert len(admin.get(address, {"line": "regioner-1177"}).context["table"].rows) == 21
    text = text_of(admin.get(address)).replace("\u00a0", " ")
    assert "2 531 000 001" in text
    assert "Antagande: beloppen har avrundats per kommun" in text


def test_an_undecided_run_is_nobody_elses(client_for: Callable[[str], Client], run: Run) -> None:
    for name in ("run", "run_recipients", "reconciliation", "run_workbook"):
        assert client_for("ekonom.skane").get(reverse(name, args=[run.pk])).status_code == 404
        assert client_for("uppfoljning").get(reverse(name, args=[run.pk])).status_code == 404


def test_of_a_decided_run_only_own_amounts_are_seen(
    client_for: Callable[[str], Client], decision: Decision
) -> None:
    ekonom = client_for("ekonom.skane")
    lines = ekonom.get(reverse("run_line", args=[decision.run_id, "regioner-nara-vard"]))
    assert [row.record.recipient.code for row in lines.context["table"].rows] == ["R12"]
    assert ekonom.get(reverse("why", args=[decision.run_id, "regioner-nara-vard", "R03"])).status_code == 404
    assert ekonom.get(reverse("run_recipient", args=[decision.run_id, "RSS03"])).status_code == 404
    rows = ekonom.get(reverse("reconciliation", args=[decision.run_id]), {"line": "regioner-1177"})
    assert [row.record.row.code for row in rows.context["table"].rows] == ["R12"]


def test_the_whole_run_is_one_workbook(admin: Client, run: Run) -> None:
    book = load_workbook(BytesIO(admin.get(reverse("run_workbook", args=[run.pk])).content))
    assert book.sheetnames[0] == "Summor"
    assert len(book.sheetnames) == 12
    skane = next(row for row in book["kommuner-nara-vard"].iter_rows(values_only=True) if row[0] == "RSS12")
    assert skane[-1] == 129_205_837


@pytest.mark.parametrize("order", ["share", "-share", "exact", "-amount", "rank"])
def test_a_line_sorts_by_value(admin: Client, run: Run, order: str) -> None:
    page = admin.get(reverse("run_line", args=[run.pk, "regioner-nara-vard"]), {"sort": order})
    found = [row.record.amount for row in page.context["table"].rows]
    smallest_first = order in ("share", "exact")
    assert found == sorted(found, reverse=not smallest_first) or order == "rank"


def test_a_line_is_exported_as_shown(admin: Client, run: Run) -> None:
    address = reverse("run_line", args=[run.pk, "regioner-nara-vard"])
    content = admin.get(address, {"recipient": "skåne", "_export": "csv"}).content.decode("utf-8-sig")
    heading, *found = content.splitlines()
    assert len(found) == 1
    assert found[0] == "Region Skåne,R12,0.133825916562,322386632.998291,1,1,322386633"
    assert heading


@pytest.mark.parametrize("name", ["run_line", "run_recipients", "runs", "run"])
def test_queries_do_not_grow_with_the_rows(
    admin: Client, agreement: Agreement, statistics: dict[str, Dataset], name: str
) -> None:
    def queries(run: Run) -> int:
        arguments = {"run_line": [run.pk, "regioner-1177"], "runs": []}.get(name, [run.pk])
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(reverse(name, args=arguments)).status_code == 200
        return len(captured)

    small = create_run(agreement=agreement, by=None)
    few = queries(small)
    line = small.lines.get(code="regioner-1177")
    there = line.amounts.values_list("recipient", flat=True)
    RunAmount.objects.bulk_create(
        RunAmount(
            run_line=line,
            recipient=it,
            share="0/1",
            exact="0/1",
            base=0,
            floor=0,
            correction=0,
            rank=1,
            amount=0,
        )
        for it in Organisation.objects.exclude(pk__in=there)[:300]
    )
    Run.objects.bulk_create(Run(agreement=agreement, total=0, digest=str(n)) for n in range(300))
    assert queries(small) == few
