"""What people type of costs, and of the rules by which an accounting file's costs find their lines."""

import re
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allocation.domain.cells import number
from overenskommelse.forms import KronorField, SeenForm
from overenskommelse.models import Agreement, Measure, Organisation
from reporting.choices import CostSource
from reporting.models import Cost, CostRule, CostUpload
from reporting.selectors.costs import funding_lines

ENDINGS: Final = (".se", ".si", ".sie")
ACCOUNTS: Final = re.compile(r"(\d{1,10})\*?(?:\s*[-–]\s*(\d{1,10})\*?)?")
ORE: Final = 100
MOST_PASTED: Final = 500


class _OnLine:
    """Offers the organisation's lines, and its measures where it has any."""

    fields: dict[str, forms.Field]
    instance: Any

    def offer(self, agreement: Agreement, organisation: Organisation) -> None:
        line = self.fields["line"]
        line.queryset = funding_lines(agreement, organisation)  # type: ignore[attr-defined]
        line.label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        line.empty_label = gettext("Choose")  # type: ignore[attr-defined]
        measures = Measure.objects.filter(plan__agreement=agreement, plan__organisation=organisation)
        if measures.exists():
            self.fields["measure"].queryset = measures  # type: ignore[attr-defined]
            self.fields["measure"].label_from_instance = lambda row: row.title  # type: ignore[attr-defined]
        else:
            del self.fields["measure"]


