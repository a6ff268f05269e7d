"""Issued documents: the content frozen, numbered, given a code, printed once and kept."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from allocation.domain.run import canonical_json, digest
from allocation.models import Decision
from overenskommelse.models import Organisation, User
from reporting.choices import DocumentKind
from reporting.documents import pdf_of
from reporting.domain.checks import CODE_LENGTH, SIGNS, written
from reporting.models import Document


@transaction.atomic
def issue_document(
    *,
    kind: DocumentKind,
    recipient: Organisation,
    decision: Decision,
    content: Mapping[str, Any],
    by: User | None,
) -> Document:
    """Freeze ``content`` with its number, code and day. The caller holds the lock on the agreement."""
    now = timezone.now()
    number, code = _number(decision, recipient), _unused_code()
    frozen = {**content, "issued_on": _day(now), "number": number, "code": code}
    pdf = pdf_of(kind, frozen)
    return Document.objects.create(
        kind=kind,
        number=number,
        code=code,
        agreement=decision.agreement,
        decision=decision,
        recipient=recipient,
        content=canonical_json(frozen),
        digest=digest(frozen),
        pdf=pdf,
        pdf_digest=sha256(pdf).hexdigest(),
        issued_at=now,
        issued_by=by,
    )


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()


def _number(decision: Decision, recipient: Organisation) -> str:
    """``2021-R12-1``: the agreement's year, the recipient, and its how many-th document that year."""
    prefix = f"{decision.agreement.year}-{recipient.code}-"
    return f"{prefix}{Document.objects.filter(number__startswith=prefix).count() + 1}"


def _unused_code() -> str:
    """A random code with its check sign that no document has."""
    while True:
        code = written("".join(secrets.choice(SIGNS) for _place in range(CODE_LENGTH - 1)))
        if not Document.objects.filter(code=code).exists():
            return code
