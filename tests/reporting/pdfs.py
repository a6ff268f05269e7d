"""Reading the printed forms back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
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


# WeasyPrint 70 paints the foot of a page as marked text outside the tree, where no reader meets it (PAG-001),
# and a table over several pages in another order than its tree, which readers follow (ORD-001).
LONG = frozenset({"PAG-001", "ORD-001"})


def barriers(pdf: bytes | memoryview, folder: Path, known: frozenset[str] = frozenset()) -> list[str]:
    """What keeps somebody who cannot see the form from it, as outloud finds: faults but for ``known``."""
    file = folder / "form.pdf"
    file.write_bytes(pdf)
    command = [str(Path(sys.executable).with_name("outloud")), "--json", "-", "--fail-on", "never", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (result,) = json.loads(done.stdout)["results"]
    assert result["error"] is None
    found = [finding for finding in result["findings"] if finding["severity"] in ("error", "warning")]
    return [f"{it['rule']}: {it['message']}" for it in found if it["rule"] not in known]
