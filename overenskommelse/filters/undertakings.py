"""The filter of the matrix: a form in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.filters.base import ALL
from overenskommelse.models import County
from overenskommelse.selectors.undertakings import Matrix, MatrixRow

NOWHERE = "nowhere"


class MatrixForm(forms.Form):
    """Words of an undertaking, the own agreement, and where it also stands."""

    q = forms.CharField(label=_("Words"), required=False)
    document = forms.ChoiceField(label=_("Own agreement"), required=False)
    marked = forms.ChoiceField(label=_("Also in"), required=False)

    def __init__(self, data: Any, *, matrix: Matrix, counties: list[County]) -> None:
        super().__init__(data)
        documents = dict.fromkeys(row.undertaking.document for row in matrix.rows)
        self._offer("document", [("", ALL), *((name, name) for name in documents)])
        columns = [(column.key, str(column)) for column in matrix.columns]
        self._offer("marked", [("", ALL), *columns, (NOWHERE, _("nowhere"))])
        if len(counties) > 1:
            named = [(county.code, county.name) for county in counties]
            self.fields["county"] = forms.ChoiceField(choices=named, label=_("County"), required=False)
            self.order_fields(["county", "q", "document", "marked"])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class MatrixFilter:
    """``form`` as it stands in the address, and ``rows`` that it lets through; nonsense lets all through."""

    def __init__(self, data: Any, *, matrix: Matrix, counties: list[County]) -> None:
        given = {"county": matrix.county.code} | {key: data[key] for key in data}
        self.form = MatrixForm(given, matrix=matrix, counties=counties)
        self.form.is_valid()
        self.matrix, self.chosen = matrix, self.form.cleaned_data

    @property
    def rows(self) -> list[MatrixRow]:
        return [row for row in self.matrix.rows if self._passes(row)]

    def _passes(self, row: MatrixRow) -> bool:
        words, document = self.chosen.get("q", "").casefold(), self.chosen.get("document")
        marked, text = self.chosen.get("marked"), f"{row.undertaking.name} {row.undertaking.text}"
        return (
            words in text.casefold()
            and (not document or row.undertaking.document == document)
            and (not marked or marked in ({column.key for column in row.marked} or {NOWHERE}))
        )
