"""How a county's money on a line is split between its municipalities, by the county itself."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from allocation.models.decisions import Decision
from allocation.models.runs import RunAmount
from overenskommelse.choices import OrganisationKind
from overenskommelse.models import Agreement, FundingLine, Organisation, User

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SplitAmountQuerySet(models.QuerySet["SplitAmount"]):
    def visible_to(self, user: User) -> "QuerySet[SplitAmount]":
        """Amounts of municipalities that the person sees."""
        return self.filter(municipality__in=Organisation.objects.visible_to(user))


class SplitAmount(models.Model):
    """Whole kronor of a line that the county's RSS passes to a municipality; ``note`` says how it came."""

    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="split_amounts", verbose_name=_("Funding line")
    )
    municipality = models.ForeignKey(
        Organisation, models.PROTECT, related_name="split_amounts", verbose_name=_("Municipality")
    )
    amount = models.BigIntegerField(_("Amount, kronor"))
    note = models.CharField(_("How it was divided"), max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    objects = SplitAmountQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality's part")
        verbose_name_plural = _("municipalities' parts")
        ordering = ["line__position", "municipality__code"]
        constraints = [
            models.UniqueConstraint(fields=["line", "municipality"], name="split_once_per_municipality"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="split_amount_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.municipality}"


def allocated(agreement: Agreement, organisations: Iterable[Organisation]) -> dict[int, dict[int, int]]:
    """Organisation id → line id → whole kronor, so that every krona counts once in a county.

    A municipality has what is split to it, an RSS what it keeps after that, all others what is decided. One
    query, whatever kinds there are.
    """
    chosen = {organisation.pk: organisation for organisation in organisations}
    found: dict[int, dict[int, int]] = {pk: {} for pk in chosen}
    amounts = list(_amounts(agreement, list(chosen.values())))
    for pk, line, amount, is_passed in amounts:
        if not is_passed:
            found[pk][line] = int(amount)
    for pk, line, amount, is_passed in amounts:
        if is_passed and line in found[pk]:
            found[pk][line] = max(found[pk][line] - int(amount), 0)
    return found


# Organisation id, line id, kronor, and whether its municipalities have got them instead.
Amount: TypeAlias = tuple[int, int, int, bool]


def _amounts(agreement: Agreement, organisations: list[Organisation]) -> "Iterable[Amount]":
    kind = OrganisationKind
    municipalities = {one.pk for one in organisations if one.kind == kind.MUNICIPALITY}
    others = {one.pk for one in organisations} - municipalities
    rss = {one.county_id: one.pk for one in organisations if one.kind == kind.RSS}
    parts = [
        *([_split(agreement, municipalities)] if municipalities else []),
        *([_decided(agreement, others)] if others else []),
        *([_passed_on(agreement, rss)] if rss else []),
    ]
    return parts[0].union(*parts[1:], all=True) if parts else []


def _is_passed(passed: bool) -> models.Value:
    return models.Value(passed, output_field=models.BooleanField())


def _passed_on(agreement: Agreement, rss: Mapping[str | None, int]) -> "QuerySet[Any, Amount]":
    """RSS, line and what its municipalities have got of the line."""
    rows = SplitAmount.objects.filter(line__agreement=agreement, municipality__county__in=list(rss))
    whose = models.Case(
        *[models.When(municipality__county=county, then=pk) for county, pk in rss.items()],
        output_field=models.BigIntegerField(),
    )
    sums = rows.order_by().annotate(rss=whose).values_list("rss", "line")
    return sums.annotate(passed=models.Sum("amount"), is_passed=_is_passed(True))


def _split(agreement: Agreement, municipalities: set[int]) -> "QuerySet[Any, Amount]":
    rows = SplitAmount.objects.filter(line__agreement=agreement, municipality__in=municipalities)
    return rows.order_by().values_list("municipality", "line", "amount", _is_passed(False))


def _decided(agreement: Agreement, recipients: set[int]) -> "QuerySet[Any, Amount]":
    in_force = Decision.objects.in_force().filter(agreement=agreement)
    rows = RunAmount.objects.filter(run_line__run__decision__in=in_force, recipient__in=recipients)
    return rows.order_by().values_list("recipient", "run_line__line", "amount", _is_passed(False))
