"""What people type of private providers: who they are, what is set aside and asked for, and the answer."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms import KronorField, SeenForm
from overenskommelse.templatetags.formats import kr
from reporting.domain.drawdowns import Deed
from reporting.forms.requisitions import day_field
from reporting.models import Drawdown, Provider, SetAside
from reporting.selectors.drawdowns import Beside, quarters_of

MOST_TERMS: Final = 600  # signs; the decision is one page


class SetAsideForm(SeenForm):
    """What is set aside of a line. ``most`` is what is decided for it."""

    amount = KronorField(label=_("Amount, kronor"), min_value=1)
    terms = forms.CharField(
        label=_("Terms"),
        max_length=MOST_TERMS,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What is asked of providers and own units alike. Stands on the decision."),
    )

    class Meta:
        model = SetAside
        fields = ("amount", "terms")

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = gettext("At most %(amount)s, which is decided for the line.") % {
            "amount": kr(most)
        }


class ProviderForm(SeenForm):
    """A private provider, to whom money can be paid."""

    class Meta:
        model = Provider
        fields = ("name", "organisation_number", "giro", "contact_person", "email")
        help_texts = {
            "organisation_number": _("NNNNNN-NNNN, as on the invoice."),
            "giro": _("As on the invoice, for example 5050-1055."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giro"].required = True  # money goes there


class DrawdownForm(SeenForm):
    """A provider's request, as on its invoice."""

    amount = KronorField(label=_("Amount, kronor"), min_value=1)
    quarter = forms.TypedChoiceField(label=_("Quarter"), coerce=int)
    field_order = ["provider", "set_aside", "quarter", "amount", "invoice_reference", "purpose"]

    class Meta:
        model = Drawdown
        fields = ("provider", "set_aside", "quarter", "amount", "invoice_reference", "purpose")
        widgets = {"purpose": forms.Textarea({"rows": 2})}
        help_texts = {
            "invoice_reference": _("The invoice's number. An invoice can be asked for once."),
            "purpose": _("For example extended opening hours, October to December."),
        }

    def __init__(self, *args: Any, beside: Beside, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.instance.region
        provider, pot = self.fields["provider"], self.fields["set_aside"]
        provider.queryset = Provider.objects.filter(region=region)  # type: ignore[attr-defined]
        left = {it.set_aside.pk: (it.line.name, it.pot.left) for it in beside.lines if it.set_aside}
        pot.queryset = SetAside.objects.filter(pk__in=left)  # type: ignore[attr-defined]
        pot.label_from_instance = lambda row: _offered(*left[row.pk])  # type: ignore[attr-defined]
        for field in (provider, pot):
            field.empty_label = gettext("Choose")  # type: ignore[attr-defined]
        quarters = quarters_of(self.instance.agreement)
        self.fields["quarter"].choices = [("", gettext("Choose")), *((q, str(q)) for q in quarters)]  # type: ignore[attr-defined]


def _offered(name: str, left: int) -> str:
    return gettext("%(line)s, %(amount)s left") % {"line": name, "amount": kr(left)}


class DecisionForm(forms.Form):
    """An answer to what the person has ``seen``."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ApproveForm(DecisionForm):
    heading, button = _("Approve it"), _("Approve and issue the decision")


class RefuseForm(DecisionForm):
    heading, button, ends = _("Refuse it"), _("Refuse and issue the decision"), True
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Stands on the decision that the provider gets."),
    )


class PaidForm(forms.Form):
    heading, button = _("Book the payment"), _("Book")
    paid_on = day_field(_("Paid on"))


class UndoForm(forms.Form):
    heading, button, ends = _("Undo the payment"), _("Undo the payment"), True
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


DEED_FORMS: dict[Deed, type[forms.Form]] = {
    Deed.APPROVE: ApproveForm,
    Deed.REFUSE: RefuseForm,
    Deed.PAY: PaidForm,
    Deed.UNDO: UndoForm,
}
