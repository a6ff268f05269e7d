"""Stage 1, its reading half: what was understood of a file, in words, and what storing it would change."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from allocation.choices import ISSUES, Level
from allocation.domain import checks
from allocation.domain.cells import Sheet
from allocation.domain.findings import Issue, Reading, Severity
from allocation.domain.register import LAST_CODE, Register
from allocation.domain.rows import Decision, Wanted
from allocation.domain.run import digest
from allocation.models import Dataset, Import
from allocation.services import datasets
from allocation.services.sheets import SheetLook
from allocation.workbooks import UnreadableError
from allocation.workbooks import read as read_workbook
from allocation.workbooks.marked import Mark, marked
from overenskommelse.choices import OrganisationKind
from overenskommelse.models import County, Organisation
from overenskommelse.templatetags.formats import figure

SIZES: Final = ("size", "limit_bytes")
FIRST_ROW: Final = re.compile(r"\d+")
WITHOUT_VALUE: Final = ("missing", "several_years", "other_year", "unknown_sheet")
LISTED: Final = 12
MARKED: Final = 2000
# What DatasetValue.value holds; the sum of all values must fit too.
DECIMALS: Final = 3
TOO_BIG: Final = 1_000_000_000
MAX_VALUE: Final = 80


class Problem(NamedTuple):
    """An issue in words: where it stands, what stands there, what is wrong with it, and the remedy."""

    where: str
    value: str
    what: str
    remedy: str
    is_error: bool
    severity: str = ""
    code: str = ""
    sheet: str = ""
    cell: str = ""
    name: str = ""

    def __str__(self) -> str:
        text = f"{self.what}; {self.remedy[:1].lower()}{self.remedy[1:]}"
        return ": ".join(part for part in (self.where, self.value, text) if part)


class Row(NamedTuple):
    """A value that was read, beside the value in force."""

    code: str
    name: str
    cell: str
    value: int | Decimal
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True)
class Preview:
    """What was understood of a file, and what storing it would change.

    ``compared`` is the version in force, or where this day has none the latest dataset of an earlier day.
    """

    upload: Import
    reading: Reading
    compared: Dataset | None = None
    is_readable: bool = True
    sheets: Sequence[Sheet] = ()
    before: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """Those of the whole file first, then from the top of the sheet and down."""
        issues = sorted(self.reading.issues, key=_row)
        return [_problem(issue, self.upload.file_name) for issue in issues]

    @property
    def errors(self) -> list[Problem]:
        return [it for it in self.problems if it.is_error]

    @property
    def warnings(self) -> list[Problem]:
        return [it for it in self.problems if not it.is_error]

    @property
    def suppressed(self) -> list[Problem]:
        """The counts that the source leaves out and nobody has decided."""
        return [it for it in self.errors if it.code == "suppressed"]

    @property
    def decisions(self) -> list[tuple[str, str, str]]:
        """What was decided for such counts: recipient and cell, number, reason."""
        names = {it.cell: it.name for it in self.reading.decided}
        given = self.upload.decisions.items()
        return [(", ".join(filter(None, (names.get(c), c))), it["value"], it["reason"]) for c, it in given]

    @property
    def questions(self) -> dict[str, str]:
        """The kinds of warnings that want a reason: code → the first of them, in words."""
        asked = [it for it in self.problems if it.severity == Severity.WARNING]
        return {it.code: f"{it.where}: {it.what}" for it in reversed(asked)}

    @property
    def replaces(self) -> Dataset | None:
        """The version in force that this would replace."""
        same_day = self.compared and self.compared.reference_date == self.upload.reference_date
        return self.compared if same_day else None

    @cached_property
    def content_digest(self) -> str:
        return datasets.reading_digest(self.upload, self.reading)

    @property
    def is_in_force(self) -> bool:
        """Whether exactly this is stored already."""
        return self.replaces is not None and self.replaces.content_digest == self.content_digest

    @property
    def seal(self) -> str:
        """Travels with the page, so that only what was seen is confirmed."""
        return digest({"content": self.content_digest, "replaces": self.replaces.pk if self.replaces else 0})

    @cached_property
    def rows(self) -> list[Row]:
        """In the order of the file, those that differ first."""
        rows = [
            Row(it.code, it.name, it.cell, it.value, self.before.get(it.code)) for it in self.reading.rows
        ]
        return sorted(rows, key=lambda row: not row.difference)

    @cached_property
    def changed(self) -> int:
        """How many values differ from ``compared``."""
        return sum(bool(row.difference) for row in self.rows)

    @cached_property
    def looks(self) -> "SheetLook | None":
        """The sheet that was read, or else the one to choose columns in."""
        names = [it.name.casefold() for it in self.sheets]
        wanted = (self.reading.sheet or self.upload.sheet).casefold()
        filled = [it for it in self.sheets if it.rows]
        if not filled:
            return None
        sheet = self.sheets[names.index(wanted)] if wanted in names else filled[0]
        return SheetLook(sheet, self.reading, self.upload.name_column)

    @property
    def level_label(self) -> str:
        return str(Level(self.reading.level).label) if self.reading.level else ""


def _row(issue: Issue) -> int:
    """The row number in a cell such as ``C4``; 0 for the whole file or a column."""
    found = FIRST_ROW.search(issue.cell)
    return int(found[0]) if found else 0


def _problem(issue: Issue, file_name: str) -> Problem:
    what, remedy = (str(text) for text in ISSUES[issue.code])
    words = {name: _in_words(name, value) for name, value in issue.params.items()}
    return Problem(
        where="!".join(part for part in (issue.sheet or file_name, issue.cell) if part),
        value="" if issue.code in WITHOUT_VALUE else _in_words("", issue.value),
        what=what % words,
        remedy=remedy % words,
        is_error=issue.severity is Severity.ERROR,
        severity=str(issue.severity),
        code=issue.code,
        sheet=issue.sheet,
        cell=issue.cell,
        name=str(issue.params.get("name", "")),
    )


def unreadable(error: UnreadableError) -> str:
    """Why a file is not read, and the remedy."""
    what, remedy = ISSUES[error.code]
    words = {name: _in_words(name, value) for name, value in error.params.items()}
    return f"{what % words}. {remedy % words}"


def _in_words(name: str, value: object) -> str:
    """A parameter as text: sizes, figures, and lists of which a long one is cut off."""
    if isinstance(value, Mapping):
        return _in_words("", [f"{letter} {heading}".strip() for letter, heading in value.items()])
    if isinstance(value, list | tuple):
        texts = [" ".join(it) if isinstance(it, tuple) else str(it) for it in value]
        more = [_("%(count)s more") % {"count": len(texts) - LISTED}] if len(texts) > LISTED else []
        return ", ".join(texts[:LISTED] + more)
    if name in SIZES and isinstance(value, int):
        return filesizeformat(value)
    if isinstance(value, float | Decimal) or (isinstance(value, int) and abs(value) > LAST_CODE):
        return figure(value)
    return "" if value is None else str(value)[:MAX_VALUE]


def marked_workbook(preview: Preview) -> bytes:
    """The person's own file as xlsx, with every problem coloured, commented and listed on the first sheet."""
    marks = [
        Mark(it.sheet, it.cell, it.value, it.what, it.remedy, it.is_error) for it in preview.problems[:MARKED]
    ]
    headings = [_("Sheet"), _("Cell"), _("Value"), _("What is wrong"), _("What to do")]
    content = bytes(preview.upload.content)
    return marked(content, preview.sheets, marks, title=_("To correct"), headings=headings)


