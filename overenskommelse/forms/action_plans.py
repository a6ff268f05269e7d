"""Forms of an action plan as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import ActionPlan, Agreement, Organisation


class PlanForm(forms.ModelForm):
    """A new plan of ``organisation`` under ``agreement``."""

    class Meta:
        model = ActionPlan
        fields = ("name", "background", "goals", "conditions", "accounting_object")
        widgets = {name: forms.Textarea({"rows": 4}) for name in ("background", "goals", "conditions")}

    def __init__(self, *args: Any, agreement: Agreement, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.agreement, self.instance.organisation = agreement, organisation
        self.fields["name"].initial = _("Action plan %(year)s") % {"year": agreement.year}

    def clean_name(self) -> str:
        plan, name = self.instance, str(self.cleaned_data["name"])
        same = ActionPlan.objects.filter(agreement=plan.agreement, organisation=plan.organisation, name=name)
        if same.exists():
            raise forms.ValidationError(_("The organisation already has a plan with this name."))
        return name
