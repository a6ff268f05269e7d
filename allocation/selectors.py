"""Reads that span models: which statistics count, what a run was divided by, what is decided."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from allocation.choices import REASONS, Level, LineStatus
from allocation.domain.explanation import Reason, Reconciliation, reconcile
from allocation.domain.methods import Method, method
from allocation.domain.run import LineInput, LineResult, allocate, canonical, digest
from allocation.domain.shares import Number, by_county
from allocation.models import (
    Dataset,
    DatasetValue,
    Decision,
    Indicator,
    PublishedTable,
    Run,
    RunAmount,
    RunLine,
)
from overenskommelse.choices import OrganisationKind, RecipientKind
from overenskommelse.models import Agreement, FundingLine, Organisation

Values = Mapping[str, Number]


class Divided(NamedTuple):
    """A line's input and result as the domain knows them."""

    input: LineInput
    result: LineResult


def decision_in_force(agreement: Agreement | None) -> Decision | None:
    return Decision.objects.in_force().filter(agreement=agreement).select_related("agreement", "run").first()


def decided_amounts(agreement: Agreement | None, recipient: Organisation | None) -> QuerySet[RunAmount]:
    """What the decision in force gives ``recipient``, one row a line, whole kronor. Asks nobody's leave."""
    return (
        RunAmount.objects.filter(
            recipient=recipient,
            run_line__run__decision__in=Decision.objects.in_force().filter(agreement=agreement),
        )
        .select_related(
            "recipient", "run_line__run", "run_line__line__pass_through_to", "run_line__line__area"
        )
        .order_by("run_line__position", "run_line__code")
    )


def recipient_of_money(organisation: Organisation | None) -> Organisation | None:
    """Who receives an organisation's money: itself, or for a municipality its county's RSS."""
    if organisation is None or organisation.kind != OrganisationKind.MUNICIPALITY:
        return organisation
    return Organisation.objects.filter(county=organisation.county_id, kind=OrganisationKind.RSS).first()


def method_of(stored: str) -> Method:
    """The formula of an ``identifier@version``. Raises UnknownMethodError."""
    identifier, version = stored.split("@")
    return method(identifier, int(version))


def datasets_for(agreement: Agreement, indicators: Iterable[str]) -> dict[str, Dataset]:
    """The dataset that counts for each indicator that has one (docs/adr/0010).

    It is in force and counted on the day the agreement states; where it states none, on the latest day that
    is not after the agreement's first. A county table goes before municipalities of the same day.
    """
    stated = dict(agreement.reference_dates.values_list("indicator__code", "date"))
    best_last = (
        Dataset.objects.in_force()
        .filter(indicator__code__in=list(indicators))
        .select_related("indicator")
        .order_by("reference_date", "-level")
    )
    return {
        dataset.indicator.code: dataset
        for dataset in best_last
        if dataset.reference_date == stated.get(dataset.indicator.code, dataset.reference_date)
        and (dataset.indicator.code in stated or dataset.reference_date <= agreement.period_start)
    }


def values_by_county(datasets: Iterable[Dataset]) -> dict[int, Values]:
    """Dataset id → county code → value; municipal values are summed by county. One query."""
    levels = {dataset.pk: dataset.level for dataset in datasets}
    values: dict[int, dict[str, Number]] = {pk: {} for pk in levels}
    rows = DatasetValue.objects.filter(dataset__in=levels).values_list("dataset_id", "code", "value")
    for pk, code, value in rows:
        values[pk][code] = value
    return {
        pk: by_county(column) if levels[pk] == Level.MUNICIPALITY else column for pk, column in values.items()
    }


def missing_data(agreement: Agreement, line: RunLine) -> list[str]:
    """What a waiting line waits for, in words: the indicator, and the day when the agreement states it."""
    stated = dict(agreement.reference_dates.values_list("indicator__code", "date"))
    names = dict(Indicator.objects.values_list("code", "name"))
    return [
        f"{names.get(code, code)} {stated[code]}" if code in stated else names.get(code, code)
        for code in line.missing_indicators
    ]


def recipients_by_kind() -> dict[str, dict[str, Organisation]]:
    """Recipient kind → code → organisation, for all that an agreement can pay. One query."""
    kinds: dict[str, dict[str, Organisation]] = {kind: {} for kind in RecipientKind.values}
    for organisation in Organisation.objects.recipients().order_by("code"):
        kinds[organisation.kind][organisation.code] = organisation
    return kinds


def data_code(recipient: Organisation) -> str:
    """The code that a recipient's values stand under: the county's, and SKR's own."""
    return recipient.county_id or recipient.code


