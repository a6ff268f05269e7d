"""``manage.py financial_report AGREEMENT --recipient CODE --output FILE.pdf [--draft]``."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from overenskommelse.services.lookups import WRONG_USAGE, agreement_or_exit, recipient_or_exit, stop
from reporting.choices import REPORT_PROBLEMS, ReportStatus
from reporting.models import FinancialReport
from reporting.selectors.report_tasks import problems_of
from reporting.services.financial_reports import NothingToReport, open_report, preview
from reporting.services.locks import YearClosed


class Command(BaseCommand):
    help = (
        "Writes a recipient's certified financial report as PDF. A head of finance certifies it in the"
        " program; before that, exit 1 with what it waits for (each on its own line). Exit 2 for an unknown"
        " name."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agreement")
        parser.add_argument("--recipient", required=True, metavar="CODE")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")
        parser.add_argument("--draft", action="store_true", help="as it stands now, marked UTKAST")

    def handle(
        self, *args: Any, agreement: str, recipient: str, output: Path, draft: bool, **options: Any
    ) -> None:
        found = agreement_or_exit(self, agreement), recipient_or_exit(self, recipient)
        try:
            if output.is_dir() or not os.access(output if output.exists() else output.parent, os.W_OK):
                raise PermissionError  # before anything is opened
            report = open_report(agreement=found[0], recipient=found[1], by=None)
            output.write_bytes(preview(report) if draft else self.issued(report))
        except OSError:
            stop(self, [_("The file %(path)s cannot be written.") % {"path": output}], WRONG_USAGE)
        except NothingToReport:
            stop(self, [_("There is nothing to report for %(name)s.") % {"name": found[1]}])
        except YearClosed:
            stop(self, [_("The year is closed, so nothing can be changed.")])

    def issued(self, report: FinancialReport) -> bytes:
        """The certified report; without one, says what it waits for and exits."""
        if report.document is None:
            stop(self, self.waits_for(report))
        self.stderr.write(f"{report.document.number} {report.document.code}")
        return bytes(report.document.pdf)

    def waits_for(self, report: FinancialReport) -> list[str]:
        missing = [str(REPORT_PROBLEMS[problem.code]) for problem in problems_of(report)]
        if report.status == ReportStatus.PREPARED:
            return [*missing, _("The report waits for the head of finance.")]
        return missing or [_("The report has not been handed to the head of finance.")]
