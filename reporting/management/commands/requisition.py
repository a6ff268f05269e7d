"""``manage.py requisition AGREEMENT --recipient CODE --output FILE.pdf [--draft]``."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from overenskommelse.models import Agreement, Organisation
from overenskommelse.services.events import fingerprint
from overenskommelse.services.lookups import WRONG_USAGE, agreement_or_exit, recipient_or_exit, stop
from reporting.choices import RequisitionProblem, RequisitionStatus
from reporting.models import Document, Requisition
from reporting.services.locks import YearClosed
from reporting.services.requisitions import Incomplete, NothingToRequisition, issue, open_draft, preview


class Command(BaseCommand):
    help = (
        "Writes a recipient's requisition as PDF: the one that is issued, otherwise one that is issued now. "
        "Exit 1 when something is missing (each on its own line), 2 for an unknown name."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agreement")
        parser.add_argument("--recipient", required=True, metavar="CODE")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")
        parser.add_argument("--draft", action="store_true", help="a preview marked UTKAST; issues nothing")

    def handle(
        self, *args: Any, agreement: str, recipient: str, output: Path, draft: bool, **options: Any
    ) -> None:
        found = agreement_or_exit(self, agreement), recipient_or_exit(self, recipient)
        try:
            if output.is_dir() or not os.access(output if output.exists() else output.parent, os.W_OK):
                raise PermissionError  # before anything is issued
            output.write_bytes(self.preview(*found) if draft else self.issued(*found))
        except OSError:
            stop(self, [_("The file %(path)s cannot be written.") % {"path": output}], WRONG_USAGE)
        except NothingToRequisition:
            stop(self, [_("There is nothing to requisition for %(name)s.") % {"name": found[1]}])
        except YearClosed:
            stop(self, [_("The year is closed for %(name)s.") % {"name": found[1]}])
        except Incomplete as error:
            stop(self, [RequisitionProblem(problem.code).label for problem in error.problems])

    def preview(self, agreement: Agreement, recipient: Organisation) -> bytes:
        return preview(open_draft(agreement=agreement, recipient=recipient, by=None))

    def issued(self, agreement: Agreement, recipient: Organisation) -> bytes:
        """The latest issued form, unless another is under way; then, or without any, one issued now."""
        document = self.latest(agreement, recipient)
        if document is None:
            draft = open_draft(agreement=agreement, recipient=recipient, by=None)
            document = issue(requisition=draft, seen=fingerprint(draft), by=None)
        self.stderr.write(f"{document.number} {document.code}")
        return bytes(document.pdf)

    def latest(self, agreement: Agreement, recipient: Organisation) -> Document | None:
        """The latest issued form, None when a draft is under way or nothing is issued."""
        rows = Requisition.objects.filter(agreement=agreement, recipient=recipient)
        if rows.filter(status=RequisitionStatus.DRAFT).exists():
            return None
        requisition = rows.issued().select_related("document").first()
        return requisition.document if requisition else None
