"""A drawdown request: registered, decided by another, paid; and what its decision says on paper."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from allocation.models import Decision
from allocation.selectors import decision_in_force
from overenskommelse.choices import NumberStatus
from overenskommelse.models import Agreement, User
from overenskommelse.services.events import SavedByOther, fingerprint, record, save_change
from reporting.choices import CostSource, DocumentKind, DrawdownStatus
from reporting.domain.drawdowns import Deed, Pot, quarter_days, state_after
from reporting.models import Cost, Drawdown
from reporting.selectors.drawdowns import pot_of, quarters_of, registered_by
from reporting.services.certifications import void_if_changed
from reporting.services.documents import AGREEMENT, issue_document
from reporting.services.locks import open_year
from reporting.services.signatures import NotNow

ORE = 100
SAME = ("set_aside_id", "quarter", "amount", "purpose")
PROVIDER = ("name", "organisation_number", "giro", "contact_person", "email")


class WrongRequestError(Exception):
    """What cannot be done with a request as it is; ``params`` for the words that say so."""

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(str(params))


class TooMuch(WrongRequestError):  # noqa: N818 - they say what is the case
    """More than what is set aside would be asked for; ``left`` is what may be, whole kronor."""


class AskedAlready(WrongRequestError):  # noqa: N818
    """The provider's invoice has been asked for; ``amount`` and ``quarter`` of that request."""


class OutsidePeriod(WrongRequestError):  # noqa: N818
    """The quarter has no day in the agreement's period."""


class OwnRequest(WrongRequestError):  # noqa: N818
    """Whoever registered or changed a request does not decide it."""


class Lacking(WrongRequestError):  # noqa: N818
    """What every decision must carry is missing in the agreement; ``names`` in words."""


# ---- registered


@transaction.atomic
def ask(*, drawdown: Drawdown, by: User | None) -> Drawdown:
    """Register a provider's request; the same form sent twice is one request.

    Raises TooMuch, AskedAlready, OutsidePeriod or YearClosed.
    """
    _lock(drawdown)
    twin = _twin(drawdown)
    if twin and all(getattr(twin, name) == getattr(drawdown, name) for name in SAME):
        return twin
    _check(drawdown, twin, pot_of(drawdown.set_aside))
    drawdown.status, drawdown.created_by = DrawdownStatus.ASKED, by
    drawdown.save()
    _record("drawdowns.asked", drawdown, by)
    return drawdown


@transaction.atomic
def change(*, drawdown: Drawdown, seen: str, by: User) -> None:
    """Store a changed request that nobody has decided.

    Raises NotNow, SavedByOther, TooMuch, AskedAlready, OutsidePeriod or YearClosed.
    """
    _lock(drawdown)
    stored = Drawdown.objects.get(pk=drawdown.pk)
    if stored.status != DrawdownStatus.ASKED:
        raise NotNow(stored.status)
    if fingerprint(stored) != seen:
        raise SavedByOther(stored)
    pot = pot_of(drawdown.set_aside)
    own = stored.amount if stored.set_aside_id == drawdown.set_aside_id else 0
    _check(drawdown, _twin(drawdown), Pot(pot.set_aside, pot.decided, pot.claimed - own))
    save_change(
        drawdown, verb="drawdowns.changed", seen=seen, by=by, agreement=drawdown.agreement,
        organisation=drawdown.region,
    )  # fmt: skip


def _lock(drawdown: Drawdown) -> None:
    open_year(drawdown.agreement, drawdown.region)


def _twin(drawdown: Drawdown) -> Drawdown | None:
    """Another request for the same invoice that has not been refused."""
    same = Drawdown.objects.filter(provider=drawdown.provider, invoice_reference=drawdown.invoice_reference)
    return same.exclude(status=DrawdownStatus.REFUSED).exclude(pk=drawdown.pk).first()


def _check(drawdown: Drawdown, twin: Drawdown | None, pot: Pot) -> None:
    if twin:
        raise AskedAlready(amount=twin.amount, quarter=twin.quarter)
    if drawdown.quarter not in quarters_of(drawdown.agreement):
        raise OutsidePeriod
    if not pot.allows(drawdown.amount):
        raise TooMuch(left=max(pot.left, 0))


# ---- decided


@transaction.atomic
def approve(*, drawdown: Drawdown, seen: str, by: User | None) -> Drawdown:
    """Approve what was ``seen`` and issue the decision.

    Raises NotNow, SavedByOther, OwnRequest, TooMuch, Lacking or YearClosed.
    """
    row = _locked(drawdown, Deed.APPROVE)
    left = pot_of(row.set_aside).left
    if left < 0:
        raise TooMuch(left=max(row.amount + left, 0))
    return _decided(row, Deed.APPROVE, seen=seen, reason="", by=by)


@transaction.atomic
def refuse(*, drawdown: Drawdown, seen: str, reason: str, by: User | None) -> Drawdown:
    """Refuse what was ``seen``, also once approved, with a reason, and issue the decision; its money is free.

    Raises NotNow, SavedByOther, OwnRequest, Lacking or YearClosed.
    """
    return _decided(_locked(drawdown, Deed.REFUSE), Deed.REFUSE, seen=seen, reason=reason, by=by)


