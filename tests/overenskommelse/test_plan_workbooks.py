"""Workbooks of plans: any text comes back as it was, nothing is a formula, hostile files are refused."""

import io
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from overenskommelse.workbooks import UnreadableError
from overenskommelse.workbooks.exact import TITLE, fits
from overenskommelse.workbooks.plans import PlanSheet, read_plan, text_of, write_plan

HARD = [
    "=1+1", "+46", "-", "@x", "'a", "''", "0380", "007", "2021-12-01", "1e5", "TRUE", "#REF!", "=cmd|'/c'!A0",
    "rad ett\nrad två", "a\r\nb", "a\x0bb", " före", "efter ", "\t", "\n", "_x0041_", "x005F_",
    "_x005F_x0041_", "å" * 20_000, "🩺" * 20_000, "<b>&amp;</b>", '"citat" “och” ’så’',
    "قلب 心 ❤️ e\u0301", "⟦1⟧", "slut ⟦2⟧", "\ud800", "\u2028",
]  # fmt: skip
NUMBERS = [0, 5, 17_332_000, -3, 10**15 - 1, 10**15, 2**63 - 1]


def there_and_back(texts: list[str]) -> list[str]:
    content = write_plan([PlanSheet("Åtgärder", ["Id", "Text"], [["x", text] for text in texts], (0, 40))])
    [sheet] = read_plan(content, "plan.xlsx", max_bytes=10**8)
    return [row[1] if len(row) > 1 else "" for row in sheet.rows[1:]]


def test_hard_texts_come_back() -> None:
    assert there_and_back(HARD) == HARD


@given(st.lists(st.text(st.characters(codec=None), min_size=1, max_size=200), max_size=8))
def test_any_text_comes_back(texts: list[str]) -> None:
    assert there_and_back(texts) == texts


def test_numbers_come_back_as_their_digits() -> None:
    content = write_plan([PlanSheet("Ramar", ["Belopp"], [[number] for number in NUMBERS])])
    [sheet] = read_plan(content, "plan.xlsx", max_bytes=10**6)
    assert [row[0] for row in sheet.rows[1:]] == [str(number) for number in NUMBERS]


def test_a_spreadsheet_program_sees_text_and_no_formulas() -> None:
    content = write_plan([PlanSheet("Åtgärder", ["=1", "T"], [[text, 5] for text in HARD])])
    page = load_workbook(io.BytesIO(content))["Åtgärder"]
    assert {cell.data_type for row in page.iter_rows(max_col=1) for cell in row} == {"s"}
    assert page["A2"].quotePrefix
    assert (page["B2"].value, page["B2"].number_format) == (5, "#,##0")


def test_what_no_cell_can_hold_lies_whole_on_a_hidden_sheet() -> None:
    content = write_plan([PlanSheet("Åtgärder", ["T"], [["ett\x0btvå"], ["vanlig"]])])
    book = load_workbook(io.BytesIO(content))
    assert [row[0].value for row in book["Åtgärder"].iter_rows(min_row=2)] == ["ett två ⟦1⟧", "vanlig"]
    assert book[TITLE].sheet_state == "hidden"


def test_a_whole_text_that_was_tampered_with_is_not_believed() -> None:
    book = Workbook()
    book.active.append(["ett ⟦1⟧"])
    page = book.create_sheet(TITLE)
    page.append(["ett ⟦1⟧", 1, "{not json"])
    [sheet] = read_plan(saved(book), "plan.xlsx", max_bytes=10**6)
    assert sheet.rows == [["ett ⟦1⟧"]]
    assert not fits("ett ⟦1⟧")


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_formula_without_a_result_is_named() -> None:
    book = Workbook()
    book.active.append(["Titel", "=A1&1"])
    [sheet] = read_plan(saved(book), "plan.xlsx", max_bytes=10**6)
    assert sheet.unanswered == {(1, 2): "=A1&1"}
    assert sheet.rows == [["Titel"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"), (0.5, "0,5"), (datetime(2021, 12, 1), "2021-12-01"), (date(2021, 12, 1), "2021-12-01"),  # noqa: DTZ001
        (datetime(2021, 12, 1, 8, 30), "2021-12-01 08:30:00"), (time(8, 30), "08:30:00"), (True, "True"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_values_that_a_program_has_made_of_text(value: object, text: str) -> None:
    assert text_of(value) == text


def refused(content: bytes, name: str = "plan.xlsx", max_bytes: int = 10**7) -> str:
    with pytest.raises(UnreadableError) as error:
        read_plan(content, name, max_bytes=max_bytes)
    return error.value.code


def test_other_files_are_refused() -> None:
    good = write_plan([PlanSheet("Åtgärder", ["T"], [["x"]])])
    assert refused(good, "plan.xlsm") == "macros"
    assert refused(good, "plan.csv") == "wrong_type"
    assert refused(good, max_bytes=10) == "too_large"
    assert refused(b"no archive") == "not_a_spreadsheet"
    assert refused(good[:-30]) == "not_a_spreadsheet"
    assert (
        refused(Path("fixtures/workbooks/should_fail/too_large_inside/stilar.xlsx").read_bytes())
        == "too_large_inside"
    )


def test_a_row_that_never_ends_is_refused() -> None:
    good = write_plan([PlanSheet("Åtgärder", ["T"], [["x"]])])
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(good)) as source, ZipFile(buffer, "w") as target:
        for part in source.infolist():
            text = source.read(part)
            if part.filename.startswith("xl/worksheets/"):
                text = text.replace(b"</row>", b"<!--" + b" " * 2_000_000 + b"--></row>", 1)
            target.writestr(part.filename, text)
    assert refused(buffer.getvalue()) == "too_large_inside"
