"""What people type. Rules of the data stand in models, domain and services."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.choices import ISSUES
from allocation.models import Import, Indicator
from allocation.workbooks import TYPES
from overenskommelse.forms import DayInput

# Statistics


def _limits() -> str:
    words = {"types": ", ".join(TYPES), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
    return _("%(types)s, at most %(limit)s. Drag it here or choose it.") % words


class ReadingForm(forms.ModelForm):
    """How a file is to be read, where it does not tell by itself."""

    class Meta:
        model = Import
        fields = ["sheet", "year", "value_column"]
        help_texts = {
            "sheet": gettext_lazy("If empty: the sheet where the table is found."),
            "year": gettext_lazy("If empty: the year of the reference date, where there are several."),
            "value_column": gettext_lazy(
                "Letter or heading. If empty: the column that speaks of the indicator."
            ),
        }


class UploadForm(ReadingForm):
    """A file and what it holds."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=lazy(_limits, str)(),
        widget=forms.FileInput(attrs={"accept": ",".join(TYPES)}),
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.all(),
        label=gettext_lazy("Indicator"),
        to_field_name="code",
        empty_label=gettext_lazy("Choose"),
    )

    class Meta(ReadingForm.Meta):
        fields = ["file", "indicator", "reference_date", "source", *ReadingForm.Meta.fields]
        widgets = {"reference_date": DayInput()}
        help_texts = ReadingForm.Meta.help_texts | {
            "reference_date": gettext_lazy("The day that the figures describe, for example 2020-11-01."),
            "source": gettext_lazy("Who made the figures, and the name of the table."),
        }

    def clean_file(self) -> UploadedFile:
        """Too large a file is refused before it is read into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            what, remedy = ISSUES["too_large"]
            sizes = {"size": file.size, "limit_bytes": settings.UPLOAD_MAX_BYTES}
            words = {name: filesizeformat(size) for name, size in sizes.items()}
            raise forms.ValidationError(f"{what % words}. {remedy % words}")
        return file

    def save(self, commit: bool = False) -> Any:
        """The import, not stored: the service does that."""
        upload = super().save(commit=False)
        upload.file_name, upload.content = self.cleaned_data["file"].name, self.cleaned_data["file"].read()
        return upload


# Runs and decisions


class ReferenceDatesForm(forms.Form):
    """The day that the agreement says each indicator is counted on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for indicator in indicators:
            self.fields[indicator.code] = forms.DateField(
                label=indicator.name, required=False, widget=DayInput()
            )

    @property
    def dates(self) -> dict[str, date | None]:
        """Indicator code → day, for all fields."""
        return {code: day for code, day in self.cleaned_data.items() if code != "seen"}


class DecisionForm(forms.Form):
    """Why an earlier decision is replaced; asked for only then."""

    reason = forms.CharField(
        label=gettext_lazy("Why is the earlier decision replaced?"),
        help_text=gettext_lazy("Stands in the decision, and everybody who sees it can read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
