"""``manage.py allocate AGREEMENT``: a run of all lines."""

import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from allocation.choices import LineStatus
from allocation.models import Run, RunAmount
from allocation.selectors import data_names
from allocation.services.runs import RunRefusedError, create_run
from overenskommelse.services.lookups import agreement_or_exit, stop


class Command(BaseCommand):
    help = "Divide all lines of an agreement, keep the run, and print line,recipient,exact,amount."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agreement", metavar="AGREEMENT")

    def handle(self, *args: Any, agreement: str, **options: Any) -> None:
        found = agreement_or_exit(self, agreement)
        try:
            run = create_run(agreement=found, by=None)
        except RunRefusedError as error:
            stop(self, [error])
        self.print_amounts(run)
        self.print_waiting(run)

    def print_amounts(self, run: Run) -> None:
        rows = RunAmount.objects.filter(run_line__run=run).order_by("run_line__position", "recipient__code")
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["line", "recipient", "exact", "amount"])
        writer.writerows(rows.values_list("run_line__code", "recipient__code", "exact", "amount"))

    def print_waiting(self, run: Run) -> None:
        names = data_names(run.agreement)
        for line in run.lines.filter(status=LineStatus.WAITING):
            missing = ", ".join(names.get(code, code) for code in line.missing_indicators)
            self.stderr.write(_("%(line)s waits for: %(missing)s.") % {"line": line.code, "missing": missing})
