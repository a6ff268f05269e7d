"""What is embedded in a form keeps what docs/schemas promises, and the promise would notice if it did not."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from overenskommelse.services.events import fingerprint
from reporting.models import Requisition
from reporting.services.requisitions import issue

SCHEMA = json.loads((settings.BASE_DIR / "docs" / "schemas" / "requisition.schema.json").read_text("utf-8"))
NOTHING_LEFT = {"decided": 1, "requisitioned_before": 0, "requisitioned": 1, "left": 0}
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def faults(value: Any, schema: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Where ``value`` breaks the part of JSON Schema that ours is written in."""
    kinds = schema.get("type", [])
    allowed = tuple(TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    if allowed and not isinstance(value, allowed):
        yield f"{at}: type"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: const"
    if isinstance(value, str):
        yield from _text_faults(value, schema, at)
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{at}: minimum"
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from faults(item, schema["items"], f"{at}[{place}]")
    if isinstance(value, dict):
        yield from _key_faults(value, schema, at)


def _text_faults(value: str, schema: dict[str, Any], at: str) -> Iterator[str]:
    if not re.search(schema.get("pattern", ""), value):
        yield f"{at}: pattern"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{at}: length"


def _key_faults(value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    if not set(schema["required"]) <= set(value) <= set(schema["properties"]):
        yield f"{at}: keys"
    for key in set(value) & set(schema["properties"]):
        yield from faults(value[key], schema["properties"][key], f"{at}.{key}")


@pytest.fixture
def content(draft: Requisition) -> dict[str, Any]:
    document = issue(requisition=draft, seen=fingerprint(draft), by=None)
    return json.loads(document.content)  # type: ignore[no-any-return]


def test_an_issued_form_keeps_the_schema(content: dict[str, Any]) -> None:
    assert list(faults(content, SCHEMA)) == []


def test_the_lines_add_up(content: dict[str, Any]) -> None:
    amounts = content["amounts"]
    assert sum(line["amount"] for line in content["lines"]) == amounts["decided"]
    assert amounts["left"] == amounts["decided"] - amounts["requisitioned_before"] - amounts["requisitioned"]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"number": None}, "$.number: type"),
        ({"code": "7F3K-9Q2O"}, "$.code: pattern"),
        ({"schema": "requisition@2"}, "$.schema: const"),
        ({"payment": {"giro": "5050-1055"}}, "$.payment: keys"),
        ({"payment": {"giro": "5050-1055", "payment_reference": ""}}, "$.payment.payment_reference: length"),
        ({"waiting": [{"code": "a", "name": 1}]}, "$.waiting[0].name: type"),
        ({"amounts": NOTHING_LEFT | {"left": -1}}, "$.amounts.left: minimum"),
    ],
)  # fmt: skip
def test_the_schema_notices(content: dict[str, Any], changed: dict[str, Any], fault: str) -> None:
    assert list(faults(content | changed, SCHEMA)) == [fault]
