"""A county's own undertakings: entered, marked where state agreements ask for the same, tied to measures."""

from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from overenskommelse.choices import OrganisationKind
from overenskommelse.models import (
    Agreement,
    County,
    DevelopmentArea,
    Measure,
    Organisation,
    OtherAgreement,
    Undertaking,
    UndertakingMark,
    User,
)
from overenskommelse.selectors.undertakings import Target
from overenskommelse.services.events import record, save_change


class AlreadyThereError(Exception):
    """Another row has the same name; ``row`` is that one, and nothing was stored."""

    def __init__(self, row: Model) -> None:
        self.row = row
        super().__init__(str(row))


@transaction.atomic
def add_undertaking(*, undertaking: Undertaking, by: User | None) -> Undertaking:
    """Store a new undertaking, last of the county's. The same again is the same one.

    Raises AlreadyThereError when the own agreement has another by that name.
    """
    county = _locked(undertaking.county)
    rows = Undertaking.objects.filter(county=county)
    same = rows.filter(document=undertaking.document, name=undertaking.name).first()
    if same is not None:
        if same.text != undertaking.text:
            raise AlreadyThereError(same)
        return same
    undertaking.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    undertaking.save()
    _record("undertakings.added", undertaking, county, by)
    return undertaking


@transaction.atomic
def add_other(*, other: OtherAgreement, by: User | None) -> OtherAgreement:
    """Store a state agreement that is not handled here, as the last column. The same again is the same."""
    county = _locked(other.county)
    rows = OtherAgreement.objects.filter(county=county)
    same = rows.filter(name=other.name).first()
    if same is not None:
        return same
    other.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    other.save()
    _record("undertakings.agreement_added", other, county, by)
    return other


@transaction.atomic
def save_undertaking(*, undertaking: Undertaking, seen: str, by: User | None) -> None:
    """Store a changed undertaking that was opened as ``seen``. Raises SavedByOther."""
    _change(undertaking, "undertakings.changed", undertaking.county, seen, by)


@transaction.atomic
def save_other(*, other: OtherAgreement, seen: str, by: User | None) -> None:
    """Store a renamed agreement that was opened as ``seen``. Raises SavedByOther."""
    _change(other, "undertakings.agreement_changed", other.county, seen, by)


@transaction.atomic
def remove_undertaking(*, undertaking: Undertaking, by: User | None) -> None:
    """Remove it with its marks. Its measures stay in their plans; the event keeps what was tied."""
    marks = [str(mark.other or mark.area or mark.agreement) for mark in undertaking.marks.all()]
    measures = [str(measure) for measure in undertaking.measures.all()]
    lost: dict[str, Any] = {"text": undertaking.text, "marks": marks, "measures": measures}
    _record("undertakings.removed", undertaking, undertaking.county, by, **lost)
    undertaking.delete()


@transaction.atomic
def remove_other(*, other: OtherAgreement, by: User | None) -> None:
    """Remove the column with its marks; the event keeps them."""
    marks = [str(mark.undertaking) for mark in other.marks.select_related("undertaking")]
    _record("undertakings.agreement_removed", other, other.county, by, marks=marks)
    other.delete()


@transaction.atomic
def mark(*, undertaking: Undertaking, target: Target, is_marked: bool, by: User | None) -> bool:
    """Let the undertaking stand, or not, in a state agreement; whether that was a change.

    What is wanted is said, and not the reverse of what is: two clicks do what one does.
    """
    _locked(undertaking.county)
    where = _where(target)
    if is_marked:
        _row, changed = UndertakingMark.objects.get_or_create(undertaking=undertaking, **where)
    else:
        changed = bool(UndertakingMark.objects.filter(undertaking=undertaking, **where).delete()[0])
    if changed:
        verb = "undertakings.marked" if is_marked else "undertakings.unmarked"
        _record(verb, undertaking, undertaking.county, by, where=str(target))
    return changed


def _where(target: Target) -> dict[str, Any]:
    """The fields of a mark in ``target``."""
    if isinstance(target, OtherAgreement):
        return {"agreement": None, "area": None, "other": target}
    if isinstance(target, DevelopmentArea):
        return {"agreement": target.agreement, "area": target, "other": None}
    return {"agreement": target, "area": None, "other": None}


@transaction.atomic
def tie(*, undertaking: Undertaking, measure: Measure, is_tied: bool, by: User | None) -> bool:
    """Let the measure answer to the undertaking, or no longer; whether that was a change."""
    _locked(undertaking.county)
    if undertaking.measures.filter(pk=measure.pk).exists() == is_tied:
        return False
    (undertaking.measures.add if is_tied else undertaking.measures.remove)(measure)
    verb = "undertakings.linked" if is_tied else "undertakings.unlinked"
    _record(verb, undertaking, undertaking.county, by, agreement=measure.plan.agreement, measure=str(measure))
    return True


def _locked(county: County) -> County:
    """Whoever changes the county's matrix waits here for the one before."""
    return County.objects.select_for_update().get(pk=county.pk)


def _change(row: Model, verb: str, county: County, seen: str, by: User | None) -> None:
    _locked(county)
    save_change(row, verb=verb, seen=seen, by=by, organisation=_keeper(county))


def _keeper(county: County) -> Organisation | None:
    """The organisation in whose log the county's matrix stands: its RSS."""
    return Organisation.objects.filter(county=county, kind=OrganisationKind.RSS).first()


def _record(
    verb: str, row: Model, county: County, by: User | None, agreement: Agreement | None = None, **data: Any
) -> None:
    record(verb, row, by=by, agreement=agreement, organisation=_keeper(county), **data)
