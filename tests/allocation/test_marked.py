"""The marked workbook: the person's own file back, with everything that is wrong coloured and listed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from allocation.services.imports import Preview, marked_workbook, read_upload
from tests.allocation.uploads import COUNTIES, WORKBOOKS, counties, upload_of

ERROR, WARNING = "00F4B6AE", "00FCE3A6"


def preview_of(content: bytes, name: str = "fil.csv") -> Preview:
    return read_upload(upload_of(COUNTIES.with_name(name), {}, content))


def opened(preview: Preview) -> Workbook:
    return load_workbook(BytesIO(marked_workbook(preview)))


def test_the_own_workbook_comes_back_with_colours_comments_and_links(db: None) -> None:
    path = WORKBOOKS / "should_fail" / "negative" / "befolkning.xlsx"
    preview = read_upload(upload_of(path, {}))
    problem, book, before = preview.errors[0], opened(preview), load_workbook(path)
    assert book.sheetnames == ["Att rätta", *before.sheetnames]
    cell = book[problem.sheet][problem.cell]
    assert cell.fill.fgColor.rgb == ERROR
    assert cell.comment is not None
    assert cell.comment.text == f"{problem.what}. {problem.remedy}"
    listed: Any = book.worksheets[0]
    assert [it.value for it in listed[2]] == [
        problem.sheet, problem.cell, problem.value, problem.what, problem.remedy,
    ]  # fmt: skip
    assert listed["B2"].hyperlink.location == f"'{problem.sheet}'!{problem.cell}"
    unmarked = {it.cell for it in preview.problems}
    for row in before[problem.sheet].iter_rows():
        for old in row:
            if old.coordinate not in unmarked:
                assert book[problem.sheet][old.coordinate].value == old.value


def test_the_list_can_be_read_in_whole_also_on_paper(db: None) -> None:
    listed: Any = opened(preview_of(counties().replace(b"2391841", b"X"))).worksheets[0]
    assert len(listed["E2"].value) > listed.column_dimensions["E"].width
    assert listed["E2"].alignment.wrap_text
    assert listed.row_dimensions[2].height >= 30
    assert (listed.page_setup.orientation, listed.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        True,
    )


def test_all_problems_of_a_cell_stand_in_its_comment(db: None) -> None:
    preview = preview_of(counties().replace(b"01;Stockholms l\xc3\xa4n;2391841", b"01;Uppsala;-1"))
    book = opened(preview)
    assert len(preview.problems) > 1
    page: Any = book.worksheets[1]
    assert page["A2"].fill.fgColor.rgb == WARNING
    assert page["C2"].fill.fgColor.rgb == ERROR


def test_a_text_file_becomes_a_workbook_without_formulas(db: None) -> None:
    content = counties().replace(b"Stockholms l\xc3\xa4n", b"=1+1").replace(b"2391841", b"-1")
    page: Any = opened(preview_of(content)).worksheets[1]
    assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")


def test_too_large_a_workbook_is_written_anew_from_what_was_read(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allocation.workbooks.marked.MAX_CHANGED", 1000)
    book = Workbook()
    page: Any = book.active
    page.title = "Län"
    for line in counties().decode().splitlines():
        page.append(line.split(";"))
    page["C2"] = -1
    page["A1"].font = Font(bold=True)
    written = BytesIO()
    book.save(written)
    again = opened(preview_of(written.getvalue(), "fil.xlsx"))["Län"]
    assert again["C2"].fill.fgColor.rgb == ERROR
    assert not again["A1"].font.b


def test_a_merged_cell_is_marked_at_its_corner(db: None) -> None:
    book = Workbook()
    page: Any = book.active
    for line in counties().decode().splitlines():
        page.append(line.split(";"))
    page["C2"] = None
    page.merge_cells("B2:C2")
    written = BytesIO()
    book.save(written)
    marked: Any = opened(preview_of(written.getvalue(), "fil.xlsx")).worksheets[1]
    assert marked["B2"].comment is not None


def test_the_page_links_to_it(client_for: Callable[[str], Client]) -> None:
    client = client_for("admin")
    upload = upload_of(COUNTIES.with_suffix(".csv"), {}, counties().replace(b"2391841", b"-1"))
    upload.created_by = client.get("/").wsgi_request.user  # type: ignore[assignment]
    upload.save()
    url = reverse("import_marked", args=[upload.pk])
    assert url in client.get(reverse("import", args=[upload.pk])).content.decode()
    answer = client.get(url)
    assert load_workbook(BytesIO(answer.content)).sheetnames[0] == "Att rätta"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lan-med-koder (markerad).xlsx"'
