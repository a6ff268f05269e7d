"""Import of a 290-row xlsx against openpyxl reading the same file."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from openpyxl import load_workbook

from allocation.models import Import, Indicator
from allocation.services.imports import Preview, read_upload, store
from overenskommelse.services.fixtures import FIXTURES
from tests.bench.measure import Row, race

FILE = FIXTURES / "workbooks" / "should_pass" / "folkmangd-kommuner-2025.xlsx"
ROWS = 290


def preview(indicator: Indicator) -> Preview:
    """Read, check and all that the preview shows: problems, rows beside the version in force, the seal."""
    upload = Import(
        file_name=FILE.name,
        content=FILE.read_bytes(),
        indicator=indicator,
        reference_date=date(2025, 12, 31),
    )
    found = read_upload(upload)
    assert not found.errors
    assert not found.warnings
    assert found.changed == 0
    assert found.seal
    assert len(found.rows) == ROWS
    return found


def preview_and_store(indicator: Indicator) -> None:
    """The same, stored as a dataset; rolled back, so that every time is the first."""
    with transaction.atomic():
        assert store(preview=preview(indicator), by=None).is_new
        transaction.set_rollback(True)


def bare() -> None:
    """Every value of every sheet, in openpyxl's fastest way."""
    book = load_workbook(FILE, read_only=True, data_only=True)
    assert sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) if any(row)) > ROWS
    book.close()


@pytest.mark.django_db
def test_preview(show: Callable[[Row], None]) -> None:
    indicator = Indicator.objects.get(code="population")
    show(race("import, 290 rows: read, check, preview", lambda: preview(indicator), bare, bar=2))


@pytest.mark.django_db
def test_stored(show: Callable[[Row], None]) -> None:
    indicator = Indicator.objects.get(code="population")
    show(race("import, 290 rows: and store", lambda: preview_and_store(indicator), bare))
