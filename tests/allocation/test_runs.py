"""Stage 3: what a run divides, what it waits for, what it keeps."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from allocation.models import Dataset, ReferenceDate, Run, RunAmount
from allocation.selectors import datasets_for, lines_of
from allocation.services.runs import RunRefusedError, create_run, entries, run_digest
from overenskommelse.models import Agreement, Event, FundingLine, User
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
