"""The zip archive that a workbook is, looked at before any parser opens it."""

import io
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from overenskommelse.workbooks.limits import (
    MAX_PARTS,
    MAX_RATIO,
    MAX_SMALL_PART,
    MAX_STRINGS,
    MAX_UNPACKED,
    MAX_UNSIZED_SHEET,
    UnreadableError,
)

COMPOUND_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")  # old .xls, and any workbook with a password
ARCHIVES: Final = (".zip", ".xlsx", ".xlsm", ".ods", ".7z", ".gz", ".rar")
MACROS: Final = ("vbaproject.bin",)
MACRO_FOLDERS: Final = ("basic/", "scripts/")
LINKS: Final = "xl/externalLinks/"


def check_archive(content: bytes) -> tuple[str, ...]:
    """The names of the parts.

    Raises UnreadableError for an archive that would cost too much, hides something, or is none.
    """
    if content.startswith(COMPOUND_FILE):
        raise UnreadableError("encrypted")
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.file_size > MAX_UNSIZED_SHEET:
                    _check_sized(archive, part)
    except (BadZipFile, ValueError, OSError, EOFError, RuntimeError) as error:
        raise UnreadableError("not_a_spreadsheet") from error
    return tuple(part.filename for part in parts)


def _check_parts(parts: list[ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("encrypted")
    if any(name.endswith(MACROS) or name.startswith(MACRO_FOLDERS) for name in names):
        raise UnreadableError("macros")
    if any(name.endswith(ARCHIVES) for name in names):
        raise UnreadableError("nested_archive")
    too_much = len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED
    if too_much or any(_is_too_large(part) for part in parts):
        raise UnreadableError("too_large_inside")


def _is_sheet(part: ZipInfo) -> bool:
    return part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"


def _is_too_large(part: ZipInfo) -> bool:
    """By ratio, and by size for the parts that are read whole (a picture never is)."""
    if part.file_size <= MAX_SMALL_PART:
        return False
    limit = MAX_STRINGS if "sharedStrings" in part.filename else MAX_SMALL_PART
    whole = not _is_sheet(part) and part.filename.endswith((".xml", ".rels"))
    return part.file_size > MAX_RATIO * part.compress_size or (whole and part.file_size > limit)


def _check_sized(archive: ZipFile, part: ZipInfo) -> None:
    with archive.open(part) as source:
        if b"dimension" not in source.read(64 * 1024):
            raise UnreadableError("too_large_inside")
