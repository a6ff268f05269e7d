"""The form of a reminder to a county's organisations."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.models import User
from overenskommelse.selectors.county_plans import CountyPlans, CountyRow

SUBJECT_LENGTH = 200
TEXT_LENGTH = 5000


class ReminderForm(forms.Form):
    """Whom to remind, and what they are sent. What each one's plan lacks is added by the program."""

    organisations = forms.MultipleChoiceField(
        label=_("Remind"),
        error_messages={
            "required": _("Tick at least one to remind."),
            "invalid_choice": _("%(value)s cannot be reminded here."),
        },
    )
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LENGTH)
    text = forms.CharField(
        label=_("Text"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("Below it, each one is told how far its own plan has come, with a link to it."),
    )

    def __init__(
        self, data: Any, *, plans: CountyPlans, addresses: Mapping[int, list[str]], by: User
    ) -> None:
        super().__init__(data)
        self.plans, self.addresses = plans, addresses
        codes = [(row.organisation.code, row.organisation.name) for row in plans.rows]
        self.fields["organisations"].choices = codes  # type: ignore[attr-defined]
        self.initial = {
            "organisations": [row.organisation.code for row in plans.missing if self.may_be_ticked(row)],
            "subject": _("The action plan for %(agreement)s") % {"agreement": plans.agreement.name},
            "text": drafted(plans, by),
        }

    def may_be_ticked(self, row: CountyRow) -> bool:
        """Whether mail can reach it and it has not been reminded today."""
        return bool(self.addresses[row.organisation.pk]) and not row.is_reminded_today

    @property
    def places(self) -> list[tuple[CountyRow, list[str], bool]]:
        """Each organisation with its addresses, and whether it is ticked."""
        ticked = set(self["organisations"].value() or [])
        return [
            (row, self.addresses[row.organisation.pk], row.organisation.code in ticked)
            for row in self.plans.rows
        ]

    @property
    def rows(self) -> list[CountyRow]:
        """Those ticked in a valid form."""
        return [row for row in self.plans.rows if row.organisation.code in self.cleaned_data["organisations"]]

    def clean_subject(self) -> str:
        """On one line, as a mail's subject must be."""
        return " ".join(str(self.cleaned_data["subject"]).split())


def drafted(plans: CountyPlans, by: User) -> str:
    """The text that the coordinator begins with."""
    agreement, day = plans.agreement.name, plans.day
    asked = _("Your action plan for %(agreement)s is still to be submitted.") % {"agreement": agreement}
    until = _("The last day is %(day)s.") % {"day": day.date.isoformat()} if day else ""
    offered = _("If something is unclear, answer this mail and we will look at it together.")
    closing = _("Kind regards")
    first = " ".join(str(part) for part in (asked, until) if part)
    return "\n\n".join([str(_("Hello,")), first, str(offered), f"{closing}\n{by}"])
