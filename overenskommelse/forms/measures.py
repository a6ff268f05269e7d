"""A measure on a page of its own: all its cells, for those without JavaScript and for long texts."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import MeasureStatus
from overenskommelse.forms.base import who_saved
from overenskommelse.forms.measure_cells import SUGGESTED
from overenskommelse.forms.measure_rows import Grid
from overenskommelse.models import Measure
from overenskommelse.selectors.measures import CHOICE, KRONOR, LONG, Column, Row, row_of
from overenskommelse.selectors.understanding import Problem
from overenskommelse.services.measures import PlanIsClosed, RowSavedByOther

HINTS = {
    "requirements": _("Codes with a comma between, for example 3.1-a, 3.1.2-b."),
    "responsible": _("Several with a semicolon between. An organisation's function comes after a colon."),
    "schedule": _("For example 2024-12-31, Autumn 2024, Q1–Q3 2024, Ongoing or Depends on …"),
    "status_note": _("For a dropped measure: the reason."),
}
OF_THE_ROW = ("uid", "seen")


class MeasureForm(forms.Form):
    """``values()`` are the cells as typed; what they mean is found out when they are saved.

    ``node`` is where in the own structure a new measure is to stand, as its cell says it.
    """

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, grid: Grid, measure: Measure | None = None, node: str = "") -> None:
        blank = {"status": str(MeasureStatus.PLANNED.label), "node": node}
        stored = row_of(measure, grid.lists) if measure else blank
        row = {"uid": measure.uid, "seen": measure.revision} if measure else {"uid": uuid4(), "seen": None}
        super().__init__(data, initial=stored | row)
        # What was sent is shown again even if the plan was closed meanwhile.
        opened = [c for c in grid.columns.values() if grid.opened(c) or (data and c.code in data)]
        self.suggestions = {c.code: c.choices for c in opened if c.code in SUGGESTED and c.choices}
        for column in opened:
            self.fields[column.code] = self._field(column)

    @classmethod
    def of_undo(cls, grid: Grid, error: RowSavedByOther, before: Row) -> "MeasureForm":
        """What an undo would put back, beside what somebody else has stored since; a save puts it back."""
        data = QueryDict(mutable=True)
        data.update(row_of(error.stored, grid.lists) | before | {"uid": str(error.stored.uid)})
        form = cls(data, grid=grid, measure=error.stored)
        form.is_valid()
        form.meet(error)
        return form

    def _field(self, column: Column) -> forms.Field:
        field = forms.CharField(
            label=column.label,
            widget=self._widget(column),
            required=False,
            help_text=HINTS.get(column.code, ""),
            strip=False,
        )
        field.needed_later = column.code == "title"  # type: ignore[attr-defined]
        return field

    def _widget(self, column: Column) -> forms.Widget:
        if column.kind == CHOICE:
            empty = [] if column.code == "status" else [("", "–")]
            return forms.Select(choices=[*empty, *((text, text) for text in column.choices)])
        if column.kind == LONG:
            return forms.Textarea({"rows": 6})
        attributes = {"autocomplete": "off"}
        if column.code in self.suggestions:
            attributes["list"] = f"list-{column.code}"
        if column.kind == KRONOR:
            attributes |= {"inputmode": "decimal", "class": "num"}
        return forms.TextInput(attributes)

    def values(self) -> Row:
        """Column → text, of what was sent."""
        return {
            code: text
            for code, text in self.cleaned_data.items()
            if code not in OF_THE_ROW and code in self.data
        }

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field."""
        for problem in problems:
            self.add_error(problem.column if problem.column in self.fields else None, str(problem))

    def meet(self, error: RowSavedByOther) -> None:
        """Show who saved first, and what is stored beside what was typed; the next save replaces it."""
        for clash in error.clashes:
            stored = clash.stored or "–"
            self.add_error(clash.column, _("Stored now: %(value)s") % {"value": stored})
        self.add_error(None, who_saved(error))
        self.data = {**self.data.dict(), "seen": error.stored.revision}  # type: ignore[attr-defined]


FOLLOW_UP_ONLY = _(
    "The plan is approved: only statuses and used kronor may be changed. Begin a new version to change more."
)
CLOSED = _(
    "The plan is no longer open for changes. What you typed is not stored. Copy it, or ask to have the plan"
    " sent back."
)


def closed(error: PlanIsClosed) -> str:
    """Why nothing was stored, and what to do."""
    return str(FOLLOW_UP_ONLY if error.plan.takes_follow_up else CLOSED)
