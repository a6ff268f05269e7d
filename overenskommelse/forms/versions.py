"""Forms of an action plan's life: the comment of an act, and which two versions to compare."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.domain.transitions import Act
from overenskommelse.models import PlanVersion

# The plan as it stands now, among its versions.
WORKING_COPY = 0


class ActForm(forms.Form):
    """Confirms an act on the version that is ``seen``. What is sent back says why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, act: Act, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = version
        comment = self.fields["comment"]
        comment.help_text = COMMENT_HINTS[act]
        if act == Act.SEND_BACK:
            comment.required, comment.label = True, _("What must be mended")
            comment.error_messages["required"] = _(
                "Say what must be mended, so that those who wrote the plan know."
            )


COMMENT_HINTS = {
    Act.SUBMIT: _("If you want to say something to those who judge the plan."),
    Act.SEND_BACK: _("Those who wrote the plan see this on every page of it."),
    Act.APPROVE: _("If you want to say something to those who wrote the plan."),
    Act.FOLLOW_UP: _("If you want to say something to those who close the plan."),
    Act.CLOSE: _("If something should be remembered."),
    Act.BEGIN_VERSION: _("Why the plan is changed."),
}


class CompareForm(forms.Form):
    """Two versions, the earlier first; the working copy may be one. ``versions``: the latest first."""

    before = forms.TypedChoiceField(label=_("From"), coerce=int)
    after = forms.TypedChoiceField(label=_("To"), coerce=int)

    def __init__(self, *args: Any, versions: list[PlanVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        submitted = [(row.number, _("Version %(number)s") % {"number": row.number}) for row in versions]
        for name in ("before", "after"):
            self.fields[name].choices = [(WORKING_COPY, _("As it stands now")), *submitted]  # type: ignore[attr-defined]

    @property
    def named(self) -> tuple[str, str]:
        """What the two chosen versions are called."""
        names = {number: str(name) for number, name in self.fields["after"].choices}  # type: ignore[attr-defined]
        return names[self.cleaned_data["before"]], names[self.cleaned_data["after"]]
