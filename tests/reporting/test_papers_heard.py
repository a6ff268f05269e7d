"""Every kind of printed form, for those who listen to it."""

from pathlib import Path

import pytest

from overenskommelse.services.events import fingerprint
from reporting.choices import DocumentKind
from reporting.models import Document
from reporting.services import drawdowns as services
from reporting.services import repayments
from tests.reporting import drawdowns, reports
from tests.reporting.pdfs import barriers

pytestmark = pytest.mark.usefixtures("decision")


@pytest.fixture
def papers(decision: object) -> dict[str, Document]:
    """A form of each kind, by its kind."""
    reports.pay()
    reports.cost(1_000_000, is_specified=True)
    reports.certified(statement=reports.NOT_CORRECT)
    repayments.issue_notice(
        agreement=reports.agreement_2021(), recipient=reports.organisation("R12"), by=None
    )
    request = drawdowns.asked(by=None)
    services.approve(drawdown=request, seen=fingerprint(request), by=reports.person("ekonomichef.skane"))
    return {document.kind: document for document in Document.objects.all()}


def test_who_listens_misses_nothing(papers: dict[str, Document], tmp_path: Path) -> None:
    assert set(papers) == set(DocumentKind.values)
    for kind, document in papers.items():
        assert barriers(document.pdf, tmp_path) == [], kind