def register() -> Register:
    """Codes and printed names of counties and municipalities. Two queries."""
    counties = [(it.code, [it.name, it.short_name, *it.aliases]) for it in County.objects.all()]
    municipalities = Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY)
    named = [(code, [name]) for code, name in municipalities.values_list("code", "name")]
    return Register([*counties, *named])


def read_upload(upload: Import) -> Preview:
    """Read and check a file, stored or not, without storing anything. All problems at once."""
    try:
        sheets = read_workbook(
            bytes(upload.content), upload.file_name, max_bytes=settings.UPLOAD_MAX_BYTES, sheet=upload.sheet
        )
    except UnreadableError as error:
        issue = Issue(error.code, "", error.params.get("cell", ""), None, error.params)
        return Preview(upload, Reading((issue,)), is_readable=False)
    reading = checks.read(sheets, _wanted(upload))
    compared = _compared(upload, reading.level)
    before = dict(compared.values_read.values_list("code", "value")) if compared else {}
    more = (*_unstorable(reading), *_jumps(reading, before, upload.indicator.jump_limit))
    reading = replace(reading, issues=(*reading.issues, *more))
    return Preview(upload, reading, compared, sheets=sheets, before=before)


def _unstorable(reading: Reading) -> Iterator[Issue]:
    """Values beyond the digits that a dataset has."""
    for row in reading.rows:
        if row.value >= TOO_BIG:
            yield Issue("too_big", reading.sheet, row.cell, row.value)
        elif isinstance(row.value, Decimal) and round(row.value, DECIMALS) != row.value:
            yield Issue("too_precise", reading.sheet, row.cell, row.value)


def _jumps(reading: Reading, before: Mapping[str, Decimal], limit: int | None) -> Iterator[Issue]:
    """Values that differ from the compared ones by more than ``limit`` per cent of them."""
    for row in reading.rows:
        old = before.get(row.code)
        if old is not None and limit is not None and abs(row.value - old) * 100 > limit * old:
            params = {
                "before": old,
                "difference": row.value - old,
                "limit": limit,
                "name": row.name or row.code,
            }
            yield Issue("jump", reading.sheet, row.cell, row.value, params, Severity.WARNING)


def _wanted(upload: Import) -> Wanted:
    """What is asked of the file. Without a year it is that of the reference date."""
    return Wanted(
        indicator=upload.indicator.code,
        register=register(),
        words=upload.indicator.header_words,
        sheet=upload.sheet,
        year=upload.wanted_year,
        key_column=upload.key_column,
        name_column=upload.name_column,
        value_column=upload.value_column,
        level=upload.indicator.level,
        whole=upload.indicator.whole_numbers,
        decisions={cell: _decision(**given) for cell, given in upload.decisions.items()},
    )


def _decision(value: str, reason: str) -> Decision:
    exact = Decimal(value)
    return Decision(int(exact) if exact == int(exact) else exact, reason)


def _compared(upload: Import, level: str) -> Dataset | None:
    in_force = Dataset.objects.in_force().filter(indicator=upload.indicator, level=level)
    return in_force.filter(reference_date__lte=upload.reference_date).order_by("-reference_date").first()
