"""``import_dataset`` and what it stands on: right files are read, wrong ones say why and store nothing."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from allocation import workbooks
from allocation.choices import ISSUES
from allocation.domain.findings import Severity
from allocation.models import Dataset, DatasetValue, Indicator, SourceFile
from allocation.services import imports
from allocation.services.imports import read_upload
from overenskommelse import workbooks as shared
from overenskommelse.models import Event
from tests.allocation.uploads import (
    COUNTIES,
    MUNICIPALITIES,
    PASS,
    WORKBOOKS,
    codes,
    command,
    counties,
    upload_of,
)


def readings(folder: str, depth: str) -> list[Any]:
    """Each golden workbook with the arguments of a reading and what must come of it."""
    files = [path for path in sorted((WORKBOOKS / folder).glob(depth)) if path.suffix != ".json"]
    return [
        pytest.param(path, case["arguments"], case["expected"], id=f"{path.parent.name}/{path.name}-{number}")
        for path in files
        for number, case in enumerate(json.loads(path.with_name(f"{path.name}.args.json").read_text("utf-8")))
    ]


def as_options(arguments: dict[str, Any]) -> list[str]:
    names = {"sheet", "year", "value_column"} & arguments.keys()
    return [part for name in sorted(names) for part in (f"--{name.replace('_', '-')}", str(arguments[name]))]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "arguments", "expected"), readings("should_pass", "*"))
def test_a_right_file_is_read(path: Path, arguments: dict[str, Any], expected: dict[str, Any]) -> None:
    reading = read_upload(upload_of(path, arguments)).reading
    assert reading.is_right, reading.issues
    assert len(reading.rows) == expected["rows"]
    assert reading.total == expected["total"]
    if "issues" in expected:
        assert [issue.code for issue in reading.issues] == expected["issues"]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "arguments", "expected"), readings("should_fail", "*/*"))
def test_a_wrong_file_says_why(path: Path, arguments: dict[str, Any], expected: dict[str, Any]) -> None:
    preview = read_upload(upload_of(path, arguments))
    [issue] = [it for it in preview.reading.issues if it.severity is Severity.ERROR]
    assert issue.code == path.parent.name
    assert {"cell": issue.cell, "value": issue.value} | expected == {"cell": issue.cell, "value": issue.value}
    [problem] = preview.errors
    assert problem.what
    assert problem.remedy
    assert "%(" not in str(problem)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "arguments", "expected"), readings("should_fail", "*/*"))
def test_the_command_refuses_a_wrong_file(
    path: Path, arguments: dict[str, Any], expected: dict[str, Any]
) -> None:
    out, err, status = command(
        path, *as_options(arguments), indicator=arguments["indicator"], day=arguments["date"]
    )
    assert (out, status) == ("", "1")
    [problem] = read_upload(upload_of(path, arguments)).errors
    assert err.splitlines()[-1] == str(problem)
    assert problem.where.endswith(f"!{expected['cell']}" if expected.get("cell") else problem.where)
    assert not Dataset.objects.exists()
    assert not SourceFile.objects.exists()


@pytest.mark.django_db
def test_every_problem_is_told_at_once_from_the_top_down() -> None:
    lines = counties().decode().splitlines()
    lines[1], lines[2], lines[3] = "01;Stockholms län;många", "03;Uppsala län;-5", "99;Ingenstans;4"
    preview = read_upload(upload_of(Path("fel.csv"), {}, "\n".join(lines).encode()))
    assert codes(preview) == ["unknown_code", "missing", "not_a_number", "negative"]
    assert [str(problem).split(": ")[0] for problem in preview.errors] == [
        "fel.csv",
        "fel.csv!C2",
        "fel.csv!C3",
        "fel.csv!A4",
    ]


def test_every_issue_has_words() -> None:
    rooms = Path(workbooks.__file__).parents[1]
    below = [rooms / room for room in ("domain", "workbooks", "services")]
    files = [path for room in (*below, Path(shared.__file__).parent) for path in room.glob("*.py")]
    sources = [file.read_text("utf-8") for file in files]
    raised = {code for text in sources for code in re.findall(r'(?:ssue|unread|Error)\(\s*"(\w+)"', text)}
    assert len(raised) > 20
    assert raised - set(ISSUES) == set()
    assert [code for code in ISSUES if not any(f'"{code}"' in text for text in sources)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "code"), [("0,1234", "too_precise"), ("1000000000", "too_big")])
def test_a_figure_must_fit(value: str, code: str) -> None:
    Indicator.objects.create(code="costs", name="Kostnad", unit="mnkr", whole_numbers=False)
    lines = counties(heading="Costs").decode().replace("2391841", value)
    assert codes(
        read_upload(upload_of(COUNTIES.with_suffix(".csv"), {"indicator": "costs"}, lines.encode()))
    ) == [code]


@pytest.mark.django_db
def test_decimals_are_kept() -> None:
    Indicator.objects.create(code="costs", name="Kostnad", unit="mnkr", whole_numbers=False)
    lines = counties(heading="Costs").decode().replace("2391841", "0,125")
    upload = upload_of(COUNTIES.with_suffix(".csv"), {"indicator": "costs"}, lines.encode())
    imports.store(preview=read_upload(upload), by=None)
    assert DatasetValue.objects.get(code="01").value == Decimal("0.125")


@pytest.mark.django_db
def test_the_command_stores_and_prints() -> None:
    out, err, status = command(MUNICIPALITIES, "--year", "2021", "--source", "SCB", day="2021-12-31")
    assert status == "0"
    assert out.splitlines()[:2] == ["code,value", "0114,47820"]
    assert len(out.splitlines()) == 291
    dataset = Dataset.objects.get()
    assert dataset.content_digest in err
    assert (dataset.level, dataset.row_count, int(dataset.total)) == ("municipality", 290, 10_452_326)
    assert (dataset.source, dataset.value_column, dataset.created_by) == ("SCB", "D 2021", None)
    assert dataset.values_read.get(code="0114").cell == "D4"


@pytest.mark.django_db
def test_check_only_stores_nothing() -> None:
    out, err, status = command(COUNTIES, "--check-only")
    assert (len(out.splitlines()), err, status) == (22, "", "0")
    assert not Dataset.objects.exists()
    assert not Event.objects.filter(verb__startswith="datasets").exists()


@pytest.mark.django_db
def test_a_warning_is_told_and_kept() -> None:
    _out, err, status = command(PASS / "lan-inklistrad-text.xlsx")
    assert status == "0"
    assert err.splitlines()[0].startswith("Blad1!A4: 1: ")
    [note] = Dataset.objects.get().warnings
    assert (note["where"], note["severity"], note["reason"]) == ("Blad1!A4", "note", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "reason"),
    [([], "via kommandorad"), (["--reason", "Stavfel i källan."], "Stavfel i källan.")],
)
def test_a_reason_is_kept_with_each_warning(options: list[str], reason: str) -> None:
    assert command(PASS / "fel-namn.csv", *options)[2] == "0"
    [warning] = Dataset.objects.get().warnings
    assert (warning["severity"], warning["reason"]) == ("warning", reason)


@pytest.mark.django_db
def test_the_same_again_is_not_stored_again() -> None:
    command(COUNTIES)
    out, _err, status = command(PASS / "bilaga-4.xlsx")
    assert (len(out.splitlines()), status) == (22, "0")
    assert Dataset.objects.count() == 1


@pytest.mark.django_db
def test_wrong_usage_is_exit_2() -> None:
    out, err, status = command(COUNTIES, indicator="populaton")
    assert (out, status) == ("", "2")
    assert "population" in err
    assert command(Path("finns-inte.xlsx"))[2] == "2"
    with pytest.raises(CommandError, match="2020-13-01"):
        command(COUNTIES, day="2020-13-01")


@pytest.mark.django_db
def test_a_count_left_out_is_decided_on_the_command_line() -> None:
    path = WORKBOOKS / "should_fail" / "suppressed" / "befolkning.csv"
    out, err, status = command(path, "--decide", "c13=1388910:Enligt SCB", "--key-column", "A")
    assert (len(out.splitlines()), status) == (22, "0")
    assert "Enligt SCB" in err
    [warning] = Dataset.objects.get().warnings
    assert "Enligt SCB" in warning["remedy"]
    with pytest.raises(CommandError, match="C13=0"):
        command(path, "--decide", "C13=0")
