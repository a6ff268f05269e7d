"""Following up: status and used kronor of measures, and readings of their indicators, in one form."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms.action_plans import LONGEST
from overenskommelse.forms.base import DayInput
from overenskommelse.models import ActionPlan, Measure, PlanIndicator, User
from overenskommelse.selectors.follow_ups import FollowedPart
from overenskommelse.services.follow_ups import TextSavedByOther, save_follow_up
from overenskommelse.services.measures import (
    Column,
    NotUnderstood,
    PlanIsClosed,
    Row,
    RowSavedByOther,
    save_row,
)
from overenskommelse.services.plan_indicators import save_reading

CLOSED = _("The plan’s state no longer allows this. Nothing was saved here.")


class RowForm(forms.Form):
    """The cells of a measure that are followed up, as text; ``seen`` is the revision that was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, measure: Measure, row: Row, columns: list[Column]) -> None:
        super().__init__(data, prefix=f"m{measure.pk}")
        self.measure, self.row = measure, row
        self.fields["seen"].initial = measure.revision
        for column in columns:
            self.fields[column.code] = _field(column, row)

    def save(self, by: User) -> bool:
        """Whether the row is stored; if not, the errors stand at their cells."""
        values = {code: self.cleaned_data[code] for code in self.fields if code != "seen"}
        if all(text == self.row[code] for code, text in values.items()):
            return True
        try:
            save_row(measure=self.measure, values=values, seen=self.cleaned_data["seen"], by=by)
        except NotUnderstood as error:
            for problem in error.problems:
                self.add_error(problem.column if problem.column in self.fields else None, str(problem))
        except RowSavedByOther as error:
            self._meet(error)
        except PlanIsClosed:
            self.add_error(None, CLOSED)
        return not self.errors

    def _meet(self, error: RowSavedByOther) -> None:
        """Show what is stored beside what was typed; the next save replaces it."""
        for clash in error.clashes:
            if clash.column in self.fields:
                told = _("Somebody else changed this meanwhile. Stored now: %(value)s")
                self.add_error(clash.column, told % {"value": clash.stored or "–"})
        fresh = getattr(error.stored, "revision", self.measure.revision)
        self.data = {**self.data.dict(), self.add_prefix("seen"): fresh}  # type: ignore[attr-defined]


def _field(column: Column, row: Row) -> forms.Field:
    options: dict[str, Any] = {"label": column.label, "required": False, "initial": row[column.code]}
    if column.code == "status":
        return forms.ChoiceField(**options, choices=[(text, text) for text in column.choices])
    if column.line:
        planned = row[f"planned:{column.line.code}"]
        hint = _("planned: %(amount)s") % {"amount": planned} if planned else ""
        attrs = {"class": "num", "inputmode": "decimal"}
        return forms.CharField(**options, help_text=hint, widget=forms.TextInput(attrs))
    return forms.CharField(**options, max_length=column.limit or None)


class ReadingForm(forms.Form):
    """An indicator as it is read on a day: a figure, words or both; empty for no reading."""

    on = forms.DateField(label=_("Day"), required=False, widget=DayInput)
    value = forms.DecimalField(
        label=_("Value"), required=False, max_digits=18, decimal_places=4, localize=True
    )
    text = forms.CharField(label=_("In words"), required=False, max_length=500)

    def __init__(self, data: Any, *, indicator: PlanIndicator) -> None:
        super().__init__(data, prefix=f"i{indicator.pk}", initial={"on": timezone.localdate()})
        self.indicator = indicator

    @property
    def says_something(self) -> bool:
        return self.cleaned_data["value"] is not None or bool(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("value") is not None or values.get("text")) and not values.get("on"):
            self.add_error("on", _("State the day of the reading."))
        return values

    def save(self, by: User) -> bool:
        if not self.says_something:
            return True
        try:
            save_reading(indicator=self.indicator, **self.cleaned_data, by=by)
        except PlanIsClosed:
            self.add_error(None, CLOSED)
        return not self.errors


class PartForm(forms.Form):
    """What came of an area or a part of the own tree; ``seen`` is the text that was opened."""

    text = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, part: FollowedPart, plan: ActionPlan) -> None:
        super().__init__(
            data, prefix=part.key.replace(" ", "-"), initial={"text": part.text, "seen": part.text}
        )
        self.part, self.plan = part, plan
        self.fields["text"].label = part.name

    def save(self, by: User) -> bool:
        """Whether the text is stored; if not, what stands there is shown beside what was typed."""
        values = {name: self.cleaned_data[name] for name in ("text", "seen")}
        try:
            save_follow_up(plan=self.plan, part=self.part, **values, by=by)
        except PlanIsClosed:
            self.add_error(None, CLOSED)
        except TextSavedByOther as error:
            told = _("Somebody else changed this meanwhile. Stored now: %(value)s")
            self.add_error("text", told % {"value": error.stored or "–"})
            self.data = {**self.data.dict(), self.add_prefix("seen"): error.stored}  # type: ignore[attr-defined]
        return not self.errors


class FollowUpForms:
    """Measures with their indicators, and the plan's parts; each row is stored by itself, so that a fault in
    one stops no other."""

    def __init__(
        self,
        rows: list[tuple[Measure, Row]],
        columns: list[Column],
        data: Any = None,
        *,
        plan: ActionPlan,
        parts: list[FollowedPart],
    ) -> None:
        self.is_bound = data is not None
        self.parts = [PartForm(data, part=part, plan=plan) for part in parts]
        shown = [column for column in columns if column.is_follow_up]
        self.rows = [
            (
                RowForm(data, measure=measure, row=row, columns=_relevant(shown, row)),
                [ReadingForm(data, indicator=indicator) for indicator in measure.indicators.all()],
            )
            for measure, row in rows
        ]

    def __iter__(self) -> Iterator[tuple[RowForm, list[ReadingForm]]]:
        return iter(self.rows)

    @property
    def forms(self) -> list[RowForm | ReadingForm | PartForm]:
        found: list[RowForm | ReadingForm | PartForm] = []
        for row, readings in self.rows:
            found += [row, *readings]
        return [*found, *self.parts]

    def save(self, by: User) -> bool:
        """Store what can be stored; whether that was everything."""
        stored = [form.is_valid() and form.save(by) for form in self.forms]
        return all(stored)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Id of the field, what it belongs to and what is wrong, for the summary on top."""
        return [
            (form[name].id_for_label if name != "__all__" else "", str(_owner(form)), str(message))
            for form in self.forms
            for name, messages in form.errors.items()
            for message in messages
        ]


def _relevant(columns: list[Column], row: Row) -> list[Column]:
    """Status and note, and the lines on which the measure has money; all lines if it has none."""
    lines = [column for column in columns if column.line]
    held = [
        column
        for column in lines
        if row[column.code] or row[f"planned:{column.line.code}"]  # type: ignore[union-attr]
    ]
    return [column for column in columns if not column.line] + (held or lines)


def _owner(form: RowForm | ReadingForm | PartForm) -> Measure | PlanIndicator | str:
    if isinstance(form, PartForm):
        return form.part.name
    return form.measure if isinstance(form, RowForm) else form.indicator
