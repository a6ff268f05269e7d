"""A requisition PDF against WeasyPrint on the same HTML and CSS."""

import json
from collections.abc import Callable

import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from overenskommelse.documents import DOCUMENTS, OwnFontsOnly
from reporting.documents import html_of, pdf_of
from reporting.services.fixtures import load_demo_year
from tests.bench.measure import Row, race


class Bare:
    """WeasyPrint's own calls: HTML made beforehand, the same fonts and PDF variant, nothing attached."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.fonts, self.css = self.fresh()

    def fresh(self) -> tuple[FontConfiguration, CSS]:
        fonts = FontConfiguration()
        text = (DOCUMENTS / "document.css").read_text("utf-8")
        return fonts, CSS(string=text, font_config=fonts, url_fetcher=OwnFontsOnly())

    def print(self, fonts: FontConfiguration, css: CSS) -> bytes:
        page = HTML(string=self.html, url_fetcher=OwnFontsOnly())
        pdf: bytes = page.write_pdf(stylesheets=[css], font_config=fonts, pdf_variant="pdf/a-3a")
        return pdf

    def sharing(self) -> bytes:
        """Fonts are set up and the CSS is parsed once for all documents, as ours are."""
        return self.print(self.fonts, self.css)

    def alone(self) -> bytes:
        """Fonts are set up and the CSS is parsed for each document, as in WeasyPrint's first example."""
        return self.print(*self.fresh())


@pytest.fixture
def content(db: None) -> dict[str, object]:
    """What the demo year's requisition says."""
    frozen: dict[str, object] = json.loads(load_demo_year().document.content)
    return frozen


@pytest.mark.parametrize(
    ("way", "bar"), [("sharing", 1.15), ("alone", None)], ids=["fonts and CSS shared", "each on its own"]
)
def test_requisition(
    way: str, bar: float | None, content: dict[str, object], request: pytest.FixtureRequest,
    show: Callable[[Row], None],
) -> None:  # fmt: skip
    bare = Bare(html_of("requisition", content))
    name = f"requisition PDF, baseline: {request.node.callspec.id}"
    show(race(name, lambda: pdf_of("requisition", content), getattr(bare, way), bar=bar))