def line_input(
    line: FundingLine | RunLine, recipients: Iterable[Organisation], values: Mapping[str, Values]
) -> LineInput:
    """What decides the line's result, for the domain. ``values`` is indicator → county code → value."""
    how = method_of(line.applied_method)
    return LineInput(
        line=line.code,
        total=amount_of(line),
        method=how,
        recipients={recipient.code: data_code(recipient) for recipient in recipients},
        values={indicator: values[indicator] for indicator in how.indicators},
        base_amount=line.base_amount,
    )


def divided(lines: Iterable[RunLine]) -> dict[str, Divided]:
    """The allocated ones of ``lines`` (from ``lines_of``) computed again from the datasets that they name."""
    allocated = [line for line in lines if line.status == LineStatus.ALLOCATED]
    named = {line: {stored.indicator: stored.dataset for stored in line.inputs.all()} for line in allocated}
    figures = values_by_county(dataset for datasets in named.values() for dataset in datasets.values())
    found = {}
    for line, datasets in named.items():
        values = {indicator: figures[dataset.pk] for indicator, dataset in datasets.items()}
        rebuilt = line_input(line, [row.recipient for row in line.amounts.all()], values)
        found[line.code] = Divided(rebuilt, allocate(rebuilt))
    return found


def lines_of(run: Run) -> QuerySet[RunLine]:
    """A run's lines with the datasets they were divided by and all their amounts."""
    return run.lines.select_related("line__pass_through_to").prefetch_related(
        "inputs__dataset__indicator", "amounts__recipient"
    )


def latest_run(agreement: Agreement) -> Run | None:
    """The decided run in force, otherwise the newest one."""
    decision = decision_in_force(agreement)
    return decision.run if decision else agreement.runs.first()


def entries(lines: Iterable[RunLine]) -> list[dict[str, Any]]:
    """What ``run_digest`` is taken over, computed again for the lines (from ``lines_of``) of a stored run."""
    lines = list(lines)
    again = divided(lines)
    return [
        entry(
            line,
            {stored.indicator: stored.dataset for stored in line.inputs.all()},
            canonical(*again[line.code])
            if line.code in again
            else waiting_record(line, line.missing_indicators),
        )
        for line in lines
    ]


def entry(
    line: FundingLine | RunLine, datasets: Mapping[str, Dataset], record: dict[str, Any]
) -> dict[str, Any]:
    """A line's part of a run's digest: its record, and whence the figures in it come."""
    digests = {indicator: dataset.content_digest for indicator, dataset in datasets.items()}
    return {"agreed_method": line.agreed_method, "datasets": digests, "record": record}


def run_digest(agreement: str, line_entries: Iterable[dict[str, Any]]) -> str:
    """Equal for two runs of the same lines on the same statistics, whoever made them."""
    return digest({"agreement": agreement, "lines": list(line_entries)})


def waiting_record(line: FundingLine | RunLine, missing: Iterable[str]) -> dict[str, Any]:
    """The record of a line without a result; a divided line's is the domain's ``canonical``."""
    return {
        "line": line.code,
        "total": amount_of(line),
        "base_amount": line.base_amount,
        "method": line.applied_method,
        "missing": list(missing),
    }


def amount_of(line: FundingLine | RunLine) -> int:
    """Kronor to divide."""
    return line.total if isinstance(line, RunLine) else line.amount


def results_of(run: Run) -> dict[str, LineResult]:
    """Line code → result, for the divided lines of a stored run."""
    return {code: line.result for code, line in divided(lines_of(run)).items()}


def reconciliations(
    agreement: Agreement, results: Mapping[str, LineResult]
) -> list[tuple[PublishedTable, Reconciliation]]:
    """Every table printed for ``agreement`` held against ``results`` (line code → result). Three queries."""
    tables = PublishedTable.objects.filter(line__agreement=agreement)
    parts = municipalities_by_rss()
    return [
        (
            table,
            reconcile(
                {printed.recipient.code: printed.amount for printed in table.amounts.all()},
                table.printed_total,
                results.get(table.line.code) or no_result(table.line),
                parts,
            ),
        )
        for table in tables.select_related("line").prefetch_related("amounts__recipient")
    ]


def municipalities_by_rss() -> dict[str, int]:
    """RSS code → how many municipalities share its money."""
    counted = Organisation.objects.filter(kind=OrganisationKind.RSS).annotate(
        parts=Count(
            "county__organisations", filter=Q(county__organisations__kind=OrganisationKind.MUNICIPALITY)
        )
    )
    return dict(counted.values_list("code", "parts"))


def no_result(line: FundingLine) -> LineResult:
    """The result of a line that waits."""
    return LineResult(line.code, line.amount, (), 0, 0, None)


def reason_text(reason: Reason, held: Reconciliation) -> str:
    """How a printed amount stands to the computed one, in a sentence."""
    return str(REASONS[reason]) % {"beyond": f"{held.beyond_printed_total:+d}"}
