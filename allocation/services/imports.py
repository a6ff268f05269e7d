"""Stage 1: a file is read, checked and shown; then it becomes a dataset whole, or nothing is stored."""

from typing import Any, Final

from django.db import transaction

from allocation.domain.rows import years_in
from allocation.models import Dataset, Import, SourceMapping
from allocation.services import datasets
from allocation.services.previews import Preview, Problem, marked_workbook, read_upload, register
from overenskommelse.models import Event, User
from overenskommelse.services.events import record

__all__ = ["Preview", "Problem", "marked_workbook", "read_upload", "register"]

CHOICES: Final = ("sheet", "key_column", "name_column", "value_column")


class RefusedError(Exception):
    """The import cannot be confirmed: it has errors, or is not what the person saw."""


@transaction.atomic
def stage(*, upload: Import, by: User) -> Import:
    """Keep an uploaded file until it is confirmed or left."""
    upload.created_by = by
    upload.save()
    record("imports.uploaded", upload, by=by)
    return upload


@transaction.atomic
def read_otherwise(*, upload: Import, by: User, **choices: Any) -> None:
    """Read the same file from another sheet, year or columns. An empty choice leaves it to the table."""
    for name, value in choices.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(choices))
    record("imports.changed", upload, by=by, **choices)


def read_as_before(upload: Import) -> Preview:
    """Read ``upload`` as the last confirmed file of its source was; if nothing is found so, freely."""
    known = SourceMapping.objects.filter(indicator=upload.indicator, source=upload.source).first()
    for name in CHOICES if known else ():
        setattr(upload, name, getattr(known, name))
    preview = read_upload(upload)
    if known is None or preview.reading.rows or not preview.is_readable:
        return preview
    for name in CHOICES:
        setattr(upload, name, "")
    return read_upload(upload)


def _remember(upload: Import, header: str) -> None:
    """Keep the choices; the value column by its heading, unless a year stands in it."""
    choices = {name: getattr(upload, name) for name in CHOICES}
    if choices["value_column"]:
        choices["value_column"] = "" if years_in(header) else header or choices["value_column"]
    mapping: dict[str, Any] = {"indicator": upload.indicator, "source": upload.source}
    if upload.source and any(choices.values()):
        SourceMapping.objects.update_or_create(**mapping, defaults=choices)
    else:
        SourceMapping.objects.filter(**mapping).delete()


@transaction.atomic
def explain(*, upload: Import, reasons: dict[str, str], by: User) -> None:
    """Keep why each kind of warning (by its code) is stored all the same."""
    upload.reasons = {code: text.strip() for code, text in reasons.items() if text.strip()}
    upload.save(update_fields=["reasons"])
    record("imports.explained", upload, by=by, reasons=upload.reasons)


@transaction.atomic
def decide(*, upload: Import, decisions: dict[str, dict[str, str]], by: User) -> None:
    """Keep what cells that the source leaves out shall count as: cell → ``{"value", "reason"}``."""
    upload.decisions = decisions
    upload.save(update_fields=["decisions"])
    record("imports.decided", upload, by=by, decisions=decisions)


@transaction.atomic
def confirm(*, pk: int, seal: str, by: User) -> datasets.Stored:
    """Store what was seen, all or nothing. A second click answers with what the first one stored.

    Raises Import.DoesNotExist, and RefusedError when there are errors, a warning has no reason, or
    ``seal`` is not the preview's.
    """
    upload = Import.objects.visible_to(by).select_for_update().filter(pk=pk).first()
    if upload is None:
        return datasets.Stored(_stored_before(pk, by), is_new=False)
    preview = read_upload(upload)
    unexplained = preview.questions.keys() - upload.reasons.keys()
    if not preview.reading.is_right or preview.seal != seal or unexplained:
        raise RefusedError
    stored = store(preview=preview, by=by)
    record("imports.confirmed", stored.dataset, by=by, upload=pk)
    _remember(upload, preview.reading.header)
    upload.delete()
    return stored


def _stored_before(pk: int, by: User) -> Dataset:
    event = Event.objects.filter(verb="imports.confirmed", by=by, data__upload=pk).first()
    if event is None:
        raise Import.DoesNotExist
    return Dataset.objects.get(pk=event.subject_id)


def store(*, preview: Preview, by: User | None) -> datasets.Stored:
    """Make a dataset of a right preview, with its warnings in words and the reasons that were given."""
    reasons = preview.upload.reasons
    warnings = [it._asdict() | {"reason": reasons.get(it.code, "")} for it in preview.warnings]
    return datasets.store(upload=preview.upload, reading=preview.reading, warnings=warnings, by=by)


@transaction.atomic
def leave(*, upload: Import, by: User) -> None:
    """Throw the uploaded file away; no dataset comes of it."""
    record("imports.left", upload, by=by)
    upload.delete()
