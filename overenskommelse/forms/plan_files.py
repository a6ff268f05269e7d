"""What people send to fill a plan: a workbook, or a block of cells with what its columns are."""

import uuid
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overenskommelse.choices import UNREADABLE
from overenskommelse.models import ActionPlan
from overenskommelse.selectors.plan_tables import Table
from overenskommelse.services import plan_files as services
from overenskommelse.workbooks import UnreadableError

MAX_PASTED: Final = 1_000_000
MAX_PLACES: Final = 200


def _limits() -> str:
    words = {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
    return _("An Excel workbook (.xlsx), at most %(limit)s. Drag it here or choose it.") % words


def words_of(error: UnreadableError) -> str:
    """Why a workbook is not read, and the remedy."""
    what, remedy = UNREADABLE[error.code]
    sizes = {"size", "limit_bytes"}
    params = {name: filesizeformat(it) if name in sizes else it for name, it in error.params.items()}
    return f"{what % params}. {remedy % params}"


class WorkbookForm(forms.Form):
    """A plan's workbook. ``table`` is what was read of it."""

    table: Table
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        max_length=1000,
        help_text=lazy(_limits, str)(),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
                raise UnreadableError("too_large", size=file.size, limit_bytes=settings.UPLOAD_MAX_BYTES)
            self.table = services.read(plan=self.plan, content=file.read(), name=file.name or "")
        except UnreadableError as error:
            raise forms.ValidationError(words_of(error)) from error
        return file


class PasteForm(forms.Form):
    """Pasted cells. ``batch`` makes the rows the same rows when they are sent twice."""

    cells = forms.CharField(
        label=gettext_lazy("Cells"),
        strip=False,
        max_length=MAX_PASTED,
        help_text=gettext_lazy("Mark the rows in Excel or the table in Word, copy them and paste them here."),
        widget=forms.Textarea(attrs={"rows": 8, "class": "cells", "spellcheck": "false"}),
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None) -> None:
        if data is not None and not data.get("batch"):
            data = data.copy()
            data["batch"] = str(uuid.uuid4())
        super().__init__(data, initial={"batch": uuid.uuid4()})

    @property
    def shape(self) -> str:
        """How many columns the cells have, as far as the first row tells."""
        return str(str(self.data.get("cells", "")).partition("\n")[0].count("\t"))

    def chosen(self) -> list[str]:
        """The column that each place was chosen to be; none for other cells than those that were shown."""
        if self.data.get("shape") != self.shape:
            return []
        places = (f"column-{place}" for place in range(MAX_PLACES))
        return [self.data[name] for name in places if name in self.data]
