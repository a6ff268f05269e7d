"""Changing an agreement and its parts, and copying it to a new year."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any, TypeAlias, TypeVar

from django.contrib.admin.utils import NestedObjects
from django.db import transaction
from django.db.models import Model

from overenskommelse.choices import AgreementStatus
from overenskommelse.domain.periods import shifted
from overenskommelse.models import (
    Agreement,
    Deadline,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    PrintedSum,
    Requirement,
    User,
)
from overenskommelse.selectors import CheckedSum, differing_sums
from overenskommelse.services.events import record, save_change

Part: TypeAlias = DevelopmentArea | FocusArea | FundingLine | PrintedSum | Deadline | Requirement
P = TypeVar("P", DevelopmentArea, FocusArea, FundingLine, PrintedSum, Deadline, Requirement)


class SumsDiffer(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """An agreement in force must add up to its printed sums; ``differences`` are those that differ."""

    def __init__(self, differences: list[CheckedSum]) -> None:
        self.differences = differences
        super().__init__("; ".join(f"{d.printed}: {d.difference}" for d in differences))


class InUse(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """The part cannot be removed: ``holders`` stand on it."""

    def __init__(self, holders: list[Model]) -> None:
        self.holders = holders
        super().__init__("; ".join(str(holder) for holder in holders))


def _checked(agreement: Agreement) -> list[CheckedSum]:
    """The sums that differ, which only a draft may have. Raises SumsDiffer, so that nothing is stored."""
    differences = differing_sums(agreement)
    if differences and agreement.status == AgreementStatus.IN_FORCE:
        raise SumsDiffer(differences)
    return differences


def _locked(agreement: Agreement) -> Agreement:
    """The agreement as stored; whoever changes a part waits here for the one before."""
    return Agreement.objects.select_for_update().get(pk=agreement.pk)


@transaction.atomic
def change_agreement(*, agreement: Agreement, seen: str, by: User) -> list[CheckedSum]:
    """Store the agreement's own fields.

    Returns the sums that differ, if it is a draft. Raises SavedByOther, SumsDiffer.
    """
    save_change(agreement, verb="agreements.changed", seen=seen, by=by, agreement=agreement)
    return _checked(agreement)


@transaction.atomic
def add_part(*, part: Part, agreement: Agreement, by: User) -> list[CheckedSum]:
    """Store a new part; the sums that differ, if it is a draft. Raises SumsDiffer."""
    stored = _locked(agreement)
    part.save()
    record("agreements.part_added", part, by=by, agreement=stored)
    return _checked(stored)


@transaction.atomic
def change_part(*, part: Part, agreement: Agreement, seen: str, by: User) -> list[CheckedSum]:
    """Store a changed part; the sums that differ, if it is a draft. Raises SavedByOther, SumsDiffer."""
    stored = _locked(agreement)
    save_change(part, verb="agreements.part_changed", seen=seen, by=by, agreement=stored)
    return _checked(stored)


@transaction.atomic
def change_amounts(
    *, agreement: Agreement, rows: Iterable[tuple[FundingLine | PrintedSum, str]], by: User
) -> list[CheckedSum]:
    """Store the amounts of several lines and sums at once, each with its fingerprint as opened.

    Returns the sums that differ, if it is a draft. Raises SavedByOther, SumsDiffer.
    """
    stored = _locked(agreement)
    for row, seen in rows:
        save_change(row, verb="agreements.part_changed", seen=seen, by=by, agreement=stored)
    return _checked(stored)


def consequences(part: Part) -> tuple[list[Model], list[Model]]:
    """What is removed along with ``part``, and what stands on it and forbids the removal."""
    found = NestedObjects(using=part._state.db or "default")
    found.collect([part])
    along = [row for rows in found.model_objs.values() for row in rows if row != part]
    return along, sorted(found.protected, key=str)


@transaction.atomic
def remove_part(*, part: Part, agreement: Agreement, by: User) -> list[CheckedSum]:
    """Remove a part and what goes with it; the sums that differ, if a draft. Raises InUse, SumsDiffer."""
    stored = _locked(agreement)
    along, holders = consequences(part)
    if holders:
        raise InUse(holders)
    record("agreements.part_removed", part, by=by, agreement=stored, along=[str(row) for row in along])
    part.delete()
    return _checked(stored)


@transaction.atomic
def copy_agreement(*, source: Agreement, code: str, name: str, year: int, by: User) -> Agreement:
    """A draft for ``year`` with all parts of ``source``; days move by whole years, numbers are emptied."""
    years = year - source.year
    new = copy(source)
    new.pk, new._state.adding, new.copied_from = None, True, source
    new.code, new.name, new.year, new.status = code, name, year, AgreementStatus.DRAFT
    new.period_start, new.period_end = shifted(source.period_start, years), shifted(source.period_end, years)
    new.registration_number = new.payment_registration_number = ""
    new.signed_on, new.numbers_are_examples = None, False
    new.save()
    _copy_parts(source, new, years)
    record("agreements.copied", new, by=by, agreement=new, source=source.code)
    return new


def _copy_parts(source: Agreement, new: Agreement, years: int) -> None:
    areas = _copies(source.areas.all(), lambda area: {"agreement": new})
    focus_areas = _copies(
        FocusArea.objects.filter(area__agreement=source), lambda focus: {"area": areas[focus.area_id]}
    )
    lines = _copies(source.lines.all(), lambda line: {"agreement": new, "area": areas.get(line.area_id)})
    _copies(
        source.printed_sums.all(),
        lambda row: {"agreement": new, "area": areas.get(row.area_id), "line": lines.get(row.line_id)},
    )
    _copies(source.deadlines.all(), lambda row: {"agreement": new, "date": shifted(row.date, years)})
    _copies(
        source.requirements.all(),
        lambda row: {
            "agreement": new,
            "area": areas.get(row.area_id),
            "focus_area": focus_areas.get(row.focus_area_id),
            "due": row.due and shifted(row.due, years),
        },
    )


def _copies(rows: Iterable[P], changed: Callable[[P], dict[str, Any]]) -> dict[int | None, P]:
    """New stored rows like ``rows`` with the fields of ``changed(row)``, by the old rows' keys."""
    copies: dict[int | None, P] = {}
    for row in rows:
        new = copy(row)
        new.pk, new._state = None, copy(row._state)
        new._state.adding = True
        for field, value in changed(row).items():
            setattr(new, field, value)
        copies[row.pk] = new
    if copies:
        type(new).objects.bulk_create(copies.values())
    return copies
