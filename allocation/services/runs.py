"""Stage 3: methods turn datasets into shares and kronor. A run is a record: a rerun is a new one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import transaction

from allocation.choices import FAULTS, LineStatus
from allocation.domain import AllocationError
from allocation.domain.run import (
    Allocation,
    LineInput,
    LineResult,
    allocate,
    canonical,
    digest,
    fraction_text,
)
from allocation.models import Dataset, Indicator, ReferenceDate, Run, RunAmount, RunInput, RunLine
from allocation.selectors import (
    Values,
    amount_of,
    datasets_for,
    divided,
    line_input,
    method_of,
    recipients_by_kind,
    values_by_county,
)
from overenskommelse.models import Agreement, FundingLine, Organisation, User
from overenskommelse.services.events import record


class RunRefusedError(Exception):
    """A line is so written that it cannot be divided whatever the statistics say; the text is for people."""

    def __init__(self, line: FundingLine, error: AllocationError) -> None:
        self.line = line
        super().__init__(f"{line.code}: {worded(error)}")


def worded(error: AllocationError) -> str:
    """The fault and its remedy in the reader's language."""
    params = {
        key: ", ".join(value) if isinstance(value, tuple) else str(value)
        for key, value in error.params.items()
    }
    return str(FAULTS[error.code]) % params


@dataclass(frozen=True)
class LineOutcome:
    """What became of a funding line: an input and a result, or the indicators that it waits for."""

    line: FundingLine
    datasets: Mapping[str, Dataset]
    missing: tuple[str, ...] = ()
    input: LineInput | None = None
    result: LineResult | None = None

    @property
    def allocated(self) -> int:
        return self.result.allocated if self.result else 0

    @cached_property
    def record(self) -> dict[str, Any]:
        if self.input and self.result:
            return canonical(self.input, self.result)
        return waiting_record(self.line, self.missing)

    @property
    def entry(self) -> dict[str, Any]:
        return entry(self.line, self.datasets, self.record)


def compute(agreement: Agreement, *, instead: Mapping[str, Values] | None = None) -> list[LineOutcome]:
    """Every line of ``agreement`` divided by its applied method, without storing anything.

    ``instead``, indicator → county code → value, goes before the stored statistics. A line whose
    data is missing waits, and the rest goes on. Raises RunRefusedError.
    """
    lines = list(agreement.lines.all())
    wanted = {indicator for line in lines for indicator in method_of(line.applied_method).indicators}
    datasets = datasets_for(agreement, wanted)
    figures = values_by_county(datasets.values())
    values = {indicator: figures[dataset.pk] for indicator, dataset in datasets.items()} | dict(instead or {})
    recipients = recipients_by_kind()
    return [_outcome(line, datasets, values, recipients[line.recipient_kind]) for line in lines]


def _outcome(
    line: FundingLine,
    datasets: Mapping[str, Dataset],
    values: Mapping[str, Values],
    recipients: Mapping[str, Organisation],
) -> LineOutcome:
    how = method_of(line.applied_method)
    used = {indicator: datasets[indicator] for indicator in how.indicators if indicator in datasets}
    missing = tuple(indicator for indicator in how.indicators if indicator not in values)
    if missing:
        return LineOutcome(line, used, missing)
    divisible = line_input(line, recipients.values(), values)
    try:
        result = allocate(divisible)
    except AllocationError as error:
        if "indicator" in error.params:  # the statistics lack something, not the line
            return LineOutcome(line, used, (str(error.params["indicator"]),))
        raise RunRefusedError(line, error) from error
    return LineOutcome(line, used, (), divisible, result)


@transaction.atomic
def create_run(*, agreement: Agreement, by: User | None, seen: int | None = None) -> Run:
    """Divide all lines of ``agreement`` and keep the record. Raises RunRefusedError.

    ``seen`` is the newest run that the person knew of: a second click answers with the first click's run.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    outcomes = compute(agreement)
    result = run_digest(agreement.code, (outcome.entry for outcome in outcomes))
    clicked = None if seen is None else agreement.runs.filter(digest=result, pk__gt=seen).first()
    if clicked:
        return clicked
    run = Run.objects.create(
        agreement=agreement,
        total=sum(outcome.allocated for outcome in outcomes),
        digest=result,
        created_by=by,
    )
    _store_lines(run, outcomes)
    waiting = [outcome.line.code for outcome in outcomes if outcome.missing]
    record("runs.created", run, by=by, agreement=agreement, total=run.total, waiting=waiting)
    return run


def _store_lines(run: Run, outcomes: list[LineOutcome]) -> None:
    stored = RunLine.objects.bulk_create([_run_line(run, outcome) for outcome in outcomes])
    pairs = list(zip(stored, outcomes, strict=True))
    RunInput.objects.bulk_create(
        RunInput(run_line=line, indicator=indicator, dataset=dataset)
        for line, outcome in pairs
        for indicator, dataset in outcome.datasets.items()
    )
    recipients = {code: o for kind in recipients_by_kind().values() for code, o in kind.items()}
    RunAmount.objects.bulk_create(
        _run_amount(line, recipients[allocation.code], allocation)
        for line, outcome in pairs
        for allocation in (outcome.result.allocations if outcome.result else ())
    )


def _run_line(run: Run, outcome: LineOutcome) -> RunLine:
    line = outcome.line
    return RunLine(
        run=run,
        line=line,
        code=line.code,
        name=line.name,
        position=line.position,
        recipient_kind=line.recipient_kind,
        total=line.amount,
        base_amount=line.base_amount,
        agreed_method=line.agreed_method,
        applied_method=line.applied_method,
        rounding=str(method_of(line.applied_method).rounding),
        status=LineStatus.WAITING if outcome.missing else LineStatus.ALLOCATED,
        missing_indicators=list(outcome.missing),
        allocated=outcome.allocated,
        digest=digest(outcome.record),
    )


def _run_amount(line: RunLine, recipient: Organisation, allocation: Allocation) -> RunAmount:
    return RunAmount(
        run_line=line,
        recipient=recipient,
        share=fraction_text(allocation.share),
        exact=fraction_text(allocation.exact),
        base=allocation.base,
        floor=allocation.floor,
        correction=allocation.correction,
        rank=allocation.rank,
        amount=allocation.amount,
    )


@transaction.atomic
def state_reference_dates(*, agreement: Agreement, dates: Mapping[str, date | None], by: User | None) -> None:
    """Keep the days (indicator code → day, None where none is stated) that the agreement's figures are of."""
    before = dict(agreement.reference_dates.values_list("indicator__code", "date"))
    after = {**before, **dates}
    if {code: day for code, day in after.items() if day} == before:
        return
    indicators = {indicator.code: indicator for indicator in Indicator.objects.filter(code__in=dates)}
    for code, day in dates.items():
        stated = agreement.reference_dates.filter(indicator=indicators[code])
        if day is None:
            stated.delete()
        elif not stated.update(date=day):
            ReferenceDate.objects.create(agreement=agreement, indicator=indicators[code], date=day)
    words = {code: day.isoformat() if day else None for code, day in after.items()}
    record("runs.reference_dates_stated", agreement, by=by, agreement=agreement, dates=words)


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
