"""What people type of a quarter: the forecast, the outcome, and why they part."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms import KronorField
from overenskommelse.models import FundingLine
from reporting.domain.comparison import parts_too_far
from reporting.models import Forecast

FIELDS = ("amount", "outcome", "comment")


class QuarterRow(NamedTuple):
    """A line with its fields."""

    line: FundingLine
    amount: forms.BoundField
    outcome: forms.BoundField
    comment: forms.BoundField


class QuarterForm(forms.Form):
    """A quarter, line by line; one without a forecast is left alone. ``percent`` is the agreement's limit."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[FundingLine],
        stored: Mapping[int, Forecast],
        percent: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.percent = lines, percent
        for line in lines:
            row = stored.get(line.pk)
            amount = KronorField(label=_("Forecast, kronor"), min_value=0, required=False)
            outcome = KronorField(label=_("Outcome, kronor"), required=False)
            comment = forms.CharField(
                label=_("Comment"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            for name, field in zip(FIELDS, (amount, outcome, comment), strict=True):
                field.needed_later = True  # type: ignore[attr-defined]  # all or none of a line
                self.fields[f"{name}-{line.pk}"] = field
                self.initial[f"{name}-{line.pk}"] = getattr(row, name, None)

    def rows(self) -> Iterator[QuarterRow]:
        for line in self.lines:
            yield QuarterRow(line, *(self[f"{name}-{line.pk}"] for name in FIELDS))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for line in self.lines:
            amount, outcome, comment = (values.get(f"{name}-{line.pk}") for name in FIELDS)
            if amount is None and outcome is not None and f"amount-{line.pk}" not in self.errors:
                self.add_error(f"amount-{line.pk}", gettext("Write what the forecast was, too."))
            if amount is None or outcome is None or comment:
                continue
            if parts_too_far(amount, outcome, self.percent):
                text = gettext(
                    "%(line)s: forecast and outcome part by more than %(percent)s per cent. Say why."
                )
                self.add_error(f"comment-{line.pk}", text % {"line": line.name, "percent": self.percent})
        return values

    def typed(self) -> Iterator[Forecast]:
        """What is to be stored, without agreement, organisation and quarter."""
        for line in self.lines:
            amount, outcome, comment = (self.cleaned_data[f"{name}-{line.pk}"] for name in FIELDS)
            if amount is not None:
                yield Forecast(line=line, amount=amount, outcome=outcome, comment=comment)
