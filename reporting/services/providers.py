"""A region's private providers, and what it sets aside of its lines for them."""

from django.db import transaction

from overenskommelse.models import User
from overenskommelse.services.events import SavedByOther, changes, fingerprint, record, save_change
from reporting.models import Provider, SetAside
from reporting.selectors.costs import decided_by_line
from reporting.selectors.drawdowns import pot_of
from reporting.services.costs import lock
from reporting.services.locks import open_year

TYPED = ("name", "giro", "contact_person", "email")


class OutOfBoundsError(Exception):
    """The amount must lie between ``least`` (asked for already) and ``most`` (decided), whole kronor."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        super().__init__(f"{least}–{most}")


class RegisteredAlready(Exception):  # noqa: N818 - it says what is the case
    """The region has the provider ``stored`` with this organisation number, under other details."""

    def __init__(self, stored: Provider) -> None:
        self.stored = stored
        super().__init__(str(stored))


@transaction.atomic
def set_aside(*, row: SetAside, seen: str, by: User | None) -> SetAside:
    """Store what is set aside of a line. ``seen``: the fingerprint that was opened, empty for a new one.

    Raises SavedByOther, OutOfBoundsError or YearClosed. The same form sent twice is stored once.
    """
    agreement = row.line.agreement
    open_year(agreement, row.region)
    stored = SetAside.objects.filter(region=row.region, line=row.line).first()
    if stored and (stored.amount, stored.terms) == (row.amount, row.terms):
        return stored
    if stored and fingerprint(stored) != seen:
        raise SavedByOther(stored)
    _check(row, pot_of(stored).claimed if stored else 0)
    row.pk = stored.pk if stored else None
    changed = changes(stored or SetAside(region=row.region, line=row.line), row)
    row.save()
    record("drawdowns.set_aside", row, by=by, agreement=agreement, organisation=row.region, changes=changed)
    return row


def _check(row: SetAside, claimed: int) -> None:
    decided = decided_by_line(row.line.agreement, row.region).get(row.line_id, 0)
    if not max(claimed, 1) <= row.amount <= decided:
        raise OutOfBoundsError(max(claimed, 1), decided)


@transaction.atomic
def remove_set_aside(*, row: SetAside, by: User | None) -> bool:
    """Set nothing aside any more; False when providers have asked for some of it. Raises YearClosed."""
    open_year(row.line.agreement, row.region)
    if row.drawdowns.exists():
        return False
    record(
        "drawdowns.set_aside_removed", row, by=by, agreement=row.line.agreement, organisation=row.region,
        line=row.line.code, amount=row.amount,
    )  # fmt: skip
    SetAside.objects.filter(pk=row.pk).delete()
    return True


@transaction.atomic
def add_provider(*, provider: Provider, by: User | None) -> Provider:
    """Register a provider; the same form sent twice is stored once. Raises RegisteredAlready."""
    lock(provider.region)
    stored = _same_number(provider)
    if stored:
        if any(getattr(stored, name) != getattr(provider, name) for name in TYPED):
            raise RegisteredAlready(stored)
        return stored
    provider.save()
    record("drawdowns.provider_added", provider, by=by, organisation=provider.region)
    return provider


@transaction.atomic
def change_provider(*, provider: Provider, seen: str, by: User | None) -> None:
    """Store a changed provider. Raises SavedByOther or RegisteredAlready."""
    lock(provider.region)
    stored = _same_number(provider)
    if stored:
        raise RegisteredAlready(stored)
    save_change(provider, verb="drawdowns.provider_changed", seen=seen, by=by, organisation=provider.region)


def _same_number(provider: Provider) -> Provider | None:
    """Another provider of the region with the same organisation number."""
    others = Provider.objects.filter(region=provider.region, organisation_number=provider.organisation_number)
    return others.exclude(pk=provider.pk).first()
