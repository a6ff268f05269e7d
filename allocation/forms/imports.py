"""Files, statistics, indicators and registers. Rules of the data stand in models, domain and services."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.models import Import, Indicator
from allocation.services import registers
from allocation.services.previews import Preview, unreadable
from allocation.workbooks import PASTED, TYPES, UnreadableError
from overenskommelse.forms import DayInput, SeenForm


def _limits() -> str:
    words = {"types": ", ".join(TYPES), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
    return _("%(types)s, at most %(limit)s. Drag it here or choose it.") % words


def _limits_of_register() -> str:
    words = {"types": ", ".join(registers.TYPES), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
    return _("%(types)s, at most %(limit)s. Drag it here or choose it.") % words


def _check_size(file: UploadedFile) -> None:
    """Too large a file is refused before it is read into memory."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        error = UnreadableError("too_large", size=file.size, limit_bytes=settings.UPLOAD_MAX_BYTES)
        raise forms.ValidationError(unreadable(error))


class UploadForm(forms.ModelForm):
    """A file, or cells pasted from one, and what it holds. ``sent`` is its name and content."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=lazy(_limits, str)(),
        widget=forms.FileInput(attrs={"accept": ",".join(TYPES)}),
    )
    cells = forms.CharField(
        label=gettext_lazy("Or pasted cells"),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "Mark the table in your spreadsheet program, headings and all, copy it and paste it here."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "class": "cells", "spellcheck": "false"}),
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.all(),
        label=gettext_lazy("Indicator"),
        to_field_name="code",
        empty_label=gettext_lazy("Choose"),
    )

    class Meta:
        model = Import
        fields = ["file", "cells", "indicator", "reference_date", "source", "licence"]
        widgets = {"reference_date": DayInput()}
        help_texts = {
            "reference_date": gettext_lazy("The day that the figures describe, for example 2020-11-01."),
            "source": gettext_lazy(
                "Who made the figures, and the name of the table. The next file from the same source is read"
                " the same way."
            ),
            "licence": gettext_lazy("The licence of the figures, or the agreement to use them."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("file", "cells"):  # one of them is needed, so neither is optional
            self.fields[name].needed_later = True  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file:
            _check_size(file)
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both: nobody should wonder which was read."""
        cleaned = super().clean() or self.cleaned_data
        pasted = bool(cleaned.get("cells", "").strip())
        if "file" not in self.errors and pasted == bool(cleaned.get("file")):
            text = _("Send either a file or pasted cells.") if pasted else _("Choose a file or paste cells.")
            self.add_error("file", text)
        return cleaned

    @property
    def sent(self) -> tuple[str, bytes]:
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read()
        return PASTED, self.cleaned_data["cells"].encode()

    def save(self, commit: bool = False) -> Any:
        """The import, not stored: the service does that."""
        upload = super().save(commit=False)
        upload.file_name, upload.content = self.sent
        return upload


def _year_label(year: int, preview: Preview) -> str:
    """The year, and whether it is the one to choose when the one wanted is not there."""
    words = {"year": year, "wanted": preview.upload.wanted_year}
    return (
        _("%(year)s (nearest to %(wanted)s)") % words if year == preview.reading.nearest_year else str(year)
    )


