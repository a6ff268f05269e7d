"""What people type about one measure: indicators, readings, remarks and files."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overenskommelse.forms.base import DayInput, SeenForm
from overenskommelse.models import Comment, IndicatorReading, PlanIndicator
from overenskommelse.selectors.measures import LONGEST
from overenskommelse.services.attachments import ENDINGS, UnacceptableFile, check_size, clean_name, kind_of
from overenskommelse.templatetags.formats import figure


class FigureField(forms.DecimalField):
    """A figure as people write it: ``1 100``, ``0,5``, ``−3``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(str(value or "").split()).replace(",", ".").replace("−", "-"))

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else figure(value)


class IndicatorForm(SeenForm):
    """What tells whether a measure succeeds; all but the name may be left out."""

    class Meta:
        model = PlanIndicator
        fields = ("name", "unit", "baseline", "baseline_on", "target", "target_on")
        field_classes = {"baseline": FigureField, "target": FigureField}
        widgets = {"baseline_on": DayInput(), "target_on": DayInput()}
        help_texts = {
            "name": gettext_lazy("What is counted or asked, for example inhabitants per GP."),
            "unit": gettext_lazy("For example persons, per cent."),
        }


class ReadingForm(forms.ModelForm):
    """An indicator read on a day: a figure, words, or both."""

    class Meta:
        model = IndicatorReading
        fields = ("on", "value", "text")
        field_classes = {"value": FigureField}
        widgets = {"on": DayInput()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned.get("value") is None and not cleaned.get("text"):
            self.add_error("value", _("Write a figure, or say it in words."))
        return cleaned


class CommentForm(forms.ModelForm):
    text = forms.CharField(
        label=gettext_lazy("Comment"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = Comment
        fields = ("text",)


def _limits() -> str:
    words = {"types": ", ".join(ENDINGS), "limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}
    return _("%(types)s, at most %(limit)s. Drag it here or choose it.") % words


class AttachmentForm(forms.Form):
    """A file to attach. What is wrong with it is said beside the field, before anything is kept."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=1000,
        help_text=lazy(_limits, str)(),
        error_messages={
            "empty": gettext_lazy("The file is empty. Check that it was saved, and choose it again.")
        },
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            check_size(file.size or 0)
            kind = kind_of(file.read())
            kind.check_ending(clean_name(file.name or ""))
        except UnacceptableFile as error:
            raise forms.ValidationError(str(error)) from error
        file.seek(0)
        return file
