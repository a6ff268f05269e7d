"""Files to sheets: what is read, what is refused, and that a hostile file costs little."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from allocation.domain.cells import Sheet
from allocation.workbooks import MAX_CELLS, UnreadableError, read

MEBIBYTE = 1024 * 1024
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PAGE = "xl/worksheets/sheet1.xml"


def book_of(**sheets: list[list[object]]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return book


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_parts(parts: Mapping[str, bytes]) -> bytes:
    """A small workbook with some of its parts replaced, or more added."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(saved(book_of(Blad1=[["x"]])))) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return made.getvalue()


def page_of(rows: bytes, before: bytes = b'<dimension ref="A1"/>') -> bytes:
    head = f'<worksheet xmlns="{MAIN}">'.encode()
    return with_parts({PAGE: head + before + b"<sheetData>" + rows + b"</sheetData></worksheet>"})


def sheets_of(content: bytes, name: str = "fil.xlsx", sheet: str = "") -> list[Sheet]:
    return read(content, name, max_bytes=10 * MEBIBYTE, sheet=sheet)


def reason(content: bytes, name: str = "fil.xlsx", max_bytes: int = 10 * MEBIBYTE) -> str:
    with pytest.raises(UnreadableError) as refused:
        read(content, name, max_bytes=max_bytes)
    return refused.value.code


def test_rows_keep_their_place_and_lose_their_empty_ends() -> None:
    [sheet] = sheets_of(saved(book_of(Blad1=[["Titel", None], [], ["0114", 12, None], [None, None]])))
    assert sheet == Sheet("Blad1", [("Titel",), (), ("0114", 12)])


def test_a_day_stays_a_day_and_a_time_becomes_text() -> None:
    [sheet] = sheets_of(saved(book_of(Blad1=[[datetime(2020, 11, 1), time(12, 30)]])))  # noqa: DTZ001
    assert sheet.rows == [(datetime(2020, 11, 1), "12:30:00")]  # noqa: DTZ001


def test_a_hidden_sheet_is_read_only_when_asked_for() -> None:
    book = book_of(Blad1=[["a"]], Dold=[["b"]])
    book["Dold"].sheet_state = "hidden"
    assert [len(sheet.rows) for sheet in sheets_of(saved(book))] == [1, 0]
    assert [len(sheet.rows) for sheet in sheets_of(saved(book), sheet=" dold ")] == [0, 1]


def test_a_formula_without_a_value_keeps_its_text() -> None:
    [sheet] = sheets_of(saved(book_of(Blad1=[["a", "=1+1", 3]])))
    assert sheet.rows == [("a", None, 3)]
    assert sheet.uncached == {(1, 2): "=1+1"}


def test_a_formula_with_a_value_is_its_value() -> None:
    cells = b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>2+2</f></c><c r="C1"><v>5</v></c></row>'
    [sheet] = sheets_of(page_of(cells))
    assert sheet.rows == [(2, None, 5)]
    assert sheet.uncached == {(1, 2): "=2+2"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_every_dress(delimiter: str, encoding: str) -> None:
    lines = [["kod", "namn", "antal"], ["0114", "Upplands Väsby", "12"], [], ["0115", " Vallentuna ", ""]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    [sheet] = sheets_of(content, "mapp/fil.CSV")
    assert sheet == Sheet(
        "fil.CSV", [("kod", "namn", "antal"), ("0114", "Upplands Väsby", "12"), (), ("0115", "Vallentuna")]
    )


def test_a_decimal_comma_does_not_split_a_row() -> None:
    [sheet] = sheets_of(b"kod;antal\n01;1,5\n03;2,5\n", "fil.csv")
    assert sheet.rows == [("kod", "antal"), ("01", "1,5"), ("03", "2,5")]


def test_what_stands_within_quotes_does_not_split_a_row() -> None:
    [sheet] = sheets_of(b'code,name,"a;b"\n01,"x; y",1\n03,"z;\n;",2\n', "fil.csv")
    assert sheet.rows == [("code", "name", "a;b"), ("01", "x; y", "1"), ("03", "z;\n;", "2")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("fil.pdf", b"%PDF-1.7", "wrong_type"),
        ("fil", b"kod;antal", "wrong_type"),
        ("fil.xls", b"", "wrong_type"),
        ("fil.xlsm", b"", "macros"),
        ("fil.xlsx", b"", "not_a_spreadsheet"),
        ("fil.xlsx", b"kod;antal\n", "not_a_spreadsheet"),
        ("fil.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "encrypted"),
        ("fil.csv", b"PK\x03\x04\0\0", "not_a_spreadsheet"),
        ("fil.csv", b'"' + b"a" * 200_000, "not_a_spreadsheet"),
        ("fil.csv", b"\x81\x8d", "not_a_spreadsheet"),
        ("fil.csv", b"1,2\n" * 3 * MEBIBYTE, "too_large"),
        ("fil.csv", b"1,2\n" * (MAX_CELLS // 2 + 1), "too_many_cells"),
    ],
)
def test_what_is_no_spreadsheet(name: str, content: bytes, code: str) -> None:
    assert reason(content, name) == code


def encrypted() -> bytes:
    """A workbook whose first part says that it is encrypted, in the directory."""
    content = bytearray(saved(book_of(Blad1=[["x"]])))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def entity_bomb() -> bytes:
    entities = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    page = b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
    return with_parts({PAGE: entities + page})


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a password": ("encrypted", encrypted),
    "macros": ("macros", lambda: with_parts({"xl/vbaProject.bin": b"Sub"})),
    "an archive within": ("nested_archive", lambda: with_parts({"xl/embeddings/a.xlsx": b"PK"})),
    "many parts": ("too_large_inside", lambda: with_parts({f"xl/a{n}.xml": b"<a/>" for n in range(600)})),
    "a part that unfolds": ("too_large_inside", lambda: page_of(b" " * 20 * MEBIBYTE)),
    "endless styles": (
        "too_large_inside",
        lambda: with_parts({"xl/styles.xml": b"".join(b'<xf a="%d"/>' % n for n in range(100_000))}),
    ),
    "an endless row": (
        "too_large_inside",
        lambda: page_of(b'<row r="1">' + b"".join(b'<c s="%d"/>' % n for n in range(200_000)) + b"</row>"),
    ),
    "a sheet of unknown size": (
        "too_large_inside",
        lambda: page_of(b"".join(b'<row r="%d"/>' % n for n in range(300_000)), before=b""),
    ),
    "entities": ("not_a_spreadsheet", entity_bomb),
    "cut off": ("not_a_spreadsheet", lambda: saved(book_of(Blad1=[["x"]]))[:-100]),
    "a broken part": ("not_a_spreadsheet", lambda: with_parts({"xl/workbook.xml": b"<workbook"})),
    "a cell outside the sheet": (
        "not_a_spreadsheet",
        lambda: page_of(b'<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'),
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused(kind: str) -> None:
    code, make = HOSTILE[kind]
    assert reason(make()) == code


def test_a_sheet_formatted_to_its_last_row_is_not_read_to_its_end() -> None:
    """What stands far below the data is broken, which would be seen if it were read."""
    data = b'<row r="1"><c r="A1"><v>7</v></c></row>'
    formatted = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(2, 50_000))
    [sheet] = sheets_of(page_of(data + formatted + b"<broken"))
    assert sheet.rows == [(7,)]


def test_a_stray_cell_on_the_last_row_is_not_data() -> None:
    stray = b'<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    [sheet] = sheets_of(page_of(stray, b'<dimension ref="A1:XFD1048576"/>'))
    assert sheet.rows == [(7,)]
