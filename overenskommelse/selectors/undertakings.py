"""A county's own undertakings held against state agreements: rows, columns and marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from django.db.models import Prefetch, QuerySet

from overenskommelse.models import (
    Agreement,
    County,
    DevelopmentArea,
    Measure,
    OtherAgreement,
    Undertaking,
    UndertakingMark,
    User,
)

Target: TypeAlias = Agreement | DevelopmentArea | OtherAgreement


@dataclass(frozen=True)
class MatrixColumn:
    """A state agreement, one of its areas, or one that is not handled here. ``key`` names it in addresses."""

    target: Target

    @property
    def key(self) -> str:
        return f"{KINDS[type(self.target)]}-{self.target.pk}"

    @property
    def is_area(self) -> bool:
        return isinstance(self.target, DevelopmentArea)

    @property
    def is_other(self) -> bool:
        return isinstance(self.target, OtherAgreement)

    def __str__(self) -> str:
        return str(self.target)


KINDS: Mapping[type[Target], str] = {Agreement: "agreement", DevelopmentArea: "area", OtherAgreement: "other"}


@dataclass(frozen=True)
class MatrixCell:
    column: MatrixColumn
    is_marked: bool


@dataclass(frozen=True)
class MatrixRow:
    """An undertaking with a cell for each column, and those of its measures that the person sees."""

    undertaking: Undertaking
    cells: list[MatrixCell]
    measures: list[Measure]

    @property
    def marked(self) -> list[MatrixColumn]:
        return [cell.column for cell in self.cells if cell.is_marked]


def counties_read(user: User) -> list[County]:
    """The counties whose undertakings the person reads: all, or those of the person's organisations."""
    if user.sees_all:
        return list(County.objects.all())
    held = {m.organisation.county for m in user.held_memberships if m.organisation.county}
    return sorted(held, key=lambda county: str(county.pk))


class Matrix:
    """The undertakings of ``county`` × ``agreement``, its areas, and the other agreements of the county."""

    def __init__(self, county: County, agreement: Agreement | None, user: User) -> None:
        self.county, self.agreement, self.user = county, agreement, user

    @cached_property
    def areas(self) -> list[MatrixColumn]:
        """The columns of the agreement and its areas."""
        if self.agreement is None:
            return []
        return [MatrixColumn(self.agreement), *map(MatrixColumn, self.agreement.areas.all())]

    @cached_property
    def others(self) -> list[MatrixColumn]:
        return [MatrixColumn(it) for it in OtherAgreement.objects.filter(county=self.county)]

    @property
    def columns(self) -> list[MatrixColumn]:
        return [*self.areas, *self.others]

    def column(self, key: str) -> MatrixColumn | None:
        return next((column for column in self.columns if column.key == key), None)

    @property
    def undertakings(self) -> "QuerySet[Undertaking]":
        seen = Measure.objects.visible_to(self.user).filter(removed_at=None).select_related("plan")
        rows = Undertaking.objects.visible_to(self.user).filter(county=self.county)
        return rows.prefetch_related("marks", Prefetch("measures", seen, to_attr="seen_measures"))

    @cached_property
    def rows(self) -> list[MatrixRow]:
        return [self.row(undertaking) for undertaking in self.undertakings]

    def row(self, undertaking: Undertaking) -> MatrixRow:
        """The row of an undertaking of ``undertakings``."""
        marked = {_key(mark) for mark in undertaking.marks.all()}
        cells = [MatrixCell(column, column.key in marked) for column in self.columns]
        return MatrixRow(undertaking, cells, undertaking.seen_measures)  # type: ignore[attr-defined]


def _key(mark: UndertakingMark) -> str:
    """The key of the column in which the mark stands."""
    if mark.area_id:
        return f"area-{mark.area_id}"
    return f"agreement-{mark.agreement_id}" if mark.agreement_id else f"other-{mark.other_id}"
