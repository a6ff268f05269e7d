"""What is shown of an accounting file before its costs count: problems, sums by line, and what is left."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from overenskommelse.models import FundingLine
from overenskommelse.templatetags.formats import kr
from reporting.choices import SIE_FINDINGS
from reporting.domain.comparison import Comparison, Part, compare
from reporting.domain.counting import Examined, examine
from reporting.domain.matching import Rounded
from reporting.domain.sie_checks import Wanted
from reporting.domain.sie_ledger import Finding, Posting
from reporting.models import CostImport, CostUpload, CountedVoucher
from reporting.selectors.costs import funding_lines, rules_of, typed_parts
from reporting.selectors.drawdowns import paid_to_providers

AMOUNTS: Final = {"ore", "printed"}  # parameters of findings that are öre


@dataclass(frozen=True)
class Problem:
    """A finding in words."""

    code: str
    where: str
    value: str
    what: str
    remedy: str


@dataclass(frozen=True)
class FileLine:
    """What a file gives a funding line, and how that stands to what is typed there."""

    line: FundingLine
    sum: Rounded
    comparison: Comparison


@dataclass(frozen=True)
class Preview:
    """What was understood of a file, and what counting it would do. ``replaces`` is its own last count."""

    upload: CostUpload
    examined: Examined
    replaces: CostImport | None
    typed: Mapping[str, list[Part]]
    providers: Mapping[str, int]

    @cached_property
    def errors(self) -> list[Problem]:
        return [self._problem(it) for it in self.examined.findings if it.severity == "error"]

    @cached_property
    def notes(self) -> list[Problem]:
        """What was assumed, and what wants a reason."""
        return [self._problem(it) for it in self.examined.findings if it.severity != "error"]

    @cached_property
    def questions(self) -> dict[str, str]:
        """What must be answered: the code of a warning → the warning in words, the first of each."""
        found = [self._problem(it) for it in reversed(self.examined.warnings)]
        return {it.code: f"{it.what}. {it.remedy}" for it in found}

    @cached_property
    def lines(self) -> list[FileLine]:
        """The lines that get something of the file, in the order of the agreement."""
        return [
            FileLine(line, self.examined.matching.lines[line.code], self._comparison(line.code))
            for line in funding_lines(self.upload.agreement, self.upload.organisation)
            if line.code in self.examined.matching.lines
        ]

    @property
    def kronor(self) -> int:
        """What is counted, each line rounded by itself."""
        return sum(it.sum.kronor for it in self.lines)

    @property
    def beside_typed(self) -> list[FileLine]:
        """Lines that have typed costs too: those may be the same krona twice, so somebody must say."""
        return [it for it in self.lines if self.typed.get(it.line.code)]

    @property
    def beside_providers(self) -> list[tuple[FundingLine, int]]:
        """Lines with payments to private providers, in öre: the accounts may hold the same krona again."""
        codes = self.providers
        return [(it.line, codes[it.line.code]) for it in self.lines if it.line.code in codes]

    @cached_property
    def rest(self) -> list[Part]:
        """Costs without a rule, the largest first."""
        parts = [Part(self.name_of(it.posting), it.ore) for it in self.examined.matching.rest]
        return sorted(parts, key=lambda part: -abs(part.ore))

    @property
    def is_ready(self) -> bool:
        """Whether there is something to count and nothing wrong."""
        return self.examined.is_right and bool(self.examined.matching.taken)

    def name_of(self, posting: Posting) -> str:
        """An account and its objects as people know them: ``4010 Löner, Projekt GNV21``."""
        file = self.examined.file
        account = file.accounts.get(posting.account) if file else None
        objects = [
            f"{file.dimensions.get(dimension, dimension) if file else dimension} {code}"
            for dimension, code in posting.objects
        ]
        return ", ".join([f"{posting.account} {account.name if account else ''}".strip(), *objects])

    def _comparison(self, code: str) -> Comparison:
        taken = [it for it in self.examined.matching.taken if it.target.line == code]
        filed = [Part(self.name_of(it.posting), it.ore) for it in taken]
        counted = [Part(it.name, sum(ore for _p, ore in it.costs)) for it in self.examined.found.repeated]
        return compare(self.typed.get(code, []), filed, self.rest, counted)

    def _problem(self, finding: Finding) -> Problem:
        what, remedy = SIE_FINDINGS[finding.code]
        where = _("line %(line)s") % {"line": finding.line} if finding.line else _("the file")
        words = {name: _shown(name, value) for name, value in finding.params.items()}
        words |= {"value": finding.value, "organisation": self.upload.organisation}
        return Problem(finding.code, where, finding.value, str(what) % words, str(remedy) % words)

    @property
    def seal(self) -> str:
        """A digest of what is shown, so that exactly that is counted."""
        matching = self.examined.matching
        shown = [
            hashlib.sha256(bytes(self.upload.content)).hexdigest(),
            [
                [*it.target, it.posting.account, [*map(list, it.posting.objects)], it.ore]
                for it in matching.taken
            ],
            matching.counted,
            {code: [[*part] for part in parts] for code, parts in self.typed.items()},
        ]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _shown(name: str, value: object) -> object:
    """A parameter of a finding as people read it."""
    if name in AMOUNTS and isinstance(value, int):
        return kr(Fraction(value, 100), 2)
    if name.endswith("_bytes") and isinstance(value, int):
        return filesizeformat(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def read_upload(upload: CostUpload) -> Preview:
    """Read and match the file by the rules of today."""
    agreement, organisation = upload.agreement, upload.organisation
    content = bytes(upload.content)
    digest = hashlib.sha256(content).hexdigest()
    imports = CostImport.objects.filter(agreement=agreement, organisation=organisation)
    replaces = imports.filter(file__digest=digest).first()
    known = CountedVoucher.objects.filter(organisation=organisation).exclude(cost_import=replaces)
    examined = examine(
        content,
        Wanted(organisation.organisation_number, agreement.period_start, agreement.period_end),
        rules_of(agreement, organisation),
        dict(known.values_list("identity", "digest")),
        max_bytes=settings.UPLOAD_MAX_BYTES,
    )
    typed, providers = typed_parts(agreement, organisation), paid_to_providers(agreement, organisation)
    return Preview(upload, examined, replaces, typed, providers)
