"""The fixture files as plain rows, for the tests that prove them."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[3] / "fixtures"


@cache
def agreement() -> dict[str, Any]:
    """The 2021 agreement as stored."""
    text = (FIXTURES / "agreements" / "god-och-nara-vard-2021.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def demo() -> dict[str, Any]:
    """The demo year: examples only."""
    data: dict[str, Any] = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))
    return data


@cache
def table(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file below fixtures/, without its leading comment lines."""
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
