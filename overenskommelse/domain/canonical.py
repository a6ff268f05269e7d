"""The one spelling of a record, and its digest: what is frozen can be held against itself years later."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def canonical_json(record: Mapping[str, Any]) -> str:
    """The one spelling of a record: sorted keys, no spaces, letters as they are."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON in UTF-8."""
    return sha256(canonical_json(record).encode()).hexdigest()
