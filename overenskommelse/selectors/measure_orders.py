"""The table of a plan in another order than its own: by one of its headings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf

from overenskommelse.choices import MeasureStatus, ScheduleKind
from overenskommelse.models import Measure, MeasureAmount, MeasureResponsible


def _responsible() -> Any:
    """The first who is responsible, as the cell names them."""
    name = Coalesce("organisation__name", NullIf("function", Value("")))
    return Subquery(MeasureResponsible.objects.filter(measure=OuterRef("pk")).values(said=Lower(name))[:1])


def _kronor(kind: str) -> Any:
    """A measure's kronor on all lines; none where the cell is empty."""
    rows = MeasureAmount.objects.filter(measure=OuterRef("pk")).order_by().values("measure")
    return Subquery(rows.values(kronor=NullIf(Sum(kind), Value(0))))


# Heading → what its cells are ordered by, one after another.
KEYS: dict[str, Callable[[], Sequence[Any]]] = {
    "title": lambda: [Lower("title")],
    "area": lambda: [F("area__position"), F("area__code")],
    "responsible": lambda: [_responsible()],
    "schedule": lambda: [
        Coalesce("starts_on", "ends_on"), F("ends_on"),
        Case(When(schedule_kind=ScheduleKind.ONGOING, then=1), When(schedule="", then=None), default=2),
    ],
    "status": lambda: [Case(*(When(status=status, then=n) for n, status in enumerate(MeasureStatus)))],
    "planned": lambda: [_kronor("planned")],
    "used": lambda: [_kronor("used")],
}  # fmt: skip


class Headed(Protocol):
    """A column of the table, as far as its order goes."""

    @property
    def code(self) -> str: ...


class SortHead(NamedTuple):
    """A heading: what its link asks for (empty: no order by it), and how the table is ordered by it now."""

    head: Any
    sort: str = ""
    way: str = ""  # ascending, descending; empty when it is not


@dataclass(frozen=True)
class Order:
    """``code`` is the heading that the table is ordered by; empty for the plan's own order."""

    code: str = ""
    is_descending: bool = False

    @classmethod
    def of(cls, sort: str) -> "Order":
        """As the address says it: ``planned``, ``-planned``. What is not known is the plan's own order."""
        code = sort.removeprefix("-")
        return cls(code, sort.startswith("-")) if code in KEYS else cls()

    def of_rows(self, rows: QuerySet[Measure]) -> QuerySet[Measure]:
        """``rows`` in this order; empty cells last either way, equals as they stand in the plan."""
        if not self.code:
            return rows
        keys = [
            key.desc(nulls_last=True) if self.is_descending else key.asc(nulls_last=True)
            for key in KEYS[self.code]()
        ]
        return rows.order_by(*keys, "position", "pk")

    def heads(self, heads: Iterable[Headed]) -> list[SortHead]:
        """The headings, each with the order that its link leads to: turned round where it is the present."""
        return [self._head(head) for head in heads]

    def _head(self, head: Headed) -> SortHead:
        if head.code not in KEYS:
            return SortHead(head)
        if head.code != self.code:
            return SortHead(head, head.code)
        turned = head.code if self.is_descending else f"-{head.code}"
        return SortHead(head, turned, "descending" if self.is_descending else "ascending")
