"""The golden workbooks are what their script makes, one fault a folder, each with its expectations."""

import json
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from scripts.make_workbooks import AS_EXPORTED, make
from scripts.workbook_parts import MUNICIPAL
from tests.domain.overenskommelse.fixtures import FIXTURES

WORKBOOKS = FIXTURES / "workbooks"
RIGHT = sorted(path for path in (WORKBOOKS / "should_pass").iterdir() if path.suffix != ".json")
WRONG = sorted(path for path in (WORKBOOKS / "should_fail").glob("*/*") if path.suffix != ".json")
REASONS = {
    "no_table", "unknown_sheet", "several_years", "unknown_code", "double_code", "missing", "not_a_number",
    "negative", "fractional", "empty", "no_cached_value", "error_value", "sum_differs", "no_value_column",
    "not_a_spreadsheet", "wrong_type", "macros", "encrypted", "nested_archive", "too_large_inside",
    "too_many_cells", "several_columns", "other_year", "no_code", "too_big", "suppressed", "ambiguous_number",
    "merged_area", "county_sum_differs", "breakdown_unclear", "breakdown_incomplete", "breakdown_double",
    "pair_unclear",
}  # fmt: skip


Contents = dict[str, tuple[int, int]] | bytes


def contents(path: Path) -> Contents:
    """Size and checksum of a workbook's parts, unpacked: how tightly zlib packs them is no matter."""
    if not is_zipfile(path):
        return path.read_bytes()
    with ZipFile(path) as parts:
        return {part.filename: (part.file_size, part.CRC) for part in parts.infolist()}


def files(folder: Path) -> dict[str, Contents]:
    return {str(path.relative_to(folder)): contents(path) for path in folder.rglob("*") if path.is_file()}


def test_files_are_what_the_script_makes(tmp_path: Path) -> None:
    make(tmp_path)
    committed = files(WORKBOOKS)
    for kept_by_hand in (Path(MUNICIPAL).name, *AS_EXPORTED):
        assert committed.pop(f"should_pass/{kept_by_hand}")
    assert files(tmp_path) == committed


def test_script_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    make(tmp_path / "first")
    make(tmp_path / "second")
    names = [path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*.xlsx")]
    assert len(names) > 25
    for name in names:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_a_wrong_file_for_each_reason() -> None:
    assert {path.parent.name for path in WRONG} == REASONS
    assert len(RIGHT) >= 20
    assert len(WRONG) >= 40


@pytest.mark.parametrize("path", [*RIGHT, *WRONG], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_file_says_how_to_read_it_and_what_comes_of_it(path: Path) -> None:
    readings = json.loads(path.with_name(f"{path.name}.args.json").read_text(encoding="utf-8"))
    assert readings
    for reading in readings:
        assert set(reading["arguments"]) <= {"indicator", "date", "sheet", "year", "value_column"}
        assert {"indicator", "date"} <= set(reading["arguments"])
        expected = {"rows", "total", "issues"} if path in RIGHT else {"cell", "value"}
        assert set(reading["expected"]) <= expected


def test_population_is_the_national_sum_of_every_year() -> None:
    readings = json.loads(
        (WORKBOOKS / "should_pass" / "folkmangd-kommuner-2020-2025.csv.args.json").read_text(encoding="utf-8")
    )
    totals = {reading["arguments"]["date"][:4]: reading["expected"]["total"] for reading in readings}
    assert totals == {"2020": 10_379_295, "2023": 10_551_707, "2025": 10_605_520}
