"""Frozen content to a printed form: one A4 page as tagged PDF/A-3a and PDF/UA-1, its data inside as JSON.

The same content gives the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from weasyprint import Attachment

from allocation.domain.run import canonical_json
from overenskommelse.documents import write_pdf

DATA_FILE = "{number}.json"
# Signs of deviations and measures that the report itself has room for; the certificate has them all.
TOLD_ON_THE_REPORT: Final = 300


@dataclass(frozen=True)
class Value:
    """A box of the form. ``mark`` says, in words, that the value is not to be relied on."""

    label: str
    text: str
    mark: str = ""
    is_optional: bool = False

    @property
    def is_missing(self) -> bool:
        return not self.text and not self.is_optional


# The place in the content and the label: Bilaga 2, column Rekvisition, point by point; then other forms'.
LABELS = {
    "recipient.name": _("Recipient of the grant"),
    "recipient.organisation_number": _("Organisation number"),
    "recipient.contact_person": _("Contact person"),
    "recipient.address": _("Postal address"),
    "recipient.phone": _("Telephone with area code"),
    "recipient.fax": _("Fax"),
    "recipient.email": _("E-mail"),
    "agreement.name": _("Name of the agreement"),
    "agreement.registration_number": _("The Government Offices' registration number, agreement"),
    "agreement.payment_registration_number": _(
        "The Government Offices' registration number, payment decision"
    ),
    "period": _("The requisition concerns the period"),
    "payment.giro": _("Bankgiro or plusgiro"),
    "payment.payment_reference": _("Desired payment reference"),
    "provider.name": _("Provider"),
    "provider.organisation_number": _("Organisation number"),
    "provider.giro": _("Bankgiro or plusgiro"),
    "provider.contact_person": _("Contact person"),
    "request.line": _("Funding line"),
    "request.invoice_reference": _("Invoice reference"),
    "request.purpose": _("What for"),
    "request.asked_on": _("Registered on"),
}
POINTS = (
    (_("1. Contact details"), tuple(place for place in LABELS if place.startswith("recipient."))),
    (_("2. The grant"), (*(place for place in LABELS if place.startswith("agreement.")), "period")),
    (_("3. Payment"), tuple(place for place in LABELS if place.startswith("payment."))),
)
OPTIONAL = ("recipient.fax",)
# The same places as a financial report names them (Bilaga 2, column Ekonomisk redovisning), by schema.
OF_REPORTS = {"period": _("The financial report concerns the period")}
OTHER_LABELS = {"financial-report": OF_REPORTS, "certificate": OF_REPORTS}
REPORT_POINTS = POINTS[:2]
MARKS = {"examples": _("(example)"), "unconfirmed": _("(not confirmed)")}


def pdf_of(kind: str, content: Mapping[str, Any]) -> bytes:
    """The form of ``kind`` filled in with ``content``; a draft (no number) says so and has no data inside."""
    return write_pdf(html_of(kind, content), attachments=_attachments(content))


def points_of(
    content: Mapping[str, Any], points: Sequence[tuple[Any, tuple[str, ...]]] = POINTS
) -> list[tuple[str, list[Value]]]:
    """What the form says, point by point of Bilaga 2, for the page where it is checked."""
    boxes = dict(_boxes(content))
    return [(str(heading), [boxes[place] for place in places]) for heading, places in points]


def html_of(kind: str, content: Mapping[str, Any]) -> str:
    """The form as HTML, always in Swedish: the reader is a Swedish authority."""
    with translation.override("sv"):
        boxes = {place.replace(".", "_"): box for place, box in _boxes(content)}
        context = {"content": content, "boxes": boxes, **_of_a_report(content)}
        return render_to_string(f"documents/{kind}.html", context)


def _of_a_report(content: Mapping[str, Any]) -> dict[str, Any]:
    """Who has certified nothing, and whether the one page has room for deviations and measures."""
    parts = content.get("point_three", {}).get("municipalities", ())
    told = content.get("certificate") or {}
    return {
        "missing": ", ".join(part["name"] for part in parts if part["cost"] is None),
        "is_short": len(told.get("deviations", "") + told.get("measures", "")) <= TOLD_ON_THE_REPORT,
    }


def _boxes(content: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """Every place that the content has."""
    labels = LABELS | OTHER_LABELS.get(content["schema"].partition("@")[0], {})
    for place, label in labels.items():
        if not _has(content, place):
            continue
        text = _text(content, place)
        marks = [str(mark) for key, mark in MARKS.items() if _source(place) in content[key]]
        # A value that says itself that it is an example is not marked twice.
        mark = " ".join(mark for mark in marks if mark not in text)
        yield place, Value(str(label), text, mark, is_optional=place in OPTIONAL)


def _has(content: Mapping[str, Any], place: str) -> bool:
    group, _dot, field = _source(place).partition(".")
    return group in content and (not field or field in content[group])


def _source(place: str) -> str:
    return "recipient.postal_address" if place == "recipient.address" else place


def _text(content: Mapping[str, Any], place: str) -> str:
    if place == "period":
        return f"{content['period']['start']} – {content['period']['end']}"
    if place == "recipient.address":
        recipient = content["recipient"]
        return f"{recipient['postal_address']}, {recipient['postcode']} {recipient['city']}".strip(", ")
    group, field = place.split(".")
    return str(content[group][field])


def _attachments(content: Mapping[str, Any]) -> list[Attachment]:
    if not content["number"]:
        return []
    day = datetime.fromisoformat(content["issued_on"]).replace(tzinfo=UTC)
    return [
        Attachment(
            string=canonical_json(content),
            name=DATA_FILE.format(**content),
            description="Innehållet som data",
            created=day,
            modified=day,
            relationship="Data",
        )
    ]
