"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    DRAWDOWN = "drawdown", _("Paid to a private provider")


# What people enter themselves, and may change.
BY_HAND = (CostSource.TYPED, CostSource.PASTED)


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
    ASKED = "asked", pgettext_lazy("drawdown request", "Asked for")
    APPROVED = "approved", pgettext_lazy("drawdown request", "Approved")
    REFUSED = "refused", pgettext_lazy("drawdown request", "Refused")
    PAID = "paid", pgettext_lazy("drawdown request", "Paid")


class DocumentKind(TextChoices):
    REQUISITION = "requisition", _("Requisition")
    FINANCIAL_REPORT = "financial_report", _("Financial report")
    CERTIFICATE = "certificate", _("Certificate of the head of finance")
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


# What stops a financial report (reporting/domain/reports.py): what stops a requisition too, and its own.
REPORT_PROBLEMS = {
    **{problem.value: problem.label for problem in RequisitionProblem},
    "nothing_paid": _("No payment from the state is booked, so there is nothing to report"),
    "nothing_split": _("The county has split no money to the municipality, so there is nothing to report"),
    "too_many_named": _("More costs are named than the form has room for (8). Let the smaller be summed"),
}


# What is wrong with an accounting file, and the remedy, by the code of a Finding (domain/sie_ledger.py).
SIE_FINDINGS = {
    "empty": (_("The file is empty"), _("Export it again.")),
    "not_sie": (
        _("This is no accounting file of the format SIE"),
        _("Export from the accounting system as SIE type 4; the file ends in .se, .si or .sie."),
    ),
    "sie_5": (
        _("The file is of the newer format SIE 5, which is not read"),
        _("Export as SIE 4 (type 4E)."),
    ),
    "too_large": (
        _("The file is %(size_bytes)s, and at most %(limit_bytes)s is read"),
        _("Export only the accounts or objects that concern the agreement."),
    ),
    "broken_line": (_("The line cannot be read"), _("Export the file again, and do not open it in between.")),
    "bad_amount": (
        _("The amount cannot be read"),
        _("Amounts are written with a point and at most two decimals. Export the file again."),
    ),
    "bad_day": (_("The day cannot be read"), _("Days are written 20211231. Export the file again.")),
    "unclosed_voucher": (
        _("The voucher does not end: the file is cut off or broken here"),
        _("Export the file again."),
    ),
    "stray_brace": (_("A brace stands where none should"), _("Export the file again.")),
    "row_outside_voucher": (_("The row belongs to no voucher"), _("Export the file again.")),
    "added_row_alone": (
        _("An added row (#RTRANS) lacks its twin (#TRANS), so it is not clear whether it counts"),
        _("Export the file again."),
    ),
    "cut_off": (
        _("The file begins with a checksum and does not end with one: it is cut off"),
        _("Export the file again."),
    ),
    "no_format": (
        _("The file does not say its encoding (#FORMAT)"),
        _("It was read as %(encoding)s. Check that å, ä and ö are right."),
    ),
    "other_format": (
        _("The file says an encoding that the format does not have"),
        _("It was read as %(encoding)s. Check that å, ä and ö are right."),
    ),
    "other_encoding": (
        _("The file is written in %(encoding)s, not in the encoding of the format"),
        _("It was read so. Check that å, ä and ö are right; amounts are not touched by this."),
    ),
    "no_type": (_("The file does not say its type (#SIETYP)"), _("It was read as type %(kind)s.")),
    "unknown_type": (_("There is no such type of SIE file"), _("Export as SIE type 4.")),
    "other_checksum": (
        _("The checksum is not that of the content: the file was changed, or its program counts otherwise"),
        _("Export the file again, or say why this one counts."),
    ),
    "other_organisation": (
        _("The file is that of %(company)s, and %(organisation)s has the number %(wanted)s"),
        _("Choose the right file, or change the organisation number in the register if it is wrong."),
    ),
    "no_organisation_number": (
        _("The file does not say whose it is (#ORGNR). Its name is %(company)s"),
        _("Say how you know that it is yours."),
    ),
    "unknown_organisation": (
        _("The register lacks the number of %(organisation)s, to hold against the file of %(company)s"),
        _("Fill in the number in the register, or say how you know that the file is yours."),
    ),
    "other_currency": (_("The amounts are not in kronor"), _("Export the file in Swedish kronor.")),
    "no_year": (_("The file does not say which year it is about (#RAR)"), _("Export the file again.")),
    "other_year": (
        _("The file is about another year than %(first)s–%(last)s"),
        _("Export the financial year of the agreement."),
    ),
    "other_period": (
        _("The day lies outside the period of the agreement, %(first)s–%(last)s"),
        _("Export only the period of the agreement."),
    ),
    "unbalanced": (
        _("The voucher does not balance: debit and credit differ by %(ore)s"),
        _("Correct it in the accounting system and export the file again."),
    ),
    "sum_not_zero": (
        _("Balances and results are not 0 together: %(ore)s is left"),
        _("The file is not whole. Export it again with all accounts."),
    ),
    "result_differs": (
        _("The year's result of account %(account)s is %(printed)s, and its rows are %(ore)s together"),
        _("Vouchers may be missing. Export the file again, or say why."),
    ),
    "unknown_account": (
        _("The account is booked on, and the file does not name it"),
        _("Export the file again with the whole chart of accounts."),
    ),
    "double_voucher": (
        _("The voucher stands twice in the file, first on line %(other_line)s"),
        _("Export the file again."),
    ),
    "no_costs": (
        _("The file has no costs: no account of class 4–7"),
        _("Check that the right file is chosen."),
    ),
    "two_rules": (
        _("Two rules give the account to different lines: %(lines)s"),
        _("Put one of the rules first, or remove the other."),
    ),
    "several_dimensions": (
        _("Rules ask for several dimensions of the account (%(dimensions)s), and the file has one at a time"),
        _("Export as SIE type 4, or let all rules of the account use the same dimension."),
    ),
    "negative_cost": (
        _("The costs of %(value)s are below zero: %(ore)s"),
        _("Say why, for example that an invoice of last year was credited."),
    ),
    "changed_voucher": (
        _("The voucher has been counted by an earlier file, and says something else here"),
        _("Take the earlier file back, and read this one instead."),
    ),
    "mixed_kinds": (
        _("The year has been counted from a file of another type, so costs could count twice"),
        _("Take the earlier file back first, or export this one as the earlier type."),
    ),
}


