"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """The geography of a dataset's rows."""

    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Municipality")


class LineStatus(TextChoices):
    ALLOCATED = "allocated", _("Allocated")
    WAITING = "waiting", _("Waiting for data")


# What makes an allocation impossible, by the code of the domain's AllocationError, with its remedy.
FAULTS = {
    "unknown_method": _("There is no method %(identifier)s@%(version)s. Nearest: %(nearest)s."),
    "invalid_weights": _("The weights %(weights)s cannot be used. Give positive numbers."),
    "invalid_unit": _("The unit %(unit)s cannot be used. Give a whole number of kronor, 1 or more."),
    "total_not_in_units": _(
        "The total %(total)s is no multiple of the unit %(unit)s. Change one, or round by half-up or floor."
    ),
    "no_recipients": _("There is nobody to divide between. Check the table and what is excluded."),
    "missing_values": _("%(indicator)s has no value for %(codes)s. Fill in the values."),
    "negative_value": _("%(indicator)s is negative for %(data_code)s: %(value)s. Correct the value."),
    "invalid_value": _("%(indicator)s is not a number for %(data_code)s: %(value)s. Correct the value."),
    "zero_weight": _("%(indicator)s is zero for everybody, so nothing can be divided by it."),
    "mixed_levels": _("Only municipalities can be summed by county. These are something else: %(codes)s."),
    "invalid_total": _("The total %(total)s cannot be divided. Give a whole number of kronor, 0 or more."),
    "invalid_base": _("The base amount %(base)s cannot be used. Give a whole number of kronor, 0 or more."),
    "base_not_allowed": _("The method %(method)s has no base amount. Remove it or choose another method."),
    "base_exceeds_total": _("%(count)s base amounts of %(base)s kr are more than the total %(total)s kr."),
    "not_one_recipient": _("The method %(method)s gives all to one recipient, but there are %(count)s."),
    "double_code": _("The same code stands on several rows: %(codes)s. Keep one row of each."),
    "unknown_code": _("There is nobody with the code %(codes)s in the table."),
    "unknown_indicator": _("There is no column %(indicator)s. The columns are: %(known)s."),
}
