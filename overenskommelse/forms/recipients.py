"""Forms of the register of organisations."""

from django.utils.translation import gettext_lazy as _

from overenskommelse.forms.base import SeenForm
from overenskommelse.models import (
    Organisation,
)

CONTACT_FIELDS = (
    "contact_person", "postal_address", "postcode", "city", "phone", "fax", "email", "giro",
    "payment_reference", "is_example",
)  # fmt: skip


class ContactForm(SeenForm):
    """What an organisation keeps up to date itself."""

    class Meta:
        model = Organisation
        fields = CONTACT_FIELDS
        help_texts = {
            "giro": _("As on the invoice, for example 5050-1055."),
            "payment_reference": _("Shown on your deposit, at most 25 characters."),
            "is_example": _("Clear this when the details are real; documents then lose the mark “example”."),
        }


class OrganisationForm(SeenForm):
    """The whole register entry, for administrators."""

    class Meta:
        model = Organisation
        help_texts = ContactForm.Meta.help_texts
        fields = (
            "name", "code", "kind", "county", "organisation_number", "organisation_number_status",
            *CONTACT_FIELDS,
        )  # fmt: skip
