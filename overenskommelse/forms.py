"""What people type. Rules of the data stand in models and services."""

from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import Role
from overenskommelse.models import (
    Agreement,
    Deadline,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    Membership,
    Organisation,
    PrintedSum,
    Requirement,
)
from overenskommelse.models.events import shown
from overenskommelse.services.events import SavedByOther, fingerprint
from overenskommelse.templatetags.formats import number


class DayInput(forms.DateInput):
    """The browser's own calendar, where it has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class KronorField(forms.IntegerField):
    """Whole kronor as people write them: ``16 445 434``, with or without spaces and ``kr``."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python("".join(str(value or "").split()).removesuffix("kr"))

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, int) else value


class SeenForm(forms.ModelForm):
    """Carries the fingerprint of the row as it was opened, so that nobody overwrites another unawares."""

    # Fields that nobody types, and that count all the same when something must be unique.
    given: frozenset[str] = frozenset()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = fingerprint(self.instance)

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - self.given  # type: ignore[misc, no-any-return]

    def meet(self, error: SavedByOther) -> None:
        """Show who saved first and the stored values beside the typed ones; the next save replaces them."""
        for name in self.changed_data:
            if name != "seen" and (difference := self._differs(name, error.stored)):
                self.add_error(name, difference)
        self.add_error(None, self._who(error))
        self.data = {**self.data.dict(), self.add_prefix("seen"): fingerprint(error.stored)}  # type: ignore[attr-defined]

    def _differs(self, name: str, stored: Any) -> str:
        if not hasattr(stored, name):  # a field beside the row
            return ""
        typed, now = getattr(self.instance, name), getattr(stored, name)
        value = shown(stored._meta.get_field(name), now)
        return "" if typed == now else _("Stored now: %(value)s") % {"value": value}

    def _who(self, error: SavedByOther) -> str:
        if error.last is None:
            return str(_("Somebody saved this after you opened it. Compare, then save again to replace."))
        return _(
            "%(who)s saved this at %(when)s, after you opened it. What you typed is still here, and what is"
            " stored stands beside it. Save again to replace."
        ) % {"who": error.last.by or _("The program"), "when": f"{localtime(error.last.at):%Y-%m-%d %H:%M}"}


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


CONTACT_FIELDS = (
    "contact_person", "postal_address", "postcode", "city", "phone", "fax", "email", "giro",
    "payment_reference", "is_example",
)  # fmt: skip


class ContactForm(SeenForm):
    """What an organisation keeps up to date itself."""

    class Meta:
        model = Organisation
        fields = CONTACT_FIELDS
        help_texts = {
            "giro": _("As on the invoice, for example 5050-1055."),
            "payment_reference": _("Shown on your deposit, at most 25 characters."),
            "is_example": _("Clear this when the details are real; documents then lose the mark “example”."),
        }


class OrganisationForm(SeenForm):
    """The whole register entry, for administrators."""

    class Meta:
        model = Organisation
        help_texts = ContactForm.Meta.help_texts
        fields = (
            "name", "code", "kind", "county", "organisation_number", "organisation_number_status",
            *CONTACT_FIELDS,
        )  # fmt: skip


class InviteForm(forms.Form):
    """A person and a first or further role."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The person signs in with this address and gets a mail to choose a password."),
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Organisation"))
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"))


class MembershipForm(SeenForm):
    """A role, and the person who holds it."""

    given = frozenset({"user"})

    name = forms.CharField(label=_("Name"), max_length=200)
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("Concerns all roles of the person. Clear it when somebody leaves; what was done stays."),
    )

    class Meta:
        model = Membership
        fields = ("role", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(name=self.instance.user.name, is_active=self.instance.user.is_active)