class ReadingForm(forms.ModelForm):
    """How a file is to be read, where it does not tell by itself. Empty: as the table tells."""

    class Meta:
        model = Import
        fields = ["sheet", "key_column", "name_column", "value_column", "year"]
        widgets = dict.fromkeys(fields, forms.Select())
        labels = {"year": gettext_lazy("Year, where there are several")}

    def offer(self, preview: Preview) -> "ReadingForm":
        """Let the person choose among what the file has; the first choice says what was found."""
        looks, reading = preview.looks, preview.reading
        columns = looks.columns if looks else []
        words = dict(columns)
        names = [(sheet.name, sheet.name) for sheet in preview.sheets]
        years = [(it, _year_label(it, preview)) for it in (looks.years if looks else [])]
        self._offer("sheet", names, reading.sheet)
        self._offer("key_column", columns, words.get(reading.key_column, ""))
        self._offer("name_column", columns, "")
        self._offer("value_column", columns, words.get(reading.value_column, ""))
        self._offer("year", years, str(reading.year or ""))
        if reading.nearest_year:
            self.fields["year"].widget.choices[0] = ("", _("Choose"))
        return self

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]], found: str) -> None:
        told = _("As found: %(found)s") % {"found": found} if found else _("As found")
        now = self[name].value()
        own = [(now, now)] if now and str(now) not in [str(it) for it, _label in choices] else []
        chosen = getattr(self.instance, name)
        self.fields[name].needed_later = True  # type: ignore[attr-defined]  # there is always an answer
        self.fields[name].widget.choices = [("", _("As found") if chosen else told), *own, *choices]


class ReasonsForm(forms.Form):
    """Why each kind of warning is stored all the same. ``questions`` is code → the warning in words."""

    def __init__(self, *args: Any, questions: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in questions.items():
            self.fields[code] = forms.CharField(
                label=text, max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "form": "confirm"})
            )


class SuppressedForm(forms.Form):
    """What counts that the source leaves out shall count as. ``cells`` is cell → whose it is, in words.

    Each is needed in the end, but they may be decided a few at a time.
    """

    def __init__(self, *args: Any, cells: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for cell, text in cells.items():
            self.fields[cell] = forms.DecimalField(label=text, min_value=0, required=False)
            self.fields[cell].needed_later = True  # type: ignore[attr-defined]
        self.fields["reason"] = forms.CharField(
            label=_("Why these numbers?"),
            help_text=_("For example that the source hides counts below five. Kept with the statistics."),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def decisions(self) -> dict[str, dict[str, str]]:
        """Cell → value and reason, for the cells that got a number."""
        given = {cell: value for cell, value in self.cleaned_data.items() if cell != "reason"}
        reason = self.cleaned_data["reason"]
        return {c: {"value": str(v), "reason": reason} for c, v in given.items() if v is not None}


class WordsField(forms.CharField):
    """Words that a heading may hold, separated by commas; a list in the model."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [word.strip() for word in (super().to_python(value) or "").split(",") if word.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


class IndicatorForm(SeenForm):
    """What is counted, at which level, and how its column is recognised."""

    header_words = WordsField(
        label=gettext_lazy("Words in column headings"),
        required=False,
        help_text=gettext_lazy("What the heading may say, separated by commas: folkmängd, invånare."),
    )

    class Meta:
        model = Indicator
        fields = ["name", "unit", "level", "whole_numbers", "header_words", "jump_limit"]
        help_texts = {
            "unit": gettext_lazy("In the plural, for example invånare."),
            "level": gettext_lazy("If empty: the more complete one in each file."),
            "jump_limit": gettext_lazy(
                "A value that has changed more since the version in force wants a reason. If empty: no limit."
            ),
        }


class NewIndicatorForm(IndicatorForm):
    """The code is chosen once: methods and commands name the indicator by it."""

    class Meta(IndicatorForm.Meta):
        fields = ["name", "code", *IndicatorForm.Meta.fields[1:]]
        help_texts = IndicatorForm.Meta.help_texts | {
            "code": gettext_lazy("Small letters, digits and underscores. It cannot be changed later."),
        }


class RegisterForm(forms.Form):
    """A register as a file. ``table`` is what was read of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=lazy(_limits_of_register, str)(),
        widget=forms.FileInput(attrs={"accept": ",".join(registers.TYPES)}),
    )

    def __init__(self, *args: Any, register: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        _check_size(file)
        try:
            self.table = registers.read(register=self.register, content=file.read(), name=file.name or "")
        except UnreadableError as error:
            raise forms.ValidationError(unreadable(error)) from error
        return file
