"""Forms of an agreement and its parts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms.base import DayInput, KronorField, SeenForm
from overenskommelse.models import (
    Agreement,
    Deadline,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    Organisation,
    PrintedSum,
    Requirement,
)
from overenskommelse.services.events import SavedByOther


class AgreementForm(SeenForm):
    class Meta:
        model = Agreement
        fields = (
            "name", "year", "status", "purpose", "period_start", "period_end", "state_party",
            "association_party", "signed_on", "registration_number", "payment_registration_number",
            "numbers_are_examples",
        )  # fmt: skip
        widgets = dict.fromkeys(("period_start", "period_end", "signed_on"), DayInput())
        help_texts = {
            "status": _("Only administrators see a draft. In force, it must add up to its printed sums."),
        }


class CopyForm(forms.ModelForm):
    """A new year: everything else follows with the copy."""

    class Meta:
        model = Agreement
        fields = ("code", "name", "year")
        help_texts = {
            "code": _("Small letters, digits and hyphens, for example god-och-nara-vard-2022."),
            "year": _("All days move by as many whole years."),
        }


class PartForm(SeenForm):
    """A part of one agreement; it can point only to other parts of the same."""

    given = frozenset({"agreement"})

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hasattr(self.instance, "agreement_id"):
            self.instance.agreement = agreement
        own = {
            "area": DevelopmentArea.objects.filter(agreement=agreement),
            "focus_area": FocusArea.objects.filter(area__agreement=agreement),
            "line": FundingLine.objects.filter(agreement=agreement),
            "pass_through_to": Organisation.objects.recipients(),
        }
        for name in own.keys() & self.fields.keys():
            self.fields[name].queryset = own[name]  # type: ignore[attr-defined]


class AreaForm(PartForm):
    class Meta:
        model = DevelopmentArea
        fields = ("name", "section", "code", "position")


class FocusAreaForm(PartForm):
    class Meta:
        model = FocusArea
        fields = ("area", "name", "section", "code", "position")


class LineForm(PartForm):
    class Meta:
        model = FundingLine
        fields = (
            "name", "code", "position", "section", "area", "recipient_kind", "amount", "base_amount",
            "agreed_method", "applied_method", "method_note", "appropriation_item", "appropriation_note",
            "earmark_note", "pass_through_to", "eligible_purposes",
        )  # fmt: skip
        field_classes = {"amount": KronorField, "base_amount": KronorField}
        notes = ("method_note", "appropriation_note", "earmark_note")
        widgets = dict.fromkeys(notes, forms.Textarea({"rows": 3}))


class SumForm(PartForm):
    class Meta:
        model = PrintedSum
        fields = ("section", "scope", "area", "recipient_kind", "line", "amount", "note")
        field_classes = {"amount": KronorField}


class DeadlineForm(PartForm):
    class Meta:
        model = Deadline
        fields = (
            "what", "date", "consequence", "for_regions", "for_rss", "for_skr", "addressee", "section",
            "note", "code",
        )  # fmt: skip
        widgets = {"date": DayInput()}


class RequirementForm(PartForm):
    class Meta:
        model = Requirement
        fields = (
            "text", "kind", "for_regions", "for_rss", "for_skr", "due", "area", "focus_area", "section",
            "code",
        )  # fmt: skip
        widgets = {"due": DayInput(), "text": forms.Textarea({"rows": 3})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        focus_area = cleaned.get("focus_area")
        if focus_area and focus_area.area != cleaned.get("area"):
            text = _("This focus area belongs to %(area)s. Choose both from the same area.")
            self.add_error("focus_area", text % {"area": focus_area.area})
        return cleaned


class AmountForm(SeenForm):
    """The amount alone; the row's name is its label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = str(self.instance)


AMOUNT: dict[str, Any] = {"form": AmountForm, "fields": ["amount"], "field_classes": {"amount": KronorField}}
LineAmountForm = forms.modelform_factory(FundingLine, **AMOUNT)
SumAmountForm = forms.modelform_factory(PrintedSum, **AMOUNT)


class AmountForms(forms.Form):
    """All amounts of an agreement on one page: its lines and the sums printed in its text."""

    def __init__(self, data: Any = None, *, agreement: Agreement) -> None:
        super().__init__(data)
        lines, sums = agreement.lines.all(), agreement.printed_sums.select_related("area", "line")
        self.lines = [LineAmountForm(data, instance=line, prefix=f"line-{line.pk}") for line in lines]
        self.sums = [SumAmountForm(data, instance=row, prefix=f"sum-{row.pk}") for row in sums]
        self.all_forms: list[Any] = [*self.lines, *self.sums]

    def is_valid(self) -> bool:
        return super().is_valid() and not [form for form in self.all_forms if not form.is_valid()]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Each error with the field that it concerns, or none, for the summary on top."""
        found = [(form, text) for form in self.all_forms for texts in form.errors.values() for text in texts]
        rows = [(form["amount"].id_for_label, f"{form.instance}: {text}") for form, text in found]
        return [("", str(text)) for text in self.non_field_errors()] + rows

    @property
    def opened_rows(self) -> list[tuple[Any, str]]:
        """Each row with its new amount, and its fingerprint as opened."""
        return [(form.instance, form.cleaned_data["seen"]) for form in self.all_forms]

    def meet(self, error: SavedByOther) -> None:
        """As SeenForm: at the row that somebody else saved first."""
        next(form for form in self.all_forms if form.instance == error.stored).meet(error)
