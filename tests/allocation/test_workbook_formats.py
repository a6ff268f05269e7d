"""The formats beside xlsx: text in every dress, OpenDocument, PC-Axis and JSON-stat."""

import io
import json
from collections.abc import Mapping
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from allocation.domain.cells import Sheet
from allocation.workbooks import PASTED, UnreadableError, read

MEBIBYTE = 1024 * 1024
TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("table", "office", "text", "style")
)
TABLE = '<table:table table:name="Blad1">%s</table:table>'
CELL = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
FIGURE = '<table:table-cell office:value-type="float" office:value="%s"><text:p>x</text:p></table:table-cell>'
EMPTY = '<table:table-cell table:number-columns-repeated="%d"/>'
ROW = "<table:table-row>%s</table:table-row>"

PX = """CHARSET="ANSI";
AXIS-VERSION="2000";
LANGUAGE="sv";
CODEPAGE="iso-8859-15";
TITLE="Folkmängd efter region, kön och år";
CONTENTS="Folkmängd";
UNITS="antal";
NOTE="Först; sedan ""så"".";
STUB="region","kön";
HEADING="år";
VALUES("region")="Upplands Väsby","Vallentuna";
VALUES("kön")="män","kvinnor";
VALUES("år")="2020","2021";
CODES("region")="0114","0115";
TIMEVAL("år")=TLIST(A1),"2020","2021";
DATA=
1 2
3 ".."
5.5 6
-7 8;
"""
CUBE = {
    "version": "2.0",
    "class": "dataset",
    "label": "Befolkning efter region",
    "id": ["Region", "ContentsCode", "Tid"],
    "size": [2, 2, 2],
    "dimension": {
        "Region": {
            "label": "region",
            "category": {
                "index": {"0114": 0, "0115": 1}, "label": {"0114": "Upplands Väsby", "0115": "Vallentuna"},
            },
        },
        "ContentsCode": {
            "label": "tabellinnehåll",
            "category": {"index": ["a", "b"], "label": {"a": "Folkmängd", "b": "Folkökning"}},
        },
        "Tid": {"label": "år", "category": {"index": {"2020": 0, "2021": 1}}},
    },
    "value": [1, 2, 3, None, 5, 6.5, 7, 8],
    "status": {"3": ".."},
}  # fmt: skip


def read_one(content: bytes, name: str) -> Sheet:
    [sheet] = read(content, name, max_bytes=10 * MEBIBYTE)
    return sheet


def reason(content: bytes, name: str, seconds: float = 30) -> str:
    with pytest.raises(UnreadableError) as refused:
        read(content, name, max_bytes=10 * MEBIBYTE, seconds=seconds)
    return refused.value.code


