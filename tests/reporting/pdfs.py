"""Reading the printed forms back."""

from io import BytesIO

from pypdf import PdfReader


def reader(pdf: bytes | memoryview) -> PdfReader:
    return PdfReader(BytesIO(bytes(pdf)))


def text_of(pdf: PdfReader) -> str:
    """All text on one line, ordinary spaces only."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
