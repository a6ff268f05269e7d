"""Lists of agreements and their parts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from overenskommelse.models import (
    Agreement,
    Deadline,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    PrintedSum,
    Requirement,
)
from overenskommelse.permissions import EDITS_AGREEMENTS, allowed
from overenskommelse.tables.base import DayColumn, MoneyColumn


class AgreementTable(Table):
    name = Column(linkify=True)

    class Meta:
        model = Agreement
        fields = ("name", "year", "status", "period_start", "period_end", "registration_number")
        empty_text = _("No agreement is in force yet. An administrator sets up the year’s agreement.")

    period_start = DayColumn()
    period_end = DayColumn()


def edit_link(table: "PartTable", record: Any) -> str | None:
    """Where an administrator changes the part; nothing for others, nor outside a page."""
    request = getattr(table, "request", None)
    if request is None or not allowed(request.user, EDITS_AGREEMENTS):
        return None
    code = request.resolver_match.kwargs["code"]
    return reverse("agreement_part_edit", args=[code, table.part, record.pk])


class PartTable(Table):
    """Parts of an agreement of one kind; ``part`` is their name in addresses."""

    part = ""


class AreaTable(PartTable):
    part = "areas"
    name = Column(linkify=edit_link)

    class Meta:
        model = DevelopmentArea
        fields = ("name", "section", "code")


class FocusAreaTable(PartTable):
    part = "focus-areas"
    name = Column(linkify=edit_link)

    class Meta:
        model = FocusArea
        fields = ("name", "section", "area", "code")


class LineTable(PartTable):
    part = "lines"
    name = Column(linkify=edit_link)
    amount = MoneyColumn(total=True)

    class Meta:
        model = FundingLine
        fields = (
            "name", "amount", "recipient_kind", "agreed_method", "applied_method", "appropriation_item",
            "pass_through_to", "area", "section", "code",
        )  # fmt: skip
        show_footer = True


class SumTable(PartTable):
    part = "sums"
    covers = Column(linkify=edit_link, verbose_name=_("What is added up"), order_by=("scope", "area", "line"))
    amount = MoneyColumn()

    class Meta:
        model = PrintedSum
        fields = ("covers", "section", "amount", "note")


class DeadlineTable(PartTable):
    part = "deadlines"
    what = Column(linkify=edit_link)
    date = DayColumn()
    who = Column(verbose_name=_("Who"), orderable=False)

    class Meta:
        model = Deadline
        fields = ("what", "date", "consequence", "who", "addressee", "section", "note")


class RequirementTable(PartTable):
    part = "requirements"
    code = Column(linkify=edit_link)
    due = DayColumn()
    who = Column(verbose_name=_("Who"), orderable=False)

    class Meta:
        model = Requirement
        fields = ("code", "text", "who", "due", "kind", "area", "focus_area")
