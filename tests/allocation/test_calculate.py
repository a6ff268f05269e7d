"""``calculate``: any table, divided without a database."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.domain.allocation.bilagor import BILAGA_4, CARE_RECIPIENTS, POPULATION

Calculate = Callable[..., tuple[int, list[str], list[str]]]
NARA_VARD = 1


@pytest.fixture
def calculate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Calculate:
    """Runs the command on a table: exit status, lines of output, lines of error."""

    def run(table: str, *arguments: str) -> tuple[int, list[str], list[str]]:
        path = tmp_path / "table.csv"
        path.write_text(table, encoding="utf-8")
        try:
            call_command("calculate", str(path), *arguments)
            status = 0
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        shown = capsys.readouterr()
        return status, shown.out.splitlines(), shown.err.splitlines()

    return run


def counties() -> str:
    rows = (f"{code},Län {code},{POPULATION[code]},{CARE_RECIPIENTS[code]}" for code in sorted(POPULATION))
    return "\n".join(["code,name,population,care_recipients", *rows])


def test_bilaga_4_to_the_krona(calculate: Calculate) -> None:
    status, out, err = calculate(counties(), "--total", "2409000000", "--share", "population=1")
    assert (status, err) == (0, [])
    assert out == ["code,amount", *(f"{code},{BILAGA_4[code][NARA_VARD]}" for code in sorted(BILAGA_4))]


def test_two_shares_are_weighed(calculate: Calculate) -> None:
    half = ("--share", "population=0,5", "--share", "care_recipients=1/2")
    _status, out, _err = calculate(counties(), "--total", "750000000", *half)
    assert "12,129205837" in out


def test_base_exclude_unit_and_rounding(calculate: Calculate) -> None:
    table = "code,name,n\n01,A,1\n02,B,2\n03,C,5\n"
    options = ("--total", "10000", "--share", "n=1", "--base", "1000", "--exclude", "03", "--unit", "1000")
    assert calculate(table, *options)[1] == ["code,amount", "01,4000", "02,6000"]


def test_rounding_down_says_what_is_left(calculate: Calculate) -> None:
    table = "code,name,n\n01,A,1\n02,B,1\n03,C,1\n"
    status, out, err = calculate(table, "--total", "100", "--share", "n=1", "--rounding", "floor")
    assert (status, out[1:]) == (0, ["01,33", "02,33", "03,33"])
    assert len(err) == 1
    assert "-1" in err[0]


def test_municipalities_are_summed_by_county(calculate: Calculate) -> None:
    table = "code;name;n\n0114;A;1 000\n0115;B;500\n0305;C;1500\n"
    options = ("--total", "10", "--share", "n=1", "--group-by", "county")
    assert calculate(table, *options)[1] == ["code,amount", "01,5", "03,5"]


def test_every_fault_of_a_table_on_its_own_line(calculate: Calculate) -> None:
    table = "# a comment\ncode,name,n\n01,A,x\n01,B,-1\n,C,\n"
    status, out, err = calculate(table, "--total", "10", "--share", "n=1")
    assert (status, out) == (1, [])
    assert [line.split(":")[0].split(",")[0].split(" har")[0].split(" saknar")[0] for line in err] == [
        "Rad 3", "Rad 4", "Rad 5", "Rad 3", "Rad 4", "Rad 5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "",
        "name,n\nA,1\n",
        "code,name,n\n",
        "code,name,n\n01,A\n",
        "code,name,n\n01,A,0\n",
        'code,n\n01,"1\0"\n',
    ],
)
def test_a_table_that_cannot_be_divided(calculate: Calculate, table: str) -> None:
    status, out, err = calculate(table, "--total", "10", "--share", "n=1")
    assert (status, out, len(err)) == (1, [], 1)


@pytest.mark.parametrize(
    "options",
    [
        ("--total", "10", "--share", "m=1"),
        ("--total", "10", "--share", "n=0"),
        ("--total", "-1", "--share", "n=1"),
        ("--total", "10", "--share", "n=1", "--exclude", "77"),
        ("--total", "10", "--share", "n=1", "--unit", "7"),
        ("--total", "10", "--share", "n=1", "--unit", "0"),
        ("--total", "10", "--share", "n=1", "--base", "11"),
    ],
)
def test_arguments_that_cannot_be_used(calculate: Calculate, options: tuple[str, ...]) -> None:
    status, out, err = calculate("code,name,n\n01,A,1\n02,B,1\n", *options)
    assert (status, out, len(err)) == (2, [], 1)


@pytest.mark.parametrize("options", [("--share", "n=1"), ("--total", "1"), ("--total", "1", "--share", "n")])
def test_arguments_that_are_no_arguments(calculate: Calculate, options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        calculate("code,n\n01,1\n", *options)


def test_an_unknown_column_is_answered_with_the_nearest(calculate: Calculate) -> None:
    _status, _out, err = calculate(
        "code,name,population\n01,A,1\n", "--total", "1", "--share", "popluation=1"
    )
    assert "population" in err[0]


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("calculate", str(tmp_path / "none.csv"), "--total", "1", "--share", "n=1")
    assert stopped.value.code == 2


def test_no_database_is_touched(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("code,name,n\n01,A,1\n", encoding="utf-8")
    database = tmp_path / "none" / "none.sqlite3"
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "calculate",
            str(tmp_path / "table.csv"),
            "--total",
            "5",
            "--share",
            "n=1",
        ],
        cwd=settings.BASE_DIR,
        env={"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "x", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "code,amount\n01,5\n")
