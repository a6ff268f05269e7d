"""How a county's money on a line is split between its municipalities, by the county itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

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
    query for each of the three kinds that there are.
    """
    chosen = {organisation.pk: organisation for organisation in organisations}
    found: dict[int, dict[int, int]] = {pk: {} for pk in chosen}
    municipalities = {pk for pk, one in chosen.items() if one.kind == OrganisationKind.MUNICIPALITY}
    rss = {one.county_id: pk for pk, one in chosen.items() if one.kind == OrganisationKind.RSS}
    amounts = [
        *(_split(agreement, municipalities) if municipalities else ()),
        *(_decided(agreement, set(chosen) - municipalities) if set(chosen) - municipalities else ()),
    ]
    for pk, line, amount in amounts:
        found[pk][line] = amount
    for county, line, passed in _passed_on(agreement, rss) if rss else ():
        if line in found[rss[county]]:
            found[rss[county]][line] = max(found[rss[county]][line] - int(passed), 0)
    return found


def _passed_on(agreement: Agreement, counties: Iterable[str | None]) -> Iterable[tuple[str, int, int]]:
    """County, line and what its municipalities have got of the line."""
    rows = SplitAmount.objects.filter(line__agreement=agreement, municipality__county__in=list(counties))
    sums = rows.order_by().values_list("municipality__county", "line")
    return sums.annotate(passed=models.Sum("amount"))


def _split(agreement: Agreement, municipalities: set[int]) -> "QuerySet[SplitAmount, tuple[int, int, int]]":
    rows = SplitAmount.objects.filter(line__agreement=agreement, municipality__in=municipalities)
    return rows.order_by().values_list("municipality", "line", "amount")


def _decided(agreement: Agreement, recipients: set[int]) -> "QuerySet[RunAmount, tuple[int, int, int]]":
    in_force = Decision.objects.in_force().filter(agreement=agreement)
    rows = RunAmount.objects.filter(run_line__run__decision__in=in_force, recipient__in=recipients)
    return rows.order_by().values_list("recipient", "run_line__line", "amount")