def _decided(row: Drawdown, deed: Deed, *, seen: str, reason: str, by: User | None) -> Drawdown:
    if fingerprint(row) != seen:
        raise SavedByOther(row)
    if by and by.pk in registered_by(row):
        raise OwnRequest
    decision = _decision(row.agreement)
    row.status, row.reason = state_after(deed, row.status), reason
    content = _content(row, decision, by)
    row.document = issue_document(
        kind=DocumentKind.DRAWDOWN, recipient=row.region, decision=decision, content=content, by=by
    )
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    document = row.document
    _record(f"drawdowns.{row.status}", row, by, reason=reason, code=document.code, digest=document.digest)
    return row


def _decision(agreement: Agreement) -> Decision:
    """The state's decision that the money comes from. Raises Lacking."""
    decision, missing = decision_in_force(agreement), agreement.missing_numbers
    if decision is None or missing:
        raise Lacking(names=", ".join(missing))
    return decision


# ---- paid


@transaction.atomic
def pay(*, drawdown: Drawdown, paid_on: date, by: User | None) -> Drawdown:
    """Say that the provider has been paid; from now on it is a cost of the region's.

    Raises NotNow or YearClosed.
    """
    row = _locked(drawdown, Deed.PAY)
    row.status, row.paid_on = state_after(Deed.PAY, row.status), paid_on
    row.cost = Cost.objects.create(
        agreement=row.agreement, organisation=row.region, line=row.set_aside.line,
        source=CostSource.DRAWDOWN, text=f"{row}: {row.purpose}"[:300], amount=row.amount * ORE,
        created_by=by,
    )  # fmt: skip
    row.save()
    void_if_changed(agreement=row.agreement, organisation=row.region, by=by)
    _record("drawdowns.paid", row, by, paid_on=paid_on.isoformat())
    return row


@transaction.atomic
def undo_payment(*, drawdown: Drawdown, reason: str, by: User | None) -> Drawdown:
    """Take back that the provider has been paid; the cost goes. Raises NotNow or YearClosed."""
    row = _locked(drawdown, Deed.UNDO)
    cost, day = row.cost, row.paid_on
    row.status, row.paid_on, row.cost = state_after(Deed.UNDO, row.status), None, None
    row.save()
    if cost:
        cost.delete()
        void_if_changed(agreement=row.agreement, organisation=row.region, by=by)
    _record("drawdowns.payment_undone", row, by, reason=reason, paid_on=day and day.isoformat())
    return row


def _locked(drawdown: Drawdown, deed: Deed) -> Drawdown:
    """The request as it is stored now, in a state where ``deed`` may be done."""
    _lock(drawdown)
    rows = Drawdown.objects.select_related(
        "agreement", "region", "provider", "set_aside__line__agreement", "set_aside__region", "cost"
    )
    row = rows.get(pk=drawdown.pk)
    try:
        state_after(deed, row.status)
    except ValueError:
        raise NotNow(row.status) from None
    return row


def _record(verb: str, row: Drawdown, by: User | None, **data: Any) -> None:
    about = {"line": row.set_aside.line.code, "quarter": row.quarter, "amount": row.amount, **data}
    record(verb, row, by=by, agreement=row.agreement, organisation=row.region, **about)


# ---- on paper


def _content(row: Drawdown, decision: Decision, by: User | None) -> dict[str, Any]:
    """What the decision says, as JSON values (docs/schemas/drawdown.schema.json). Whole kronor."""
    first, last = quarter_days(row.agreement.year, row.quarter)
    registered = timezone.localdate(row.created_at).isoformat()
    return {
        "schema": "drawdown@1",
        "agreement": {field: getattr(row.agreement, field) for field in AGREEMENT},
        "decision": {"number": decision.number, "digest": decision.digest},
        "recipient": {field: getattr(row.region, field) for field in ("code", "name", "organisation_number")},
        "provider": {field: getattr(row.provider, field) for field in PROVIDER},
        "request": {
            "quarter": row.quarter,
            "line": row.set_aside.line.name,
            "line_code": row.set_aside.line.code,
            "amount": row.amount,
            "purpose": row.purpose,
            "invoice_reference": row.invoice_reference,
            "asked_on": registered,
            "terms": row.set_aside.terms,
        },
        "period": {"start": first.isoformat(), "end": last.isoformat()},
        "verdict": {"status": row.status, "reason": row.reason, "by": str(by) if by else ""},
        "amounts": _amounts(row),
        "replaces": row.document.number if row.document else None,
        "examples": _examples(row),
        "unconfirmed": _of_status(row, NumberStatus.UNOFFICIAL),
    }


def _amounts(row: Drawdown) -> dict[str, int]:
    """What is set aside of the line, approved before and by this decision, and what is left to approve."""
    pot = pot_of(row.set_aside)
    stored = Drawdown.objects.get(pk=row.pk)
    before = pot.approved + pot.paid - (row.amount if stored.status == DrawdownStatus.APPROVED else 0)
    approved = row.amount if row.status == DrawdownStatus.APPROVED else 0
    return {
        "set_aside": pot.set_aside,
        "approved_before": before,
        "approved": approved,
        "left": pot.set_aside - before - approved,
    }


def _examples(row: Drawdown) -> list[str]:
    """Paths within the content of values that are made up to show the program."""
    numbers = ["agreement.payment_registration_number", "agreement.registration_number"]
    own = _of_status(row, NumberStatus.EXAMPLE)
    return own + (numbers if row.agreement.numbers_are_examples else [])


def _of_status(row: Drawdown, status: str) -> list[str]:
    return ["recipient.organisation_number"] if row.region.organisation_number_status == status else []
