"""The golden accounting files and what is expected of each, for the tests that walk them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reporting.domain.counting import Examined, examine
from reporting.domain.matching import Rule, Target
from reporting.domain.sie import MAX_BYTES
from reporting.domain.sie_checks import Wanted

SIE = Path(__file__).parents[3] / "fixtures" / "sie"
Facts = Mapping[str, Any]


def readings(folder: str, pattern: str) -> list[Any]:
    """Path, arguments and what is expected, of each reading of the files below fixtures/sie."""
    found = []
    for sidecar in sorted(SIE.joinpath(folder).glob(f"{pattern}.args.json")):
        path = sidecar.with_name(sidecar.name.removesuffix(".args.json"))
        for reading in json.loads(sidecar.read_text("utf-8")):
            name = str(path.relative_to(SIE))
            found.append(pytest.param(path, reading["arguments"], reading["expected"], id=name))
    return found


def examined(content: bytes, arguments: Facts) -> Examined:
    wanted = Wanted(
        arguments["organisation_number"],
        date.fromisoformat(arguments["first"]),
        date.fromisoformat(arguments["last"]),
    )
    max_bytes = arguments.get("max_bytes", MAX_BYTES)
    return examine(content, wanted, rules(arguments["rules"]), arguments.get("known"), max_bytes=max_bytes)


def rules(described: Sequence[Facts]) -> list[Rule]:
    return [
        Rule(Target(it["line"]), it["first"], it["last"], it.get("dimension", ""), it.get("object", ""))
        for it in described
    ]
