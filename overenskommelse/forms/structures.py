"""What people type about a plan's own tree: its parts, and what its levels are called."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms.base import SeenForm
from overenskommelse.models import ActionPlan, PlanNode

LONGEST = 20_000  # characters of a text
LONGEST_NAME = 100
MOST_LEVELS = 9


class NodeForm(SeenForm):
    """A part of the tree. ``order``: the tree as it was opened, for a new part (``Structure.seen``)."""

    order = forms.CharField(widget=forms.HiddenInput, required=False)
    first_number = forms.IntegerField(
        label=_("Number of the first below"),
        help_text=_("Where the numbering below begins. Nearly always 1."),
        min_value=0,
        max_value=9999,
        initial=1,
        widget=forms.TextInput({"inputmode": "numeric", "class": "num"}),
    )

    class Meta:
        model = PlanNode
        fields = ("name", "text", "first_number")
        widgets = {"text": forms.Textarea({"rows": 4, "maxlength": LONGEST})}
        help_texts = {"text": _("Refer to another part by its number: see 2.3.4. The number follows it.")}


class LinesField(forms.CharField):
    """A list of short texts, one on each line."""

    widget = forms.Textarea({"rows": 5})

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def run_validators(self, value: object) -> None:
        """Few and short, since they stand as headings."""
        lines = value if isinstance(value, list) else []
        if len(lines) > MOST_LEVELS:
            raise ValidationError(_("At most %(most)s levels."), params={"most": MOST_LEVELS})
        if any(len(line) > LONGEST_NAME for line in lines):
            raise ValidationError(
                _("A name of a level may have at most %(most)s characters."), params={"most": LONGEST_NAME}
            )

    def has_changed(self, initial: object, data: object) -> bool:
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class LevelsForm(SeenForm):
    """What the levels of the tree are called, from the top."""

    level_names = LinesField(
        label=_("Names of the levels"),
        required=False,
        help_text=_("One on each line, from the top: for example Focus area, Goal, Prioritised area."),
    )

    class Meta:
        model = ActionPlan
        fields = ("level_names",)
