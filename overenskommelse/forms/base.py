"""Fields and the form that every page's own stand on."""

from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

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
        self.add_error(None, who_saved(error))
        self.data = {**self.data.dict(), self.add_prefix("seen"): fingerprint(error.stored)}  # type: ignore[attr-defined]

    def _differs(self, name: str, stored: Any) -> str:
        if not hasattr(stored, name):  # a field beside the row
            return ""
        typed, now = getattr(self.instance, name), getattr(stored, name)
        value = shown(stored._meta.get_field(name), now)
        return "" if typed == now else _("Stored now: %(value)s") % {"value": value}


def who_saved(error: SavedByOther) -> str:
    """Who saved first and when, as far as the log tells."""
    if error.last is None:
        return str(_("Somebody saved this after you opened it. Compare, then save again to replace."))
    return _(
        "%(who)s saved this at %(when)s, after you opened it. What you typed is still here, and what is"
        " stored stands beside it. Save again to replace."
    ) % {"who": error.last.by or _("The program"), "when": f"{localtime(error.last.at):%Y-%m-%d %H:%M}"}
