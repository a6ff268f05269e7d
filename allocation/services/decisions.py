"""Stage 4: a run is decided, and frozen with everything that is needed to compute it again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allocation.choices import LineStatus
from allocation.domain import AllocationError
from allocation.domain.run import allocate, canonical, canonical_json, digest, restore
from allocation.models import Dataset, Decision, Run, RunLine
from allocation.selectors import Values, amount_of, decision_in_force, lines_of, values_by_county
from allocation.services.consequences import follow
from allocation.services.datasets import recomputed_digest
from allocation.services.runs import entries, run_digest
from overenskommelse.choices import AgreementStatus
from overenskommelse.models import Agreement, FundingLine, Organisation, User
from overenskommelse.selectors import differing_sums
from overenskommelse.services.events import record

FORMAT = "decision/1"


class DecisionRefusedError(Exception):
    """Why the run cannot be decided; ``reasons`` are sentences for people."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@transaction.atomic
def decide(*, run: Run, by: User | None, reason: str = "") -> Decision:
    """Freeze ``run`` as the decision in force for its agreement; a decided run answers with its decision.

    ``reason`` is asked for when an earlier decision is replaced. Raises DecisionRefusedError.
    """
    _queue(run.agreement)
    decided = Decision.objects.filter(run=run).first()
    if decided:
        return decided
    previous = decision_in_force(run.agreement)
    lines = list(lines_of(run))
    line_entries = entries(lines)
    refused = obstacles(run, lines)
    if previous and not reason.strip():
        refused.append(_("Say why decision %(number)s is replaced.") % {"number": previous.number})
    if run_digest(run.agreement.code, line_entries) != run.digest:
        refused.append(_("The run cannot be computed again to the krona. Make a new run."))
    if refused:
        raise DecisionRefusedError(refused)
    decision = _freeze(run, lines, line_entries, previous, by, reason.strip())
    decision.save(force_insert=True)
    record(
        "decisions.decided",
        decision,
        by=by,
        agreement=run.agreement,
        total=decision.total,
        digest=decision.digest,
        supersedes=previous.number if previous else None,
    )
    follow(run.agreement, None, by)
    return decision


def _queue(agreement: Agreement) -> None:
    """Wait until no other decision of the same year is being made: numbers follow each other."""
    list(Agreement.objects.select_for_update().filter(year=agreement.year).order_by("pk"))


def obstacles(run: Run, lines: Iterable[RunLine]) -> list[str]:
    """Why ``run`` cannot be decided now; empty when it can."""
    found = []
    if run.agreement.status != AgreementStatus.IN_FORCE:
        found.append(_("The agreement is a draft. Put it in force first."))
    if differing_sums(run.agreement):
        found.append(
            _("The agreement's lines do not add up to its printed sums. Correct the agreement first.")
        )
    if {_terms(line) for line in lines} != {_terms(line) for line in run.agreement.lines.all()}:
        found.append(_("The agreement's lines have changed since the run. Make a new run."))
    if not run.total:
        found.append(_("No line could be divided. Import the statistics and make a new run."))
    return found


def _terms(line: FundingLine | RunLine) -> tuple[str, str, int, int, str, str]:
    methods = (line.agreed_method, line.applied_method)
    return line.code, line.recipient_kind, amount_of(line), line.base_amount, *methods


def _freeze(
    run: Run,
    lines: list[RunLine],
    line_entries: list[dict[str, Any]],
    previous: Decision | None,
    by: User | None,
    reason: str,
) -> Decision:
    decision = Decision(
        number=_next_number(run.agreement.year),
        agreement=run.agreement,
        run=run,
        total=run.total,
        reason=reason,
        supersedes=previous,
        decided_at=timezone.now().replace(microsecond=0),
        decided_by=by,
    )
    document = document_of(decision, lines, line_entries)
    decision.document, decision.digest = canonical_json(document), digest(document)
    return decision


def _next_number(year: int) -> str:
    return f"{year}-{Decision.objects.filter(number__startswith=f'{year}-').count() + 1}"


def document_of(
    decision: Decision, lines: list[RunLine], line_entries: list[dict[str, Any]]
) -> dict[str, Any]:
    """The frozen copy: text, whole numbers, lists and dicts only; fractions as ``n/d``."""
    run, agreement, previous = decision.run, decision.agreement, decision.supersedes
    datasets = {stored.dataset_id: stored.dataset for line in lines for stored in line.inputs.all()}
    recipients = {row.recipient_id: row.recipient for line in lines for row in line.amounts.all()}
    return {
        "format": FORMAT,
        "number": decision.number,
        "agreement": {
            "code": agreement.code,
            "name": agreement.name,
            "year": agreement.year,
            "registration_number": agreement.registration_number,
            "payment_registration_number": agreement.payment_registration_number,
            "numbers_are_examples": agreement.numbers_are_examples,
        },
        "decided_at": decision.decided_at.isoformat(),
        "decided_by": decision.decided_by.email if decision.decided_by else None,
        "reason": decision.reason,
        "supersedes": {"number": previous.number, "digest": previous.digest} if previous else None,
        "run": {"number": run.pk, "digest": run.digest},
        "total": run.total,
        "datasets": [_dataset(dataset) for _, dataset in sorted(datasets.items())],
        "recipients": {o.code: _recipient(o) for o in recipients.values()},
        "lines": [_line(line) | part for line, part in zip(lines, line_entries, strict=True)],
    }


