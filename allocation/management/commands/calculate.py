"""``manage.py calculate TABLE.csv``: an allocation of any table, without a database."""

import csv
import io
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from allocation.domain import AllocationError
from allocation.domain.cells import number
from allocation.domain.rounding import Rounding
from allocation.domain.run import GROUP_BY_COUNTY, LineResult, calculate
from allocation.domain.shares import COUNTY_DIGITS, Number
from allocation.services.runs import worded
from overenskommelse.services.lookups import WRONG_DATA, WRONG_USAGE, NotKnown, nearest, stop

CODE = "code"
# Faults that lie in the table; all others lie in the arguments.
DATA_FAULTS = {"no_recipients", "missing_values", "zero_weight", "mixed_levels"}


class Table(NamedTuple):
    """Columns of text by heading; ``rows`` are the line numbers in the file."""

    rows: list[int]
    columns: dict[str, list[str]]


def share(text: str) -> tuple[str, Fraction]:
    """``population=0.5`` or ``population=1/2``."""
    indicator, _sign, weight = text.rpartition("=")
    try:
        return indicator.strip(), Fraction(weight.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise ArgumentTypeError(
            _("write a share as indicator=weight, for example population=1, not %(text)s") % {"text": text}
        ) from None


def codes(text: str) -> list[str]:
    """``13,21``."""
    return [code.strip() for code in text.split(",") if code.strip()]


class Command(BaseCommand):
    help = "Divide a total between the rows of any table (code,name,<indicators>) and print code,amount."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", metavar="TABLE.csv", type=Path)
        parser.add_argument("--total", type=int, required=True, help="kronor")
        parser.add_argument("--share", type=share, action="append", required=True, metavar="INDICATOR=WEIGHT")
        parser.add_argument("--base", type=int, default=0, help="kronor to each before the rest is divided")
        parser.add_argument("--exclude", type=codes, default=[], metavar="CODE,CODE")
        parser.add_argument(
            "--rounding", choices=list(map(str, Rounding)), default=str(Rounding.LARGEST_REMAINDER)
        )
        parser.add_argument("--unit", type=int, default=1, help="kronor that every amount is a multiple of")
        parser.add_argument("--group-by", choices=[GROUP_BY_COUNTY], default="")

    def handle(self, *args: Any, table: Path, share: list[tuple[str, Number]], **options: Any) -> None:
        found = self.read(table)
        if not found.columns[CODE]:
            stop(
                self,
                [_("The table has no rows under a heading “code”. Its first row must name the columns.")],
            )
        indicators = [indicator for indicator, _weight in share]
        digits = COUNTY_DIGITS if options["group_by"] else None
        self.check_names(indicators, found.columns.keys() - {CODE, "name"})
        self.check_names(options["exclude"], {code[:digits] for code in found.columns[CODE] if code})
        values = self.checked(found, indicators)
        try:
            result = calculate(
                found.columns[CODE],
                values,
                total=options["total"],
                shares=share,
                base=options["base"],
                exclude=options["exclude"],
                rounding=Rounding(options["rounding"]),
                unit=options["unit"],
                group_by=options["group_by"],
            )
        except AllocationError as error:
            stop(self, [worded(error)], WRONG_DATA if error.code in DATA_FAULTS else WRONG_USAGE)
        self.print_amounts(result)

    def read(self, path: Path) -> Table:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError:
            stop(self, [_("The file %(path)s cannot be read. Check its name.") % {"path": path}], WRONG_USAGE)
        except UnicodeDecodeError:
            stop(self, [_("%(path)s is not UTF-8. Save the table as CSV with UTF-8.") % {"path": path}])
        first = next((line for line in text.splitlines() if line and line[0] != "#"), "")
        reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
        try:
            rows = [(reader.line_num, row) for row in reader if "".join(row).strip() and row[0][:1] != "#"]
        except csv.Error as error:
            stop(self, [_("Row %(row)d cannot be read: %(why)s.") % {"row": reader.line_num, "why": error}])
        return self.table([heading.strip() for heading in rows[0][1]] if rows else [], rows[1:])

    def table(self, headings: list[str], rows: list[tuple[int, list[str]]]) -> Table:
        odd = [row for row, values in rows if len(values) != len(headings)]
        if odd:
            stop(
                self,
                [_("Row %(row)d does not have one value for each heading.") % {"row": row} for row in odd],
            )
        columns = zip(*(values for _row, values in rows), strict=True) if rows else ([] for _ in headings)
        found = {heading: list(column) for heading, column in zip(headings, columns, strict=True)}
        found[CODE] = [code.strip() for code in found.get(CODE, [])]
        return Table([row for row, _values in rows], found)

    def check_names(self, wanted: Iterable[str], known: Iterable[str]) -> None:
        names = [(name, "") for name in known]
        unknown = [NotKnown(name, nearest(name, names)) for name in wanted if (name, "") not in names]
        if unknown:
            stop(self, unknown, WRONG_USAGE)

    def checked(self, table: Table, indicators: list[str]) -> dict[str, list[Number]]:
        """The indicators as numbers; every fault of the table on its own line, and exit 1."""
        values = {name: [number(text) for text in table.columns[name]] for name in indicators}
        problems = [*_code_problems(table), *_value_problems(table, values)]
        if problems:
            stop(self, problems)
        return {name: [value for value in column if value is not None] for name, column in values.items()}

    def print_amounts(self, result: LineResult) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["code", "amount"])
        writer.writerows((row.code, row.amount) for row in result.allocations)
        if result.difference:
            self.stderr.write(
                _("The amounts add up to %(sum)d kr, %(difference)+d kr from the total.")
                % {"sum": result.allocated, "difference": result.difference}
            )


def _code_problems(table: Table) -> Iterator[str]:
    counts = Counter(table.columns[CODE])
    for row, code in zip(table.rows, table.columns[CODE], strict=True):
        if not code.strip():
            yield _("Row %(row)d has no code. Write one.") % {"row": row}
        elif counts[code] > 1:
            yield _("Row %(row)d: the code %(code)s stands on several rows. Keep one.") % {
                "row": row,
                "code": code,
            }


def _value_problems(table: Table, values: Mapping[str, Sequence[Number | None]]) -> Iterator[str]:
    for name, column in values.items():
        for row, text, value in zip(table.rows, table.columns[name], column, strict=True):
            if value is None:
                yield _("Row %(row)d, %(column)s: “%(text)s” is not a number. Write digits only.") % {
                    "row": row, "column": name, "text": text,
                }  # fmt: skip
            elif value < 0:
                yield _("Row %(row)d, %(column)s: %(text)s is negative. Write 0 or more.") % {
                    "row": row, "column": name, "text": text,
                }  # fmt: skip
