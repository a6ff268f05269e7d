"""What people type about a county's own undertakings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms.base import SeenForm
from overenskommelse.models import County, OtherAgreement, Undertaking

LONGEST = 20_000  # characters of a text
TWICE = _("The own agreement already has this undertaking.")


class UndertakingForm(SeenForm):
    """An undertaking of the county's own agreement."""

    class Meta:
        model = Undertaking
        fields = ("document", "name", "text")
        widgets = {
            "document": forms.TextInput({"list": "documents", "autocomplete": "off"}),
            "text": forms.Textarea({"rows": 5, "maxlength": LONGEST}),
        }

    def __init__(self, *args: Any, county: County, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.county = county
        named = Undertaking.objects.filter(county=county).order_by("document").values_list("document")
        self.documents = [name for (name,) in named.distinct()]
        if len(self.documents) == 1:
            self.fields["document"].initial = self.documents[0]

    def clean(self) -> dict[str, Any]:
        """A changed one must not take another's name; a new one is compared when it is stored."""
        values = super().clean() or self.cleaned_data
        named = {name: values.get(name) for name in ("document", "name")}
        rows = Undertaking.objects.filter(county=self.instance.county, **named)
        if self.instance.pk and rows.exclude(pk=self.instance.pk).exists():
            self.add_error("name", TWICE)
        return values


class OtherAgreementForm(SeenForm):
    """A state agreement that is not handled here."""

    class Meta:
        model = OtherAgreement
        fields = ("name",)

    def __init__(self, *args: Any, county: County, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.county = county

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        rows = OtherAgreement.objects.filter(county=self.instance.county, name=name)
        if self.instance.pk and rows.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("The county already has this agreement."))
        return name
