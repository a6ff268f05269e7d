"""Forms of people and their roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import Role
from overenskommelse.forms.base import SeenForm
from overenskommelse.models import (
    Membership,
    Organisation,
)


class InviteForm(forms.Form):
    """A person and a first or further role."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The person signs in with this address and gets a mail to choose a password."),
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Organisation"))
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"))


class MembershipForm(SeenForm):
    """A role, and the person who holds it."""

    given = frozenset({"user"})

    name = forms.CharField(label=_("Name"), max_length=200)
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("Concerns all roles of the person. Clear it when somebody leaves; what was done stays."),
    )

    class Meta:
        model = Membership
        fields = ("role", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(name=self.instance.user.name, is_active=self.instance.user.is_active)
