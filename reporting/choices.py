"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RequisitionStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    SIGNED = "signed", _("Signed")
    SENT = "sent", _("Sent")
    PAID = "paid", _("Paid")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# The states by what has happened to the paper.
SENT = (RequisitionStatus.SENT, RequisitionStatus.PAID)
SIGNED = (RequisitionStatus.SIGNED, *SENT)
ASKED = (RequisitionStatus.ISSUED, *SIGNED)
ENDED = (RequisitionStatus.REJECTED, RequisitionStatus.WITHDRAWN)


class CostSource(TextChoices):
    TYPED = "typed", _("Typed")
    PASTED = "pasted", _("Pasted")
    FILE = "file", _("Accounting file")


class ReportStatus(TextChoices):
    """The life of a financial report."""

    DRAFT = "draft", _("Draft")
    PREPARED = "prepared", _("Waits for the head of finance")
    CERTIFIED = "certified", _("Examined by the head of finance")
    SIGNED = "signed", _("Signed")
    SENT = "sent", _("Sent")


class Alternative(IntegerChoices):
    """What the head of finance says of point 3 (agreement 2021, Bilaga 2, point 4)."""

    CORRECT = 1, _("Alt 1: the financial report under point 3 is correct")
    NOT_CORRECT = 2, _("Alt 2: the financial report under point 3 is not judged to be correct")


class DrawdownStatus(TextChoices):
    ASKED = "asked", _("Asked for")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    PAID = "paid", _("Paid")


class DocumentKind(TextChoices):
    REQUISITION = "requisition", _("Requisition")
    FINANCIAL_REPORT = "financial_report", _("Financial report")
    DRAWDOWN = "drawdown", _("Drawdown decision")
    REPAYMENT = "repayment", _("Repayment notice")


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
    PART = (
        "amount_not_whole",
        _("The agreement pays once: the whole amount that is decided and not yet requisitioned"),
    )
    DEADLINE = (
        "deadline_passed",
        _("The last day has passed and the right has lapsed. An administrator may make an exception"),
    )
    PERIOD = "period_outside_agreement", _("The period lies outside the period of the agreement")
    GIRO = "giro_missing", _("Bankgiro or plusgiro is missing")
    PAYMENT_REFERENCE = "payment_reference_missing", _("The payment reference is missing")