def _dataset(dataset: Dataset) -> dict[str, Any]:
    return {
        "number": dataset.pk,
        "indicator": dataset.indicator.code,
        "level": dataset.level,
        "reference_date": dataset.reference_date.isoformat(),
        "version": dataset.version,
        "source": dataset.source,
        "file_name": dataset.file_name,
        "file_digest": dataset.file_id,
        "sheet": dataset.sheet,
        "value_column": dataset.value_column,
        "rows": dataset.row_count,
        "content_digest": dataset.content_digest,
    }


def _recipient(organisation: Organisation) -> dict[str, str]:
    return {"name": organisation.name, "organisation_number": organisation.organisation_number}


def _line(line: RunLine) -> dict[str, Any]:
    agreed = line.line
    return {
        "code": line.code,
        "name": line.name,
        "recipient_kind": line.recipient_kind,
        "status": line.status,
        "applied_method": line.applied_method,
        "method_note": agreed.method_note,
        "appropriation_item": agreed.appropriation_item,
        "pass_through_to": agreed.pass_through_to.code if agreed.pass_through_to else None,
        "section": agreed.section,
    }


@dataclass(frozen=True)
class Difference:
    """Something frozen that is not what it is computed to be; ``where`` is a path of codes."""

    where: str
    frozen: str
    computed: str

    def __str__(self) -> str:
        return _("%(where)s: frozen as %(frozen)s, computed as %(computed)s.") % vars(self)


def verify(decision: Decision) -> list[Difference]:
    """Everything that differs when the decision is computed again from its stored inputs; empty if nothing.

    The document against its digest; the datasets' files and rows against theirs; each line divided anew by
    the program's formula; the stored amounts and digests against the document, krona by krona.
    """
    try:
        document = json.loads(decision.document)
        checks = [*_checks(decision, document)]
    except (ValueError, KeyError, TypeError, AllocationError) as error:
        checks = [("document", "", str(error))]
    whole = ("document digest", decision.digest, sha256(decision.document.encode()).hexdigest())
    return [
        Difference(where, str(frozen), str(computed))
        for where, frozen, computed in [whole, *checks]
        if frozen != computed
    ]


Check = tuple[str, Any, Any]


def _checks(decision: Decision, document: dict[str, Any]) -> Iterator[Check]:
    lines = {line.code: line for line in lines_of(decision.run)}
    parts = {part["code"]: part for part in document["lines"]}
    yield "number", document["number"], decision.number
    yield "total", document["total"], decision.total
    yield "total run", document["total"], decision.run.total
    yield "total lines", document["total"], sum(part["record"].get("allocated", 0) for part in parts.values())
    yield "lines", sorted(parts), sorted(lines)
    yield (
        "run digest",
        decision.run.digest,
        run_digest(document["agreement"]["code"], map(_part, parts.values())),
    )
    yield from _dataset_checks(document)
    figures = values_by_county(Dataset.objects.filter(pk__in=[row["number"] for row in document["datasets"]]))
    values = {row["content_digest"]: figures.get(row["number"], {}) for row in document["datasets"]}
    for code in parts.keys() & lines.keys():
        yield from _line_checks(lines[code], parts[code], values)


def _part(part: dict[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in ("agreed_method", "datasets", "record")}


def _dataset_checks(document: dict[str, Any]) -> Iterator[Check]:
    numbers = [row["number"] for row in document["datasets"]]
    stored = Dataset.objects.select_related("indicator", "file").in_bulk(numbers)
    for row in document["datasets"]:
        dataset = stored[row["number"]]
        where = f"dataset {row['number']}"
        yield f"{where} file", row["file_digest"], sha256(dataset.file.content).hexdigest()
        yield f"{where} rows", row["content_digest"], recomputed_digest(dataset)
        yield where, row, _dataset(dataset)


def _line_checks(line: RunLine, part: dict[str, Any], values: dict[str, Values]) -> Iterator[Check]:
    frozen = part["record"]
    yield f"{line.code} digest", line.digest, digest(frozen)
    yield f"{line.code} method", frozen_method(frozen), line.applied_method
    yield f"{line.code} total", frozen["total"], line.total
    yield f"{line.code} base_amount", frozen["base_amount"], line.base_amount
    yield f"{line.code} allocated", frozen.get("allocated", 0), line.allocated
    if line.status == LineStatus.WAITING:
        return
    again = restore(frozen)
    for indicator, content in part["datasets"].items():
        frozen_values, stored = again.values[indicator], _exact(values[content])
        for code in again.recipients.values():
            yield f"{line.code} {indicator} {code}", frozen_values.get(code), stored.get(code)
    computed = canonical(again, allocate(again))
    yield f"{line.code} formula", frozen["method"], computed["method"]
    yield from _amount_checks(line, frozen["allocations"], computed["allocations"])


def frozen_method(frozen: dict[str, Any]) -> str:
    """The ``identifier@version`` in a line's record; a waiting line's record holds it as it is."""
    named = frozen["method"]
    return named if isinstance(named, str) else f"{named['identifier']}@{named['version']}"


def _exact(values: Values) -> dict[str, Fraction]:
    return {code: Fraction(value) for code, value in values.items()}


def _amount_checks(
    line: RunLine, frozen: list[dict[str, Any]], computed: list[dict[str, Any]]
) -> Iterator[Check]:
    stored = {row.recipient.code: row for row in line.amounts.all()}
    again = {row["code"]: row for row in computed}
    yield f"{line.code} recipients", sorted(row["code"] for row in frozen), sorted(stored)
    for row in frozen:
        code = row["code"]
        for name in ("share", "exact", "correction", "rank", "amount"):
            yield f"{line.code} {code} {name}", row[name], again.get(code, {}).get(name)
            yield f"{line.code} {code} {name} (stored)", row[name], getattr(stored.get(code), name, None)
