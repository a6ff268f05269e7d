"""Tables as an agreement prints them, to hold a run against."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import FundingLine, Organisation


class PublishedTable(models.Model):
    """A printed money column, for example *Nära vård* of Bilaga 4."""

    line = models.ForeignKey(FundingLine, models.CASCADE, related_name="published_tables")
    source = models.CharField(_("Source"), max_length=100)
    printed_total = models.BigIntegerField(_("Printed sum, kronor"))
    note = models.TextField(_("Note"), blank=True)

    class Meta:
        verbose_name = _("published table")
        verbose_name_plural = _("published tables")
        ordering = ["source", "line__position"]
        constraints = [models.UniqueConstraint(fields=["line", "source"], name="published_table_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.line}"


class PublishedAmount(models.Model):
    """One printed amount in whole kronor."""

    table = models.ForeignKey(PublishedTable, models.CASCADE, related_name="amounts")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("Printed amount, kronor"))

    class Meta:
        verbose_name = _("published amount")
        verbose_name_plural = _("published amounts")
        ordering = ["recipient__code"]
        constraints = [models.UniqueConstraint(fields=["table", "recipient"], name="published_amount_once")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.amount}"
