"""A SIE file line by line: what stands outside the vouchers, and vouchers that `sie_columns` leaves.

Labels that are not known are passed over, and so are fields beyond the known ones (format 4B, 7.1–7.2).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from reporting.domain.sie_ledger import Account, Balance, Finding, Ledger, read_postings
from reporting.domain.sie_text import BrokenLineError, Field, amount, day, fields

ADDED: Final = b"#RTRANS"
REMOVED: Final = b"#BTRANS"
ROWS: Final = {b"#TRANS", ADDED, REMOVED}
SHOWN: Final = 60  # signs of a line that is quoted in a problem


@dataclass
class Open:
    """A voucher whose closing brace has not come yet."""

    name: tuple[bytes, ...]
    line: int
    has_brace: bool = False
    added: tuple[bytes, int, int] | None = None  # an added row waits for the same row in the old way
    rows: list[tuple[bytes, int, int]] = field(default_factory=list)


@dataclass
class Lines:
    """What was read so far; the values of labels are kept as fields, the first of each."""

    encoding: str
    findings: list[Finding] = field(default_factory=list)
    heads: dict[bytes, tuple[int, Sequence[Field]]] = field(default_factory=dict)
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    results: list[Balance] = field(default_factory=list)
    months: list[Balance] = field(default_factory=list)
    closing: int | None = None
    vouchers: list[Open] = field(default_factory=list)
    voucher: Open | None = None
    checksums: list[tuple[int, bytes]] = field(default_factory=list)

    def read(self, content: bytes, first: int = 1) -> "Lines":
        """Read all lines; ``first`` is the number of the first one."""
        lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for number, line in enumerate(lines, start=first):
            stripped = line.strip()
            if stripped:
                self._line(number, stripped)
        if self.voucher:
            self._left_open(self.voucher)
        return self

    def text(self, written: bytes) -> str:
        """Bytes of the file as text."""
        return written.decode(self.encoding, "replace")

    def head(self, label: bytes, place: int = 0) -> str:
        """A field of a label that stands once, or an empty text."""
        _line, values = self.heads.get(label, (0, ()))
        return self.text(plain(values[place])) if len(values) > place else ""

    def find(self, code: str, line: int, value: str = "", /, **params: object) -> None:
        self.findings.append(Finding(code, line, value, params))

    def _line(self, number: int, line: bytes) -> None:
        if line in (b"{", b"}"):
            self._brace(number, line)
            return
        if not line.startswith(b"#"):
            self.find("broken_line", number, self.text(line[:SHOWN]))
            return
        try:
            label, *values = fields(line)
            self._labelled(number, label, values)
        except (ValueError, IndexError):
            self.find("broken_line", number, self.text(line[:SHOWN]))

    def _labelled(self, number: int, label: Field, values: Sequence[Field]) -> None:
        if label in ROWS:
            self._row(number, label, values)
        elif label == b"#VER":
            self._open(number, values)
        elif label in READERS:
            READERS[label](self, number, values)
        elif isinstance(label, bytes):
            self.heads.setdefault(label, (number, values))

    # ---- vouchers

    def _open(self, number: int, values: Sequence[Field]) -> None:
        if self.voucher:
            self._left_open(self.voucher)
        name = (*map(plain, values[:3]), b"", b"", b"")[:3]
        self.voucher = Open(name, number)
        if len(values) < 3:
            raise BrokenLineError

    def _left_open(self, voucher: Open) -> None:
        self.find("unclosed_voucher", voucher.line, self._name(voucher))
        self._close(voucher)

    def _brace(self, number: int, brace: bytes) -> None:
        if self.voucher is None or self.voucher.has_brace == (brace == b"{"):
            self.find("stray_brace", number, brace.decode())
        elif brace == b"{":
            self.voucher.has_brace = True
        else:
            self._close(self.voucher)

    def _close(self, voucher: Open) -> None:
        self._wait_no_longer(voucher)
        self.vouchers.append(voucher)
        self.voucher = None

    def _row(self, number: int, label: Field, values: Sequence[Field]) -> None:
        account, objects, written = values[:3] if len(values) > 2 else (b"", b"", b"")
        if not isinstance(objects, tuple) or not plain(account).isdigit() or len(objects) % 2:
            raise BrokenLineError
        ore = amount(plain(written))
        if ore is None:
            self.find("bad_amount", number, self.text(plain(written)))
            return
        if self.voucher is None or not self.voucher.has_brace:
            self.find("row_outside_voucher", number, self.text(plain(account)))
            return
        self._count(self.voucher, label, (key_of(plain(account), objects), ore, number))

    def _count(self, voucher: Open, label: Field, row: tuple[bytes, int, int]) -> None:
        """A row counts once: an added one through the same row below it, a removed one not at all."""
        if label == REMOVED:
            return
        if label == ADDED:
            self._wait_no_longer(voucher)
            voucher.added = row
            return
        if voucher.added and voucher.added[:2] != row[:2]:
            self._wait_no_longer(voucher)
        voucher.added = None
        voucher.rows.append(row)

    def _wait_no_longer(self, voucher: Open) -> None:
        if voucher.added:
            self.find("added_row_alone", voucher.added[2], self._name(voucher))

    def _name(self, voucher: Open) -> str:
        return self.text(b" ".join(voucher.name[:2])).strip()

    # ---- what stands outside them

    def _year(self, number: int, values: Sequence[Field]) -> None:
        which, start, end = (plain(value) for value in values[:3])
        days = day(start), day(end)
        if days[0] is None or days[1] is None:
            self.find("bad_day", number, self.text(start if days[0] is None else end))
            return
        self.years[int(which)] = days[0], days[1]
        if which == THIS_YEAR:
            self.heads.setdefault(b"#RAR", (number, values))

    def _account(self, _number: int, values: Sequence[Field]) -> None:
        account = self.text(plain(values[0]))
        known = self.accounts.get(account, Account(""))
        name = self.text(plain(values[1])) if len(values) > 1 else ""
        self.accounts[account] = known._replace(name=name)

    def _account_kind(self, _number: int, values: Sequence[Field]) -> None:
        account, kind = (self.text(plain(value)) for value in values[:2])
        self.accounts[account] = self.accounts.get(account, Account(""))._replace(kind=kind.upper())

    def _dimension(self, _number: int, values: Sequence[Field]) -> None:
        number, name = (self.text(plain(value)) for value in values[:2])
        self.dimensions[number] = name

    def _object(self, _number: int, values: Sequence[Field]) -> None:
        dimension, number, name = (self.text(plain(value)) for value in values[:3])
        self.objects[dimension, number] = name

    def _result(self, number: int, values: Sequence[Field]) -> None:
        self._balance(number, values[0], values[1], (), values[2])

    def _month(self, number: int, values: Sequence[Field]) -> None:
        which, month, account, objects, written = values[:5]
        if not isinstance(objects, tuple) or len(objects) % 2:
            raise BrokenLineError
        self._balance(number, which, account, objects, written, plain(month))

    def _closing(self, number: int, values: Sequence[Field]) -> None:
        which, _account, written = (plain(value) for value in values[:3])
        ore = amount(written)
        if ore is None:
            self.find("bad_amount", number, self.text(written))
        elif which == THIS_YEAR:
            self.closing = (self.closing or 0) + ore

    def _balance(
        self, number: int, which: Field, account: Field, objects: tuple[bytes, ...], written: Field,
        month: bytes = b"",
    ) -> None:  # fmt: skip
        ore = amount(plain(written))
        if ore is None:
            self.find("bad_amount", number, self.text(plain(written)))
            return
        if plain(which) == THIS_YEAR:
            key = key_of(plain(account), objects)
            posting = read_postings([key], self.encoding)[key]
            balances = self.months if month else self.results
            balances.append(Balance(posting, ore, number, month.decode("ascii", "replace")))

    def _checksum(self, number: int, values: Sequence[Field]) -> None:
        self.checksums.append((number, plain(values[0]) if values else b""))

    def ledger(self) -> Ledger:
        """The vouchers in columns."""
        rows = [row for voucher in self.vouchers for row in voucher.rows]
        ends, until = [], 0
        for voucher in self.vouchers:
            until += len(voucher.rows)
            ends.append(until)
        return Ledger(
            keys=[key for key, _ore, _line in rows],
            ore=[ore for _key, ore, _line in rows],
            names=[voucher.name for voucher in self.vouchers],
            ends=ends,
            lines=[voucher.line for voucher in self.vouchers],
            lines_of_rows=[line for _key, _ore, line in rows],
            encoding=self.encoding,
        )


def plain(value: Field) -> bytes:
    """A field that is no list of objects. Raises `BrokenLineError` for one that is."""
    if isinstance(value, tuple):
        raise BrokenLineError
    return value


def key_of(account: bytes, objects: Sequence[bytes]) -> bytes:
    """What a row is booked on, in one writing."""
    parts = (b'"%s"' % part.replace(b'"', b'\\"') for part in objects)
    return b"%s {%s" % (account, b" ".join(parts))


THIS_YEAR: Final = b"0"
Reader = Callable[[Lines, int, Sequence[Field]], None]
READERS: Final[Mapping[Field, Reader]] = {
    b"#RAR": Lines._year,
    b"#KONTO": Lines._account,
    b"#KTYP": Lines._account_kind,
    b"#DIM": Lines._dimension,
    b"#UNDERDIM": Lines._dimension,
    b"#OBJEKT": Lines._object,
    b"#RES": Lines._result,
    b"#PSALDO": Lines._month,
    b"#UB": Lines._closing,
    b"#KSUMMA": Lines._checksum,
}
