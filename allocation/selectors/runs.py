"""Reads that span models: which statistics count, what a run was divided by, what is decided."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from allocation.choices import REASON_LABELS, REASONS, Level, LineStatus
from allocation.domain.explanation import (
    Explanation,
    Reason,
    ReconciledRow,
    Reconciliation,
    Step,
    explain,
    reconcile,
)
from allocation.domain.methods import Method, method
from allocation.domain.run import LineInput, LineResult, allocate
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
from allocation.models.runs import RunAmountQuerySet
from overenskommelse.choices import OrganisationKind, RecipientKind
from overenskommelse.models import Agreement, FundingLine, Organisation

Values = Mapping[str, Number]


class Divided(NamedTuple):
    """A line's input and result as the domain knows them."""

    input: LineInput
    result: LineResult


def decision_in_force(agreement: Agreement | None) -> Decision | None:
    return Decision.objects.in_force().filter(agreement=agreement).select_related("agreement", "run").first()


def decided_amounts(agreement: Agreement | None, recipient: Organisation | None) -> RunAmountQuerySet:
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
    return values | {pk: by_county(values[pk]) for pk in levels if levels[pk] == Level.MUNICIPALITY}


def data_names(agreement: Agreement) -> dict[str, str]:
    """Indicator code → its name, with the day where the agreement states one. Two queries."""
    stated = dict(agreement.reference_dates.values_list("indicator__code", "date"))
    return {
        code: f"{name} {stated[code]}" if code in stated else name
        for code, name in Indicator.objects.values_list("code", "name")
    }


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
    return getattr(decision_in_force(agreement), "run", None) or agreement.runs.first()


def amount_of(line: FundingLine | RunLine) -> int:
    """Kronor to divide."""
    return line.total if isinstance(line, RunLine) else line.amount


def results_of(run: Run) -> dict[str, LineResult]:
    """Line code → result, for the divided lines of a stored run."""
    return {code: line.result for code, line in divided(lines_of(run)).items()}


class PrintedTable(NamedTuple):
    """A printed money column, and what came of holding it against computed amounts."""

    table: PublishedTable
    held: Reconciliation

    @property
    def text(self) -> str:
        return reason_text(self.held.reason, self.held)

    @property
    def label(self) -> str:
        return str(REASON_LABELS[self.held.reason])


class PrintedAmount(NamedTuple):
    """One row of a printed table."""

    table: PublishedTable
    row: ReconciledRow
    recipient: str
    text: str


def reconciliations(agreement: Agreement, results: Mapping[str, LineResult]) -> list[PrintedTable]:
    """Every table printed for ``agreement`` held against ``results`` (line code → result). Three queries."""
    tables = PublishedTable.objects.filter(line__agreement=agreement)
    parts = municipalities_by_rss()
    return [
        PrintedTable(
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


def printed_amounts(tables: Iterable[PrintedTable], names: Mapping[str, str]) -> list[PrintedAmount]:
    """The rows of the printed tables for the recipients in ``names`` (code → name)."""
    return [
        PrintedAmount(table, row, names[row.code], reason_text(row.reason, held))
        for table, held in tables
        for row in held.rows
        if row.code in names
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


class WhyStep(NamedTuple):
    """An indicator's part of the explanation, the dataset it is read from, and the cells."""

    step: Step
    dataset: Dataset
    cells: list[str]


class Why(NamedTuple):
    explanation: Explanation
    steps: list[WhyStep]
    printed: list[PrintedAmount]

    @property
    def decimals(self) -> int:
        """Enough, and at least two, to tell the remainder from 0, 1 and the smallest that got a krona."""
        remainder = self.explanation.allocation.remainder
        marks = (0, 1, self.explanation.result.smallest_awarded or 0)
        apart = min(gap for mark in marks if (gap := abs(remainder - mark)))
        return next((n for n in range(2, 9) if apart * 10**n >= 1), 2)


def why(amount: RunAmount) -> Why:
    """One amount from the source file's cells to the last krona, and what was printed of it."""
    line = lines_of(amount.run_line.run).get(pk=amount.run_line_id)
    computed = divided([line])[line.code]
    recipient, data = amount.recipient.code, data_code(amount.recipient)
    explanation = explain(*computed, recipient)
    datasets = {stored.indicator: stored.dataset for stored in line.inputs.all()}
    cells: dict[int, list[str]] = {dataset.pk: [] for dataset in datasets.values()}
    # A county's own row, or those of its municipalities: their codes begin with the county's.
    read = DatasetValue.objects.filter(dataset__in=cells, code__startswith=data).order_by("code")
    for pk, cell in read.values_list("dataset_id", "cell"):
        cells[pk].append(cell)
    return Why(
        explanation,
        [
            WhyStep(step, datasets[step.indicator], cells[datasets[step.indicator].pk])
            for step in explanation.steps
        ],
        [
            printed
            for printed in printed_amounts(
                reconciliations(amount.run_line.run.agreement, {line.code: computed.result}),
                {recipient: amount.recipient.name},
            )
            if printed.table.line_id == line.line_id
        ],
    )
