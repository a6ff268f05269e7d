"""Reading the printed forms back."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject


def reader(pdf: bytes | memoryview) -> PdfReader:
    return PdfReader(BytesIO(bytes(pdf)))


def root(pdf: PdfReader) -> Any:
    """The catalogue of the file."""
    return pdf.trailer["/Root"]


def text_of(pdf: PdfReader) -> str:
    """All text on one line, ordinary spaces only."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, DictionaryObject):
        yield node
        yield from elements(node.get("/K"))
