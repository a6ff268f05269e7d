"""Framework-free rules and arithmetic of the allocation: standard library only, exact numbers only."""

from typing import ClassVar


class AllocationError(Exception):
    """Something that makes an allocation impossible.

    `code` names the fault and `params` holds what it is about, so that the pages can word it for people.
    `str()` is one short English sentence for logs.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, **params: object) -> None:
        self.params = params
        shown = {
            key: ", ".join(value) if isinstance(value, tuple) else value for key, value in params.items()
        }
        super().__init__(self.sentence.format(**shown))


class UnknownMethodError(AllocationError):
    code = "unknown_method"
    sentence = "There is no method {identifier}@{version}; the nearest are {nearest}."


class InvalidWeightsError(AllocationError):
    code = "invalid_weights"
    sentence = "The weights {weights} must be positive and add up to 1."


class InvalidUnitError(AllocationError):
    code = "invalid_unit"
    sentence = "The unit must be a positive whole number of kronor, not {unit}."


class TotalNotInUnitsError(AllocationError):
    code = "total_not_in_units"
    sentence = "The total {total} is no multiple of the unit {unit}."


class NoRecipientsError(AllocationError):
    code = "no_recipients"
    sentence = "There is nobody to allocate to."


class MissingValuesError(AllocationError):
    code = "missing_values"
    sentence = "The indicator {indicator} has no value for {codes}."


class NegativeValueError(AllocationError):
    code = "negative_value"
    sentence = "The indicator {indicator} is negative for {data_code}: {value}."


class InvalidValueError(AllocationError):
    code = "invalid_value"
    sentence = "The indicator {indicator} is no finite number for {data_code}: {value}."


class ZeroWeightError(AllocationError):
    code = "zero_weight"
    sentence = "The indicator {indicator} is zero for everybody."


class MixedLevelsError(AllocationError):
    code = "mixed_levels"
    sentence = "Only municipalities can be summed by county; these are something else: {codes}."


class InvalidTotalError(AllocationError):
    code = "invalid_total"
    sentence = "The total must be a whole number of kronor, zero or more, not {total}."


class InvalidBaseError(AllocationError):
    code = "invalid_base"
    sentence = "The base amount must be a whole number of kronor, zero or more, not {base}."


class BaseNotAllowedError(AllocationError):
    code = "base_not_allowed"
    sentence = "The method {method} has no base amount."


class BaseExceedsTotalError(AllocationError):
    code = "base_exceeds_total"
    sentence = "{count} base amounts of {base} exceed the total {total}."


class NotOneRecipientError(AllocationError):
    code = "not_one_recipient"
    sentence = "The method {method} gives all to one recipient, but there are {count}."


class DoubleCodeError(AllocationError):
    code = "double_code"
    sentence = "The same code stands on several rows: {codes}."


class UnknownCodeError(AllocationError):
    code = "unknown_code"
    sentence = "There is nobody with the code {codes}."


class UnknownIndicatorError(AllocationError):
    code = "unknown_indicator"
    sentence = "There is no column {indicator}; the columns are {known}."