# Why typed costs and an accounting file's differ on a line, by Why (domain/comparison.py).
DIFFERENCES = {
    "equal": _("They are equal: surely the same costs."),
    "rounding": _("They differ by %(difference)s, which is rounding: surely the same costs."),
    "only_file": _("Nothing is typed."),
    "only_typed": _("No file says anything of this line."),
    "not_typed": _("They differ by %(difference)s: %(part)s is in the file and is not typed."),
    "not_in_file": _("They differ by %(difference)s: “%(part)s” is typed and is not in the file."),
    "no_rule": _("They differ by %(difference)s: %(part)s is in the file, and no rule takes it."),
    "counted": _("They differ by %(difference)s: the voucher %(part)s has been counted by an earlier file."),
    "unexplained": _("They differ by %(difference)s, and no single cost explains it. Compare them."),
}


# What keeps a recipient's year open, and what closes the gap, by Matter (domain/settlement.py).
MATTERS = {
    "to_requisition": (
        _("Decided and not requisitioned"),
        _("The recipient requisitions it. After the last day the right lapses, unless an exception is made."),
    ),
    "awaited": (
        _("Requisitioned and not paid"),
        _("When the money has come, the payment is booked on the requisition."),
    ),
    "paid_short": (
        _("Paid less than requisitioned"),
        _("Hold the booked amount against the deposit and correct it."),
    ),
    "overpaid": (
        _("Paid more than decided"),
        _("Hold the booked amount against the deposit and correct it, or decide anew."),
    ),
    "to_report": (
        _("Paid and not reported"),
        _("The recipient reports what was used, and the head of finance examines it."),
    ),
    "report_missing": (
        _("The last day has passed and the report is missing"),
        _("The recipient still reports, or the state reclaims the money."),
    ),
    "to_repay": (_("Not used, to be repaid"), _("The repayment notice is issued, and the money is repaid.")),
    "notified": (_("To be repaid"), _("When the money has been repaid, the day is booked.")),
    "late": (
        _("The last day to repay has passed"),
        _("It is repaid at once and the day is booked, or the state reclaims it."),
    ),
}
