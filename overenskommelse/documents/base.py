"""HTML to a printed document: tagged PDF/A-3a and PDF/UA-1. WeasyPrint is used here only.

The same HTML and files give the same bytes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from font_source_sans_pro import font_directory
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

DOCUMENTS: Path = settings.BASE_DIR / "templates" / "documents"
FONTS = {path.name: path for path in Path(font_directory).glob("*.ttf")}
# Pango is not made for several threads at once; a form takes some hundredths of a second.
_one_at_a_time = Lock()


class OwnFontsOnly(URLFetcher):
    """Gives the fonts of the package as ``font:NAME.ttf`` and refuses every other address."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _colon, name = url.partition(":")
        if scheme != "font" or name not in FONTS:
            raise ValueError(url)
        return URLFetcherResponse(url, FONTS[name].read_bytes(), {"Content-Type": "font/ttf"})


def write_pdf(
    html: str, *, attachments: Sequence[Attachment] = (), stylesheet: str = "document.css"
) -> bytes:
    """``html`` (lang and title in it) as PDF, styled by a sheet of ``templates/documents``."""
    with _one_at_a_time:
        document = HTML(string=html, url_fetcher=OwnFontsOnly()).render(
            stylesheets=[_stylesheet(stylesheet)], font_config=_font_configuration()
        )
        return document.write_pdf(  # type: ignore[no-any-return]
            pdf_variant="pdf/a-3a", attachments=attachments, finisher=_finish
        )


def attached(text: str, name: str, day: str) -> Attachment:
    """``text`` as a data file inside a document, of the ISO ``day``: so the bytes stay the same."""
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Attachment(
        string=text,
        name=name,
        description="Innehållet som data",
        created=moment,
        modified=moment,
        relationship="Data",
    )


@cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


@cache
def _stylesheet(name: str) -> CSS:
    return CSS(
        string=(DOCUMENTS / name).read_text("utf-8"),
        font_config=_font_configuration(),
        url_fetcher=OwnFontsOnly(),
    )


@cache
def _pdf_ua_identifier() -> bytes:
    return (DOCUMENTS / "pdf_ua.xml").read_bytes()


def _finish(_document: Any, pdf: Any) -> None:
    """Name the attached file once; claim PDF/UA in the metadata, with the schema that PDF/A asks for."""
    files = pdf.catalog.get("AF", [])
    files[:] = dict.fromkeys(files)
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [
        part.replace(b"</rdf:RDF>", _pdf_ua_identifier() + b"</rdf:RDF>") for part in metadata.stream
    ]
