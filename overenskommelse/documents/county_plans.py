"""A county's plan as one printed document: what there is of each, what is joint, then each plan in full."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from overenskommelse.choices import PLAN_STANDINGS
from overenskommelse.documents.action_plans import STYLESHEET
from overenskommelse.documents.base import attached, write_pdf
from overenskommelse.documents.layouts import Printed
from overenskommelse.domain.canonical import canonical_json
from overenskommelse.domain.plans import Money, total
from overenskommelse.selectors.content import Content

LABELS = dict(PLAN_STANDINGS)
# A thousand measures take some ten seconds to print, and others who print wait meanwhile.
MOST_MEASURES = 1000


@dataclass(frozen=True)
class PrintedRow:
    """An organisation's plan in the county's: its row of the record, and the plan as it stands on paper."""

    row: Content
    printed: Printed | None

    @property
    def state(self) -> str:
        """In words: a version that is not approved says so, and so does a plan that is missing."""
        if self.row["state"] is None:
            return _("Not submitted: %(standing)s") % {"standing": str(LABELS[self.row["standing"]]).lower()}
        if not self.is_approved:
            return _("Submitted, not approved yet")
        return str(LABELS[self.row["state"]])

    @property
    def is_approved(self) -> bool:
        return bool(self.row["state"] == "approved")

    @cached_property
    def money(self) -> Money:
        """What the county's page counts as got, and what the version plans and had used."""
        measured = self.printed.total if self.printed else self.borne
        return Money(self.row["allocated"], measured.planned, measured.used)

    @property
    def borne(self) -> Money:
        """What an organisation without a version bears of others' measures."""
        kept = [row for row in self.row["joint"] if row["status"] != "dropped"]
        planned = sum(money["planned"] for row in kept for money in row["money"])
        return Money(None, planned, sum(money["used"] for row in self.row["joint"] for money in row["money"]))

    @property
    def counts(self) -> bool:
        """Whether there is anything to add: a version, or a share of another's measure."""
        return bool(self.printed or self.row["joint"])

    @property
    def measures(self) -> int:
        """All but the dropped ones."""
        rows = self.printed.content["measures"] if self.printed else []
        return sum(row["status"] != "dropped" for row in rows)


class PrintedCounty:
    """The record of a county's plan, as it stands on paper and in a workbook."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @cached_property
    def rows(self) -> list[PrintedRow]:
        return [
            PrintedRow(row, Printed(row["content"]) if row["content"] else None)
            for row in self.content["plans"]
        ]

    @property
    def plans(self) -> list[PrintedRow]:
        """Those with a version to show."""
        return [row for row in self.rows if row.printed]

    @property
    def money(self) -> Money:
        return total(row.money for row in self.rows)

    @property
    def measures(self) -> int:
        return sum(row.measures for row in self.rows)

    @property
    def is_large(self) -> bool:
        """Whether it has so many measures that only the sums are printed; the workbook has them all."""
        return self.measures > MOST_MEASURES

    @property
    def missing(self) -> list[PrintedRow]:
        return [row for row in self.rows if not row.printed]

    @property
    def shares(self) -> Iterator[tuple[Content, Content]]:
        """Each joint measure with each of its shares."""
        return ((joint, share) for joint in self.content["joint"] for share in joint["shares"])


def county_pdf(content: Content) -> bytes:
    """``county_content`` as tagged PDF/A-3a, with the record inside as JSON."""
    name = f"{content['agreement']['code']}-{content['county']['code']}.json"
    data = attached(canonical_json(content), name, content["day"])
    return write_pdf(county_html(content), attachments=[data], stylesheet=STYLESHEET)


def county_html(content: Content) -> str:
    """The document as HTML, always in Swedish."""
    with translation.override("sv"):
        context = {"content": content, "county": PrintedCounty(content)}
        return render_to_string("documents/county_plan.html", context)
