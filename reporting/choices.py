"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequisitionStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


class DocumentKind(TextChoices):
    REQUISITION = "requisition", _("Requisition")


class RequisitionProblem(TextChoices):
    """What stops a requisition from being issued (reporting/domain/checks.py), in words with the remedy."""

    ORGANISATION_NUMBER = "organisation_number_missing", _("The organisation number is missing")
    CONTACT_PERSON = "contact_person_missing", _("The contact person is missing")
    POSTAL_ADDRESS = "postal_address_missing", _("The postal address is missing")
    POSTCODE = "postcode_missing", _("The postcode is missing")
    CITY = "city_missing", _("The town is missing")
    PHONE = "phone_missing", _("The telephone number is missing")
    EMAIL = "email_missing", _("The e-mail address is missing")
    REGISTRATION_NUMBER = (
        "registration_number_missing",
        _("The registration number of the agreement is missing"),
    )
    PAYMENT_REGISTRATION_NUMBER = (
        "payment_registration_number_missing",
        _("The registration number of the payment decision is missing"),
    )
    DECISION = (
        "decision_replaced",
        _("A new decision has replaced the one that the draft stands on. Check the amount and save."),
    )
    AMOUNT = "amount_exceeds_balance", _("The amount is more than what is decided and not yet requisitioned")
    PERIOD = "period_outside_agreement", _("The period lies outside the period of the agreement")
    GIRO = "giro_missing", _("Bankgiro or plusgiro is missing")
    PAYMENT_REFERENCE = "payment_reference_missing", _("The payment reference is missing")
