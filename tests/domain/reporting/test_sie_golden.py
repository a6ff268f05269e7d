"""Every file below fixtures/sie is read, and comes out as its sidecar says."""

from pathlib import Path

import pytest

from allocation.domain.findings import Severity
from reporting.domain.sie_checks import CHECKS
from reporting.domain.sie_ledger import SieFile
from tests.domain.reporting.sie_files import SIE, Facts, examined, readings

WANT_A_REASON = {
    "other_checksum",
    "no_organisation_number",
    "unknown_organisation",
    "result_differs",
    "negative_cost",
}
TOLD = {"no_format", "other_format", "other_encoding", "no_type"}


def said(file: SieFile) -> dict[str, object]:
    return {
        "kind": file.kind,
        "encoding": file.encoding,
        "vouchers": len(file.ledger.names),
        "rows": len(file.ledger.ore),
    }


def severity_of(code: str) -> Severity:
    if code in TOLD:
        return Severity.NOTE
    return Severity.WARNING if code in WANT_A_REASON else Severity.ERROR


@pytest.mark.parametrize(("path", "arguments", "expected"), readings("should_pass", "*"))
def test_a_right_file(path: Path, arguments: Facts, expected: Facts) -> None:
    found = examined(path.read_bytes(), arguments)
    assert found.file
    assert [finding.code for finding in found.findings] == expected["warnings"]
    costs = {
        "total": found.matching.total,
        "unmatched": found.matching.unmatched,
        "kronor": {line: it.kronor for line, it in found.matching.lines.items()},
        "warnings": expected["warnings"],
    }
    assert said(found.file) | costs == expected


@pytest.mark.parametrize(("path", "arguments", "expected"), readings("should_fail", "*/*"))
def test_a_wrong_file(path: Path, arguments: Facts, expected: Facts) -> None:
    found = examined(path.read_bytes(), arguments)
    code = path.parent.name
    told = [finding for finding in found.findings if finding.code == code]
    assert [(finding.line, finding.value) for finding in told] == [(expected["line"], expected["value"])]
    assert told[0].severity is severity_of(code)
    assert found.is_right == (code in WANT_A_REASON | TOLD)


def test_every_check_has_a_file_that_fails_it() -> None:
    codes = {path.name for path in (SIE / "should_fail").iterdir()}
    names = {check.__name__ for check in CHECKS}
    assert len(names) == len(CHECKS)
    assert codes >= WANT_A_REASON | TOLD
