"""Öre and what explains a difference, as people read them."""

from fractions import Fraction

from django import template

from overenskommelse.templatetags.formats import kr
from reporting.choices import DIFFERENCES
from reporting.domain.comparison import Comparison

register = template.Library()


@register.filter
def ore(value: int | None) -> str:
    """``129 205 837,04 kr``; nothing for None."""
    return "" if value is None else kr(Fraction(value, 100), 2)


@register.simple_tag
def why(comparison: Comparison) -> str:
    """Why typed costs and those of files differ, in words."""
    words = {"difference": ore(abs(comparison.difference)), "part": comparison.part}
    return str(DIFFERENCES[comparison.why]) % words
