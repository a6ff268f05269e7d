"""Reading the printed forms back."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader


def reader(pdf: bytes | memoryview) -> PdfReader:
    return PdfReader(BytesIO(bytes(pdf)))


def root(pdf: PdfReader) -> Any:
    """The catalogue of the file."""
    return pdf.trailer["/Root"]


def text_of(pdf: PdfReader) -> str:
    """All text on one line, ordinary spaces only."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
