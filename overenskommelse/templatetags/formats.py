"""How figures are written in Swedish: non-breaking spaces, decimal comma, a real minus; never a float."""

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from django import template

register = template.Library()

NBSP = "\u00a0"
MINUS = "\u2212"

Exact: TypeAlias = int | Decimal | Fraction | str


def decimals_of(value: Exact, decimals: int) -> str:
    """``value`` rounded half away from zero to ``decimals`` places; text is read as a fraction ``n/d``."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, part = divmod(units, 10**decimals)
    sign = MINUS if exact < 0 and units else ""
    tail = f",{part:0{decimals}d}" if decimals else ""
    return f"{sign}{whole:,}".replace(",", NBSP) + tail


@register.filter
def number(value: Exact | None, decimals: int = 0) -> str:
    """``16 445 434``; nothing for None."""
    return "" if value is None else decimals_of(value, decimals)


@register.filter
def figure(value: Decimal | float | None) -> str:
    """A statistical figure with the decimals that it has: ``10 378 483``, ``0,5``; nothing for None."""
    text = "" if value is None else format(Decimal(str(value)).normalize(), "f")
    return number(text, len(text.partition(".")[2])) if text else ""


@register.filter
def kr(value: Exact | None, decimals: int = 0) -> str:
    """``16 445 434 kr``; with decimals ``129 205 837,04 kr``."""
    return "" if value is None else f"{decimals_of(value, decimals)}{NBSP}kr"


@register.filter
def percent(value: Exact | None, decimals: int = 4) -> str:
    """A part of 1 as ``13,3826 %``."""
    return "" if value is None else f"{decimals_of(Fraction(value) * 100, decimals)}{NBSP}%"


@register.filter
def digest(value: str) -> str:
    """The ends of a SHA-256: ``9f2c 41d0 … 77ae``."""
    return f"{value[:4]} {value[4:8]} … {value[-4:]}"


def decimal(value: str, decimals: int) -> Decimal:
    """A fraction ``n/d`` rounded to so many decimals, for a spreadsheet."""
    exact = Fraction(value)
    return Decimal(round(exact * 10**decimals)).scaleb(-decimals)
