"""An action plan as a printed document: tagged PDF/A-3a and PDF/UA-1, A4, its data inside as JSON.

The same content and stamp give the same bytes.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from overenskommelse.documents.base import attached, write_pdf
from overenskommelse.documents.layouts import Printed
from overenskommelse.domain.canonical import canonical_json
from overenskommelse.selectors.content import Content

STYLESHEET = "action_plan.css"


@dataclass(frozen=True)
class Stamp:
    """What the paper says of the copy: the plan's state in words, the day (ISO) it is of, and the like.

    ``selection`` says in words what was chosen, when not all measures are printed.
    """

    state: str
    day: str
    is_draft: bool = False
    selection: str = ""


def plan_pdf(content: Content, stamp: Stamp) -> bytes:
    """``content`` (of ``content_of``, or a frozen version) laid out as what it has asks for."""
    html = plan_html(content, stamp)
    name = f"{content['agreement']['code']}-{content['organisation']['code']}.json"
    data = attached(canonical_json(content), name, stamp.day)
    return write_pdf(html, attachments=[data], stylesheet=STYLESHEET)


def plan_html(content: Content, stamp: Stamp) -> str:
    """The document as HTML, always in Swedish."""
    with translation.override("sv"):
        context = {"content": content, "printed": Printed(content), "stamp": stamp}
        return render_to_string("documents/action_plan.html", context)