class CostForm(SeenForm, _OnLine):
    """A typed cost, whole kronor. ``uid`` makes two clicks one cost."""

    kronor = KronorField(label=_("Amount, kronor"))
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ["line", "text", "kronor", "reason", "measure", "account", "object_code", "is_specified"]

    class Meta:
        model = Cost
        fields = ("line", "text", "reason", "measure", "account", "object_code", "is_specified")
        labels = {"is_specified": _("Name it in the report, since it is one of the bigger costs")}
        help_texts = {
            "text": _("For example wages of two project leaders, April to December."),
            "reason": _("Only when the amount is negative, for example a credited invoice."),
            "account": _("If you want to find it again in the accounts."),
            "object_code": _("For example 9916, where own units book what they use of the money."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(self.instance.agreement, self.instance.organisation)
        if self.instance.pk:
            self.initial["kronor"] = self.instance.amount // ORE
        else:
            self.initial["uid"] = uuid4()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kronor = values.get("kronor")
        if kronor == 0:
            self.add_error("kronor", gettext("Write an amount other than 0."))
        if kronor and kronor < 0 and not values.get("reason"):
            self.add_error("reason", gettext("Say why the amount is negative."))
        if kronor is not None:
            self.instance.amount = kronor * ORE
        if values.get("uid") and not self.instance.pk:
            self.instance.uid = values["uid"]
        return values


class PasteForm(forms.Form):
    """Costs pasted from a spreadsheet: line, what, kronor, perhaps an account. ``costs`` is what was read."""

    cells = forms.CharField(
        label=_("Costs"),
        strip=False,
        help_text=_(
            "Four columns copied from a spreadsheet: funding line, what, kronor and, if you like, account."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "class": "cells", "spellcheck": "false"}),
    )
    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agreement: Agreement, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.organisation = agreement, organisation
        self.initial.setdefault("uid", uuid4())
        self.lines = [*funding_lines(agreement, organisation)]
        self.costs: list[Cost] = []

    def clean_cells(self) -> str:
        text: str = self.cleaned_data["cells"]
        rows = [(place, line.split("\t")) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(rows) > MOST_PASTED:
            raise forms.ValidationError(
                _("These are %(count)s rows. Paste at most %(most)s at a time."),
                params={"count": len(rows), "most": MOST_PASTED},
            )
        if rows and _is_heading(rows[0][1]):
            rows = rows[1:]
        for place, cells in rows:
            self._read(place, [cell.strip() for cell in cells])
        return text

    def _read(self, place: int, cells: list[str]) -> None:
        """A row of cells as a cost, or an error that names the row."""
        wanted, text, written, account = [*cells, "", "", "", ""][:4]
        line = next((it for it in self.lines if wanted.casefold() in (it.code, it.name.casefold())), None)
        kronor = number(written.removesuffix("kr").strip())
        for is_right, value, why in (
            (line, wanted, _("“%(value)s” is none of the lines: write its name or code.")),
            (text, text, _("It is not said what the money was used for.")),
            (isinstance(kronor, int) and kronor > 0, written, _("“%(value)s” is no amount in whole kronor.")),
            (not account or account.isdecimal(), account, _("“%(value)s” is no account.")),
        ):
            if not is_right:
                self._wrong(place, str(why) % {"value": value})
        if line and isinstance(kronor, int):
            self.costs.append(
                Cost(
                    agreement=self.agreement,
                    organisation=self.organisation,
                    line=line,
                    text=text[:300],
                    amount=kronor * ORE,
                    account=account[:10],
                    source=CostSource.PASTED,
                )
            )

    def _wrong(self, place: int, why: str) -> None:
        self.add_error("cells", gettext("Row %(number)s: %(why)s") % {"number": place, "why": why})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.costs and not self.errors:
            self.add_error("cells", gettext("There are no rows with costs."))
        if self.costs and values.get("uid"):
            self.costs[0].uid = values["uid"]
        return values


def _is_heading(cells: list[str]) -> bool:
    """The first row, when it has words where an amount should stand."""
    return len(cells) > 2 and not any(sign.isdigit() for sign in cells[2])


def _limits() -> str:
    words = {"types": ", ".join(ENDINGS), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
    return gettext("%(types)s, at most %(limit)s. Drag it here or choose it.") % words


class CostFileForm(forms.ModelForm):
    """An accounting file. Its content decides what it is, not its name."""

    file = forms.FileField(
        label=_("Accounting file (SIE)"),
        help_text=lazy(_limits, str)(),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    class Meta:
        model = CostUpload
        fields: tuple[str, ...] = ()

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            words = {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
            text = _(
                "The file is larger than %(limit)s. Export only the accounts that concern the agreement."
            )
            raise forms.ValidationError(text, params=words)
        self.instance.name, self.instance.content = file.name or "", file.read()
        return file


class RuleForm(forms.ModelForm, _OnLine):
    """Which accounts and object belong to which line."""

    accounts = forms.CharField(
        label=_("Accounts"),
        max_length=30,
        help_text=_("4010, 40* or 4000–4999. A number stands for all accounts that begin with it."),
        widget=forms.TextInput(attrs={"inputmode": "text"}),
    )
    field_order = ["accounts", "dimension", "object_code", "line", "measure"]

    class Meta:
        model = CostRule
        fields = ("dimension", "object_code", "line", "measure")
        help_texts = {
            "dimension": _("For example 1 for responsibility or 6 for project. Empty: whatever the object."),
            "object_code": _("For example 9916. 99* stands for all that begin so, * for any."),
        }

    def __init__(self, *args: Any, agreement: Agreement, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        self.offer(agreement, organisation)

    def clean_accounts(self) -> str:
        match = ACCOUNTS.fullmatch(self.cleaned_data["accounts"].strip())
        if match is None:
            raise forms.ValidationError(_("Write an account, 40*, or the first and last as 4000–4999."))
        first, last = match[1], match[2] or match[1]
        if len(first) != len(last) or first > last:
            raise forms.ValidationError(_("The last account comes before the first, or has other digits."))
        self.instance.account_from, self.instance.account_to = first, last
        return match[0]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        dimension, code = values.get("dimension", ""), values.get("object_code", "")
        if dimension and not code:
            self.add_error("object_code", gettext("Write the object, or * for any object of the dimension."))
        if code and not dimension:
            self.add_error("dimension", gettext("Write the dimension that the object belongs to."))
        return values


class AnswersForm(forms.Form):
    """Why each kind of warning counts all the same. ``questions`` is code → the warning in words."""

    def __init__(self, *args: Any, questions: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in questions.items():
            self.fields[code] = forms.CharField(
                label=text, max_length=300, widget=forms.Textarea(attrs={"rows": 2, "form": "confirm"})
            )


class TypedForm(forms.Form):
    """Whether the file takes the place of what is typed, line by line: ``lines`` is code → label and hint."""

    REPLACE, KEEP = "replace", "keep"
    WAYS = [
        (REPLACE, _("The file takes the place of what is typed")),
        (KEEP, _("What is typed is other costs, and is counted beside the file")),
    ]

    def __init__(self, *args: Any, lines: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (label, hint) in lines.items():
            self.fields[code] = forms.ChoiceField(
                label=label,
                help_text=hint,
                choices=self.WAYS,
                widget=forms.RadioSelect(attrs={"form": "confirm"}),
            )

    @property
    def replaced(self) -> list[str]:
        """Codes of the lines whose typed costs go."""
        return [code for code, way in self.cleaned_data.items() if way == self.REPLACE]
