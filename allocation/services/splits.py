"""A county divides its municipalities' money, typed or by statistics; never more than it has got."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from allocation.domain.run import LineInput, allocate
from allocation.models import DatasetValue, SplitAmount
from allocation.selectors import Basis, decided_by_line, municipalities_of
from allocation.services.consequences import follow
from overenskommelse.domain.canonical import digest
from overenskommelse.models import Event, FundingLine, Organisation, User
from overenskommelse.services.events import record

VERB = "splits.saved"

# Municipality id → whole kronor; None where nothing is said yet.
Parts = Mapping[int, int | None]


class SplitRefusedError(Exception):
    """The parts are more than the county has got, or nothing is decided; ``over`` is the kronor too much."""

    def __init__(self, over: int) -> None:
        self.over = over
        super().__init__(str(over))


class SplitByOtherError(Exception):
    """Somebody split the line after the person opened it; ``last`` says who and when."""

    def __init__(self, line: FundingLine, rss: Organisation) -> None:
        acts = Event.objects.filter(verb=VERB, organisation=rss, data__line=line.code)
        self.last = acts.select_related("by").first()
        self.stored = parts_of(line, rss)
        self.seen = seal(self.stored)
        super().__init__(line.code)


def parts_of(line: FundingLine, rss: Organisation) -> dict[int, int]:
    """Municipality id → kronor, as stored."""
    rows = SplitAmount.objects.filter(line=line, municipality__in=municipalities_of(rss))
    return dict(rows.order_by().values_list("municipality", "amount"))


def seal(parts: Parts) -> str:
    """A digest of the stored parts; it travels with the form, so that a save sees what came between."""
    return digest({str(pk): amount for pk, amount in parts.items()})


def propose(*, total: int, parts: Parts, basis: Basis) -> dict[int, int]:
    """``parts`` with what is left of ``total`` divided by ``basis`` among those that have no amount.

    Largest remainder, so the parts add up to ``total``. Raises SplitRefusedError when ``parts`` are more
    than ``total`` already, and AllocationError when a municipality is missing in the statistics.
    """
    typed = {pk: amount for pk, amount in parts.items() if amount is not None}
    left, open_ones = total - sum(typed.values()), sorted(parts.keys() - typed.keys())
    if left < 0:
        raise SplitRefusedError(-left)
    if not open_ones:
        return typed
    codes = dict(Organisation.objects.filter(pk__in=open_ones).values_list("code", "pk"))
    values = {
        indicator: dict(
            DatasetValue.objects.filter(dataset=data, code__in=codes).values_list("code", "value")
        )
        for indicator, data in basis.datasets.items()
    }
    result = allocate(LineInput("split", left, basis.method, {code: code for code in codes}, values))
    return typed | {codes[code]: found.amount for code, found in result.by_code.items()}


@transaction.atomic
def save_split(
    *, line: FundingLine, rss: Organisation, parts: Parts, note: str, seen: str, by: User | None
) -> Event | None:
    """Store the whole county's parts of ``line``; ``note`` says of each changed one how it came.

    Nothing is stored when nothing differs. Raises SplitByOtherError when the stored parts are not those of
    ``seen`` any longer, and SplitRefusedError when the county has not got so much.
    """
    # Whoever splits money of this county waits here for the one before.
    Organisation.objects.select_for_update().get(pk=rss.pk)
    stored = parts_of(line, rss)
    if seal(stored) != seen:
        raise SplitByOtherError(line, rss)
    wanted = {pk: amount for pk, amount in parts.items() if amount is not None}
    if wanted == stored:
        return None
    over = sum(wanted.values()) - decided_by_line([line], rss).get(line.pk, 0)
    if over > 0:
        raise SplitRefusedError(over)
    _store(line, rss, stored, wanted, note, by)
    changes = {str(pk): [stored.get(pk), wanted.get(pk)] for pk in sorted({*stored, *wanted})}
    follow(line.agreement, [rss, *Organisation.objects.filter(pk__in={*stored, *wanted})], by)
    return record(VERB, rss, by=by, agreement=line.agreement, organisation=rss, line=line.code, parts=changes)


def _store(
    line: FundingLine,
    rss: Organisation,
    stored: Mapping[int, int],
    wanted: Mapping[int, int],
    note: str,
    by: User | None,
) -> None:
    own = {organisation.pk: organisation for organisation in municipalities_of(rss)}
    rows = SplitAmount.objects.filter(line=line, municipality__in=own)
    for row in rows.exclude(municipality__in=wanted):
        row.delete()
    for pk, amount in wanted.items():
        if stored.get(pk) != amount:
            values = {"amount": amount, "note": note, "updated_by": by}
            SplitAmount.objects.update_or_create(line=line, municipality=own[pk], defaults=values)


def note_of(basis: Basis) -> str:
    """How a proposal came, for those who read the amounts later."""
    return _("%(method)s (%(days)s)") % {"method": basis.label, "days": basis.days}
