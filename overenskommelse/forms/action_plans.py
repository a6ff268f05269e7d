"""Forms of an action plan as a whole."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from overenskommelse.forms.base import KronorField, SeenForm
from overenskommelse.models import ActionPlan, Agreement, DevelopmentArea, FundingLine, Organisation, User
from overenskommelse.selectors import allocated, lines_for
from overenskommelse.services.action_plans import Frame, frames_seen

TEXTS = ("background", "goals", "conditions")
LONGEST = 20_000  # characters of a text


class PlanForm(forms.ModelForm):
    """A new plan of ``organisation`` under ``agreement``."""

    class Meta:
        model = ActionPlan
        fields = ("name", *TEXTS, "accounting_object")
        widgets = {name: forms.Textarea({"rows": 4}) for name in TEXTS}

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


class PlanTextForm(SeenForm):
    """The plan's own texts."""

    given = frozenset({"agreement", "organisation"})

    class Meta:
        model = ActionPlan
        fields = ("name", *TEXTS, "accounting_object")
        widgets = {name: forms.Textarea({"rows": 7, "maxlength": LONGEST}) for name in TEXTS}


class PlanFollowUpForm(SeenForm):
    """What came of the plan as a whole."""

    class Meta:
        model = ActionPlan
        fields = ("follow_up",)
        widgets = {"follow_up": forms.Textarea({"rows": 7, "maxlength": LONGEST})}


class FrameForm(forms.Form):
    """An amount to plan for on a line, or on the part of it that is for an area; empty for none."""

    amount = KronorField(label=_("Kronor"), required=False, min_value=1, max_value=10**12)
    source = forms.CharField(label=_("Where the amount comes from"), required=False, max_length=300)

    def __init__(
        self, data: Any, *, line: FundingLine, area: DevelopmentArea | None, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial, prefix=f"{line.pk}-{area.pk if area else 0}")
        self.line, self.area = line, area

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("amount") and not values.get("source"):
            self.add_error(
                "source", _("Say where the amount comes from, for example a decision or a budget.")
            )
        if values.get("source") and not values.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("State the amount, or empty the source."))
        return values

    @property
    def frame(self) -> Frame | None:
        values = self.cleaned_data
        return Frame(self.line, self.area, values["amount"], values["source"]) if values["amount"] else None


class FrameForms:
    """An amount for each line on which nothing is decided; also per area where a line pays for several."""

    def __init__(self, plan: ActionPlan, data: Any = None) -> None:
        self.plan, self.seen = plan, (data or {}).get("seen") or frames_seen(plan)
        self.is_bound, self.fault = data is not None, ""
        known = allocated(plan.agreement, [plan.organisation])[plan.organisation_id]
        stored = {(row.line_id, row.area_id): row for row in plan.frames.all()}
        areas = list(plan.agreement.areas.all())
        self.forms = [
            FrameForm(
                data, line=line, area=area, initial=_typed(stored.get((line.pk, area.pk if area else None)))
            )
            for line in lines_for(plan)
            if line.pk not in known
            for area in ([None, *areas] if line.area is None else [None])
        ]

    def is_valid(self) -> bool:
        return self.is_bound and not any(form.errors for form in self.forms)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Id of the field, its line and what is wrong, for the summary on top."""
        return [
            (form[name].id_for_label, str(form.line), str(message))
            for form in self.forms
            for name, messages in form.errors.items()
            for message in messages
        ]

    def meet(self) -> None:
        """Say that somebody else saved first; the next save replaces."""
        self.seen = frames_seen(self.plan)
        self.fault = str(
            _("Somebody else saved meanwhile. Compare with the plan, then save again to replace.")
        )

    @property
    def frames(self) -> list[Frame]:
        return [form.frame for form in self.forms if form.frame]


def _typed(stored: Any) -> dict[str, Any]:
    return {"amount": stored.amount, "source": stored.source} if stored else {}


class CarryForm(forms.Form):
    """To which agreement a plan is carried over, and what follows."""

    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Agreement"), empty_label=None)
    name = forms.CharField(label=_("Name of the new plan"), max_length=200)
    with_planned = forms.BooleanField(
        label=_("Planned kronor follow, as a proposal"),
        required=False,
        initial=True,
        help_text=_("On lines that the new agreement also has. Used kronor never follow."),
    )

    def __init__(self, *args: Any, plan: ActionPlan, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        rows = later_agreements(plan, user)
        self.fields["agreement"].queryset = rows  # type: ignore[attr-defined]
        first = rows.first()
        if first:
            self.fields["agreement"].initial = first
            self.fields["name"].initial = _("Action plan %(year)s") % {"year": first.year}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        organisation, name = self.plan.organisation, values.get("name")
        same = ActionPlan.objects.filter(
            organisation=organisation, agreement=values.get("agreement"), name=name
        )
        if same.exists():
            self.add_error("name", _("The organisation already has a plan with this name."))
        return values


def later_agreements(plan: ActionPlan, user: User) -> "QuerySet[Agreement]":
    """The agreements to which the person may carry the plan over, the nearest first."""
    rows = Agreement.objects.visible_to(user).exclude(pk=plan.agreement_id)
    return rows.filter(year__gte=plan.agreement.year).order_by("year", "name")
