"""References to parts of a plan's own tree, as links."""

from collections.abc import Iterator, Mapping

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from overenskommelse.domain.mentions import mentions
from overenskommelse.models import PlanNode
from overenskommelse.selectors.structures import address_of

register = template.Library()


@register.filter
def references(text: str, nodes: Mapping[str, PlanNode]) -> SafeString:
    """``text`` with its references to ``nodes`` (number → part) as links; those that lead nowhere say so."""
    return mark_safe("".join(_pieces(text, nodes)))  # noqa: S308 - every piece is escaped


def _pieces(text: str, nodes: Mapping[str, PlanNode]) -> Iterator[str]:
    at = 0
    for mention in mentions(text):
        node = None if mention.is_lost else nodes.get(mention.number)
        if not nodes or (node is None and not mention.is_lost):
            continue
        yield conditional_escape(text[at : mention.start])
        yield _link(node, mention.number)
        at = mention.end
    yield conditional_escape(text[at:])


def _link(node: PlanNode | None, number: str) -> SafeString:
    if node is None:
        gone = _("The part that was referred to is removed")
        return format_html('<del title="{}">{}</del>', gone, number)
    return format_html('<a href="{}" title="{}">{}</a>', address_of(node), node.name, number)


@register.filter
def referred(text: str, nodes: Mapping[str, PlanNode]) -> list[tuple[str, str, str]]:
    """Number, name and address of each part that ``text`` refers to, for where the text itself is a link."""
    found = {mention.number: nodes[mention.number] for mention in mentions(text) if mention.number in nodes}
    return [(number, node.name, address_of(node)) for number, node in found.items()]
