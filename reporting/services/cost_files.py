"""An accounting file (SIE) is read, checked and shown; then its costs are counted whole, or nothing is stored."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from overenskommelse.models import Attachment, Event, FundingLine, User
from overenskommelse.services.attachments import clean_name, keep
from overenskommelse.services.events import record
from overenskommelse.templatetags.formats import kr
from reporting.choices import SIE_FINDINGS, CostSource
from reporting.domain.comparison import Comparison, Part, compare
from reporting.domain.counting import Examined, counted_by, examine
from reporting.domain.matching import Rounded, Target
from reporting.domain.sie_checks import Wanted
from reporting.domain.sie_ledger import Finding, Posting
from reporting.models import Cost, CostImport, CostUpload, CountedVoucher
from reporting.selectors.costs import funding_lines, rules_of, typed_parts
from reporting.services.costs import lock, remove_costs

MEDIA_TYPE: Final = "application/x-sie"
KEPT_WAITING: Final = 7  # days


class RefusedError(Exception):
    """The file cannot be counted: it has errors, something asked has no answer, or it is not what was seen."""


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
