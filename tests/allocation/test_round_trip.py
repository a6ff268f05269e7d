"""Whatever is exported imports again to the same digest."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from allocation.choices import Level
from allocation.domain.register import Register
from allocation.models import Dataset, Import, Indicator
from allocation.services.datasets import store
from allocation.services.imports import Preview, read_upload, register
from overenskommelse.workbooks import EXPORTS
from tests.allocation.test_workbooks import book_of, saved

DAY = date(2020, 11, 1)
MOST = 10**6  # 290 of them are no more than a dataset's total holds
# Letters of every script, and what means something in a spreadsheet or between its cells.
NAMES = st.text(
    st.sampled_from("åÄö;,\t\n\"'=+-@#§ıß\u00a0\u2011 0123 län") | st.characters(exclude_categories=["C"]),
    max_size=12,
)
ASKED = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Values = Mapping[str, int | Decimal]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Each example starts from the same database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@st.composite
def tables(draw: st.DrawFn, whole: bool) -> tuple[list[int | Decimal], dict[int, str]]:
    """Figures for as many as there are, and odd names for some of them, by place."""
    figure = st.integers(0, MOST) if whole else st.decimals(0, MOST, places=3)
    return draw(st.lists(figure, min_size=290, max_size=290)), draw(
        st.dictionaries(st.integers(0, 9), NAMES, max_size=10)
    )


def read(content: bytes, kind: str, indicator: Indicator) -> Preview:
    return read_upload(
        Import(file_name=f"fil.{kind}", content=content, indicator=indicator, reference_date=DAY)
    )


def stored(content: bytes, indicator: Indicator) -> Dataset | None:
    """The dataset that the workbook becomes, if nothing is wrong with it."""
    preview = read(content, "xlsx", indicator)
    right = preview.reading.is_right
    upload, reading = preview.upload, preview.reading
    return store(upload=upload, reading=reading, warnings=[], by=None).dataset if right else None


def content_of(known: Register, level: Level, figures: list[int | Decimal], odd: Mapping[int, str]) -> bytes:
    codes = known.codes(level)
    rows: list[list[object]] = [
        [code, odd.get(place, known.names[code]), figures[place]] for place, code in enumerate(codes)
    ]
    return saved(book_of(Blad1=[["Kod", "Namn", "Antal"], *rows]))


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("level", Level)
def test_an_export_imports_again_to_the_same_digest(
    level: Level, whole: bool, client_for: Callable[[str], Client]
) -> None:
    indicator = Indicator.objects.create(code="anything", name="Vad som helst", whole_numbers=whole)
    client, known = client_for("admin"), register()

    @ASKED
    @given(tables(whole), st.booleans())
    def exported_and_imported(table: tuple[list[int | Decimal], dict[int, str]], has_earlier: bool) -> None:
        figures, odd = table
        with rolled_back():
            if has_earlier:
                stored(content_of(known, level, figures[::-1], {}), indicator)
            dataset = stored(content_of(known, level, figures, odd), indicator)
            if dataset is None:
                reject()
            for kind in EXPORTS:
                file = client.get(dataset.get_absolute_url(), {"_export": kind}).content
                assert read(file, kind, indicator).content_digest == dataset.content_digest

    exported_and_imported()
