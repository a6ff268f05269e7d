"""Checks of Swedish numbers; the arithmetic is python-stdnum's."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.se import orgnr, postnummer


def validate_organisation_number(value: str) -> None:
    """Ten digits with a check digit, written ``NNNNNN-NNNN``."""
    if not re.fullmatch(r"\d{6}-\d{4}", value):
        raise ValidationError(_("Write the organisation number as NNNNNN-NNNN."), code="format")
    if not orgnr.is_valid(value):
        raise ValidationError(
            _("The check digit in %(value)s is wrong. Compare with the decision of registration."),
            code="check_digit",
            params={"value": value},
        )


def validate_postcode(value: str) -> None:
    """Five digits, ``NNN NN``."""
    if not postnummer.is_valid(value):
        raise ValidationError(_("Write the postcode as five digits, for example 223 62."), code="format")


def validate_giro(value: str) -> None:
    """A bankgiro ``NNNN-NNNN``/``NNN-NNNN`` or a plusgiro ``N…-N``, both with a Luhn check digit."""
    if not re.fullmatch(r"\d{3,4}-\d{4}|\d{1,7}-\d", value):
        raise ValidationError(
            _("Write bankgiro as NNNN-NNNN or plusgiro as NNNNNN-N, as on the invoice."), code="format"
        )
    digits = value.replace("-", "")
    if not luhn.is_valid(digits):
        raise ValidationError(
            _("The check digit in %(value)s is wrong. Did you mean %(suggestion)s?"),
            code="check_digit",
            params={"value": value, "suggestion": value[:-1] + luhn.calc_check_digit(digits[:-1])},
        )
