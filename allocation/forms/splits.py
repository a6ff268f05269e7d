"""What a county's municipalities get of a line."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.services.splits import SplitByOtherError, seal
from overenskommelse.forms import KronorField
from overenskommelse.models import Organisation
from overenskommelse.templatetags.formats import kr


class SplitForm(forms.Form):
    """One field of kronor a municipality; together at most ``total``. ``parts`` is what is stored."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        municipalities: Iterable[Organisation],
        total: int,
        parts: Mapping[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.total, self.municipalities = total, list(municipalities)
        self.initial.setdefault("seen", seal(parts))
        for municipality in self.municipalities:
            field = KronorField(label=municipality.name, required=False, min_value=0, max_value=10**12)
            self.fields[f"part_{municipality.pk}"] = field
            self.initial.setdefault(f"part_{municipality.pk}", parts.get(municipality.pk))
        self.fields["note"] = forms.CharField(
            label=_("How was it divided?"),
            help_text=_("Stands beside each amount that you change, for example: by population 2020-12-31."),
            max_length=300,
            required=False,
        )

    @property
    def parts(self) -> dict[int, int | None]:
        """Municipality id → kronor; None where the field is empty."""
        return {row.pk: self.cleaned_data[f"part_{row.pk}"] for row in self.municipalities}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = [cleaned.get(f"part_{row.pk}") or 0 for row in self.municipalities]
        if not self.errors and sum(typed) > self.total:
            self.refuse(sum(typed) - self.total)
        return cleaned

    def refuse(self, over: int) -> None:
        """Say that the parts are ``over`` kronor too much."""
        words = _("Together the parts are %(over)s more than the county has got. Lower one or more of them.")
        self.add_error(None, words % {"over": kr(over)})

    def meet(self, error: SplitByOtherError) -> None:
        """Show who saved first, and the stored parts beside the typed ones; the next save replaces them."""
        for pk, typed in self.parts.items():
            if typed != error.stored.get(pk):
                now = kr(error.stored.get(pk)) or "–"
                self.add_error(f"part_{pk}", _("Stored now: %(value)s") % {"value": now})
        who = error.last.by if error.last and error.last.by else gettext_lazy("The program")
        when = f"{localtime(error.last.at):%Y-%m-%d %H:%M}" if error.last else ""
        self.add_error(
            None,
            _(
                "%(who)s saved this at %(when)s, after you opened it. What you typed is still here, and what"
                " is stored stands beside it. Save again to replace."
            )
            % {"who": who, "when": when},
        )
        self.data = {**self.data.dict(), "seen": error.seen}  # type: ignore[attr-defined]
