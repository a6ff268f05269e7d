"""Stage 2: datasets. Immutable and versioned: a corrected file is a new version that points back."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction

from allocation.domain.findings import Reading, ReadRow
from allocation.domain.run import digest
from allocation.models import Dataset, DatasetValue, Import, Indicator, SourceFile
from overenskommelse.models import User
from overenskommelse.services.events import record


class Stored(NamedTuple):
    """A dataset, and whether it was stored now or was there already with the same content."""

    dataset: Dataset
    is_new: bool


def content_digest(
    indicator: str, level: str, reference_date: date, values: Iterable[tuple[str, int | Decimal]]
) -> str:
    """SHA-256 of what a dataset says: the same figures give the same digest whatever file they came in."""
    return digest(
        {
            "indicator": indicator,
            "level": level,
            "reference_date": reference_date.isoformat(),
            "values": {code: plain(value) for code, value in values},
        }
    )


def plain(value: int | Decimal) -> str:
    """The figure in as few digits as it needs: ``159227``, ``0.5``."""
    return format(Decimal(value).normalize(), "f")


def recomputed_digest(dataset: Dataset) -> str:
    """The content digest of the values as they stand in the database. One query."""
    values = dataset.values_read.values_list("code", "value")
    return content_digest(dataset.indicator.code, dataset.level, dataset.reference_date, values)


def reading_digest(upload: Import, reading: Reading) -> str:
    values = ((row.code, row.value) for row in reading.rows)
    return content_digest(upload.indicator.code, reading.level, upload.reference_date, values)


class Compared(NamedTuple):
    """A code's value in two versions; None where one of them does not have it."""

    code: str
    name: str
    value: Decimal | None
    before: Decimal | None
    cell: str

    @property
    def difference(self) -> Decimal | None:
        return None if self.value is None or self.before is None else self.value - self.before


def compared(dataset: Dataset, earlier: Dataset) -> list[Compared]:
    """Every code of either, those that differ first. Two queries."""
    now, then = ({it.code: it for it in one.values_read.all()} for one in (dataset, earlier))
    rows = [
        Compared(
            code,
            (now.get(code) or then[code]).name,
            now[code].value if code in now else None,
            then[code].value if code in then else None,
            (now.get(code) or then[code]).cell,
        )
        for code in sorted(now.keys() | then.keys())
    ]
    return sorted(rows, key=lambda row: row.difference == 0)


@transaction.atomic
def store(*, upload: Import, reading: Reading, warnings: list[dict[str, Any]], by: User | None) -> Stored:
    """Keep a right reading as the next version; the content in force again stores nothing.

    ``warnings`` are JSON values. Two who store at once queue at the indicator.
    """
    indicator = Indicator.objects.select_for_update().get(pk=upload.indicator_id)
    earlier = Dataset.objects.filter(
        indicator=indicator, level=reading.level, reference_date=upload.reference_date
    )
    previous, content = earlier.order_by("-version").first(), reading_digest(upload, reading)
    if previous and previous.content_digest == content:
        return Stored(previous, is_new=False)
    dataset = Dataset.objects.create(
        indicator=indicator,
        level=reading.level,
        reference_date=upload.reference_date,
        version=previous.version + 1 if previous else 1,
        source=upload.source,
        licence=upload.licence,
        file=_kept_file(upload),
        file_name=upload.file_name,
        sheet=reading.sheet[:100],
        value_column=f"{reading.value_column} {reading.header}".strip()[:200],
        row_count=len(reading.rows),
        total=reading.total,
        content_digest=content,
        warnings=warnings,
        supersedes=previous,
        created_by=by,
    )
    DatasetValue.objects.bulk_create(_value(dataset, row) for row in reading.rows)
    record("datasets.stored", dataset, by=by, version=dataset.version, file=upload.file_name, digest=content)
    return Stored(dataset, is_new=True)


def _kept_file(upload: Import) -> SourceFile:
    """The file exactly as received, kept once however many datasets are read from it."""
    content = bytes(upload.content)
    file, _created = SourceFile.objects.get_or_create(
        digest=sha256(content).hexdigest(),
        defaults={"name": upload.file_name, "content": content, "size": len(content)},
    )
    return file


def _value(dataset: Dataset, row: ReadRow) -> DatasetValue:
    return DatasetValue(dataset=dataset, code=row.code, name=row.name[:200], value=row.value, cell=row.cell)
