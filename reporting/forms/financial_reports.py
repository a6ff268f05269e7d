"""What people type in a financial report, and what the head of finance says of it."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms import DayInput, SeenForm
from overenskommelse.models import User
from reporting.choices import Alternative
from reporting.domain.reports import Act
from reporting.forms.requisitions import OPTIONAL, SendForm, SignForm
from reporting.models import Certification, FinancialReport

# What the form has room for, and what the certificate may tell at length.
ACTIVITY_LENGTH: Final = 300
TOLD_AT_MOST: Final = 2000


class ReportForm(SeenForm):
    """A report that is being prepared. What is missing stops the preparing only; no figure is typed."""

    class Meta:
        model = FinancialReport
        fields = (
            "activity", "period_start", "period_end", "organisation_number", "contact_person",
            "postal_address", "postcode", "city", "phone", "email", "fax",
        )  # fmt: skip
        widgets = {
            "activity": forms.Textarea({"rows": 4}),
            "period_start": DayInput(),
            "period_end": DayInput(),
        }
        help_texts = {"activity": _("In a few words, at most 300 characters. May be left empty.")}

    # Heading and the fields below it.
    GROUPS = (
        (
            _("Contact details"),
            (
                "organisation_number", "contact_person", "postal_address", "postcode", "city", "phone",
                "email", "fax",
            ),
        ),
        (_("Period"), ("period_start", "period_end")),
        (_("Activity"), ("activity",)),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.needed_later = name not in (*OPTIONAL, "activity")  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]

    def clean_activity(self) -> str:
        text = " ".join(str(self.cleaned_data["activity"]).split())
        if len(text) > ACTIVITY_LENGTH:
            raise forms.ValidationError(
                _("%(length)s characters; the form has room for %(most)s."),
                params={"length": len(text), "most": ACTIVITY_LENGTH},
            )
        return text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("period_start"), values.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it begins."))
        return values


def _short(text: str) -> None:
    if len(text) > TOLD_AT_MOST:
        raise forms.ValidationError(
            _("%(length)s characters; the form has room for %(most)s."),
            params={"length": len(text), "most": TOLD_AT_MOST},
        )


def _told(label: Any, help_text: Any) -> forms.CharField:
    """A text that only Alt 2 has."""
    area = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, help_text=help_text, widget=area, validators=[_short], required=False)


class CertifyForm(forms.Form):
    """Alt 1 or Alt 2 of Bilaga 2, point 4. ``seal``: digest of the report as it was shown."""

    heading, button = _("Examine point 3"), _("Certify")
    seal = forms.CharField(widget=forms.HiddenInput)
    alternative = forms.TypedChoiceField(
        label=_("Your judgement"), choices=Alternative.choices, widget=forms.RadioSelect, coerce=int
    )
    deviations = _told(_("Deviations"), _("Only for Alt 2: what is not correct, and by how much."))
    measures = _told(_("Measures"), _("Only for Alt 2: what is done about it, if anything."))
    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(label=_("Title"), max_length=200)
    phone = forms.CharField(label=_("Telephone with area code"), max_length=40)
    email = forms.EmailField(label=_("E-mail"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        alternative, told = values.get("alternative"), [values.get(n) for n in ("deviations", "measures")]
        if alternative == Alternative.NOT_CORRECT and told[0] == "":
            self.add_error("deviations", _("Say what deviates."))
        if alternative == Alternative.CORRECT and any(told):
            wrong = _("Alt 1 has no deviations and no measures. Clear them, or choose Alt 2.")
            self.add_error("alternative", wrong)
        return values


def stated_by(user: User, recipient_id: int) -> dict[str, Any]:
    """What is known of the person already: as last time, otherwise from the account."""
    last = Certification.objects.filter(by=user, report__recipient=recipient_id).order_by("-pk").first()
    if last:
        return {name: getattr(last, name) for name in ("name", "title", "phone", "email")}
    return {"name": user.name, "email": user.email}


class SendBackForm(forms.Form):
    ends = True
    heading, button = _("Send it back"), _("Send back")
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class PrepareForm(forms.Form):
    heading, button = _("Hand it to the head of finance"), _("Hand over")


REPORT_FORMS: dict[Act, type[forms.Form]] = {
    Act.PREPARE: PrepareForm,
    Act.CERTIFY: CertifyForm,
    Act.SEND_BACK: SendBackForm,
    Act.SIGN: SignForm,
    Act.SEND: SendForm,
}
