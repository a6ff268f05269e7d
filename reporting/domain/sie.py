"""Reading a SIE file: the Swedish format in which bookkeeping is exported, types 1–4 and 4I.

Source: *SIE filformat*, version 4B, the SIE group. A file is read as it is; `sie_checks` says whether it
agrees with itself and is the one wanted, and `matching` makes costs of it.
"""

import codecs
import re
import zlib
from typing import Final

from reporting.domain.sie_columns import read_columns
from reporting.domain.sie_ledger import Finding, Head, Kind, Ledger, SieFile
from reporting.domain.sie_lines import Lines
from reporting.domain.sie_text import BrokenLineError, Encoding, find_encoding

MAX_BYTES: Final = 100_000_000
LABELS: Final = rb"^[ \t]*#(?:FLAGGA|PROGRAM|FORMAT|GEN|SIETYP|ORGNR|FNAMN|RAR|KONTO|VER)\b"
IS_SIE: Final = re.compile(LABELS, re.MULTILINE)
IS_SIE_5: Final = re.compile(rb"<(?:\w+:)?Sie(?:Entry)?\b[^>]*sie\.se/sie5", re.IGNORECASE)
FIRST_PART: Final = 4_000
NOT_SUMMED: Final = b' \t\r\n"{}'  # what the checksum leaves out: 10.15
SUM_LABEL: Final = b"#KSUMMA"
WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BALANCES: Final = {"#IB", "#OIB", "#OUB"}


class NotSieError(ValueError):
    """Nothing can be read of it; `finding` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.finding = Finding(code, 0, "", params)


def read(content: bytes, *, max_bytes: int = MAX_BYTES) -> SieFile:
    """All that the file says, with every problem in how it is written. Raises `NotSieError`."""
    content, encoding = _text(content, max_bytes)
    lines, ledger = _read(content, encoding.name)
    return SieFile(
        kind=_kind(lines, ledger),
        encoding=encoding.called or encoding.name,
        letters=encoding.letters,
        findings=tuple(lines.findings),
        heads={
            lines.text(label): Head(line, lines.head(label), lines.head(label, 1))
            for label, (line, _values) in lines.heads.items()
        },
        years=lines.years,
        accounts=lines.accounts,
        dimensions=lines.dimensions,
        objects=lines.objects,
        results=lines.results,
        months=lines.months,
        closing=lines.closing,
        ledger=ledger,
        checksums=[(line, lines.text(written)) for line, written in lines.checksums],
        computed_checksum=_checksum(content) if lines.checksums else None,
    )


def _text(content: bytes, max_bytes: int) -> tuple[bytes, Encoding]:
    """The content without a mark in front, if it is a SIE file of the kind that is read."""
    if len(content) > max_bytes:
        raise NotSieError("too_large", size_bytes=len(content), limit_bytes=max_bytes)
    if not content.strip():
        raise NotSieError("empty")
    if IS_SIE_5.search(content[:FIRST_PART]):
        raise NotSieError("sie_5")
    content, encoding = _narrow(content)
    if b"\0" in content[:FIRST_PART] or not IS_SIE.search(content):
        raise NotSieError("not_sie")
    return content, encoding


def _narrow(content: bytes) -> tuple[bytes, Encoding]:
    """One byte a sign for all that carries meaning, also when the file was saved with two."""
    if content.startswith(WIDE):
        return content.decode("utf-16", "replace").encode(), Encoding("utf-8", 0, "utf-16")
    encoding = find_encoding(content)
    return content.removeprefix(codecs.BOM_UTF8), encoding


def _read(content: bytes, encoding: str) -> tuple[Lines, Ledger]:
    """What stands outside the vouchers, and the vouchers: the quick way if it can be proved."""
    columns = read_columns(content, encoding)
    if columns is None:
        lines = Lines(encoding).read(content)
        return lines, lines.ledger()
    ledger, place = columns
    try:
        ledger.postings  # noqa: B018  each is read once, and one that cannot be needs its line
    except BrokenLineError:
        lines = Lines(encoding).read(content)
        return lines, lines.ledger()
    lines = Lines(encoding).read(content[: place.start])
    return lines.read(content[place.stop :], content.count(b"\n", 0, place.stop) + 1), ledger


def _kind(lines: Lines, ledger: Ledger) -> Kind:
    """As the file says; without its word (4B, 11.34) type 1, unless there are vouchers."""
    said = lines.head(b"#SIETYP")
    if said in tuple(Kind):
        return Kind(said)
    if not ledger.names and said != "4":
        return Kind.YEAR
    has_balances = lines.closing is not None or lines.results or BALANCES & {*map(lines.text, lines.heads)}
    return Kind.TRANSACTIONS if has_balances else Kind.IMPORT


def _checksum(content: bytes) -> int:
    """CRC-32 of labels and fields between the first and the last line that speak of it: chapter 10."""
    begin, end = content.find(SUM_LABEL), content.rfind(SUM_LABEL)
    return zlib.crc32(content[begin + len(SUM_LABEL) : end].translate(None, NOT_SUMMED))
