"""The golden county table in every format and encoding, and files that are broken or hostile in each."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from scripts.workbook_parts import PEOPLE, Facts, counties, county_table, describe, place, reading, workbook

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("table", "office", "text")
)
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
XLSX = "befolkning.xlsx"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return made.getvalue()


def ods(rows: str, more: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument spreadsheet of one sheet, with other parts beside."""
    table = f'<table:table table:name="Befolkning">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content {NAMESPACES}>{body}</office:document-content>"
    parts = {"mimetype": TYPE, "content.xml": content, "META-INF/manifest.xml": "<manifest/>"}
    return zipped(parts | dict(more or {}))


def ods_row(*values: object, times: int = 1) -> str:
    cells = "".join(map(_ods_cell, values))
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def _ods_cell(value: object) -> str:
    if isinstance(value, int):
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def px() -> str:
    """The county table as PC-Axis, by year."""
    rows = counties("population")
    quoted = [",".join(f'"{row[column]}"' for row in rows) for column in (0, 1)]
    figures = "\n".join(f"{people - 1} {people}" for *_, people in rows)
    return (
        'CHARSET="ANSI";\nLANGUAGE="sv";\nCODEPAGE="iso-8859-15";\nTITLE="Folkmängd efter region och år";\n'
        'CONTENTS="Folkmängd";\nUNITS="antal";\nSTUB="region";\nHEADING="år";\n'
        f'VALUES("region")={quoted[1]};\nVALUES("år")="2019","2020";\nCODES("region")={quoted[0]};\n'
        f"DATA=\n{figures};\n"
    )


def jsonstat() -> Facts:
    """The county table as JSON-stat 2."""
    rows = counties("population")
    regions = {"index": [row[0] for row in rows], "label": {row[0]: row[1] for row in rows}}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Folkmängd efter region",
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [21, 1, 1],
        "dimension": {
            "Region": {"label": "region", "category": regions},
            "ContentsCode": {"label": "innehåll", "category": {"label": {"BE01": "Folkmängd"}}},
            "Tid": {"label": "år", "category": {"index": {"2020": 0}}},
        },
        "value": [row[2] for row in rows],
    }


def text(delimiter: str, title: str = "") -> str:
    lines = [delimiter.join(map(str, row)) for row in county_table(counties("population"))]
    return title + "\r\n".join(lines) + "\r\n"


def right() -> dict[str, bytes]:
    rows = [ods_row(*row) for row in county_table(counties("population"))]
    return {
        "lan.ods": ods("".join(rows) + ods_row("", times=1_048_000)),
        "lan.px": px().encode("iso-8859-15"),
        "lan-utf-8.px": px().replace("iso-8859-15", "utf-8").encode(),
        "lan.json": json.dumps(jsonstat(), ensure_ascii=False).encode(),
        "lan-utf-8-bom-komma.csv": text(",").encode("utf-8-sig"),
        "lan-windows-semikolon.csv": text(";", "Källa – SCB;;\r\n").encode("cp1252"),
        "lan-iso-8859-1-tabb.csv": text("\t").encode("iso-8859-1"),
        "lan-utf-16.txt": text("\t").encode("utf-16"),
        "lan-sep.csv": text(";", "sep=;\r\n").encode("cp1252"),
        "inklistrat.tsv": text("\t").encode(),
    }


def small_workbook() -> dict[str, bytes]:
    """The parts of a workbook with one cell."""
    made = io.BytesIO()
    workbook("Befolkning", [["Kod"]]).save(made)
    with ZipFile(made) as archive:
        names = [name for name in archive.namelist() if not name.startswith("docProps")]
        return {name: archive.read(name) for name in names}


def encrypted() -> bytes:
    """A workbook whose directory says that its first part is encrypted."""
    content = bytearray(zipped(small_workbook()))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def wrong() -> dict[str, bytes]:
    """Content by reason and name."""
    parts, page = small_workbook(), "xl/worksheets/sheet1.xml"
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    return {
        f"macros/{XLSX}": zipped(parts | {"xl/vbaProject.bin": b"Sub"}),
        "macros/befolkning.xlsm": zipped(parts),
        "macros/befolkning.ods": ods("", {"Basic/Standard/Module1.xml": "<module/>"}),
        f"encrypted/{XLSX}": encrypted(),
        "encrypted/gammal-xls.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504),
        "encrypted/befolkning.ods": ods("", {"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        f"nested_archive/{XLSX}": zipped(parts | {"xl/embeddings/inuti.xlsx": b"PK"}),
        f"too_large_inside/{XLSX}": zipped(parts | {page: b"<worksheet>" + b" " * 2**22}),
        "too_large_inside/stilar.xlsx": zipped(parts | {"xl/styles.xml": b"<xf/>" * 300_000}),
        "too_large_inside/delar.xlsx": zipped(parts | {f"xl/{number}.xml": b"<a/>" for number in range(500)}),
        "too_many_cells/befolkning.ods": ods(ods_row(1, 1, times=1_048_576)),
        "not_a_spreadsheet/entiteter.ods": ods("", {"content.xml": bomb}),
        "not_a_spreadsheet/entiteter.xlsx": zipped(parts | {page: bomb.encode()}),
        "not_a_spreadsheet/avhuggen.xlsx": zipped(parts)[:-60],
        "not_a_spreadsheet/trasig.xlsx": zipped(parts | {"xl/workbook.xml": b"<workbook"}),
        "not_a_spreadsheet/text.ods": ods("", {"mimetype": "application/vnd.oasis.opendocument.text"}),
        "not_a_spreadsheet/avhuggen.px": px().encode("iso-8859-15")[:-20],
        "not_a_spreadsheet/fel-antal.json": json.dumps(jsonstat() | {"value": [1]}).encode(),
        "not_a_spreadsheet/avhuggen.json": json.dumps(jsonstat()).encode()[:-20],
        "not_a_spreadsheet/bild.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    }


def make(folder: Path) -> None:
    for name, content in right().items():
        path = place(folder / "should_pass" / name)
        path.write_bytes(content)
        describe(path, reading(PEOPLE))
    for name, content in wrong().items():
        path = place(folder / "should_fail" / name)
        path.write_bytes(content)
        describe(path, reading({}))
