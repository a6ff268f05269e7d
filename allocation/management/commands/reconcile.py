"""``manage.py reconcile AGREEMENT [--published FILE.csv]``: printed amounts held against computed ones."""

import csv
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from allocation.domain.explanation import Reconciliation, reconcile
from allocation.domain.run import LineResult
from allocation.models import PublishedTable
from allocation.selectors import (
    latest_run,
    municipalities_by_rss,
    no_result,
    reason_text,
    reconciliations,
    results_of,
)
from allocation.services.runs import RunRefusedError, compute
from overenskommelse.models import Agreement, FundingLine, Organisation
from overenskommelse.services.lookups import (
    WRONG_DATA,
    WRONG_USAGE,
    NotKnown,
    agreement_or_exit,
    nearest,
    stop,
)

COLUMNS = ("line", "recipient", "published")
Published = Mapping[str, Mapping[str, int]]


class Command(BaseCommand):
    help = (
        "Print line,recipient,published,computed,difference,explanation for a decided, latest or fresh run."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agreement", metavar="AGREEMENT")
        parser.add_argument("--published", type=Path, metavar="FILE.csv", help="line,recipient,published")

    def handle(self, *args: Any, agreement: str, published: Path | None, **options: Any) -> None:
        found = agreement_or_exit(self, agreement)
        results = self.results(found)
        if published:
            pairs = self.from_file(found, published, results)
        else:
            pairs = [(table.line, held) for table, held in reconciliations(found, results)]
        self.print_rows(pairs)
        printed = {line.code for line, _held in pairs}
        for line in found.lines.all():
            if line.code not in printed:
                self.stderr.write(_("%(line)s: nothing printed to compare with.") % {"line": line.code})

    def results(self, agreement: Agreement) -> dict[str, LineResult]:
        run = latest_run(agreement)
        if run:
            self.stderr.write(_("Compared with run %(run)d.") % {"run": run.pk})
            return results_of(run)
        try:
            outcomes = compute(agreement)
        except RunRefusedError as error:
            stop(self, [error])
        return {outcome.line.code: outcome.result for outcome in outcomes if outcome.result}

    def from_file(
        self, agreement: Agreement, path: Path, results: Mapping[str, LineResult]
    ) -> list[tuple[FundingLine, Reconciliation]]:
        published = self.read(agreement, path)
        totals = dict(
            PublishedTable.objects.filter(line__agreement=agreement).values_list(
                "line__code", "printed_total"
            )
        )
        parts = municipalities_by_rss()
        return [
            (line, reconcile(
                published[line.code],
                totals.get(line.code, line.amount),
                results.get(line.code) or no_result(line),
                parts,
            ))
            for line in agreement.lines.all()
            if line.code in published
        ]  # fmt: skip

    def read(self, agreement: Agreement, path: Path) -> Published:
        """Line → recipient → printed kronor; every fault of the file on its own line, and exit 1."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            stop(self, [_("The file %(path)s cannot be read as UTF-8.") % {"path": path}], WRONG_USAGE)
        reader = csv.reader(text.splitlines())
        rows = [(reader.line_num, row) for row in reader if row and row[0][:1] != "#"]
        if not rows or tuple(rows[0][1]) != COLUMNS:
            stop(
                self, [_("The first row must name the columns %(columns)s.") % {"columns": ",".join(COLUMNS)}]
            )
        problems = list(_problems(agreement, rows[1:]))
        if problems:
            # Names that are nowhere are wrong usage; one fault in the data is enough for wrong data.
            stop(self, [text for text, _status in problems], min(status for _text, status in problems))
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for _row, (line, recipient, published) in rows[1:]:
            found[line][recipient] = int(published)
        return found

    def print_rows(self, pairs: Iterable[tuple[FundingLine, Reconciliation]]) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow([*COLUMNS, "computed", "difference", "explanation"])
        for line, held in pairs:
            for row in held.rows:
                figures = (row.published, row.computed, row.difference)
                writer.writerow([line.code, row.code, *figures, reason_text(row.reason, held)])


def _problems(agreement: Agreement, rows: list[tuple[int, list[str]]]) -> Iterator[tuple[str, int]]:
    """Every fault of the rows (line number, values) with its remedy, and the exit status it asks for."""
    lines = dict(agreement.lines.values_list("code", "name"))
    recipients = dict(Organisation.objects.values_list("code", "name"))
    times = Counter(tuple(values[:2]) for _row, values in rows)
    for row, values in rows:
        if len(values) != len(COLUMNS):
            yield _("Row %(row)d does not have one value for each heading.") % {"row": row}, WRONG_DATA
            continue
        for code, names in zip(values, (lines, recipients), strict=False):
            if code not in names:
                unknown = NotKnown(code, nearest(code, names.items()))
                yield _("Row %(row)d: %(problem)s") % {"row": row, "problem": unknown}, WRONG_USAGE
        if not values[2].isdecimal():
            text = _("Row %(row)d: “%(text)s” is not a whole number of kronor.")
            yield text % {"row": row, "text": values[2]}, WRONG_DATA
        if times[tuple(values[:2])] > 1:
            text = _("Row %(row)d: the same line and recipient stand on several rows. Keep one.")
            yield text % {"row": row}, WRONG_DATA