def ods(body: str, styles: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts = {"mimetype": TYPE, "content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"}
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, part in (parts | dict(more or {})).items():
            archive.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("name", ["fil.csv", "fil.TSV", "fil.txt", PASTED])
def test_text_in_every_dress(encoding: str, name: str) -> None:
    content = "kod\tnamn\tantal\r\n\r\n0114\tUpplands Väsby \t12\r\n".encode(encoding)
    assert read_one(content, name) == Sheet(
        name, [("kod", "namn", "antal"), (), ("0114", "Upplands Väsby", "12")]
    )


def test_a_file_may_say_its_delimiter() -> None:
    assert read_one(b"sep=,\r\nkod,antal\r\n01,1;2;3\r\n", "fil.csv").rows[2] == ("01", "1;2;3")


def test_ods_cells() -> None:
    rows = [
        ROW % (CELL % "Titel"),
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
        ROW % (CELL % "0114" + EMPTY % 2 + FIGURE % "12" + FIGURE % "1.5" + EMPTY % 16000),
        '<table:table-row table:number-rows-repeated="1048571"><table:table-cell/></table:table-row>',
    ]
    assert read_one(ods(TABLE % "".join(rows)), "fil.ods") == Sheet(
        "Blad1", [("Titel",), (), (), ("0114", None, None, 12, 1.5)]
    )


def test_ods_says_what_is_hidden_merged_and_not_calculated() -> None:
    rows = [
        '<table:table-column table:number-columns-repeated="2"/>',
        '<table:table-column table:visibility="collapse"/>',
        ROW % '<table:table-cell table:number-columns-spanned="3"/><table:covered-table-cell/>',
        '<table:table-row table:visibility="filter">%s</table:table-row>' % (FIGURE % "1"),
        ROW % ('<table:table-cell table:formula="of:=1+1"/>' + FIGURE % "3"),
    ]
    sheet = read_one(ods(TABLE % "".join(rows)), "fil.ods")
    assert sheet.traits.hidden_rows == frozenset({2})
    assert sheet.traits.hidden_columns == frozenset({3})
    assert (sheet.traits.merged, sheet.uncached) == (("A1:C1",), {(3, 1): "=1+1"})


def test_an_ods_sheet_is_read_when_it_is_asked_for() -> None:
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    hidden = f'<table:table table:name="Dold" table:style-name="ta2">{ROW % (FIGURE % "2")}</table:table>'
    content = ods(TABLE % (ROW % (FIGURE % "1")) + hidden, style)
    shown = read(content, "fil.ods", max_bytes=MEBIBYTE)
    asked = read(content, "fil.ods", max_bytes=MEBIBYTE, sheet="dold")
    assert [(sheet.name, sheet.rows, sheet.traits.hidden) for sheet in shown] == [
        ("Blad1", [(1,)], False),
        ("Dold", (), True),
    ]
    assert [sheet.rows for sheet in asked] == [(), [(2,)]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK", "not_a_spreadsheet"),
        (ods("", more={"mimetype": b"application/vnd.oasis.opendocument.text"}), "not_a_spreadsheet"),
        (ods("", more={"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "encrypted"),
        (ods("", more={"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
        (ods("", more={"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "not_a_spreadsheet"),
        (ods(TABLE % (ROW % (CELL % ("x" * 3 * MEBIBYTE)))), "too_large_inside"),
        (ods(TABLE % (ROW % FIGURE.replace("l ", 'l table:number-columns-repeated="99999" ', 1) % 1)),
         "too_large_inside"),
        (ods(TABLE % (ROW.replace(">", ' table:number-rows-repeated="2000000">', 1) % (FIGURE % 1))),
         "too_many_cells"),
    ],
)  # fmt: skip
def test_an_ods_that_is_refused(content: bytes, code: str) -> None:
    assert reason(content, "fil.ods") == code


@pytest.mark.parametrize("encoding", ["iso-8859-15", "utf-8", "utf-8-sig"])
def test_px_is_a_long_table(encoding: str) -> None:
    content = PX.replace("iso-8859-15", encoding.removesuffix("-sig")).encode(encoding)
    assert read_one(content, "tabell.px").rows == [
        ("Folkmängd",),
        (),
        ("region", "kön", "år", "Folkmängd"),
        ("0114 Upplands Väsby", "män", "2020", Decimal(1)),
        ("0114 Upplands Väsby", "män", "2021", Decimal(2)),
        ("0114 Upplands Väsby", "kvinnor", "2020", Decimal(3)),
        ("0114 Upplands Väsby", "kvinnor", "2021", ".."),
        ("0115 Vallentuna", "män", "2020", Decimal("5.5")),
        ("0115 Vallentuna", "män", "2021", Decimal(6)),
        ("0115 Vallentuna", "kvinnor", "2020", Decimal(-7)),
        ("0115 Vallentuna", "kvinnor", "2021", Decimal(8)),
    ]


def test_jsonstat_puts_its_contents_beside_each_other() -> None:
    rows = read_one(json.dumps(CUBE).encode(), "tabell.json").rows
    assert rows[2:] == [
        ("region", "år", "Folkmängd", "Folkökning"),
        ("0114 Upplands Väsby", "2020", 1, 3),
        ("0114 Upplands Väsby", "2021", 2, ".."),
        ("0115 Vallentuna", "2020", 5, 7),
        ("0115 Vallentuna", "2021", 6.5, 8),
    ]
    sparse = CUBE | {"value": {"0": 4, "7": 9}, "status": {}}
    assert read_one(json.dumps(sparse).encode(), "tabell.json").rows[3:] == [
        ("0114 Upplands Väsby", "2020", 4),
        ("0114 Upplands Väsby", "2021"),
        ("0115 Vallentuna", "2020"),
        ("0115 Vallentuna", "2021", None, 9),
    ]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (PX.replace("-7 8;", "-7;").encode(), "a.px", "not_a_spreadsheet"),
        (PX.replace("-7 8;", "-7 8").encode(), "a.px", "not_a_spreadsheet"),
        (PX.replace("DATA=", 'KEYS("region")=CODES;\nDATA=').encode(), "a.px", "not_a_spreadsheet"),
        (b'STUB="a', "a.px", "not_a_spreadsheet"),
        (b"PK\x03\x04", "a.px", "not_a_spreadsheet"),
        (json.dumps(CUBE | {"value": [1]}).encode(), "a.json", "not_a_spreadsheet"),
        (b"[" * 200_000, "a.json", "not_a_spreadsheet"),
        (b'{"value": 7}', "a.json", "not_a_spreadsheet"),
        (json.dumps({"id": ["a", "a"], "value": {}, "dimension": {
            "a": {"category": {"index": list(range(2000))}}}}).encode(), "a.json", "too_many_cells"),
    ],
)  # fmt: skip
def test_a_cube_that_is_refused(content: bytes, name: str, code: str) -> None:
    assert reason(content, name) == code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fil.csv", b"1,2\n" * 2000),
        ("fil.px", PX.encode()),
        ("fil.ods", ods(TABLE % (ROW % (FIGURE % "1")))),
    ],
)
def test_what_takes_too_long_is_stopped(name: str, content: bytes) -> None:
    assert reason(content, name, seconds=-1) == "too_slow"
